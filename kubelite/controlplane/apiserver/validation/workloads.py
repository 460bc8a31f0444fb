"""Deployments, ReplicaSets, StatefulSets, DaemonSets and ReplicationControllers: a selector, a template, a strategy.

Source of the rules: ``pkg/apis/apps/validation/validation.go``; ``pkg/apis/core/validation/validation.go`` for the last one.
"""

from __future__ import annotations

from typing import Any

from kubelite.controlplane.apiserver.validation import labels, names
from kubelite.controlplane.apiserver.validation.claims import claim_spec
from kubelite.controlplane.apiserver.validation.field import (
    NEGATIVE,
    IMMUTABLE,
    Causes,
    Doc,
    each,
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
from kubelite.controlplane.apiserver.validation.pod import pod_template, template_annotations

_MISMATCH = "`selector` does not match template `labels`"
_STATEFUL_MAY_CHANGE = (
    "replicas",
    "template",
    "updateStrategy",
    "minReadySeconds",
    "ordinals",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
)
_STATEFUL_FIXED = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)


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
        yield from _matches(selector, template)
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


def stateful_set(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    yield from _stateful_policies(spec)
    for template, at in each(spec, "volumeClaimTemplates", "spec"):
        yield from claim_spec(part(template, "spec"), f"{at}.spec")
    yield from _stateful_numbers(spec)
    if name := spec.get("serviceName"):
        yield from wrong("spec.serviceName", name, names.dns_label(name))
    yield from _stateful_template(spec)


def stateful_set_update(new: Doc, old: Doc) -> Causes:
    spec, before = part(new, "spec"), part(old, "spec")
    yield from _stateful_policies(spec)
    yield from _stateful_numbers(spec)
    yield from _stateful_template(spec)
    if not same(*({k: v for k, v in side.items() if k not in _STATEFUL_MAY_CHANGE} for side in (spec, before))):
        yield forbidden("spec", _STATEFUL_FIXED)


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
        yield from _matches({"matchLabels": selector}, template)
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
    yield from _selector(selector, kind)
    if selector is not None and not labels.usable(selector):
        yield invalid("spec.selector", labels.ordered(selector), unusable)
        return
    yield from _matches(selector, template)
    yield from pod_template(template, "spec.template")
    yield from always_restarted(template, "ReplicaSet")


def _selector(selector: Doc | None, kind: str) -> Causes:
    if selector is None:
        yield required("spec.selector")
        return
    yield from labels.label_selector(selector, "spec.selector")
    if not _requires(selector):
        yield invalid("spec.selector", labels.ordered(selector), f"empty selector is invalid for {kind}")


def _requires(selector: Doc) -> bool:
    return bool(selector.get("matchLabels") or selector.get("matchExpressions"))


def _matches(selector: Doc | None, template: Doc) -> Causes:
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
        if not _amount(unavailable) and not _amount(surge):
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
    if _amount(unavailable) and _amount(surge):
        yield invalid(f"{at}.maxSurge", surge, "may not be set when maxUnavailable is non-zero")
    elif not _amount(unavailable) and not _amount(surge):
        yield required(f"{at}.maxUnavailable", "cannot be 0 when maxSurge is 0")


def _stateful_policies(spec: Doc) -> Causes:
    if (policy := spec.get("podManagementPolicy") or "Parallel") not in ("OrderedReady", "Parallel"):
        yield invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'")
    strategy, path = part(spec, "updateStrategy"), "spec.updateStrategy"
    kind, rolling = strategy.get("type") or "RollingUpdate", strategy.get("rollingUpdate")
    if kind not in ("RollingUpdate", "OnDelete"):
        yield invalid(path, internal("StatefulSetStrategy", strategy), "must be 'RollingUpdate' or 'OnDelete'")
    elif kind == "OnDelete" and rolling is not None:
        shown = internal("StatefulSetRollingUpdate", rolling)
        yield invalid(f"{path}.rollingUpdate", shown, "only allowed for updateStrategy 'RollingUpdate'")
    elif rolling is not None:
        yield from _partition(rolling, f"{path}.rollingUpdate")
    retention = part(spec, "persistentVolumeClaimRetentionPolicy")
    for field in ("whenDeleted", "whenScaled"):
        if (wish := retention.get(field) or "Retain") not in ("Retain", "Delete"):
            yield unsupported(f"spec.persistentVolumeClaimRetentionPolicy.{field}", wish, ("Retain", "Delete"))


def _partition(rolling: Doc, path: str) -> Causes:
    yield from non_negative(rolling, "partition", path=path)
    if (unavailable := rolling.get("maxUnavailable")) is not None:
        yield from int_or_percent(unavailable, f"{path}.maxUnavailable")
        if not _amount(unavailable):
            yield invalid(f"{path}.maxUnavailable", unavailable, "cannot be 0")
        yield from at_most_100_percent(unavailable, f"{path}.maxUnavailable")


def _stateful_numbers(spec: Doc) -> Causes:
    yield from non_negative(spec, "replicas", "minReadySeconds", path="spec")
    yield from non_negative(part(spec, "ordinals"), "start", path="spec.ordinals")


def _stateful_template(spec: Doc) -> Causes:
    """The claim templates become volumes; hostname and subdomain are the controller's to set."""
    selector, template = spec.get("selector"), part(spec, "template")
    yield from _selector(selector, "statefulset")
    if selector is not None and not labels.usable(selector):
        yield invalid("spec.selector", labels.ordered(selector), "")
    else:
        yield from _matches(selector, template)
        pod = {key: value for key, value in part(template, "spec").items() if key not in ("hostname", "subdomain")}
        claims = (part(claim, "metadata").get("name") or "" for claim, _ in each(spec, "volumeClaimTemplates", "spec"))
        volumes = {name: {"name": name, "persistentVolumeClaim": {"claimName": name}} for name in claims}
        pod["volumes"] = [v for v in pod.get("volumes") or () if (v or {}).get("name") not in volumes]
        yield from pod_template({**template, "spec": pod}, "spec.template", volumes)
        meta = part(template, "metadata")
        yield from labels.labels(meta.get("labels"), "spec.template.labels")
        yield from template_annotations(meta.get("annotations") or {}, pod, "spec.template.annotations")
    yield from always_restarted(template, "StatefulSet")


def _number_or(rolling: Doc, field: str, default: int | str) -> int | str:
    value: int | str | None = rolling.get(field)
    return default if value is None else value


def _amount(value: int | str) -> int:
    """The number before ``%``; a text that is no percentage counts as 0, as in Go."""
    if isinstance(value, str):
        return 0 if names.percent(value) else int(value[:-1])
    return value
