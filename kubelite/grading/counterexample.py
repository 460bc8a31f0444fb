"""A counter-example in two living clusters: on one side the learner's filter decides, on the other Kubernetes' own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from kubelite.cluster import Cluster
from kubelite.grading.objects import Manifest, a_node
from kubelite.node.behaviour import Behaviour
from kubelite.objects import Pod
from kubelite.objects.core.node import Taint
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.podstate import is_finished

if TYPE_CHECKING:
    from kubelite.view.widget import ClusterPair

Function = Callable[..., Any]
NAMES = ("With your function", "With Kubernetes' own")


def show(function: Function, pod: Pod, place: NodeInfo | Taint) -> ClusterPair:
    """Both clusters side by side, some seconds after the Pod came."""
    from kubelite.view.widget import compare

    return compare(*clusters(function, pod, place), NAMES)


def clusters(function: Function, pod: Pod, place: NodeInfo | Taint) -> tuple[Cluster, Cluster]:
    """One cluster with ``function`` as a filter and one without it. Both have this one worker, and get the Pod."""
    node = place if isinstance(place, NodeInfo) else a_node("worker-1", cpu="4", memory="8Gi")
    taints = node.node.spec.taints if isinstance(place, NodeInfo) else (place,)
    pair = (_with_node(node, taints), _with_node(node, taints))
    if isinstance(place, NodeInfo):
        pair[0].use(filter=function, replaces="NodeResourcesFit")
    else:
        pair[0].use(filter=_over_all_taints(function), replaces="TaintToleration")
    for cluster in pair:
        cluster.apply(_manifest(pod))
        cluster.run(seconds=10)
    return pair


def _over_all_taints(function: Function) -> Function:
    def taints_allow(pod: Pod, node: NodeInfo) -> bool:
        return all(function(pod, taint) for taint in node.node.spec.taints)

    return taints_allow


def _with_node(node: NodeInfo, taints: tuple[Taint, ...]) -> Cluster:
    """A cluster in which this is the only node for Pods, with all Pods that it had."""
    cluster = Cluster(workers=0)
    cluster.client.patch("Node", "control-plane", {"spec": {"unschedulable": True}}, "")
    room = node.allocatable
    cluster.add_node(node.name, cpu=f"{room['cpu']}m", memory=str(room["memory"]), pods=room["pods"])
    cluster.run(seconds=1)
    for pod in sorted(node.pods, key=is_finished, reverse=True):  # those that have ended first: each had its time
        cluster.images[_image(pod)] = _behaviour(pod)
        cluster.apply(_manifest(pod, node.name))
        cluster.run(seconds=10)
    kept = [{"key": taint.key, "value": taint.value, "effect": taint.effect} for taint in taints]
    cluster.client.patch("Node", node.name, {"spec": {"taints": kept}}, "")
    cluster.clock.settle()
    return cluster


def _behaviour(pod: Pod) -> Behaviour:
    if not is_finished(pod):
        return Behaviour()
    return Behaviour(exit_code=0 if pod.status.phase == "Succeeded" else 1, exit_after=1.0)


def _manifest(pod: Pod, node: str = "") -> Manifest:
    """The Pod as somebody would write it; it is bound already if there is a ``node``."""
    containers = [
        {"name": each.name, "image": _image(pod), "resources": _plain(each.resources)} for each in pod.spec.containers
    ]
    spec: Manifest = {"containers": containers, "tolerations": _plain(pod.spec.tolerations)}
    if is_finished(pod):
        spec["restartPolicy"] = "Never"
    if node:
        spec["nodeName"] = node
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": pod.metadata.name}, "spec": spec}


def _image(pod: Pod) -> str:
    return f"shop/{pod.metadata.name}:1.0"


def _plain(view: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(view))
