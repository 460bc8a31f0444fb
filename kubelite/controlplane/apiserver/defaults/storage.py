"""Defaults of the groups storage.k8s.io and scheduling.k8s.io.

Source of the rules: ``pkg/apis/storage/v1/defaults.go``, ``pkg/apis/scheduling/v1/defaults.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.defaults.fill import Defaults, Document, defaults


def storage_class(document: Document) -> None:
    """StorageClass."""
    defaults(document, reclaimPolicy="Delete", volumeBindingMode="Immediate")


def csi_driver(document: Document) -> None:
    """CSIDriver."""
    defaults(
        document["spec"],
        attachRequired=True,
        podInfoOnMount=False,
        storageCapacity=False,
        fsGroupPolicy="ReadWriteOnceWithFSType",
        volumeLifecycleModes=["Persistent"],
        requiresRepublish=False,
        seLinuxMount=False,
    )


def priority_class(document: Document) -> None:
    """PriorityClass."""
    document.setdefault("preemptionPolicy", "PreemptLowerPriority")


DEFAULTS: Defaults = {"CSIDriver": csi_driver, "StorageClass": storage_class}
SCHEDULING: Defaults = {"PriorityClass": priority_class}
