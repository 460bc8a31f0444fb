"""The controllers: each keeps the objects of one kind as their spec wants them."""

from __future__ import annotations

from collections.abc import Collection

from kubelite.controlplane.controllers.daemonset import DaemonSetController
from kubelite.controlplane.controllers.deployment import DeploymentController
from kubelite.controlplane.controllers.disruption import DisruptionController
from kubelite.controlplane.controllers.endpointslice import EndpointSliceController
from kubelite.controlplane.controllers.framework import Controller, ControllerManager, Key
from kubelite.controlplane.controllers.garbagecollector import GarbageCollector
from kubelite.controlplane.controllers.horizontal import HorizontalController
from kubelite.controlplane.controllers.job import JobController
from kubelite.controlplane.controllers.legacyendpoints import EndpointsController
from kubelite.controlplane.controllers.namespace import NamespaceController
from kubelite.controlplane.controllers.nodelifecycle import NodeLifecycleController
from kubelite.controlplane.controllers.persistentvolume import PersistentVolumeController
from kubelite.controlplane.controllers.podgc import PodGCController
from kubelite.controlplane.controllers.replicaset import ReplicaSetController
from kubelite.controlplane.controllers.statefulset import StatefulSetController
from kubelite.controlplane.controllers.tainteviction import TaintEvictionController
from kubelite.controlplane.controllers.ttlafterfinished import TTLAfterFinishedController

CONTROLLERS: tuple[type[Controller], ...] = (
    DeploymentController,
    ReplicaSetController,
    StatefulSetController,
    DaemonSetController,
    JobController,
    TTLAfterFinishedController,
    DisruptionController,
    HorizontalController,
    PersistentVolumeController,
    EndpointSliceController,
    EndpointsController,
    NodeLifecycleController,
    TaintEvictionController,
    PodGCController,
    GarbageCollector,
    NamespaceController,
)
"""The controllers of a cluster, in the order in which they start."""


def all_but(names: Collection[str]) -> list[type[Controller]]:
    """The controllers of a cluster without those of these ``names``; ``ValueError`` when there is none of a name."""
    known = [controller.name for controller in CONTROLLERS]
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise ValueError(f"there is no controller {', '.join(unknown)}; the names are {', '.join(known)}")
    return [controller for controller in CONTROLLERS if controller.name not in names]


__all__ = ["CONTROLLERS", "Controller", "ControllerManager", "Key", "all_but"]
