"""What is not ready in a cluster, and why: one sentence an object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kubelite.client import Client
from kubelite.objects import DaemonSet, Deployment, Job, Node, Object, Pod, ReplicaSet, StatefulSet
from kubelite.rules.owners import controller_of
from kubelite.rules.podstate import condition, is_active, is_ready
from kubelite.view.health import reason


def problems(client: Client, namespace: str | None = None) -> list[str]:
    """One sentence for every node, workload and Pod that is not as it should be; none means that all is ready.

    Pods are told with their owner, ReplicaSets with their Deployment. A Job that is at work is no problem, one that has
    failed is. With a ``namespace`` only what is in it counts, and so no nodes.
    """
    nodes = _nodes(client) if namespace is None else ()
    workloads = (_deployments, _replicasets, _statefulsets, _daemonsets, _jobs, _bare_pods)
    return [*nodes, *(problem for each in workloads for problem in each(client, namespace))]


def _nodes(client: Client) -> Iterator[str]:
    node: Node
    for node in client.list("Node"):
        ready = condition(node, "Ready")
        if ready is None or ready.status != "True":
            why = ready.message if ready else "its kubelet has not reported yet"
            yield f"node {node.metadata.name} is not ready: {why}"


def _deployments(client: Client, namespace: str | None) -> Iterator[str]:
    deployment: Deployment
    for deployment in client.list("Deployment", namespace):
        wanted, status = deployment.spec.replicas, deployment.status
        seen = status.observed_generation == deployment.metadata.generation
        have = min(status.available_replicas, status.updated_replicas) if seen else 0
        if seen and have >= wanted and status.replicas <= wanted:
            continue
        sets = client.list("ReplicaSet", deployment.metadata.namespace, by=("owner", deployment.metadata.uid))
        pods = [pod for each in sets for pod in client.list("Pod", by=("owner", each.metadata.uid))]
        if have < wanted:
            yield f"deployment {_name(deployment)} has {have} of {wanted} pods available{_why(pods)}"
        else:
            more = status.replicas - wanted
            yield f"deployment {_name(deployment)} is not rolled out yet; {_pods(more)} more than wanted{_why(pods)}"


def _replicasets(client: Client, namespace: str | None) -> Iterator[str]:
    replicaset: ReplicaSet
    for replicaset in client.list("ReplicaSet", namespace):
        wanted, have = replicaset.spec.replicas, replicaset.status.available_replicas
        if controller_of(replicaset) is None and have != wanted:
            yield _few(client, replicaset, have, wanted)


def _statefulsets(client: Client, namespace: str | None) -> Iterator[str]:
    each: StatefulSet
    for each in client.list("StatefulSet", namespace):
        status, update = each.status, each.spec.update_strategy
        first = update.rolling_update.partition if update.rolling_update else 0
        new = status.updated_replicas + first if update.type == "RollingUpdate" else each.spec.replicas
        seen = status.observed_generation == each.metadata.generation
        have = min(status.available_replicas, new) if seen else 0
        if have < each.spec.replicas:
            yield _few(client, each, have, each.spec.replicas)
        elif status.replicas > each.spec.replicas:
            more = status.replicas - each.spec.replicas
            yield f"statefulset {_name(each)} is not done yet; {_pods(more)} more than wanted"


def _daemonsets(client: Client, namespace: str | None) -> Iterator[str]:
    each: DaemonSet
    for each in client.list("DaemonSet", namespace):
        status, wanted = each.status, each.status.desired_number_scheduled
        new = status.updated_number_scheduled if each.spec.update_strategy.type == "RollingUpdate" else wanted
        seen = status.observed_generation == each.metadata.generation
        have = min(status.number_available, new) if seen else 0
        if not seen or have < wanted:
            yield _few(client, each, have, wanted)


def _jobs(client: Client, namespace: str | None) -> Iterator[str]:
    each: Job
    for each in client.list("Job", namespace):
        failed = condition(each, "Failed")
        if failed is not None and failed.status == "True":
            yield f"job {_name(each)} has failed: {failed.message}"


def _few(client: Client, owner: Object, have: int, wanted: int) -> str:
    pods = client.list("Pod", by=("owner", owner.metadata.uid))
    return f"{owner.kind.lower()} {_name(owner)} has {have} of {wanted} pods available{_why(pods)}"


def _bare_pods(client: Client, namespace: str | None) -> Iterator[str]:
    pod: Pod
    for pod in client.list("Pod", namespace):
        if controller_of(pod) is None and pod.status.phase != "Succeeded" and not is_ready(pod):
            yield f"pod {_name(pod)} is not ready{_why([pod])}"


def _why(pods: Sequence[Pod]) -> str:
    """The reasons of the Pods that hold it up, each once; failed ones only if nothing else is to be said."""
    waiting = [pod for pod in pods if is_active(pod) and not is_ready(pod)]
    reasons = list(dict.fromkeys(filter(None, map(reason, waiting or pods))))
    return ": " + "; ".join(reasons) if reasons else ""


def _pods(count: int) -> str:
    return "it has one pod" if count == 1 else f"it has {count} pods"


def _name(obj: Object) -> str:
    namespace = obj.metadata.namespace
    return obj.metadata.name if namespace == "default" else f"{namespace}/{obj.metadata.name}"
