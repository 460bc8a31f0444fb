"""Defaults of volumes: in pods, of persistent volumes and of claims.

Source of the rules: ``pkg/apis/core/v1/defaults.go``, SetDefaults_Volume and the functions for each kind of source.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.defaults.container import field_references, pull_policy
from kubelite.controlplane.apiserver.defaults.fill import Document, defaults, items, present, struct
from kubelite.controlplane.apiserver.defaults.resources import round_list, round_up

_READABLE_BY_ALL = 0o644


def volume(document: Document) -> None:
    """A volume of a pod; one without a source is an empty directory."""
    if document.keys() <= {"name"}:
        document["emptyDir"] = {}
    _common_sources(document)
    for files in present(document, "secret", "configMap", "downwardAPI", "projected"):
        files.setdefault("defaultMode", _READABLE_BY_ALL)
    for facts in present(document, "downwardAPI"):
        _downward(facts)
    for projected in present(document, "projected"):
        for source in items(projected, "sources"):
            _projected(source)
    for image in present(document, "image"):
        image.setdefault("pullPolicy", pull_policy(image.get("reference", "")))
    for ephemeral in present(document, "ephemeral"):
        for template in present(ephemeral, "volumeClaimTemplate"):
            claim_spec(template["spec"])


def persistent_volume(document: Document) -> None:
    """PersistentVolume."""
    spec = document["spec"]
    defaults(spec, persistentVolumeReclaimPolicy="Retain", volumeMode="Filesystem")
    struct(document, "status").setdefault("phase", "Pending")
    round_list(spec, "capacity")
    _common_sources(spec)


def persistent_volume_claim(document: Document) -> None:
    """PersistentVolumeClaim; also the templates in a StatefulSet."""
    claim_spec(document["spec"])
    struct(document, "status").setdefault("phase", "Pending")


def claim_spec(spec: Document) -> None:
    spec.setdefault("volumeMode", "Filesystem")
    round_up(spec.get("resources"))


def _downward(facts: Document) -> None:
    for item in items(facts, "items"):
        field_references(item)


def _projected(source: Document) -> None:
    for facts in present(source, "downwardAPI"):
        _downward(facts)
    for token in present(source, "serviceAccountToken"):
        token.setdefault("expirationSeconds", 3600)


def _common_sources(document: Document) -> None:
    """Sources that pods and persistent volumes share."""
    for path in present(document, "hostPath"):
        path.setdefault("type", "")
    for iscsi in present(document, "iscsi"):
        iscsi.setdefault("iscsiInterface", "default")
    for disk in present(document, "azureDisk"):
        defaults(disk, cachingMode="ReadWrite", fsType="ext4", readOnly=False, kind="Shared")
    for rbd in present(document, "rbd"):
        defaults(rbd, pool="rbd", user="admin", keyring="/etc/ceph/keyring")
    for scale in present(document, "scaleIO"):
        defaults(scale, storageMode="ThinProvisioned", fsType="xfs")
