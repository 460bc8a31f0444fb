"""HorizontalPodAutoscalers: bounds, metrics and how fast to scale.

Source of the rules: ``pkg/apis/autoscaling/validation/validation.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from types import MappingProxyType

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.field import (
    NOT_POSITIVE,
    Causes,
    Doc,
    each,
    forbidden,
    invalid,
    part,
    required,
    unsupported,
    wrong,
)
from kubelite.controlplane.apiserver.validation.resources import container_resource_name
from kubelite.objects import quantity
from kubelite.objects.errors import Cause

_TYPES = ("ContainerResource", "External", "Object", "Pods", "Resource")
_TARGETS = ("Utilization", "Value", "AverageValue")
_POLICIES = ("Percent", "Pods")
_SELECTIONS = ("Disabled", "Max", "Min")
_MISSING = "must populate information for the given metric source"
_ONE_OF = "must set either a target raw value or a target utilization"
_NOT_BOTH = "may not set both a target raw value and a target utilization"


def autoscaler(doc: Doc) -> Causes:
    yield from _spec(part(doc, "spec"), least=1)


def autoscaler_update(new: Doc, old: Doc) -> Causes:
    """Who may already scale to zero may go on."""
    yield from _spec(part(new, "spec"), least=0 if part(old, "spec").get("minReplicas") == 0 else 1)


def scale(doc: Doc) -> Causes:
    """The ``scale`` subresource of a workload."""
    if (replicas := part(doc, "spec").get("replicas") or 0) < 0:
        yield invalid("spec.replicas", replicas, "must be greater than or equal to 0")


def _spec(spec: Doc, *, least: int) -> Causes:
    low, high = spec.get("minReplicas"), spec.get("maxReplicas") or 0
    if low is not None and low < least:
        yield invalid("spec.minReplicas", low, f"must be greater than or equal to {least}")
    if high < 1:
        yield invalid("spec.maxReplicas", high, "must be greater than 0")
    if low is not None and high < low:
        yield invalid("spec.maxReplicas", high, "must be greater than or equal to `minReplicas`")
    yield from _reference(part(spec, "scaleTargetRef"), "spec.scaleTargetRef")
    for metric, at in each(spec, "metrics", "spec"):
        yield from _metric(metric, at)
    kinds = {metric.get("type") for metric, _ in each(spec, "metrics", "spec")}
    if low == 0 and kinds.isdisjoint(("Object", "External")):
        reason = "must specify at least one Object or External metric to support scaling to zero replicas"
        yield forbidden("spec.metrics", reason)
    for direction in ("scaleUp", "scaleDown"):
        yield from _rules(part(spec, "behavior").get(direction), f"spec.behavior.{direction}")


def _reference(reference: Doc, path: str) -> Causes:
    for field in ("kind", "name"):
        if value := reference.get(field):
            yield from wrong(f"{path}.{field}", value, names.path_segment(value))
        else:
            yield required(f"{path}.{field}")


def _metric(metric: Doc, path: str) -> Causes:
    kind = metric.get("type") or ""
    if not kind:
        yield required(f"{path}.type", "must specify a metric source type")
    if kind not in _TYPES:
        yield unsupported(f"{path}.type", kind, _TYPES)
    given = [source for source in _SOURCES if metric.get(source) is not None]
    if given:
        yield from _SOURCES[given[0]](metric[given[0]], f"{path}.{given[0]}")
    expected = kind[:1].lower() + kind[1:]
    if kind not in _TYPES:
        yield unsupported(f"{path}.type", kind, _TYPES)
    elif expected not in given:
        yield required(f"{path}.{expected}", _MISSING)
    if len(given) != 1:
        for other in sorted(given):
            if other != expected:
                yield forbidden(f"{path}.{other}", "must populate the given metric source only")


def _object(source: Doc, path: str) -> Causes:
    yield from _reference(part(source, "describedObject"), f"{path}.describedObject")
    yield from _metric_name(source, path)
    target = yield from _target(source, path)
    if target.get("value") is None and target.get("averageValue") is None:
        yield required(f"{path}.target.averageValue", "must set either a target value or averageValue")


def _external(source: Doc, path: str) -> Causes:
    yield from _metric_name(source, path)
    target = yield from _target(source, path)
    value, average = target.get("value"), target.get("averageValue")
    if value is None and average is None:
        reason = "must set either a target value for metric or a per-pod target"
        yield required(f"{path}.target.averageValue", reason)
    if value is not None and average is not None:
        reason = "may not set both a target value for metric and a per-pod target"
        yield forbidden(f"{path}.target.value", reason)


def _pods(source: Doc, path: str) -> Causes:
    yield from _metric_name(source, path)
    target = yield from _target(source, path)
    if target.get("averageValue") is None:
        yield required(f"{path}.target.averageValue", "must specify a positive target averageValue")


def _resource(source: Doc, path: str) -> Causes:
    if not source.get("name"):
        yield required(f"{path}.name", "must specify a resource name")
    yield from _resource_target(source, path)


def _container_resource(source: Doc, path: str) -> Causes:
    if name := source.get("name"):
        yield from container_resource_name(name, f"{path}.name")
    else:
        yield required(f"{path}.name", "must specify a resource name")
    if container := source.get("container"):
        yield from wrong(f"{path}.container", container, names.dns_label(container))
    else:
        yield required(f"{path}.container", "must specify a container")
    yield from _resource_target(source, path)


def _resource_target(source: Doc, path: str) -> Causes:
    target = yield from _target(source, path)
    share, average = target.get("averageUtilization"), target.get("averageValue")
    if share is None and average is None:
        yield required(f"{path}.target.averageUtilization", _ONE_OF)
    if share is not None and average is not None:
        yield forbidden(f"{path}.target.averageValue", _NOT_BOTH)


def _target(source: Doc, path: str) -> Generator[Cause, None, Doc]:
    """Yields what is wrong with the target, and returns the target."""
    target, at = part(source, "target"), f"{path}.target"
    kind = target.get("type") or ""
    if not kind:
        yield required(f"{at}.type", "must specify a metric target type")
    if kind not in _TARGETS:
        yield invalid(f"{at}.type", kind, "must be either Utilization, Value, or AverageValue")
    for field in ("value", "averageValue"):
        if (value := target.get(field)) is not None and quantity.parse(value) <= 0:
            yield invalid(f"{at}.{field}", value, "must be positive")
    if (share := target.get("averageUtilization")) is not None and share < 1:
        yield invalid(f"{at}.averageUtilization", share, "must be greater than 0")
    return target


def _metric_name(source: Doc, path: str) -> Causes:
    if name := part(source, "metric").get("name"):
        yield from wrong(f"{path}.metric.name", name, names.path_segment(name))
    else:
        yield required(f"{path}.metric.name", "must specify a metric name")


def _rules(rules: Doc | None, path: str) -> Causes:
    if rules is None:
        return
    window, selection = rules.get("stabilizationWindowSeconds"), rules.get("selectPolicy")
    if window is not None and window < 0:
        yield invalid(f"{path}.stabilizationWindowSeconds", window, "must be greater than or equal to zero")
    if window is not None and window > 3600:
        yield invalid(f"{path}.stabilizationWindowSeconds", window, "must be less than or equal to 3600")
    if selection is not None and selection not in _SELECTIONS:
        yield unsupported(f"{path}.selectPolicy", selection, _SELECTIONS)
    if not rules.get("policies"):
        yield required(f"{path}.policies", "must specify at least one Policy")
    for policy, at in each(rules, "policies", path):
        yield from _policy(policy, at)


def _policy(policy: Doc, path: str) -> Causes:
    if (kind := policy.get("type") or "") not in _POLICIES:
        yield unsupported(f"{path}.type", kind, _POLICIES)
    for field in ("value", "periodSeconds"):
        if (number := policy.get(field) or 0) <= 0:
            yield invalid(f"{path}.{field}", number, NOT_POSITIVE)
    if (seconds := policy.get("periodSeconds") or 0) > 1800:
        yield invalid(f"{path}.periodSeconds", seconds, "must be less than or equal to 1800")


_SOURCES: Mapping[str, Callable[[Doc, str], Causes]] = MappingProxyType(
    {
        "object": _object,
        "external": _external,
        "pods": _pods,
        "resource": _resource,
        "containerResource": _container_resource,
    }
)
