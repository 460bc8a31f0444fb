"""Pods, and the pod specs inside other objects.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidatePodSpec, ValidatePodCreate,
ValidatePodTemplateSpec).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kubelite.controlplane.apiserver.validation import containers, dns, labels, names, scheduling
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    duplicate,
    each,
    forbidden,
    invalid,
    one_of,
    part,
    required,
    unsupported,
    wrong,
)
from kubelite.controlplane.apiserver.validation.internal import internal
from kubelite.controlplane.apiserver.validation.resources import pod_resource_name, requirements, within_pod
from kubelite.controlplane.apiserver.validation.security import pod_security
from kubelite.controlplane.apiserver.validation.volumes import volumes

RESTART_POLICIES = ("Always", "OnFailure", "Never")
_DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
_DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
_MIRROR = "kubernetes.io/config.mirror"
_MAX_INT32 = 2**31 - 1


def pod(doc: Doc) -> Causes:
    """A new pod."""
    spec = part(doc, "spec")
    yield from pod_content(doc)
    if spec.get("ephemeralContainers"):
        yield forbidden("spec.ephemeralContainers", "cannot be set on create")
    if spec.get("nodeName") and spec.get("schedulingGates"):
        yield forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared")


def pod_content(doc: Doc) -> Causes:
    """What must hold for a pod whenever it is written."""
    spec, meta = part(doc, "spec"), part(doc, "metadata")
    yield from _annotations(part(meta, "annotations"), spec, "metadata.annotations")
    yield from pod_spec(spec, "spec", pod_name=meta.get("name") or "", in_pod=True)
    for kind in ("containers", "initContainers"):
        for container, at in each(spec, kind, "spec"):
            yield from containers.image_spaces(container, at)


def pod_template(template: Doc, path: str, extra_volumes: Mapping[str, Doc] | None = None) -> Causes:
    """A pod template. ``extra_volumes`` come from a StatefulSet's claim templates."""
    meta, spec = part(template, "metadata"), part(template, "spec")
    yield from labels.labels(meta.get("labels"), f"{path}.labels")
    yield from template_annotations(meta.get("annotations") or {}, spec, f"{path}.annotations")
    yield from pod_spec(spec, f"{path}.spec", extra_volumes=extra_volumes)
    if spec.get("ephemeralContainers"):
        yield forbidden(f"{path}.spec.ephemeralContainers", "ephemeral containers not allowed in pod template")


def template_annotations(annotations: Mapping[str, str], spec: Doc, path: str) -> Causes:
    yield from labels.annotation_map(annotations, path)
    yield from _annotations(annotations, spec, path)


def pod_spec(
    spec: Doc, path: str, *, pod_name: str = "", in_pod: bool = False, extra_volumes: Mapping[str, Doc] | None = None
) -> Causes:
    """The spec of a pod or of a template (``in_pod`` false)."""
    usable, causes = volumes(spec, path, pod_name)
    yield from causes
    claims = [claim.get("name") for claim, _ in each(spec, "resourceClaims", path) if claim.get("name")]
    yield from _resource_claims(spec, path)
    around = containers.Surroundings(
        volumes={**usable, **extra_volumes} if extra_volumes else usable,
        claims=claims,
        grace=spec.get("terminationGracePeriodSeconds"),
        os_name=part(spec, "os").get("name") or "",
        restart_policy=spec.get("restartPolicy") or "Always",
        host_users=spec.get("hostUsers") is not False,
    )
    yield from containers.containers(spec, path, around)
    yield from containers.init_containers(spec, path, around)
    yield from containers.ephemeral_containers(spec, path, around)
    yield from _pod_resources(spec, path, claims)
    yield from containers.host_network_ports(spec, path, in_pod=in_pod)
    yield from one_of(f"{path}.restartPolicy", spec.get("restartPolicy"), RESTART_POLICIES)
    yield from one_of(f"{path}.dnsPolicy", spec.get("dnsPolicy"), _DNS_POLICIES)
    yield from labels.labels(spec.get("nodeSelector"), f"{path}.nodeSelector")
    yield from pod_security(spec, path)
    yield from scheduling.affinity(spec, path)
    yield from dns.dns_config(spec, path)
    yield from _gates(spec, path)
    yield from scheduling.topology_spread(spec, path)
    yield from _host_users(spec, path)
    yield from dns.hostname_override(spec, path)
    yield from _names(spec, path)
    yield from dns.host_aliases(spec, path)
    yield from _classes(spec, path)
    yield from _operating_system(spec, path)


def _annotations(annotations: Mapping[str, str], spec: Doc, path: str) -> Causes:
    if not annotations:
        return
    if _MIRROR in annotations and not spec.get("nodeName"):
        reason = "must set spec.nodeName if mirror pod annotation is set"
        yield invalid(f"{path}[{_MIRROR}]", annotations[_MIRROR], reason)
    cost = annotations.get(_DELETION_COST)
    if cost is not None and not _is_int32(cost):
        yield invalid(f"{path}[{_DELETION_COST}]", cost, "must be a 32bit integer")


def _is_int32(text: str) -> bool:
    """Kubernetes takes no plus sign and no leading zeros here."""
    return bool(re.fullmatch("-?[1-9][0-9]{0,9}|0", text)) and -_MAX_INT32 - 1 <= int(text) <= _MAX_INT32


def _resource_claims(spec: Doc, path: str) -> Causes:
    seen: set[str] = set()
    for claim, at in each(spec, "resourceClaims", path):
        name, sources = claim.get("name") or "", ("resourceClaimName", "resourceClaimTemplateName")
        if not name:
            yield required(f"{at}.name")
        elif name in seen:
            yield duplicate(f"{at}.name", name)
        else:
            yield from wrong(f"{at}.name", name, names.dns_label(name))
        seen.add(name)
        given = [source for source in sources if claim.get(source) is not None]
        shown = internal("PodResourceClaim", claim)
        if len(given) == 2:
            reason = "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
            yield invalid(at, shown, reason)
        if not given:
            yield invalid(at, shown, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")
        for source in given:
            yield from wrong(f"{at}.{source}", claim[source], names.dns_subdomain(claim[source]))


def _pod_resources(spec: Doc, path: str, claims: list[str]) -> Causes:
    if (resources := spec.get("resources")) is None:
        return
    if resources.get("claims") is not None:
        yield forbidden(f"{path}.resources.claims", "claims may not be set for Resources at pod-level")
    yield from requirements(resources, f"{path}.resources", claims, name_check=pod_resource_name)
    yield from within_pod(spec, f"{path}.resources")


def _gates(spec: Doc, path: str) -> Causes:
    for gate, at in each(spec, "readinessGates", path):
        kind = gate.get("conditionType") or ""
        yield from wrong(f"{at}.conditionType", kind, names.qualified_name(kind))
    yield from scheduling.scheduling_gates(spec, path)


def _host_users(spec: Doc, path: str) -> Causes:
    if spec.get("hostUsers") is not False:
        return
    for field, shown in (("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")):
        if spec.get(field):
            yield forbidden(f"{path}.{shown}", "when `hostUsers` is false")


def _names(spec: Doc, path: str) -> Causes:
    for field in ("serviceAccountName", "nodeName"):
        if name := spec.get(field):
            yield from wrong(f"{path}.{field}", name, names.dns_subdomain(name))
    if (seconds := spec.get("activeDeadlineSeconds")) is not None and not 1 <= seconds <= _MAX_INT32:
        yield invalid(f"{path}.activeDeadlineSeconds", seconds, names.range_message(1, _MAX_INT32))
    for field in ("hostname", "subdomain"):
        if name := spec.get(field):
            yield from wrong(f"{path}.{field}", name, names.dns_label(name))
    yield from scheduling.tolerations(spec, path)


def _classes(spec: Doc, path: str) -> Causes:
    if name := spec.get("priorityClassName"):
        yield from wrong(f"{path}.priorityClassName", name, names.dns_subdomain(name))
    if (name := spec.get("runtimeClassName")) is not None:
        yield from wrong(f"{path}.runtimeClassName", name, names.dns_subdomain(name))
    yield from one_of(f"{path}.preemptionPolicy", spec.get("preemptionPolicy"), ("PreemptLowerPriority", "Never"))
    if spec.get("overhead") is not None:
        yield from requirements({"limits": spec["overhead"]}, f"{path}.overhead")


def _operating_system(spec: Doc, path: str) -> Causes:
    if (system := spec.get("os")) is None:
        return
    name, banned = system.get("name") or "", "windows options cannot be set for a linux pod"
    if not name:
        yield required(f"{path}.os.name")
    elif name not in ("linux", "windows"):
        yield unsupported(f"{path}.os", name, ("linux", "windows"))
    elif name == "linux" and part(spec, "securityContext").get("windowsOptions") is not None:
        yield forbidden(f"{path}.securityContext.windowsOptions", banned)
