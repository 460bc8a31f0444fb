"""What you write in YAML: the objects of the API, as plain manifests and as views."""

from __future__ import annotations

from typing import Any

from kubelite.objects.apps import ControllerRevision, DaemonSet, Deployment, ReplicaSet, StatefulSet
from kubelite.objects.autoscaling import HorizontalPodAutoscaler
from kubelite.objects.batch import Job
from kubelite.objects.coordination import Lease
from kubelite.objects.core.config import ConfigMap, CoreV1Event, Namespace, Secret, ServiceAccount
from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.objects.core.replication import ReplicationController
from kubelite.objects.core.service import Service
from kubelite.objects.core.volume import PersistentVolume, PersistentVolumeClaim
from kubelite.objects.discovery import EndpointSlice
from kubelite.objects.meta import Object, view_as
from kubelite.objects.policy import PodDisruptionBudget
from kubelite.objects.scheduling import PriorityClass
from kubelite.objects.storage import StorageClass

VIEWS: dict[str, type[Object]] = {
    "Pod": Pod,
    "Node": Node,
    "Service": Service,
    "Namespace": Namespace,
    "ConfigMap": ConfigMap,
    "Secret": Secret,
    "ServiceAccount": ServiceAccount,
    "Event": CoreV1Event,
    "Deployment": Deployment,
    "ReplicaSet": ReplicaSet,
    "StatefulSet": StatefulSet,
    "DaemonSet": DaemonSet,
    "ControllerRevision": ControllerRevision,
    "Job": Job,
    "PersistentVolume": PersistentVolume,
    "PersistentVolumeClaim": PersistentVolumeClaim,
    "StorageClass": StorageClass,
    "HorizontalPodAutoscaler": HorizontalPodAutoscaler,
    "ReplicationController": ReplicationController,
    "EndpointSlice": EndpointSlice,
    "Lease": Lease,
    "PodDisruptionBudget": PodDisruptionBudget,
    "PriorityClass": PriorityClass,
}
"""The view of each kind that kubelite simulates; all others are shown as a plain ``Object``."""


def view(manifest: dict[str, Any]) -> Object:
    """The view of a plain ``manifest``, chosen by its kind."""
    return view_as(VIEWS.get(manifest.get("kind", ""), Object), manifest)


__all__ = [
    "VIEWS",
    "ConfigMap",
    "ControllerRevision",
    "CoreV1Event",
    "DaemonSet",
    "Deployment",
    "EndpointSlice",
    "HorizontalPodAutoscaler",
    "Job",
    "Lease",
    "Namespace",
    "Node",
    "Object",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Pod",
    "PodDisruptionBudget",
    "PriorityClass",
    "ReplicaSet",
    "ReplicationController",
    "Secret",
    "Service",
    "ServiceAccount",
    "StatefulSet",
    "StorageClass",
    "view",
]
