"""Defaults of the group apps.

Source of the rules: ``pkg/apis/apps/v1/defaults.go``; ``conversion.go`` for the claims of a StatefulSet.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.defaults.fill import Defaults, Document, defaults, items, present, struct
from kubelite.controlplane.apiserver.defaults.pod import pod_template
from kubelite.controlplane.apiserver.defaults.volumes import persistent_volume_claim


def deployment(document: Document) -> None:
    """Deployment."""
    spec = document["spec"]
    pod_template(spec["template"])
    defaults(spec, replicas=1, revisionHistoryLimit=10, progressDeadlineSeconds=600)
    strategy = struct(spec, "strategy")
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        defaults(struct(strategy, "rollingUpdate"), maxUnavailable="25%", maxSurge="25%")


def replica_set(document: Document) -> None:
    """ReplicaSet."""
    spec = document["spec"]
    pod_template(spec["template"])
    spec.setdefault("replicas", 1)


def daemon_set(document: Document) -> None:
    """DaemonSet."""
    spec = document["spec"]
    pod_template(spec["template"])
    spec.setdefault("revisionHistoryLimit", 10)
    strategy = struct(spec, "updateStrategy")
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        defaults(struct(strategy, "rollingUpdate"), maxUnavailable=1, maxSurge=0)


def stateful_set(document: Document) -> None:
    """StatefulSet; its claim templates are whole objects."""
    spec = document["spec"]
    pod_template(spec["template"])
    defaults(spec, podManagementPolicy="OrderedReady", replicas=1, revisionHistoryLimit=10)
    defaults(struct(spec, "persistentVolumeClaimRetentionPolicy"), whenDeleted="Retain", whenScaled="Retain")
    _update_strategy(struct(spec, "updateStrategy"))
    for claim in items(spec, "volumeClaimTemplates"):
        defaults(claim, apiVersion="v1", kind="PersistentVolumeClaim")
        persistent_volume_claim(claim)


def _update_strategy(strategy: Document) -> None:
    """Whoever names the type also decides about ``rollingUpdate``."""
    if "type" not in strategy:
        strategy["type"] = "RollingUpdate"
        strategy.setdefault("rollingUpdate", {})
    if strategy["type"] == "RollingUpdate":
        for rolling in present(strategy, "rollingUpdate"):
            rolling.setdefault("partition", 0)


DEFAULTS: Defaults = {
    "DaemonSet": daemon_set,
    "Deployment": deployment,
    "ReplicaSet": replica_set,
    "StatefulSet": stateful_set,
}
