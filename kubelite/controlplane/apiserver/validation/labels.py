"""Labels, and the selectors that find objects by them.

Source of the rules: ``staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    each,
    forbidden,
    invalid,
    part,
    required,
    wrong,
)

_NO_VALUES = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
_VALUES = "must be specified when `operator` is 'In' or 'NotIn'"


def labels(found: Mapping[str, str | None] | None, path: str) -> Causes:
    """Every key is a qualified name, every value a label value; both are reported at the map itself."""
    for key, value in sorted((found or {}).items()):
        yield from wrong(path, key, names.qualified_name(key))
        yield from wrong(path, value or "", names.label_value(value or ""))


def annotation_map(found: Mapping[str, str | None] | None, path: str) -> Causes:
    """As ``labels``, but the case of a key does not matter and a value may be any text."""
    for key in sorted(found or ()):
        yield from wrong(path, key, names.qualified_name(key.lower()))


def label_selector(selector: Doc | None, path: str) -> Causes:
    """``matchLabels`` and ``matchExpressions`` with the operators In, NotIn, Exists, DoesNotExist."""
    if not selector:
        return
    yield from labels(selector.get("matchLabels"), f"{path}.matchLabels")
    for expression, at in each(selector, "matchExpressions", path):
        yield from _requirement(expression, at)


def node_selector_requirement(expression: Doc, path: str, *, check_values: bool) -> Causes:
    """As in a label selector, and Gt and Lt with one value."""
    operator, values = expression.get("operator") or "", expression.get("values") or []
    if operator in ("Gt", "Lt"):
        if len(values) != 1:
            yield required(f"{path}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
    else:
        yield from _operator(operator, values, path)
    yield from wrong(f"{path}.key", expression.get("key") or "", names.qualified_name(expression.get("key") or ""))
    if check_values:
        yield from _values(values, path)


def usable(selector: Doc) -> bool:
    """Whether the selector can be evaluated at all, as ``LabelSelectorAsSelector`` sees it."""
    return next(label_selector(selector, ""), None) is None


def selects(selector: Doc | None, found: Mapping[str, str] | None) -> bool:
    """Whether a usable selector matches these labels; no selector matches nothing, an empty one everything."""
    if selector is None:
        return False
    held = found or {}
    wanted = part(selector, "matchLabels").items()
    return all(held.get(key) == (value or "") for key, value in wanted) and all(
        _holds(expression or {}, held) for expression in selector.get("matchExpressions") or ()
    )


def ordered(selector: Doc | None) -> dict[str, Any] | None:
    """The selector with its fields in Kubernetes' order, for printing."""
    if selector is None:
        return None
    shown: dict[str, Any] = {}
    if selector.get("matchLabels"):
        shown["matchLabels"] = dict(sorted(selector["matchLabels"].items()))
    if selector.get("matchExpressions"):
        fields = ("key", "operator", "values")
        shown["matchExpressions"] = [
            {name: item.get(name, "") for name in fields if name in item or name != "values"}
            for item in (item or {} for item in selector["matchExpressions"])
        ]
    return shown


def _requirement(expression: Doc, path: str) -> Causes:
    key, values = expression.get("key") or "", expression.get("values") or []
    yield from _operator(expression.get("operator") or "", values, path)
    yield from wrong(f"{path}.key", key, names.qualified_name(key))
    yield from _values(values, path)


def _operator(operator: str, values: list[str], path: str) -> Causes:
    if operator in ("In", "NotIn"):
        if not values:
            yield required(f"{path}.values", _VALUES)
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            yield forbidden(f"{path}.values", _NO_VALUES)
    else:
        yield invalid(f"{path}.operator", operator, "not a valid selector operator")


def _values(values: list[str], path: str) -> Causes:
    for index, value in enumerate(values):
        yield from wrong(f"{path}.values[{index}]", value or "", names.label_value(value or ""))


def _holds(expression: Doc, held: Mapping[str, str]) -> bool:
    key, values = expression.get("key") or "", expression.get("values") or ()
    match expression.get("operator"):
        case "In":
            return key in held and held[key] in values
        case "NotIn":
            return key not in held or held[key] not in values
        case "Exists":
            return key in held
        case _:
            return key not in held
