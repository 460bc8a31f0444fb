"""The Node object that a kubelet writes about its machine: what it has, and how it is.

Source of the words: ``pkg/kubelet/nodestatus/setters.go`` and ``pkg/kubelet/kubelet_node_status.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kubelite.node.network import MOST_PODS, node_address, pod_range
from kubelite.objects.core.node import Node, NodeCondition
from kubelite.objects.quantity import cpu

Document = dict[str, Any]
Date = Callable[[datetime | None], str]

VERSION = "v1.36.2"
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
CONTROL_PLANE_TAINT = {"key": CONTROL_PLANE, "effect": "NoSchedule"}
HEALTHY = {
    "MemoryPressure": ("False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    "DiskPressure": ("False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    "PIDPressure": ("False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    "Ready": ("True", "KubeletReady", "kubelet is posting ready status"),
}
"""What a kubelet says of a healthy machine: condition → status, reason, message."""
RUNTIME_DOWN = {"Ready": ("False", "KubeletNotReady", "container runtime is down")}
"""What else it says when its container runtime has not answered for a while."""


@dataclass(frozen=True, kw_only=True)
class Hardware:
    """What a machine is and has. ``number`` is its place in the cluster, from which its addresses follow.

    ``extra`` names further resources, such as ``{"nvidia.com/gpu": "2"}``; ``taints`` are as in a Node's ``spec``. A
    ``control_plane`` machine is labelled and tainted as such.
    """

    name: str
    number: int
    cpu: str = "4"
    memory: str = "8Gi"
    pods: int = 110
    zone: str = ""
    architecture: str = "amd64"
    labels: Mapping[str, str] = field(default_factory=dict)
    taints: Sequence[Mapping[str, str]] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    control_plane: bool = False

    def __post_init__(self) -> None:
        if self.pods > MOST_PODS:
            raise ValueError(f"pods={self.pods}: a node has addresses for {MOST_PODS} pods ({pod_range(self.number)})")

    @property
    def millicores(self) -> int:
        """How much CPU it has."""
        return cpu(self.cpu)

    @property
    def address(self) -> str:
        """The address of the machine itself."""
        return node_address(self.number)


def node_object(hardware: Hardware, status: Document) -> Document:
    """The Node as a kubelet registers it."""
    labels = {
        "kubernetes.io/hostname": hardware.name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": hardware.architecture,
        **({"topology.kubernetes.io/zone": hardware.zone} if hardware.zone else {}),
        **({CONTROL_PLANE: ""} if hardware.control_plane else {}),
        **hardware.labels,
    }
    taints = [*([CONTROL_PLANE_TAINT] if hardware.control_plane else []), *hardware.taints]
    cidr = pod_range(hardware.number)
    spec: Document = {"podCIDR": cidr, "podCIDRs": [cidr]}
    if taints:
        spec["taints"] = [dict(taint) for taint in taints]
    metadata = {"name": hardware.name, "labels": labels}
    return {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": spec, "status": status}


def node_status(
    hardware: Hardware,
    images: Mapping[str, int],
    old: Node | None,
    now: str,
    date: Date,
    *,
    runtime_is_down: bool = False,
) -> Document:
    """The status of a machine with these ``images`` (name → bytes).

    ``old`` is the Node as it was: a condition whose status stays the same keeps the time of its last transition, and
    the conditions that others wrote stay. ``date`` writes a moment as text, ``now`` is the present one.
    """
    resources = {
        "cpu": hardware.cpu,
        "ephemeral-storage": "100Gi",
        "memory": hardware.memory,
        "pods": str(hardware.pods),
        **hardware.extra,
    }
    known = {each.type: each for each in old.status.conditions} if old else {}
    said = {**HEALTHY, **(RUNTIME_DOWN if runtime_is_down else {})}
    conditions = [_condition(type, *said[type], known.get(type), now, date) for type in HEALTHY]
    return {
        "addresses": [
            {"type": "InternalIP", "address": hardware.address},
            {"type": "Hostname", "address": hardware.name},
        ],
        "allocatable": resources,
        "capacity": resources,
        "conditions": conditions + [_kept(each, date) for type, each in known.items() if type not in HEALTHY],
        "images": [{"names": [name], "sizeBytes": size} for name, size in sorted(images.items())],
        "nodeInfo": _node_info(hardware),
    }


def _condition(
    type: str, status: str, reason: str, message: str, old: NodeCondition | None, now: str, date: Date
) -> Document:
    since = date(old.last_transition_time) if old and old.status == status else now
    times = {"lastHeartbeatTime": now, "lastTransitionTime": since}
    return {"type": type, "status": status, **times, "reason": reason, "message": message}


def _kept(condition: NodeCondition, date: Date) -> Document:
    said = {"status": condition.status, "reason": condition.reason, "message": condition.message}
    times = {"lastHeartbeatTime": condition.last_heartbeat_time, "lastTransitionTime": condition.last_transition_time}
    dated = {name: date(moment) for name, moment in times.items() if moment is not None}
    return {"type": condition.type, **said, **dated}


def _node_info(hardware: Hardware) -> Document:
    return {
        "architecture": hardware.architecture,
        "bootID": hardware.name,
        "containerRuntimeVersion": "kubelite://1",
        "kernelVersion": "kubelite",
        "kubeProxyVersion": VERSION,
        "kubeletVersion": VERSION,
        "machineID": hardware.name,
        "operatingSystem": "linux",
        "osImage": "kubelite",
        "systemUUID": hardware.name,
    }
