"""Recorded StatefulSets and DaemonSets, played on our control plane."""

from __future__ import annotations

from typing import Any

from kubelite.controlplane.controllers.daemonpods import node_of
from kubelite.objects import Pod, StatefulSet
from kubelite.objects.errors import APIError
from kubelite.rules.podstate import is_active, is_ready
from tests.conformance.recording import Case, played
from tests.controlplane.controllers.controlplane import ControlPlane

COUNTERS = ("replicas", "readyReplicas", "availableReplicas", "currentReplicas", "updatedReplicas")


def stateful_set(case: Case) -> list[Any]:
    """Result and state after each step."""
    scene, steps = Stateful(case["input"]["statefulset"]), []
    for step in case["steps"]:
        result = played(scene, step["action"])
        scene.plane.clock.advance(1)
        steps.append({"result": result, "expected": scene.state()})
    return steps


class Stateful:
    """One StatefulSet, and us in the part of the kubelets."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        self.plane, self.manifest = ControlPlane(), manifest
        self.client, self.name = self.plane.client, manifest["metadata"]["name"]

    def state(self) -> dict[str, Any]:
        sts: StatefulSet = self.client.get("StatefulSet", self.name)
        status = self.client.manifest("StatefulSet", self.name)["status"]
        pods = sorted(self.plane.pods(), key=lambda pod: int(pod.metadata.name.rpartition("-")[2]))
        return {
            "pods": [[pod.metadata.name, pod.spec.containers[0].image, _readiness(pod)] for pod in pods],
            "status": {name: status.get(name, 0) for name in COUNTERS},
            "updated": sts.status.current_revision == sts.status.update_revision,
        }

    def do_create(self) -> int:
        self.client.create(self.manifest)
        return 201

    def do_ready(self, ordinals: list[int]) -> list[int]:
        return [self._report(ordinal, "Running", "True") for ordinal in ordinals]

    def do_unready(self, ordinals: list[int]) -> list[int]:
        return [self._report(ordinal, "Running", "False") for ordinal in ordinals]

    def do_phase(self, ordinal: int, phase: str) -> int:
        return self._report(ordinal, phase, "False")

    def do_patch(self, patch: dict[str, Any]) -> int:
        self.client.patch("StatefulSet", self.name, patch)
        return 200

    def do_image(self, image: str) -> int:
        manifest = self.client.manifest("StatefulSet", self.name)
        manifest["spec"]["template"]["spec"]["containers"][0]["image"] = image
        self.client.update(manifest)
        return 200

    def do_deletepod(self, ordinal: int) -> int:
        try:
            self.client.delete("Pod", f"{self.name}-{ordinal}")
        except APIError as error:
            return error.code
        return 200

    def do_wait(self, seconds: float) -> None:
        self.plane.clock.advance(seconds)

    def _report(self, ordinal: int, phase: str, ready: str) -> int:
        try:
            pod: Pod = self.client.get("Pod", f"{self.name}-{ordinal}")
        except APIError as error:
            return error.code
        condition = {"type": "Ready", "status": ready, "lastTransitionTime": self.plane.clock.timestamp()}
        self.client.update_status(pod, {"phase": phase, "conditions": [condition]})
        return 200


def _readiness(pod: Pod) -> str:
    return "ready" if is_active(pod) and is_ready(pod) else "not ready"


def daemon_set(case: Case) -> dict[str, Any]:
    """For which nodes there are Pods, what is reported, and what the Pods look like."""
    plane = ControlPlane(without=("NodeLifecycle", "TaintEviction", "PodGC"))
    for node in case["input"]["nodes"]:
        plane.create(node)
        stored = plane.stored("Node", node["metadata"]["name"])  # a new node is tainted; in the recording none was new
        stored["spec"] = {key: value for key, value in stored["spec"].items() if key != "taints"} | node["spec"]
        plane.client.update(stored)
    ds = case["input"]["daemonset"]
    plane.create(ds)
    status = plane.stored("DaemonSet", ds["metadata"]["name"])["status"]
    nodes = {node_of(pod): pod for pod in plane.pods()}
    shown: dict[str, Any] = {
        "nodes": sorted(nodes),
        "status": {name: status.get(name, 0) for name in case["expected"]["status"]},
    }
    if nodes:
        first = plane.stored("Pod", nodes[min(nodes)].metadata.name)["spec"]
        shown |= {"podTolerations": first["tolerations"], "podAffinityOfFirst": first["affinity"]}
    return shown
