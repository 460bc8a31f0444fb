"""The scene of recorded node failures: it plays kubelets and scheduler, and writes down what the controllers do."""

from __future__ import annotations

import re
from typing import Any

from kubelite.clock import Clock
from kubelite.controlplane.controllers.daemonpods import node_of
from kubelite.objects import Node, Pod
from kubelite.objects.errors import APIError
from kubelite.rules.owners import controller_of
from tests.conformance.recording import Case
from tests.controlplane.controllers.controlplane import ControlPlane

BEFORE = 199.4
"""Seconds from the start of the controllers to the scene; their rounds then lie as in the recording, at 0.6, 5.6 …"""

RENEWAL = 10.0
KUBELET = ("MemoryPressure", "DiskPressure", "PIDPressure", "Ready")
TOLERATES_20 = [
    {"key": f"node.kubernetes.io/{key}", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 20}
    for key in ("unreachable", "not-ready")
]
WORKLOADS: dict[str, dict[str, Any]] = {
    "ds": {"kind": "DaemonSet", "spec": {}, "tolerations": []},
    "dep-default": {"kind": "Deployment", "spec": {"replicas": 2}, "tolerations": []},
    "dep-20": {"kind": "Deployment", "spec": {"replicas": 2}, "tolerations": TOLERATES_20},
    "sts": {"kind": "StatefulSet", "spec": {"replicas": 1, "serviceName": "sts"}, "tolerations": TOLERATES_20},
}


class Scene:
    """Plays the actions of a ``setup`` line. Times are in seconds; 0 is when the scene begins."""

    def __init__(self, setup: Case) -> None:
        self.plane = ControlPlane()
        self.client, self.clock = self.plane.client, self.plane.clock
        self.actions: list[dict[str, Any]] = sorted(setup["actions"], key=lambda action: float(action["t"]))
        self.alive: set[str] = set()
        self.end = max(float(action["t"]) for action in self.actions) + 20
        self.events: list[tuple[Any, ...]] = []
        self.created: dict[str, float] = {}
        self.deleted: dict[str, float] = {}
        self.gone: dict[str, float] = {}
        self.placed: dict[str, str] = {}
        self.owner: dict[str, str] = {}
        self.targets: dict[str, list[str]] = {}
        self.last_phase: dict[str, str] = {}
        self.back: dict[str, float] = {}
        self.conditions_at_loss: dict[str, list[tuple[str, ...]]] = {}
        self.taints_at_loss: dict[str, list[list[str]]] = {}
        self.pods_lost: dict[str, bool] = {}
        self.pods_of_deleted_node: list[str] = []
        self.rejected: list[list[str]] = []
        self._set_up(setup)
        self._play()

    @property
    def now(self) -> float:
        return self.clock.now - BEFORE

    # What was seen

    def first(self, node: str, what: str, *rest: str) -> float:
        """When something first happened to a node."""
        return next(e[0] for e in self.events if e[1] == node and e[2] == what and e[3 : 3 + len(rest)] == rest)

    def tainted(self, node: str, effect: str) -> float:
        """When the taint that a lost node gets was put on it."""
        keys = ("node.kubernetes.io/unreachable", "node.kubernetes.io/not-ready")
        return next(
            e[0] for e in self.events if e[1:3] == (node, "taint added") and e[3][0] in keys and e[3][2] == effect
        )

    def taint_events(self, node: str) -> list[list[Any]]:
        """All taints that came and went during the scene."""
        return [[at, what, *rest] for at, who, what, *rest in self.events if who == node and what.startswith("taint")]

    def story(self, node: str) -> list[list[Any]]:
        """Taints and conditions of a node, as they came."""
        return [[at, what, *rest] for at, who, what, *rest in self.events if who == node]

    def workload_of(self, pod: str) -> str:
        """Which workload a Pod belongs to."""
        return self.owner.get(pod, "")

    # Before the scene

    def _set_up(self, setup: Case) -> None:
        self.plane.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kube-node-lease"}})
        names = {action["node"] for action in self.actions if "created" not in action["action"]}
        names |= {pod["node"] for pod in setup["pods"].values()}
        most = max((int(name[1:]) for name in names if name[1:].isdecimal()), default=7)
        for number in range(max(most, 7) + 1):
            self._start_kubelet(f"n{number}")
        self.clock.advance(1)
        self.client.watch("Pod", self._on_pod)
        self.client.watch("Node", self._on_node)
        for name, pod in setup["pods"].items():
            self._bare_pod(name, pod)
        for name in setup["workloads"]:
            self.client.create(_workload(name))
        for node, name in ((each[0], each[1]) for each in setup["rejected"]):
            self._try(node, name)
        self.clock.advance(BEFORE - self.clock.now)
        self.events = [event for event in self.events if event[0] >= 0]

    def _start_kubelet(self, name: str) -> None:
        node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}
        self.client.create(node)
        self._report(name, dict.fromkeys(KUBELET[:3], "False") | {"Ready": "True"})
        lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease"}
        metadata = {"name": name, "namespace": "kube-node-lease"}
        spec = {"holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": self.clock.micro_timestamp()}
        self.client.create({**lease, "metadata": metadata, "spec": spec})
        self.alive.add(name)
        self.clock.after(self._phase(name), self._renew, name)

    def _phase(self, name: str) -> float:
        """Seconds to the first renewal, so that the last one before the kubelet stops is when it was recorded."""
        for action in self.actions:
            if action["node"] == name and "secondsSinceLastRenewal" in action:
                last = BEFORE + action["t"] - action["secondsSinceLastRenewal"]
                return float((last - self.clock.now) % RENEWAL)
        return RENEWAL

    def _renew(self, name: str) -> None:
        if name in self.alive:
            change = {"spec": {"renewTime": self.clock.micro_timestamp()}}
            self.client.patch("Lease", name, change, "kube-node-lease")
            self.clock.after(RENEWAL, self._renew, name)

    def _bare_pod(self, name: str, pod: dict[str, Any]) -> None:
        spec = {"containers": [{"name": "c", "image": "i"}], "nodeName": pod["node"], "tolerations": pod["tolerations"]}
        self.client.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec})

    def _try(self, node: str, name: str) -> None:
        """A Pod that tolerates for some seconds, but does not say which effect."""
        seconds = int(name.rpartition("-")[2])
        toleration = {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "tolerationSeconds": seconds}
        try:
            self._bare_pod(f"{node}-{name}", {"node": node, "tolerations": [toleration]})
        except APIError as error:
            self.rejected.append([node, name, error.message])

    # The scene

    def _play(self) -> None:
        for action in self.actions:
            self.clock.advance_to(BEFORE + float(action["t"]))
            self._act(action["action"], action["node"])
            self.clock.settle()
        self.clock.advance_to(BEFORE + self.end)

    def _act(self, what: str, node: str) -> None:
        if what.startswith("kubelet of node stops"):
            self.alive.discard(node)
        elif what.startswith("kubelet of node is back"):
            self._recover(node)
        elif what.startswith("node reports"):
            self._report(node, dict(re.findall(r"(\w+)=(\w+)", what)))
        elif what in ("cordon", "uncordon"):
            self.client.patch("Node", node, {"spec": {"unschedulable": True if what == "cordon" else None}})
        elif what.startswith("node object deleted"):
            self.alive.discard(node)
            pods = self.client.list("Pod", by=("node", node))
            self.pods_of_deleted_node = [pod.metadata.name for pod in pods]
            self.client.delete("Node", node)
        elif what.startswith("node object created"):
            self.client.create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": node}})
        else:
            raise ValueError(f"the scene does not know how to play: {what!r}")

    def _recover(self, node: str) -> None:
        self.alive.add(node)
        self.back[node] = self.now
        self._renew(node)
        self._report(node, dict.fromkeys(KUBELET[:3], "False") | {"Ready": "True"})
        for pod in self.client.list("Pod", by=("node", node)):
            if pod.metadata.deletion_timestamp is not None:
                self.client.delete("Pod", pod.metadata.name, pod.metadata.namespace, grace=0)

    def _report(self, name: str, states: dict[str, str]) -> None:
        node: Node = self.client.get("Node", name)
        known = {each.type: each for each in node.status.conditions}
        now, conditions = self.clock.timestamp(), []
        for type in [*known, *(type for type in states if type not in known)]:
            status = states.get(type, known[type].status if type in known else "")
            same = type in known and known[type].status == status
            since = known[type].last_transition_time if same else None
            times = {"lastHeartbeatTime": now, "lastTransitionTime": _text(self.clock, since)}
            conditions.append({"type": type, "status": status, "reason": "Kubelet", "message": "", **times})
        self.client.update_status(node, {"conditions": conditions})

    # What the controllers do

    def _on_pod(self, event: Any) -> None:
        pod: Pod = event.object
        name = pod.metadata.name
        if event.type == "ADDED":
            self._on_new_pod(pod)
        if event.type == "DELETED":
            self.gone[name] = self.now
            self.deleted.setdefault(name, self.now)
            self.last_phase[name] = pod.status.phase
        elif pod.metadata.deletion_timestamp is not None and name not in self.deleted:
            self.deleted[name] = self.now
            if pod.spec.node_name in self.alive:
                self.client.delete("Pod", name, pod.metadata.namespace, grace=0)
        for each in pod.status.conditions:
            if each.type == "DisruptionTarget":
                self.targets[name] = [each.type, each.status, each.reason, each.message]

    def _on_new_pod(self, pod: Pod) -> None:
        owner = controller_of(pod)
        self.created[pod.metadata.name] = self.now
        self.owner[pod.metadata.name] = pod.metadata.labels.get("app", "") if owner is not None else ""
        node = node_of(pod) or ("n0" if self.now < 0 else "n5")
        if not pod.spec.node_name:
            self.client.bind(pod, node)
        self.placed.setdefault(pod.metadata.name, node)
        if node in self.alive:
            bound = self.client.get("Pod", pod.metadata.name, pod.metadata.namespace)
            ready = {"type": "Ready", "status": "True", "lastTransitionTime": self.clock.timestamp()}
            self.client.update_status(bound, {"phase": "Running", "conditions": [ready]})

    def _on_node(self, event: Any) -> None:
        if event.type == "DELETED":
            return
        node, old = event.object, event.old
        name = node.metadata.name
        before = {(each.type, each.status) for each in old.status.conditions} if old is not None else set()
        new = [each for each in node.status.conditions if (each.type, each.status) not in before]
        order = ("Ready", *KUBELET[:3])
        lost = sorted((each for each in new if each.status == "Unknown"), key=lambda each: order.index(each.type))
        for each in lost:
            self.events.append((self.now, name, "condition", each.type, each.status, each.reason, each.message))
        for each in new:
            if each.status == "False" and each.type == "Ready":
                self.events.append((self.now, name, "condition", each.type, each.status, each.reason, each.message))
        if lost:
            self.conditions_at_loss[name] = [(each.type, each.status, each.reason, each.message) for each in lost]
            self.clock.soon(self._look_at_pods, name)
        self._note_taints(name, _taints(old), _taints(node))

    def _note_taints(self, name: str, before: list[list[str]], after: list[list[str]]) -> None:
        for taint in sorted(after):
            if taint not in before:
                self.events.append((self.now, name, "taint added", taint))
        for taint in sorted(before):
            if taint not in after:
                self.events.append((self.now, name, "taint removed", taint))
        if any(effect == "NoExecute" for _, _, effect in after) and name not in self.taints_at_loss:
            self.taints_at_loss[name] = sorted(after, key=lambda taint: taint[2] != "NoSchedule")

    def _look_at_pods(self, node: str) -> None:
        """Are all Pods of a lost node marked as not ready, at the moment of the loss?"""
        moment = self.clock.timestamp()
        pods = self.client.list("Pod", by=("node", node))
        ready = [each for pod in pods for each in pod.status.conditions if each.type == "Ready"]
        self.pods_lost[node] = all(
            each.status == "False" and _text(self.clock, each.last_transition_time) == moment for each in ready
        )


def _taints(node: Node | None) -> list[list[str]]:
    return [[taint.key, taint.value, taint.effect] for taint in node.spec.taints] if node is not None else []


def _workload(name: str) -> dict[str, Any]:
    described = WORKLOADS[name]
    labels = {"app": name}
    spec = {"containers": [{"name": "c", "image": "i"}], "tolerations": described["tolerations"]}
    template = {"metadata": {"labels": labels}, "spec": spec}
    wanted = {**described["spec"], "selector": {"matchLabels": labels}, "template": template}
    return {"apiVersion": "apps/v1", "kind": described["kind"], "metadata": {"name": name}, "spec": wanted}


def _text(clock: Clock, moment: Any) -> str:
    return clock.timestamp() if moment is None else str(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
