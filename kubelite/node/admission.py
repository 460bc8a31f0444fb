"""Whether a kubelet takes a Pod that was placed on its node.

The scheduler may have been wrong, or somebody else wrote ``nodeName``. A kubelet looks once more and refuses what does
not fit; the Pod is then Failed for good, and it is for its controller to make another one.

Source of the rules: ``pkg/kubelet/lifecycle/predicate.go`` and ``pkg/scheduler/eventhandlers.go`` (``AdmissionCheck``).
"""

from __future__ import annotations

from typing import NamedTuple

from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeaffinity import matches_required
from kubelite.rules.requests import Amounts, amounts, pod_requests
from kubelite.rules.tolerations import NO_EXECUTE, untolerated

HostPort = tuple[str, int]
"""Protocol and number of a port of the node itself."""


class Refusal(NamedTuple):
    """Why a Pod is not taken, in the kubelet's words."""

    reason: str
    message: str


class Used:
    """What the Pods on one node have together."""

    def __init__(self) -> None:
        self.amounts: dict[str, int] = {}
        """Resource → amount: CPU in millicores, memory in bytes, ``pods`` as a number."""
        self.ports: set[HostPort] = set()
        self._by_pod: dict[str, tuple[Amounts, tuple[HostPort, ...]]] = {}

    def take(self, pod: Pod) -> None:
        """The Pod has come."""
        if pod.metadata.uid not in self._by_pod:
            held = self._by_pod[pod.metadata.uid] = Amounts({"pods": 1, **pod_requests(pod)}), tuple(host_ports(pod))
            self._add(held[0], 1)
            self.ports.update(held[1])

    def give_back(self, pod: Pod) -> None:
        """The Pod needs nothing any more."""
        held = self._by_pod.pop(pod.metadata.uid, None)
        if held is not None:
            self._add(held[0], -1)
            self.ports.difference_update(held[1])

    def _add(self, amounts: Amounts, sign: int) -> None:
        for resource, amount in amounts.items():
            self.amounts[resource] = self.amounts.get(resource, 0) + sign * amount


def refusal(pod: Pod, node: Node, used: Used) -> Refusal | None:
    """Why ``node``, of which the Pods there have ``used`` so much, cannot run ``pod``; ``None`` when it can."""
    capacity = amounts(node.status.allocatable)
    for resource, amount in [("pods", 1), *pod_requests(pod).items()]:
        before = used.amounts.get(resource, 0)
        if amount and before + amount > capacity[resource]:
            figures = f"requested: {amount}, used: {before}, capacity: {capacity[resource]}"
            return Refusal(f"OutOf{resource}", f"Node didn't have enough resource: {resource}, {figures}")
    if not matches_required(pod, node):
        return _failed("NodeAffinity", "node(s) didn't match Pod's node affinity/selector")
    if not used.ports.isdisjoint(host_ports(pod)):
        return _failed("NodePorts", "node(s) didn't have free ports for the requested pod ports")
    if untolerated(pod.spec.tolerations, node.spec.taints, [NO_EXECUTE]):
        return _failed("TaintToleration", "node(s) had untolerated taint(s)")
    return None


def host_ports(pod: Pod) -> list[HostPort]:
    """The ports of the node that the Pod wants for itself."""
    every = [*pod.spec.init_containers, *pod.spec.containers]
    return [(port.protocol, port.host_port) for container in every for port in container.ports if port.host_port]


def _failed(predicate: str, why: str) -> Refusal:
    return Refusal(predicate, f"Predicate {predicate} failed: {why}")
