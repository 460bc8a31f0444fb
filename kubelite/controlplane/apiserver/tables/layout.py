"""What the printers share: columns, rows, and the small texts that stand in their cells.

Source of the rules: ``pkg/printers/internalversion/printers.go``; selectors: ``apimachinery/pkg/labels/selector.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from kubelite.controlplane.apiserver.tables.duration import age

Manifest = Mapping[str, Any]
Cell = str | int | bool
NONE, UNSET = "<none>", "<unset>"


class Column(NamedTuple):
    """A column: ``type`` is string, integer, boolean or date; ``priority`` above 0 shows only with ``-o wide``."""

    name: str
    type: str = "string"
    format: str = ""
    priority: int = 0


class Printer(NamedTuple):
    """How a kind is shown: its columns, and the function that fills one row of them, given an object and the time."""

    columns: tuple[Column, ...]
    cells: Callable[[Manifest, datetime], Sequence[Cell]]


def columns(names: str, wide: str = "") -> tuple[Column, ...]:
    """Columns from names divided by ``|``; ``:integer`` behind a name gives another type than string."""
    shown = [(name, 0) for name in names.split("|")] + [(name, 1) for name in wide.split("|") if name]
    return tuple(_column(name, priority) for name, priority in shown)


def _column(text: str, priority: int) -> Column:
    name, _, kind = text.partition(":")
    return Column(name, kind or "string", "name" if name == "Name" else "", priority)


def name(obj: Manifest) -> str:
    """The object's name."""
    return str(obj["metadata"]["name"])


def age_of(obj: Manifest, now: datetime) -> str:
    """The time since the object was created."""
    return age(obj["metadata"].get("creationTimestamp"), now)


def part(obj: Manifest, *path: str) -> Any:
    """What lies at ``path`` inside ``obj``; an empty map where a step is absent or null, so that ``.get`` works."""
    value: Any = obj
    for step in path:
        value = value.get(step) or {}
    return value


def containers(pod_spec: Manifest) -> tuple[str, str]:
    """The names and the images of the containers, each joined by commas."""
    found = pod_spec.get("containers") or ()
    return ",".join(item["name"] for item in found), ",".join(item.get("image", "") for item in found)


def labels(pairs: Mapping[str, str] | None) -> str:
    """``a=1,b=2``, sorted; ``<none>`` when there are none."""
    return ",".join(f"{key}={value}" for key, value in sorted((pairs or {}).items())) or NONE


def selector(chosen: Manifest | None) -> str:
    """A label selector as kubectl writes it: ``app=x,tier in (a,b)``; ``<none>`` when it is empty or absent."""
    chosen = chosen or {}
    terms = [(key, f"{key}={value}") for key, value in (chosen.get("matchLabels") or {}).items()]
    terms += [(item["key"], _requirement(item)) for item in chosen.get("matchExpressions") or ()]
    return ",".join(text for _, text in sorted(terms, key=lambda term: term[0])) or NONE


def _requirement(item: Manifest) -> str:
    key, values = item["key"], ",".join(sorted(item.get("values") or ()))
    forms = {"In": f"{key} in ({values})", "NotIn": f"{key} notin ({values})", "Exists": key, "DoesNotExist": f"!{key}"}
    return str(forms[item["operator"]])


def first_three(items: Iterable[str], nothing: str) -> str:
    """At most three items, then how many more there are: ``a,b,c + 2 more...``; ``nothing`` when there is none."""
    found = list(items)
    text = ",".join(found[:3]) or nothing
    return f"{text} + {len(found) - 3} more..." if len(found) > 3 else text


def has_condition(obj: Manifest, kind: str) -> bool:
    """Whether the status has the condition ``kind`` with status True."""
    found = part(obj, "status").get("conditions") or ()
    return any(item["type"] == kind and item["status"] == "True" for item in found)


def yes_or_no(value: bool | None) -> str:
    """``True``, ``False`` or ``<unset>``, for truth values that are shown as text."""
    return UNSET if value is None else str(value)
