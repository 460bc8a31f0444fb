"""StatefulSets: as other workloads, with claims that become volumes and an order of their pods.

Source of the rules: ``pkg/apis/apps/validation/validation.go`` (ValidateStatefulSetSpec, ValidateStatefulSetUpdate).
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.validation import labels, names
from kubelite.controlplane.apiserver.validation.claims import claim_spec
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    each,
    forbidden,
    invalid,
    non_negative,
    part,
    same,
    unsupported,
    wrong,
)
from kubelite.controlplane.apiserver.validation.internal import internal
from kubelite.controlplane.apiserver.validation.pod import pod_template, template_annotations
from kubelite.controlplane.apiserver.validation.workloads import (
    always_restarted,
    at_most_100_percent,
    int_or_percent,
    leading_number,
    required_selector,
    template_matches,
)

_MAY_CHANGE = (
    "replicas",
    "template",
    "updateStrategy",
    "minReadySeconds",
    "ordinals",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
)
_FIXED = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)


def stateful_set(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    yield from _policies(spec)
    for template, at in each(spec, "volumeClaimTemplates", "spec"):
        yield from claim_spec(part(template, "spec"), f"{at}.spec")
    yield from _numbers(spec)
    if name := spec.get("serviceName"):
        yield from wrong("spec.serviceName", name, names.dns_label(name))
    yield from _template(spec)


def stateful_set_update(new: Doc, old: Doc) -> Causes:
    spec, before = part(new, "spec"), part(old, "spec")
    yield from _policies(spec)
    yield from _numbers(spec)
    yield from _template(spec)
    if not same(*({k: v for k, v in side.items() if k not in _MAY_CHANGE} for side in (spec, before))):
        yield forbidden("spec", _FIXED)


def _policies(spec: Doc) -> Causes:
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
        if not leading_number(unavailable):
            yield invalid(f"{path}.maxUnavailable", unavailable, "cannot be 0")
        yield from at_most_100_percent(unavailable, f"{path}.maxUnavailable")


def _numbers(spec: Doc) -> Causes:
    yield from non_negative(spec, "replicas", "minReadySeconds", path="spec")
    yield from non_negative(part(spec, "ordinals"), "start", path="spec.ordinals")


def _template(spec: Doc) -> Causes:
    """The claim templates become volumes; hostname and subdomain are the controller's to set."""
    selector, template = spec.get("selector"), part(spec, "template")
    yield from required_selector(selector, "statefulset")
    if selector is not None and not labels.usable(selector):
        yield invalid("spec.selector", labels.ordered(selector), "")
    else:
        yield from template_matches(selector, template)
        pod = {key: value for key, value in part(template, "spec").items() if key not in ("hostname", "subdomain")}
        claims = (part(claim, "metadata").get("name") or "" for claim, _ in each(spec, "volumeClaimTemplates", "spec"))
        volumes = {name: {"name": name, "persistentVolumeClaim": {"claimName": name}} for name in claims}
        pod["volumes"] = [v for v in pod.get("volumes") or () if (v or {}).get("name") not in volumes]
        yield from pod_template({**template, "spec": pod}, "spec.template", volumes)
        meta = part(template, "metadata")
        yield from labels.labels(meta.get("labels"), "spec.template.labels")
        yield from template_annotations(meta.get("annotations") or {}, pod, "spec.template.annotations")
    yield from always_restarted(template, "StatefulSet")
