"""Defaults: what Kubernetes writes into an object where its author wrote nothing.

One module an API group, one function a kind. Every function fills the document in place; it may be called twice.
Values that need the rest of the cluster (addresses, uids, service accounts) come later, in admission and registry.

A field that is absent has its zero value; decoding removed zeros from fields where Go cannot tell them from absence.

Source of the rules: ``pkg/apis/*/v1/defaults.go``; ``+default`` markers in ``staging/src/k8s.io/api/*/*/types.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.defaults import (
    apps,
    autoscaling,
    batch,
    core,
    devices,
    extension,
    flowcontrol,
    networking,
    rbac,
    storage,
)
from kubelite.controlplane.apiserver.defaults.fill import Document
from kubelite.objects.kinds import Resource

_BY_GROUP = {
    "": core.DEFAULTS,
    "admissionregistration.k8s.io": extension.ADMISSION,
    "apiextensions.k8s.io": extension.CUSTOM,
    "apiregistration.k8s.io": extension.AGGREGATED,
    "apps": apps.DEFAULTS,
    "batch": batch.DEFAULTS,
    "discovery.k8s.io": networking.DISCOVERY,
    "flowcontrol.apiserver.k8s.io": flowcontrol.DEFAULTS,
    "networking.k8s.io": networking.DEFAULTS,
    "node.k8s.io": {},
    "rbac.authorization.k8s.io": rbac.DEFAULTS,
    "resource.k8s.io": devices.DEFAULTS,
    "scheduling.k8s.io": storage.SCHEDULING,
    "storage.k8s.io": storage.DEFAULTS,
}


def apply_defaults(document: Document, resource: Resource) -> None:
    """Fill a decoded ``document`` of ``resource`` in place, as Kubernetes stores it."""
    if resource.group == "autoscaling":
        defaults = autoscaling.DEFAULTS[resource.version]
    else:
        defaults = _BY_GROUP.get(resource.group, {})
    fill = defaults.get(resource.kind)
    if fill:
        fill(document)
