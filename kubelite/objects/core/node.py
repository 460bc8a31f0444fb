"""The Node: a machine, what it can give, and how it is."""

from __future__ import annotations

from datetime import datetime

from kubelite.objects.core.container import NO_QUANTITIES, Quantities
from kubelite.objects.meta import Object, View


class Taint(View, frozen=True):
    """Keeps away every Pod that does not tolerate it; effects NoSchedule, PreferNoSchedule, NoExecute."""

    key: str = ""
    value: str = ""
    effect: str = ""
    time_added: datetime | None = None


class NodeSpec(View, frozen=True):
    """``unschedulable`` is true on a cordoned node."""

    taints: tuple[Taint, ...] = ()
    unschedulable: bool = False
    pod_cidr: str = ""
    provider_id: str = ""


class NodeAddress(View, frozen=True):
    """``type`` is ``InternalIP`` or ``Hostname``."""

    type: str = ""
    address: str = ""


class NodeCondition(View, frozen=True):
    """``type`` such as ``Ready``; ``status`` is ``True``, ``False`` or ``Unknown``, as text."""

    type: str = ""
    status: str = ""
    reason: str = ""
    message: str = ""
    last_heartbeat_time: datetime | None = None
    last_transition_time: datetime | None = None


class ContainerImage(View, frozen=True):
    """An image that the node has already; ``size_bytes`` in bytes."""

    names: tuple[str, ...] = ()
    size_bytes: int = 0


class NodeSystemInfo(View, frozen=True):
    """What the machine is."""

    architecture: str = ""
    operating_system: str = ""
    kernel_version: str = ""
    os_image: str = ""
    container_runtime_version: str = ""
    kubelet_version: str = ""


class NodeStatus(View, frozen=True):
    """``capacity`` is what the machine has, ``allocatable`` what Pods may ask for."""

    capacity: Quantities = NO_QUANTITIES
    allocatable: Quantities = NO_QUANTITIES
    conditions: tuple[NodeCondition, ...] = ()
    addresses: tuple[NodeAddress, ...] = ()
    images: tuple[ContainerImage, ...] = ()
    node_info: NodeSystemInfo | None = None


class Node(Object, frozen=True):
    """A machine on which Pods run."""

    spec: NodeSpec = NodeSpec()
    status: NodeStatus = NodeStatus()
