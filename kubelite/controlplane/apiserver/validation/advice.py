"""Warnings: what Kubernetes accepts when an object is created, and says that you should not write.

Source of the rules: ``pkg/api/pod/warnings.go``, ``pkg/api/service/warnings.go``, ``pkg/api/node/util.go``,
``pkg/api/persistentvolume/util.go``, and ``WarningsOnCreate`` in ``pkg/registry/*/*/strategy.go``.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.field import Doc, each, part, quoted
from kubelite.controlplane.apiserver.validation.pod_advice import (
    node_selector_warnings,
    old_volume_warnings,
    pod_warnings,
)
from kubelite.objects import quantity
from kubelite.objects.kinds import Resource

Warnings = Iterator[str]

_LABEL_ADVICE = "which can result in surprising behavior; a DNS label is recommended:"
_OLD_HINTS, _HINTS = "service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode"
_INGRESS_CLASS = "kubernetes.io/ingress.class"
_OLD_STORAGE_CLASS = (
    "volume.beta.kubernetes.io/storage-class",
    'deprecated since v1.8; use "storageClassName" attribute instead',
)
_OLD_MOUNT_OPTIONS = (
    "volume.beta.kubernetes.io/mount-options",
    'deprecated since v1.31; use "mountOptions" attribute instead',
)
_PEM = re.compile(rb"-----BEGIN ([A-Z ]+)-----.+-----END \1-----", re.DOTALL)
_DEPRECATED_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "Endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        "ComponentStatus": "v1 ComponentStatus is deprecated in v1.19+",
    }
)


def warnings(doc: Doc, resource: Resource) -> list[str]:
    """The warnings of a create request, in Kubernetes' words; a client prints each after ``Warning: ``."""
    found = [_DEPRECATED_KINDS[resource.kind]] if resource.kind in _DEPRECATED_KINDS and not resource.group else []
    advise = _ADVICE.get(resource.kind)
    return found if advise is None else [*found, *advise(doc)]


def _pod(doc: Doc) -> Warnings:
    yield from _name(doc, "this is used in the Pod's hostname,")
    yield from pod_warnings(doc, "")


def _workload(doc: Doc) -> Warnings:
    yield from _name(doc, "this is used in Pod names and hostnames,")
    yield from pod_warnings(part(doc, "spec", "template"), "spec.template.")


def _daemon_set(doc: Doc) -> Warnings:
    return pod_warnings(part(doc, "spec", "template"), "spec.template.")


def _stateful_set(doc: Doc) -> Warnings:
    spec = part(doc, "spec")
    yield from pod_warnings(part(spec, "template"), "spec.template.")
    for template, at in each(spec, "volumeClaimTemplates", "spec"):
        yield from _claim_spec(part(template, "spec"), f"{at}.spec")
    if (limit := spec.get("revisionHistoryLimit")) is not None and limit < 0:
        words = "a negative value retains all historical revisions; a value >= 0 is recommended"
        yield f"spec.revisionHistoryLimit: {words}"


def _cron_job(doc: Doc) -> Warnings:
    yield from _name(doc, "this is used in Pod names and hostnames,")
    template = part(doc, "spec", "jobTemplate", "spec", "template")
    yield from pod_warnings(template, "spec.jobTemplate.spec.template.")


def _service(doc: Doc) -> Warnings:
    spec = part(doc, "spec")
    kind, external = spec.get("type") or "ClusterIP", spec.get("externalIPs") or []
    headless = kind == "ClusterIP" and spec.get("clusterIP") == "None"
    if _OLD_HINTS in part(doc, "metadata", "annotations"):
        yield f"annotation {_OLD_HINTS} is deprecated, please use {_HINTS} instead"
    if headless:
        yield from _ignored_by_headless(spec)
    if external and not headless and kind != "ExternalName":
        yield "spec.externalIPs is deprecated and may no longer be implemented in some clusters"
    if external and kind == "ExternalName":
        yield 'spec.externalIPs is ignored when spec.type is "ExternalName"'
    if spec.get("externalName") and kind != "ExternalName":
        yield 'spec.externalName is ignored when spec.type is not "ExternalName"'
    if spec.get("trafficDistribution") == "PreferClose":
        yield 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'


def _ignored_by_headless(spec: Doc) -> Warnings:
    if spec.get("loadBalancerIP"):
        yield "spec.loadBalancerIP is ignored for headless services"
    if spec.get("externalIPs"):
        yield "spec.externalIPs is ignored for headless services"
    if (spec.get("sessionAffinity") or "None") != "None":
        yield "spec.SessionAffinity is ignored for headless services"


def _ingress(doc: Doc) -> Warnings:
    if _INGRESS_CLASS in part(doc, "metadata", "annotations"):
        yield f"annotation {quoted(_INGRESS_CLASS)} is deprecated, please use 'spec.ingressClassName' instead"


def _claim(doc: Doc) -> Warnings:
    yield from _old_annotations(doc, _OLD_STORAGE_CLASS)
    yield from _claim_spec(part(doc, "spec"), "spec")


def _persistent_volume(doc: Doc) -> Warnings:
    spec = part(doc, "spec")
    yield from _old_annotations(doc, _OLD_STORAGE_CLASS, _OLD_MOUNT_OPTIONS)
    if spec.get("persistentVolumeReclaimPolicy") == "Recycle":
        advice = "Instead, the recommended approach is to use dynamic provisioning."
        yield f"spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. {advice}"
    yield from node_selector_warnings(part(spec, "nodeAffinity", "required"), "spec.nodeAffinity.required")
    yield from old_volume_warnings(spec, "spec")


def _old_annotations(doc: Doc, *old: tuple[str, str]) -> Warnings:
    annotations = part(doc, "metadata", "annotations")
    for key, advice in old:
        if key in annotations:
            yield f"metadata.annotations[{key}]: {advice}"


def _secret(doc: Doc) -> Warnings:
    """Nobody is stopped from storing what is no certificate, or no key."""
    if doc.get("type") != "kubernetes.io/tls":
        return
    for key, name in (("tls.crt", "certificate"), ("tls.key", "key")):
        if not _PEM.search(b64decode(part(doc, "data").get(key) or "")):
            yield f"tls: failed to find any PEM data in {name} input"
            return


def _claim_spec(spec: Doc, path: str) -> Warnings:
    for side in ("requests", "limits"):
        amount = part(spec, "resources", side).get("storage")
        if amount is not None and quantity.parse(amount) % 1:
            at = f"{path}.resources.{side}[storage]"
            yield f"{at}: fractional byte value {quoted(amount)} is invalid, must be an integer"


def _name(doc: Doc, use: str) -> Warnings:
    if messages := names.dns_label(part(doc, "metadata").get("name") or ""):
        yield f"metadata.name: {use} {_LABEL_ADVICE} [{' '.join(messages)}]"


_ADVICE: Mapping[str, Callable[[Doc], Warnings]] = MappingProxyType(
    {
        "Pod": _pod,
        "Deployment": _workload,
        "ReplicaSet": _workload,
        "ReplicationController": _workload,
        "Job": _workload,
        "DaemonSet": _daemon_set,
        "StatefulSet": _stateful_set,
        "CronJob": _cron_job,
        "Service": _service,
        "Ingress": _ingress,
        "PersistentVolume": _persistent_volume,
        "PersistentVolumeClaim": _claim,
        "Secret": _secret,
    }
)
