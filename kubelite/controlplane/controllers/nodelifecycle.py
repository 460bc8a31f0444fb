"""The node lifecycle controller: it notices that a node is lost, and marks nodes with taints.

NoSchedule taints follow the conditions of a node at once and keep new Pods away. NoExecute taints, which drive Pods
away, come in rounds of five seconds, and only to so many nodes at a time.

Source of the rules: ``pkg/controller/nodelifecycle/node_lifecycle_controller.go``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from kubelite.client import Client, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers import nodehealth
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key, key_of
from kubelite.objects import Lease, Node, Pod
from kubelite.objects.errors import NotFound
from kubelite.rules import podstate
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

LEASE_NAMESPACE = "kube-node-lease"

_MANAGED = {"NoSchedule": {UNSCHEDULABLE, *TAINT_FOR.values()}, "NoExecute": {NOT_READY, UNREACHABLE}}
_IN_ROUNDS = "round"


class NodeLifecycleController(Controller):
    """Looks at a node whenever it changes, and in the round in which it might be lost."""

    name = "NodeLifecycle"
    component = "node-controller"
    kind = "Node"

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self._registered: set[str] = set()
        self._started = 0.0
        self._next_tainting: dict[tuple[str, str], float] = {}

    def start(self) -> None:
        """Begin; every node gets its full time to show a sign of life."""
        if not self.is_running:
            self._started = self.clock.now
        super().start()

    def watched(self) -> Mapping[str, Concerns]:
        """Nodes: each change is looked at, at once and again in the next round."""
        return {"Node": self._now_and_in_the_next_round}

    def reconcile(self, key: Key) -> None:
        """Look at one node: at its taints, or, in a round, at its health."""
        try:
            node: Node = self.client.get("Node", key.name)
        except NotFound:
            self._registered.discard(key.name)
            return
        if key.kind == _IN_ROUNDS:
            self._check_health(key, node)
        else:
            self._welcome(node)
            self._set_taints(node, "NoSchedule", wanted_taints(node))

    def _now_and_in_the_next_round(self, event: WatchEvent) -> Iterable[Key]:
        key = key_of(event.object)
        if event.type == "ADDED" or (event.type == "MODIFIED" and event.object.status != event.old.status):
            round = nodehealth.next_round(self.clock.now, self._started)
            self.again(key._replace(kind=_IN_ROUNDS), round - self.clock.now)
        return (key,)

    def _welcome(self, node: Node) -> None:
        if node.metadata.name not in self._registered:
            self._registered.add(node.metadata.name)
            message = f"Node {node.metadata.name} event: Registered Node {node.metadata.name} in Controller"
            self.client.event(node, "Normal", "RegisteredNode", message, self.component)

    def _check_health(self, key: Key, node: Node) -> None:
        """Declare the node lost, if it is time, and drive Pods away from it; else come again when it might be."""
        ready = condition(node, "Ready")
        if ready is None or ready.status != "Unknown":
            heard = nodehealth.sign_of_life(node, self._lease(node))
            lost_at = nodehealth.lost_at(node, heard, self._started)
            if self.clock.now >= lost_at:
                self._declare_lost(node)
                self.again(key, 0.0)  # after all nodes of this round: how many are lost decides about the Pods
                return
            self.again(key, lost_at - self.clock.now)
        self._drive_pods_away(key, node)

    def _lease(self, node: Node) -> Lease | None:
        try:
            lease: Lease = self.client.get("Lease", node.metadata.name, LEASE_NAMESPACE)
        except NotFound:
            return None
        return lease

    def _declare_lost(self, node: Node) -> None:
        """Nobody knows how the node is; its Pods cannot be counted on."""
        was_ready = nodehealth.is_ready(node)
        status = self.client.manifest("Node", node.metadata.name).get("status", {})
        conditions = nodehealth.lost(node, status.get("conditions", []), self.clock)
        changed: Node = self.client.update_status(node, {**status, "conditions": conditions})
        self._set_taints(changed, "NoSchedule", wanted_taints(changed))
        if was_ready:
            message = f"Node {node.metadata.name} status is now: NodeNotReady"
            self.client.event(node, "Normal", "NodeNotReady", message, self.component)
        for pod in self.client.list("Pod", by=("node", node.metadata.name)):
            if podstate.is_ready(pod):
                self._mark_unready(pod)

    def _mark_unready(self, pod: Pod) -> None:
        status = self.client.manifest("Pod", pod.metadata.name, pod.metadata.namespace)["status"]
        change = {"status": "False", "lastTransitionTime": self.clock.timestamp()}
        conditions = [{**each, **change} if each["type"] == "Ready" else each for each in status["conditions"]]
        self.client.update_status(pod, {**status, "conditions": conditions})

    def _drive_pods_away(self, key: Key, node: Node) -> None:
        """Bring the NoExecute taint of a node in line with its condition Ready, as fast as its zone allows."""
        wanted = {TAINT_FOR[state] for state in _states(node) if state in TAINT_FOR} & _MANAGED["NoExecute"]
        present = {taint.key for taint in node.spec.taints if taint.effect == "NoExecute"} & _MANAGED["NoExecute"]
        if wanted == present:
            return
        if not wanted or present:
            self._set_taints(node, "NoExecute", wanted)
            return
        wait = self._wait_for_turn(node)
        if wait > 0:
            self.again(key, wait)
        else:
            self._set_taints(node, "NoExecute", wanted)

    def _wait_for_turn(self, node: Node) -> float:
        """Seconds until this node may be emptied; 0: now, and the next one in its zone has to wait."""
        nodes: list[Node] = self.client.list("Node")
        rates, zone = nodehealth.tainting_rates(nodes), nodehealth.zone_of(node)
        if not any(map(nodehealth.is_ready, nodes)):
            self._call_off(nodes)
        if not rates[zone]:
            return nodehealth.ROUND
        wait = self._next_tainting.get(zone, 0.0) - self.clock.now
        if wait > 0:
            return wait
        self._next_tainting[zone] = self.clock.now + 1 / rates[zone]
        return 0.0

    def _call_off(self, nodes: Iterable[Node]) -> None:
        """No node is ready, so it is more likely that we see none: drive nobody away."""
        for node in nodes:
            self._set_taints(node, "NoExecute", ())

    def _set_taints(self, node: Node, effect: str, wanted: Collection[str]) -> None:
        """Let the node have the taints ``wanted`` of those of this ``effect`` that we manage; others stay."""
        managed = _MANAGED[effect]
        present = {taint.key for taint in node.spec.taints if taint.effect == effect and taint.key in managed}
        if set(wanted) == present:
            return
        manifest = self.client.manifest("Node", node.metadata.name)
        kept = [each for each in manifest["spec"].pop("taints", []) if not _is_outdated(each, effect, wanted)]
        now = self.clock.timestamp()
        added = [{"key": key, "effect": effect, "timeAdded": now} for key in sorted(set(wanted) - present)]
        if kept or added:
            manifest["spec"]["taints"] = [*kept, *added]
        self.client.update(manifest)


def wanted_taints(node: Node) -> set[str]:
    """The keys of the NoSchedule taints that ``node`` should have. One that has said nothing yet needs none."""
    wanted = {TAINT_FOR[state] for state in _states(node) if state in TAINT_FOR}
    return wanted | ({UNSCHEDULABLE} if node.spec.unschedulable else set())


def _states(node: Node) -> list[tuple[str, str]]:
    return [(each.type, each.status) for each in node.status.conditions]


def _is_outdated(taint: dict[str, Any], effect: str, wanted: Collection[str]) -> bool:
    return taint.get("effect") == effect and taint["key"] in _MANAGED[effect] and taint["key"] not in wanted
