"""What always holds, whatever is done to a cluster: it converges, over-commits no node, gives no address twice, loses
nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kubelite import Cluster, NodeInfo, cpu, request
from kubelite.rules.podstate import is_active, is_finished, is_ready

APPS = ("frontend", "backend", "database")
WORKER_CPU = 2000

Action = tuple[Any, ...]

actions = st.one_of(
    st.tuples(
        st.just("apply"), st.sampled_from(APPS), st.integers(0, 5), st.sampled_from(["100m", "400m", "900m", "3"])
    ),
    st.tuples(st.just("scale"), st.sampled_from(APPS), st.integers(0, 6)),
    st.tuples(st.just("crash"), st.integers(0, 20)),
    st.tuples(st.just("delete pod"), st.integers(0, 20), st.sampled_from([None, 0, 5])),
    st.tuples(st.just("delete"), st.sampled_from(APPS)),
    st.tuples(st.just("run"), st.sampled_from([0.0, 0.5, 1.0, 3.0, 20.0, 100.0])),
)


def deployment(name: str, replicas: int, wanted: str) -> dict[str, Any]:
    container = {"name": "app", "image": f"shop/{name}:1", "resources": {"requests": {"cpu": wanted, "memory": "64Mi"}}}
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec}


class Story:
    """A cluster, and what we asked of it: application → replicas and CPU."""

    def __init__(self) -> None:
        self.cluster = Cluster(workers=2, cpu="2", memory="4Gi", seed=3)
        self.cluster.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "mine"}, "data": {"a": "b"}})
        self.wanted: dict[str, tuple[int, str]] = {}

    def do(self, action: Action) -> None:
        match action:
            case ("apply", name, replicas, wanted):
                self.cluster.apply(deployment(name, replicas, wanted))
                self.wanted[name] = (replicas, wanted)
            case ("scale", name, replicas) if name in self.wanted:
                self.cluster.scale("deployment", name, replicas=replicas)
                self.wanted[name] = (replicas, self.wanted[name][1])
            case ("crash", number):
                running = [pod for pod in self.cluster.get("pods") if _runs(pod)]
                if running:
                    self.cluster.crash(running[number % len(running)])
            case ("delete pod", number, grace):
                pods = self.cluster.get("pods")
                if len(pods):
                    self.cluster.delete("pod", pods[number % len(pods)].metadata.name, grace=grace)
            case ("delete", name) if name in self.wanted:
                self.cluster.delete("deployment", name)
                del self.wanted[name]
            case ("run", seconds):
                self.cluster.run(seconds=seconds)
        self.check()

    def check(self) -> None:
        """No node has promised more than it has, and no two living Pods share an address."""
        living = [pod for pod in self.cluster.get("pods") if not is_finished(pod)]
        for node in self.cluster.get("nodes"):
            info = NodeInfo(node, [pod for pod in living if pod.spec.node_name == node.metadata.name])
            for resource, amount in info.allocatable.items():
                assert info.requested.get(resource, 0) <= amount, f"{info.name} promised too much {resource}"
        addresses = Counter(pod.status.pod_ip for pod in living if pod.status.pod_ip)
        assert all(count == 1 for count in addresses.values()), f"an address was given twice: {addresses}"

    def converged(self) -> bool:
        """Every application has its Pods, each ready, or waiting because no node has room for it."""
        pods = [pod for pod in self.cluster.get("pods") if is_active(pod)]
        if not all(
            self._has_its_pods(name, [pod for pod in pods if pod.metadata.labels["app"] == name]) for name in APPS
        ):
            return False
        free = dict.fromkeys(("worker-1", "worker-2"), WORKER_CPU)
        for pod in self.cluster.get("pods"):
            if pod.spec.node_name and not is_finished(pod):
                free[pod.spec.node_name] -= request(pod, "cpu")
        return all(is_ready(pod) if pod.spec.node_name else request(pod, "cpu") > max(free.values()) for pod in pods)

    def _has_its_pods(self, name: str, pods: list[Any]) -> bool:
        """All Pods are there, and all of the new template; or the rollout waits for room, within a quarter of them."""
        replicas, wanted = self.wanted.get(name, (0, ""))
        old = [pod for pod in pods if pod.spec.containers[0].resources.requests["cpu"] != wanted]
        if any(not pod.spec.node_name for pod in pods) and old:
            return replicas - replicas // 4 <= len(pods) <= replicas + -(-replicas // 4)
        return len(pods) == replicas and not old


def _runs(pod: Any) -> bool:
    return any(status.state.running for status in pod.status.container_statuses) and not pod.metadata.deletion_timestamp


@given(st.lists(actions, max_size=15))
def test_whatever_is_done_the_cluster_converges_and_nothing_is_lost(story: list[Action]) -> None:
    told = Story()
    for action in story:
        told.do(action)
    told.cluster.run(until=told.converged, timeout=1000)
    told.cluster.run(seconds=60)
    told.check()
    assert told.converged(), "it stays as it is"
    cluster = told.cluster
    deployments = {each.metadata.name: each.spec.replicas for each in cluster.get("deployments")}
    assert deployments == {name: replicas for name, (replicas, _) in told.wanted.items()}
    assert cluster.get("configmap", "mine").data == {"a": "b"}
    assert cluster.controllers.failing() == {}
    owners = {owner.uid for pod in cluster.get("pods") for owner in pod.metadata.owner_references}
    assert owners <= {each.metadata.uid for each in cluster.get("replicasets")}, "a Pod has outlived its owner"


def test_the_property_test_would_notice_a_cluster_that_does_not_converge() -> None:
    told = Story()
    told.do(("apply", "backend", 2, "100m"))
    told.cluster.controllers.stop()
    told.cluster.delete("pod", told.cluster.get("pods")[0].metadata.name, grace=0)
    told.cluster.run(seconds=60)
    assert not told.converged()
    told.cluster.controllers.start()
    told.cluster.run(until=told.converged, timeout=60)


def test_quantities_are_what_the_properties_think_they_are() -> None:
    assert cpu("2") == WORKER_CPU
