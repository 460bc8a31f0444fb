"""ResourceQuotas and LimitRanges: how much a namespace may use, and what a container in it gets.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidateResourceQuota, ValidateLimitRange).
"""

from __future__ import annotations

from collections.abc import Mapping

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.field import (
    IMMUTABLE,
    Causes,
    Doc,
    duplicate,
    each,
    forbidden,
    invalid,
    part,
    required,
    wrong,
)
from kubelite.controlplane.apiserver.validation.resources import (
    amount,
    container_resource_name,
    is_standard_quota,
    may_overcommit,
    quota_resource_name,
    resource_name,
)
from kubelite.objects import quantity

_SCOPES = (
    "Terminating",
    "NotTerminating",
    "BestEffort",
    "NotBestEffort",
    "PriorityClass",
    "CrossNamespacePodAffinity",
    "VolumeAttributesClass",
)
_OPPOSITES = (("BestEffort", "NotBestEffort"), ("NotTerminating", "Terminating"))
_POD_COMPUTE = frozenset(
    "pods cpu memory requests.cpu requests.memory limits.cpu limits.memory ephemeral-storage "
    "requests.ephemeral-storage limits.ephemeral-storage".split()
)
_LIMIT_FIELDS = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")
_LIMIT_TYPES = ("Pod", "Container", "PersistentVolumeClaim")
_ASKED_OVER_DEFAULT = "default request value {} is greater than default limit value {}"
_NOT_FOR_PODS = "may not be specified when `type` is 'Pod'"


def resource_quota(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    for name, value in sorted(part(spec, "hard").items()):
        yield from quota_resource_name(name, f"spec.hard[{name}]")
        yield from amount(name, value, f"spec.hard[{name}]")
    scopes = spec.get("scopes") or []
    for scope in scopes:
        if scope not in _SCOPES:
            yield invalid("spec.scopes", scopes, "unsupported scope")
        for name in sorted(part(spec, "hard")):
            if is_standard_quota(name) and not _counts_in(scope, name):
                yield invalid("spec.scopes", scopes, "unsupported scope applied to resource")
    for pair in _OPPOSITES:
        if {*pair} <= {*scopes}:
            yield invalid("spec.scopes", scopes, "conflicting scopes")
    yield from _scope_selector(part(spec, "scopeSelector"), "spec.scopeSelector.matchExpressions")


def resource_quota_update(new: Doc, old: Doc) -> Causes:
    yield from resource_quota(new)
    wanted, known = (part(doc, "spec").get("scopes") or [] for doc in (new, old))
    if {*wanted} != {*known}:
        yield invalid("spec.scopes", wanted or None, IMMUTABLE)


def limit_range(doc: Doc) -> Causes:
    seen: set[str] = set()
    for limit, at in each(part(doc, "spec"), "limits", "spec"):
        kind = limit.get("type") or ""
        messages = names.qualified_name(kind)
        yield from wrong(f"{at}.type", kind, messages)
        if not messages and "/" not in kind and kind not in _LIMIT_TYPES:
            yield invalid(f"{at}.type", kind, "must be a standard limit type or fully qualified")
        if kind in seen:
            yield duplicate(f"{at}.type", kind)
        seen.add(kind)
        yield from _limit_names(limit, kind, at)
        found = {name for field in _LIMIT_FIELDS for name in part(limit, field)}
        for name in sorted(found):
            yield from _limit_order(name, limit, at)


def _limit_names(limit: Doc, kind: str, path: str) -> Causes:
    check = container_resource_name if kind in ("Pod", "Container") else resource_name
    for field in _LIMIT_FIELDS:
        given = part(limit, field)
        if kind == "Pod" and field.startswith("default"):
            if given:
                yield forbidden(f"{path}.{field}", _NOT_FOR_PODS)
            continue
        for name in sorted(given):
            yield from check(name, f"{path}.{field}[{name}]")
    if kind == "PersistentVolumeClaim" and not any("storage" in part(limit, field) for field in ("min", "max")):
        reason = "either minimum or maximum storage value is required, but neither was provided"
        yield required(f"{path}.limits", reason)


def _limit_order(name: str, limit: Doc, path: str) -> Causes:
    """min ≤ defaultRequest ≤ default ≤ max."""
    for low, high, shown, words in (
        ("min", "max", "min", "min value {} is greater than max value {}"),
        ("min", "defaultRequest", "defaultRequest", "min value {} is greater than default request value {}"),
        ("defaultRequest", "max", "defaultRequest", "default request value {} is greater than max value {}"),
        ("defaultRequest", "default", "defaultRequest", _ASKED_OVER_DEFAULT),
        ("min", "default", "default", "min value {} is greater than default value {}"),
        ("default", "max", "default", "default value {} is greater than max value {}"),
    ):
        left, right = part(limit, low).get(name), part(limit, high).get(name)
        if left is not None and right is not None and quantity.parse(left) > quantity.parse(right):
            value = {"min": left, "defaultRequest": part(limit, "defaultRequest").get(name)}.get(shown)
            printed = value or (left if low == "min" else right)
            yield invalid(f"{path}.{shown}[{name}]", printed, words.format(left, right))
    yield from _ratio(name, limit, path)
    given, asked = part(limit, "default").get(name), part(limit, "defaultRequest").get(name)
    if given and asked and not may_overcommit(name) and quantity.parse(given) != quantity.parse(asked):
        reason = f"default value {given} must equal to defaultRequest value {asked} in {name}"
        yield invalid(f"{path}.defaultRequest[{name}]", asked, reason)


def _ratio(name: str, limit: Doc, path: str) -> Causes:
    ratio = part(limit, "maxLimitRequestRatio").get(name)
    if ratio is None:
        return
    at, low, high = f"{path}.maxLimitRequestRatio[{name}]", part(limit, "min").get(name), part(limit, "max").get(name)
    if quantity.parse(ratio) < 1:
        yield invalid(at, ratio, f"ratio {ratio} is less than 1")
    if low is not None and high is not None and (least := quantity.parse(low)):
        most = quantity.parse(high) / least
        if quantity.parse(ratio) > most:
            yield invalid(at, ratio, f"ratio {ratio} is greater than max/min = {most:f}")


def _counts_in(scope: str, name: str) -> bool:
    if scope == "BestEffort":
        return name == "pods"
    if scope == "VolumeAttributesClass":
        return name in ("persistentvolumeclaims", "requests.storage")
    return name in _POD_COMPUTE


def _scope_selector(selector: Mapping[str, object], path: str) -> Causes:
    for expression, _ in each(selector, "matchExpressions", path):
        scope, operator = expression.get("scopeName") or "", expression.get("operator") or ""
        values = expression.get("values") or []
        if scope not in _SCOPES:
            yield invalid(f"{path}.scopeName", scope, "unsupported scope")
        if operator in ("In", "NotIn"):
            if not values:
                reason = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
                yield required(f"{path}.values", reason)
        elif operator in ("Exists", "DoesNotExist"):
            if values:
                reason = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
                yield invalid(f"{path}.values", values, reason)
        else:
            yield invalid(f"{path}.operator", operator, "not a valid selector operator")
