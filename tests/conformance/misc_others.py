"""Recorded PodDisruptionBudgets, EndpointSlices and garbage collection, played on our control plane."""

from __future__ import annotations

import json
from typing import Any

from kubelite.objects import Object, Pod
from kubelite.objects.errors import APIError
from kubelite.rules.podstate import is_ready, is_terminating
from tests.conformance.recording import Case, LeftOut
from tests.controlplane.controllers.controlplane import ControlPlane


def disruption_budget(case: Case) -> list[Any]:
    """The budget at the start, then the answer to every eviction and the budget after it."""
    plane, steps = ControlPlane(), []
    _application(plane, case["input"])
    for step in case["steps"]:
        action = step["action"]["do"]
        if action not in ("start", "evict a ready pod", "evict a unready pod"):
            raise LeftOut(f"nobody has said here what the action {action!r} is")
        state = _budget(plane) if action == "start" else _evict(plane, ready=action == "evict a ready pod")
        steps.append({"result": None, "expected": state})
    return steps


def _application(plane: ControlPlane, scene: dict[str, Any]) -> None:
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "v1"}]}}
    spec = {"replicas": scene["replicaSetReplicas"], "selector": {"matchLabels": labels}, "template": template}
    plane.client.watch("Pod", lambda event: plane.client.bind(event.object, "n1") if event.type == "ADDED" else None)
    plane.create({"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web"}, "spec": spec})
    for number, pod in enumerate(plane.pods()):
        plane.report(pod, ready=number < scene["readyPods"])
    for name, wanted in (("web", scene["pdbSpec"]), ("second", scene["secondPdbSpec"])):
        if wanted is not None:
            spec = {**wanted, "selector": {"matchLabels": labels}}
            about = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name}}
            plane.create({**about, "spec": spec})


def _budget(plane: ControlPlane) -> dict[str, Any]:
    status = plane.stored("PodDisruptionBudget", "web")["status"]
    counts = {name: status[name] for name in ("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods")}
    conditions = [[each["type"], each["status"], each["reason"]] for each in status["conditions"]]
    return counts | {"conditions": conditions, "disruptedPods": len(status.get("disruptedPods", {}))}


def _evict(plane: ControlPlane, *, ready: bool) -> dict[str, Any]:
    pod = next(pod for pod in plane.pods() if is_ready(pod) == ready)
    try:
        plane.client.evict(pod)
        answer = {"status": "Success", "code": 201}
    except APIError as error:
        answer = {key: value for key, value in error.to_status().items() if key in _SHOWN and value}
    plane.clock.settle()
    return {"code": answer["code"], "answer": answer, "pdb": _budget(plane)}


_SHOWN = ("status", "reason", "message", "details", "code")


def endpoint_slices(case: Case) -> dict[str, Any]:
    """The slices of a Service, and the older form of the same."""
    scene, plane = case["input"], ControlPlane(without=("NodeLifecycle", "TaintEviction", "PodGC"))
    for name, labels in scene["nodes"].items():
        plane.create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}})
    about = {"name": scene["serviceName"], "labels": scene["serviceLabels"]}
    plane.create({"apiVersion": "v1", "kind": "Service", "metadata": about, "spec": scene["serviceSpec"]})
    for pod in scene["pods"]:
        _pod(plane, pod)
    plane.clock.advance(2)  # the older form is written at most once a second
    slices: list[Object] = plane.client.list("EndpointSlice", "default")
    shown = [_slice(plane.stored("EndpointSlice", each.metadata.name)) for each in slices]
    older: list[Object] = plane.client.list("Endpoints", "default")  # without a selector there are none
    subsets = plane.stored("Endpoints", scene["serviceName"]).get("subsets") if older else None
    return in_order({"slices": shown, "endpointsSubsets": _without_ids(subsets)})


def in_order(answer: dict[str, Any]) -> dict[str, Any]:
    """``answer`` with endpoints, addresses and slices sorted: Kubernetes has them in no order."""
    slices = [{**each, "endpoints": sorted(each["endpoints"], key=_text)} for each in answer["slices"]]
    subsets = answer.get("endpointsSubsets")
    if subsets is not None:
        subsets = [{key: sorted(value, key=_text) for key, value in each.items()} for each in subsets]
    return {**answer, "slices": sorted(slices, key=_text), "endpointsSubsets": subsets and sorted(subsets, key=_text)}


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _pod(plane: ControlPlane, pod: dict[str, Any]) -> None:
    container = {"name": "c", "image": "i", **({"ports": pod["ports"]} if pod["ports"] else {})}
    names = {key: pod[key] for key in ("hostname", "subdomain") if key in pod}
    spec = {"containers": [container], "nodeName": pod["node"], **names}
    about = {"name": pod["name"], "labels": pod["labels"]}
    created: Pod = plane.client.create({"apiVersion": "v1", "kind": "Pod", "metadata": about, "spec": spec})
    plane.report(created, pod["phase"], ready=pod["ready"], ip=pod["ip"] or "")
    if pod["terminating"]:
        plane.delete("Pod", pod["name"])


def _slice(stored: dict[str, Any]) -> dict[str, Any]:
    metadata = stored["metadata"]
    return {
        "addressType": stored["addressType"],
        "generateName": metadata["generateName"],
        "labels": metadata["labels"],
        "ports": stored.get("ports"),
        "endpoints": _without_ids(stored["endpoints"] or []),
    }


def _without_ids(value: Any) -> Any:
    """``value`` without what differs from run to run: uids, and the namespace of the recording."""
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key not in ("uid", "namespace")}
    return value


def garbage_collection(case: Case) -> dict[str, Any]:
    """What is left when the owner of a family of ConfigMaps was deleted."""
    plane, scene = ControlPlane(), case["input"]
    family = {"top": [], "other": [], "child1": ["top"], "child2": ["top"], "grandchild": ["child1"]}
    for name, owners in (family | {"shared": ["top", "other"]}).items():
        held = ["example.com/hold"] if name == "child1" and scene["child1HasFinalizer"] else []
        references = [_reference(plane, owner, scene["blockOwnerDeletion"]) for owner in owners]
        metadata = {"name": name, "ownerReferences": references, "finalizers": held}
        plane.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata})
    plane.client.delete("ConfigMap", scene["delete"], propagation=scene["propagationPolicy"])
    plane.clock.settle()
    result = {"code": 200, "after": _family(plane)}
    if scene["child1HasFinalizer"]:
        plane.patch("ConfigMap", "child1", {"metadata": {"finalizers": None}})
        result["afterTheFinalizerOfChild1IsRemoved"] = _family(plane)
    return result


def _reference(plane: ControlPlane, name: str, blocks: bool) -> dict[str, Any]:
    uid = plane.client.get("ConfigMap", name).metadata.uid
    reference = {"apiVersion": "v1", "kind": "ConfigMap", "name": name, "uid": uid}
    return {**reference, "blockOwnerDeletion": blocks}


def _family(plane: ControlPlane) -> dict[str, Any]:
    left: list[Object] = plane.client.list("ConfigMap", "default")
    return {
        each.metadata.name: {
            "terminating": is_terminating(each),
            "finalizers": list(each.metadata.finalizers),
            "owners": sorted(owner.name for owner in each.metadata.owner_references),
        }
        for each in left
        if each.metadata.name != "kube-root-ca.crt"
    }
