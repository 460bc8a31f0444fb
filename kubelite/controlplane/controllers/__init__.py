"""The controllers: each keeps the objects of one kind as their spec wants them."""

from kubelite.controlplane.controllers.deployment import DeploymentController
from kubelite.controlplane.controllers.endpointslice import EndpointSliceController
from kubelite.controlplane.controllers.framework import Controller, ControllerManager, Key
from kubelite.controlplane.controllers.garbagecollector import GarbageCollector
from kubelite.controlplane.controllers.namespace import NamespaceController
from kubelite.controlplane.controllers.nodelifecycle import NodeLifecycleController
from kubelite.controlplane.controllers.replicaset import ReplicaSetController

CONTROLLERS: tuple[type[Controller], ...] = (
    DeploymentController,
    ReplicaSetController,
    EndpointSliceController,
    NodeLifecycleController,
    GarbageCollector,
    NamespaceController,
)
"""The controllers of a cluster, in the order in which they start."""

__all__ = ["CONTROLLERS", "Controller", "ControllerManager", "Key"]
