"""The node lifecycle controller: taints that keep Pods away from nodes that cannot take them.

A new node comes with the taint ``not-ready``, from admission. When its kubelet reports that it is ready, the taint
goes; a cordoned node gets ``unschedulable``.

Source of the rules: ``pkg/controller/nodelifecycle/node_lifecycle_controller.go``.
"""

from __future__ import annotations

from typing import Any

from kubelite.client import Client
from kubelite.clock import Clock
from kubelite.controlplane.controllers.framework import Controller, Key
from kubelite.objects import Node
from kubelite.objects.errors import NotFound
from kubelite.rules.podstate import condition

NOT_READY = "node.kubernetes.io/not-ready"
UNREACHABLE = "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"

TAINT_FOR: dict[tuple[str, str], str] = {
    ("Ready", "False"): NOT_READY,
    ("Ready", "Unknown"): UNREACHABLE,
    ("MemoryPressure", "True"): "node.kubernetes.io/memory-pressure",
    ("DiskPressure", "True"): "node.kubernetes.io/disk-pressure",
    ("PIDPressure", "True"): "node.kubernetes.io/pid-pressure",
    ("NetworkUnavailable", "True"): "node.kubernetes.io/network-unavailable",
}
"""Condition and status → the key of the taint, with effect NoSchedule, that they mean."""

_MANAGED = {UNSCHEDULABLE, *TAINT_FOR.values()}


class NodeLifecycleController(Controller):
    """Makes the NoSchedule taints of a node follow its conditions and ``spec.unschedulable``."""

    name = "NodeLifecycle"
    component = "node-controller"
    kind = "Node"

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self._registered: set[str] = set()

    def reconcile(self, key: Key) -> None:
        """Compare the taints of one node with what its state asks for."""
        try:
            node: Node = self.client.get("Node", key.name)
        except NotFound:
            self._registered.discard(key.name)
            return
        self._welcome(node)
        self._taint(node)

    def _welcome(self, node: Node) -> None:
        if node.metadata.name not in self._registered:
            self._registered.add(node.metadata.name)
            message = f"Node {node.metadata.name} event: Registered Node {node.metadata.name} in Controller"
            self.client.event(node, "Normal", "RegisteredNode", message, self.component)

    def _taint(self, node: Node) -> None:
        wanted = wanted_taints(node)
        present = {taint.key for taint in node.spec.taints if taint.effect == "NoSchedule" and taint.key in _MANAGED}
        if wanted == present:
            return
        manifest = self.client.manifest("Node", node.metadata.name)
        kept = [taint for taint in manifest["spec"].get("taints", []) if not _is_outdated(taint, wanted)]
        now = self.clock.timestamp()
        added = [{"key": key, "effect": "NoSchedule", "timeAdded": now} for key in sorted(wanted - present)]
        manifest["spec"]["taints"] = [*kept, *added]
        if not manifest["spec"]["taints"]:
            del manifest["spec"]["taints"]
        self.client.update(manifest)


def wanted_taints(node: Node) -> set[str]:
    """The keys of the NoSchedule taints that ``node`` should have. One that has never reported counts as not ready."""
    states = [(each.type, each.status) for each in node.status.conditions]
    wanted = {TAINT_FOR[state] for state in states if state in TAINT_FOR}
    if condition(node, "Ready") is None:
        wanted.add(NOT_READY)
    if node.spec.unschedulable:
        wanted.add(UNSCHEDULABLE)
    return wanted


def _is_outdated(taint: dict[str, Any], wanted: set[str]) -> bool:
    return taint.get("effect") == "NoSchedule" and taint["key"] in _MANAGED and taint["key"] not in wanted
