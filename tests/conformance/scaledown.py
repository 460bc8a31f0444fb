"""Replay recorded scale-downs: ``python -m tests.conformance.scaledown FILE… [--emit]``.

A case is a ReplicaSet with Pods in various states that is made smaller; expected are the Pods that are left. The
ReplicaSet controller runs here; what kubelets would report is written by us.
"""

from __future__ import annotations

import sys
from typing import Any

from kubelite.clock import Clock
from kubelite.controlplane.controllers.deletionorder import DELETION_COST
from kubelite.controlplane.controllers.replicaset import ReplicaSetController
from kubelite.objects import Object
from kubelite.rules.owners import owner_reference
from tests.conformance.recording import Case, LeftOut, replay
from tests.controlplane.controllers.controlplane import ControlPlane

LATER = 3.0
"""Seconds from the set-up to the scale-down; in the recordings it was 1 to 10."""

LONG_AGO = 1_000_000.0
"""Seconds from the start of the clock to the set-up: enough for the oldest Pods."""


def answer(case: Case) -> dict[str, list[str]]:
    """Which Pods our controller keeps, and which it deletes."""
    if case.get("ambiguous") or case.get("unstable"):
        raise LeftOut("the real controllers did not always decide the same (equal Pods: the uid decides)")
    scene = case["input"]
    plane = ControlPlane([])
    owner = _deployment(plane) if scene["owner"] != "none" else None
    chosen = _replica_set(plane, "old", scene["replicas"], owner)
    sets = [(chosen, scene.get("pods") or scene["oldPods"])]
    if "newPods" in scene:
        sets.append((_replica_set(plane, "new", scene["replicas"], owner), scene["newPods"]))
    _set_up(plane, sets)
    controller = ReplicaSetController(plane.client, plane.clock)
    controller.start()
    before = {pod.metadata.name for pod in plane.client.list("Pod", by=("owner", chosen.metadata.uid)) if _counts(pod)}
    plane.patch("ReplicaSet", "old", {"spec": {"replicas": scene.get("scaleTo", scene.get("oldReplicaSetScaledTo"))}})
    left = {pod.metadata.name for pod in plane.client.list("Pod", by=("owner", chosen.metadata.uid)) if _counts(pod)}
    return {"survivors": sorted(left), "deleted": sorted(before - left)}


def _counts(pod: Any) -> bool:
    return pod.status.phase not in ("Succeeded", "Failed") and pod.metadata.deletion_timestamp is None


def _deployment(plane: ControlPlane) -> Object:
    spec = {"selector": {"matchLabels": {"app": "web"}}, "template": _template({})}
    made: Object = plane.client.create(
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}
    )
    return made


def _replica_set(plane: ControlPlane, name: str, replicas: int, owner: Object | None) -> Object:
    owners = {"ownerReferences": [owner_reference(owner)]} if owner is not None else {}
    selector = {"matchLabels": {"app": "web", "set": name}}
    spec = {"replicas": replicas, "selector": selector, "template": _template({"set": name})}
    made: Object = plane.client.create(
        {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": name, **owners}, "spec": spec}
    )
    return made


def _template(labels: dict[str, str]) -> dict[str, Any]:
    containers = [{"name": "main", "image": "shop:1"}]
    return {"metadata": {"labels": {"app": "web", **labels}}, "spec": {"containers": containers}}


def _set_up(plane: ControlPlane, sets: list[tuple[Object, list[dict[str, Any]]]]) -> None:
    """Make the Pods, the oldest first, each at its own time; then report what has become of them."""
    pods = [(rs, pod) for rs, described in sets for pod in described]
    for rs, pod in sorted(pods, key=lambda each: -each[1].get("createdBefore", 0)):
        plane.clock.advance_to(LONG_AGO - pod.get("createdBefore", 0))
        plane.client.create(_pod(rs, pod))
    plane.clock.advance_to(LONG_AGO)
    for _, pod in pods:
        plane.client.update_status(plane.client.get("Pod", pod["name"]), _status(pod, plane.clock))
        if pod.get("terminating"):
            plane.client.delete("Pod", pod["name"])
    plane.clock.advance(LATER)


def _pod(rs: Object, pod: dict[str, Any]) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "name": pod["name"],
        "labels": {"app": "web", "set": rs.metadata.name},
        "ownerReferences": [owner_reference(rs)],
    }
    if "cost" in pod:
        metadata["annotations"] = {DELETION_COST: str(pod["cost"])}
    names = [f"c{number}" for number in range(len(_restarts(pod)))]
    spec: dict[str, Any] = {"containers": [{"name": name, "image": "shop:1"} for name in names]}
    if "initRestarts" in pod or pod.get("sidecar"):
        always = {"restartPolicy": "Always"} if pod.get("sidecar") else {}
        spec["initContainers"] = [{"name": "init", "image": "shop:1", **always}]
    if pod.get("node"):
        spec["nodeName"] = pod["node"]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def _status(pod: dict[str, Any], clock: Clock) -> dict[str, Any]:
    status: dict[str, Any] = {"phase": pod.get("phase", "Running")}
    if pod["ready"]:
        since = clock.timestamp(clock.now - (pod.get("readyAgo") or 0))
        status["conditions"] = [{"type": "Ready", "status": "True", "lastTransitionTime": since}]
    status["containerStatuses"] = [
        _container_status(f"c{number}", restarts) for number, restarts in enumerate(_restarts(pod))
    ]
    if "initRestarts" in pod:
        status["initContainerStatuses"] = [_container_status("init", pod["initRestarts"])]
    return status


def _restarts(pod: dict[str, Any]) -> list[int]:
    restarts = pod.get("restarts", 0)
    return restarts if isinstance(restarts, list) else [restarts]


def _container_status(name: str, restarts: int) -> dict[str, Any]:
    return {"name": name, "image": "shop:1", "imageID": "", "ready": True, "restartCount": restarts}


def main(arguments: list[str]) -> int:
    """Replay the files named in ``arguments``; 0 when all that is compared agrees."""
    return replay(arguments, lambda case: case["id"], answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
