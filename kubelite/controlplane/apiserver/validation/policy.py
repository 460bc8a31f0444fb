"""PodDisruptionBudgets and PriorityClasses.

Source of the rules: ``pkg/apis/policy/validation/validation.go``, ``pkg/apis/scheduling/validation/validation.go``.
"""

from __future__ import annotations

from types import MappingProxyType

from kubelite.controlplane.apiserver.validation import labels
from kubelite.controlplane.apiserver.validation.field import Causes, Doc, forbidden, immutable, invalid, one_of, part
from kubelite.controlplane.apiserver.validation.internal import internal
from kubelite.controlplane.apiserver.validation.workloads import at_most_100_percent, int_or_percent

_EVICTION_POLICIES = ("AlwaysAllow", "IfHealthyBudget")
_SYSTEM = "system-"
_SYSTEM_CLASSES = MappingProxyType({"system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000})
_HIGHEST = 1_000_000_000
_RESERVED = f"priority class names with '{_SYSTEM}' prefix are reserved for system use only. error: "


def disruption_budget(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    given = [field for field in ("minAvailable", "maxUnavailable") if spec.get(field) is not None]
    if len(given) == 2:
        shown = internal("DisruptionBudgetSpec", spec) | {"Selector": labels.ordered(spec.get("selector"))}
        yield invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set")
    for field in given:
        yield from int_or_percent(spec[field], f"spec.{field}")
        yield from at_most_100_percent(spec[field], f"spec.{field}")
    yield from labels.label_selector(spec.get("selector"), "spec.selector")
    yield from one_of("spec.unhealthyPodEvictionPolicy", spec.get("unhealthyPodEvictionPolicy"), _EVICTION_POLICIES)


def priority_class(doc: Doc) -> Causes:
    name, value = part(doc, "metadata").get("name") or "", doc.get("value") or 0
    if name.startswith(_SYSTEM):
        if problem := _system_problem(name, value, bool(doc.get("globalDefault"))):
            yield forbidden("metadata.name", f"{_RESERVED}{problem}")
    elif value > _HIGHEST:
        yield forbidden("value", f"maximum allowed value of a user defined priority is {_HIGHEST}")
    yield from one_of("preemptionPolicy", doc.get("preemptionPolicy"), ("PreemptLowerPriority", "Never"))


def priority_class_update(new: Doc, old: Doc) -> Causes:
    if (new.get("value") or 0) != (old.get("value") or 0):
        yield forbidden("value", "may not be changed in an update.")
    yield from immutable("preemptionPolicy", new.get("preemptionPolicy"), old.get("preemptionPolicy"))


def _system_problem(name: str, value: int, default: bool) -> str:
    known = _SYSTEM_CLASSES.get(name)
    if known is None:
        return f"{name} is not a known system priority class"
    if value != known:
        return f"value of {name} PriorityClass must be {known}"
    return f"globalDefault of {name} PriorityClass must be false" if default else ""
