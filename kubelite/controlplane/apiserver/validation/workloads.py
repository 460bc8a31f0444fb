"""Deployments, ReplicaSets, DaemonSets and ReplicationControllers: a selector, a template, a strategy.

Source of the rules: ``pkg/apis/apps/validation/validation.go``, for the last kind
``pkg/apis/core/validation/validation.go``.
"""

from __future__ import annotations

from typing import Any

from kubelite.controlplane.apiserver.validation import labels, names
from kubelite.controlplane.apiserver.validation.field import (
    IMMUTABLE,
    NEGATIVE,
    Causes,
    Doc,
    forbidden,
    invalid,
    non_negative,
    part,
    required,
    same,
    unsupported,
    wrong,
)
from kubelite.controlplane.apiserver.validation.internal import internal
from kubelite.controlplane.apiserver.validation.pod import pod_template

_MISMATCH = "`selector` does not match template `labels`"


def deployment(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    yield from non_negative(spec, "replicas", path="spec")
    yield from _selected_template(spec, "invalid label selector", "deployment")
    yield from _deployment_strategy(part(spec, "strategy"), "spec.strategy")
    yield from non_negative(spec, "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds", path="spec")
    deadline = spec.get("progressDeadlineSeconds")
    if deadline is not None and deadline <= (spec.get("minReadySeconds") or 0):
        yield invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")


def deployment_update(new: Doc, old: Doc) -> Causes:
    yield from deployment(new)
    yield from selector_update(new, old)


def replica_set(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    yield from non_negative(spec, "replicas", "minReadySeconds", path="spec")
    yield from _selected_template(spec, "invalid label selector", "deployment")


def replica_set_update(new: Doc, old: Doc) -> Causes:
    yield from replica_set(new)
    yield from selector_update(new, old)


def daemon_set(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    selector, template = spec.get("selector"), part(spec, "template")
    yield from labels.label_selector(selector, "spec.selector")
    if selector is None or labels.usable(selector):
        yield from template_matches(selector, template)
    if selector is not None and not _requires(selector):
        yield invalid("spec.selector", labels.ordered(selector), "empty selector is invalid for daemonset")
    yield from pod_template(template, "spec.template")
    yield from always_restarted(template, "DaemonSet")
    yield from non_negative(spec, "minReadySeconds", path="spec")
    yield from _daemon_set_strategy(part(spec, "updateStrategy"), "spec.updateStrategy")
    yield from non_negative(spec, "revisionHistoryLimit", path="spec")


def daemon_set_update(new: Doc, old: Doc) -> Causes:
    yield from selector_update(new, old)
    yield from daemon_set(new)


def replication_controller(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    selector, template = spec.get("selector") or {}, spec.get("template")
    yield from non_negative(spec, "minReadySeconds", path="spec")
    if not selector:
        yield required("spec.selector")
    yield from non_negative(spec, "replicas", path="spec")
    if template is None:
        yield required("spec.template")
        return
    if selector:
        yield from template_matches({"matchLabels": selector}, template)
    yield from pod_template(template, "spec.template")
    yield from always_restarted(template, "ReplicationController")


def selector_update(new: Doc, old: Doc) -> Causes:
    wanted, known = part(new, "spec").get("selector"), part(old, "spec").get("selector")
    if not same(wanted, known):
        yield invalid("spec.selector", labels.ordered(wanted), IMMUTABLE)


def always_restarted(template: Doc, kind: str) -> Causes:
    """Pods of these workloads run until they are deleted."""
    spec, path = part(template, "spec"), "spec.template.spec"
    if (policy := spec.get("restartPolicy") or "Always") != "Always":
        yield unsupported(f"{path}.restartPolicy", policy, ("Always",))
    if spec.get("activeDeadlineSeconds") is not None:
        yield forbidden(f"{path}.activeDeadlineSeconds", f"activeDeadlineSeconds in {kind} is not Supported")


def int_or_percent(value: int | str, path: str) -> Causes:
    """A number that is not negative, or a percentage."""
    if isinstance(value, str):
        yield from wrong(path, value, names.percent(value))
    elif value < 0:
        yield invalid(path, value, NEGATIVE)


def at_most_100_percent(value: int | str, path: str) -> Causes:
    if isinstance(value, str) and not names.percent(value) and int(value[:-1]) > 100:
        yield invalid(path, value, "must not be greater than 100%")


def _selected_template(spec: Doc, unusable: str, kind: str) -> Causes:
    selector, template = spec.get("selector"), part(spec, "template")
    yield from required_selector(selector, kind)
    if selector is not None and not labels.usable(selector):
        yield invalid("spec.selector", labels.ordered(selector), unusable)
        return
    yield from template_matches(selector, template)
    yield from pod_template(template, "spec.template")
    yield from always_restarted(template, "ReplicaSet")


def required_selector(selector: Doc | None, kind: str) -> Causes:
    if selector is None:
        yield required("spec.selector")
        return
    yield from labels.label_selector(selector, "spec.selector")
    if not _requires(selector):
        yield invalid("spec.selector", labels.ordered(selector), f"empty selector is invalid for {kind}")


def _requires(selector: Doc) -> bool:
    return bool(selector.get("matchLabels") or selector.get("matchExpressions"))


def template_matches(selector: Doc | None, template: Doc) -> Causes:
    found: dict[str, Any] | None = part(template, "metadata").get("labels")
    if not labels.selects(selector, found):
        shown = None if found is None else dict(sorted(found.items()))
        yield invalid("spec.template.metadata.labels", shown, _MISMATCH)


def _deployment_strategy(strategy: Doc, path: str) -> Causes:
    kind, rolling, at = strategy.get("type") or "RollingUpdate", strategy.get("rollingUpdate"), f"{path}.rollingUpdate"
    if kind == "Recreate":
        if rolling is not None:
            yield forbidden(at, "may not be specified when strategy `type` is 'Recreate'")
    elif kind != "RollingUpdate":
        yield unsupported(path, internal("DeploymentStrategy", strategy), ("Recreate", "RollingUpdate"))
    elif rolling is not None:
        unavailable, surge = _number_or(rolling, "maxUnavailable", "25%"), _number_or(rolling, "maxSurge", "25%")
        yield from int_or_percent(unavailable, f"{at}.maxUnavailable")
        yield from int_or_percent(surge, f"{at}.maxSurge")
        if not leading_number(unavailable) and not leading_number(surge):
            yield invalid(f"{at}.maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0")
        yield from at_most_100_percent(unavailable, f"{at}.maxUnavailable")


def _daemon_set_strategy(strategy: Doc, path: str) -> Causes:
    kind, rolling, at = strategy.get("type") or "RollingUpdate", strategy.get("rollingUpdate"), f"{path}.rollingUpdate"
    if kind not in ("RollingUpdate", "OnDelete"):
        yield unsupported(path, internal("DaemonSetStrategy", strategy), ("RollingUpdate", "OnDelete"))
    if kind != "RollingUpdate" or rolling is None:
        return
    unavailable, surge = _number_or(rolling, "maxUnavailable", 1), _number_or(rolling, "maxSurge", 0)
    for check in (int_or_percent, at_most_100_percent):
        yield from check(unavailable, f"{at}.maxUnavailable")
        yield from check(surge, f"{at}.maxSurge")
    if leading_number(unavailable) and leading_number(surge):
        yield invalid(f"{at}.maxSurge", surge, "may not be set when maxUnavailable is non-zero")
    elif not leading_number(unavailable) and not leading_number(surge):
        yield required(f"{at}.maxUnavailable", "cannot be 0 when maxSurge is 0")


def _number_or(rolling: Doc, field: str, default: int | str) -> int | str:
    value: int | str | None = rolling.get(field)
    return default if value is None else value


def leading_number(value: int | str) -> int:
    """The number before ``%``; a text that is no percentage counts as 0, as in Go."""
    if isinstance(value, str):
        return 0 if names.percent(value) else int(value[:-1])
    return value
