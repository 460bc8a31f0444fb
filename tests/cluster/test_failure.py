"""The story of a node that fails, and what always holds when things break at random."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kubelite import Cluster
from kubelite.objects.errors import APIError
from kubelite.rules.podstate import is_active, is_finished, is_ready
from tests.cluster.test_traffic import PROBE, tier


def node_ready(cluster: Cluster, node: str) -> str:
    return next(each.status for each in cluster.get("node", node).status.conditions if each.type == "Ready")


def behind(cluster: Cluster, service: str) -> set[str]:
    """The addresses of the endpoints that are ready."""
    slices = cluster.client.list("EndpointSlice", by=("label", f"kubernetes.io/service-name={service}"))
    return {each.addresses[0] for found in slices for each in found.endpoints if each.conditions.ready}


def when(cluster: Cluster, what: Any, timeout: float = 600) -> float:
    """How many seconds pass until something holds."""
    begin = cluster.clock.now
    cluster.run(until=what, timeout=timeout)
    return cluster.clock.now - begin


def test_the_story_of_a_node_that_fails() -> None:
    cluster = Cluster(seed=3)
    cluster.apply(tier("backend"))
    cluster.run(until=cluster.ready)
    cluster.run(seconds=100)
    victim = next(pod for pod in cluster.get("pods") if pod.spec.node_name == "worker-2")
    name, address = victim.metadata.name, victim.status.pod_ip
    load = cluster.load("backend", per_second=30)
    cluster.fail("worker-2")

    assert address in behind(cluster, "backend")
    assert 40 <= when(cluster, lambda: node_ready(cluster, "worker-2") == "Unknown") <= 60
    cluster.run(seconds=2)
    assert address not in behind(cluster, "backend")
    assert cluster.get("pod", name).status.phase == "Running"
    lost = load.failed
    assert 350 < lost < 650, "a third of the requests, for so long"
    cluster.run(seconds=200)
    assert load.failed == lost, "nobody is sent there any more"

    waited = when(cluster, lambda: cluster.get("pod", name).metadata.deletion_timestamp)
    assert 90 < waited < 110, "five minutes after the node was lost"
    cluster.run(seconds=30)
    pods = cluster.get("pods")
    assert len(pods) == 4, "the old Pod stays until its node returns"
    replacement = min(pods, key=lambda pod: -pod.metadata.creation_timestamp.timestamp())
    assert is_ready(replacement)
    assert replacement.spec.node_name != "worker-2"
    assert (replacement.metadata.name == name, replacement.status.pod_ip == address) == (False, False)

    cluster.recover("worker-2")
    cluster.run(seconds=30)
    assert name not in {pod.metadata.name for pod in cluster.get("pods")}
    assert cluster.ready()
    assert (node_ready(cluster, "worker-2"), cluster.get("node", "worker-2").spec.taints) == ("True", ())


def test_when_all_workers_fall_silent_at_once_nobody_is_evicted() -> None:
    cluster = Cluster(seed=3)
    cluster.apply(tier("backend"))
    cluster.run(seconds=63)
    for node in NODES:
        cluster.fail(node)
    cluster.run(seconds=900)
    assert {node_ready(cluster, node) for node in NODES} == {"Unknown"}
    assert not [taint for node in cluster.get("nodes") for taint in node.spec.taints if taint.effect == "NoExecute"]
    assert not any(pod.metadata.deletion_timestamp for pod in cluster.get("pods"))


NODE_PARTS = ("kubelet", "runtime", "kube-proxy")
NODES = ("worker-1", "worker-2", "worker-3")
PARTS = ("api server", "scheduler", "controllers")
faults = st.one_of(
    st.tuples(st.sampled_from(["fail", "cut_off", "recover"]), st.sampled_from(NODES)),
    st.tuples(st.sampled_from(["stop", "start"]), st.sampled_from(NODE_PARTS), st.sampled_from(NODES)),
    st.tuples(st.sampled_from(["stop", "start"]), st.sampled_from(PARTS)),
    st.tuples(st.sampled_from(["crash", "hang", "delete"]), st.integers(0, 20)),
    st.tuples(st.just("scale"), st.integers(0, 5)),
    st.tuples(st.just("run"), st.sampled_from([0.5, 3.0, 20.0, 60.0, 400.0])),
)


class Trouble:
    """A shop to which bad things happen, and what the API promised us."""

    def __init__(self) -> None:
        self.cluster = Cluster(seed=5)
        deployment, service = tier("backend")
        deployment["spec"]["template"]["spec"]["containers"][0]["livenessProbe"] = PROBE
        self.cluster.apply([deployment, service])
        self.cluster.run(seconds=10)
        self.replicas = 3
        self.load = self.cluster.load("backend", per_second=12)

    def do(self, fault: tuple[Any, ...]) -> None:
        verb, *rest = fault
        try:
            if verb in ("crash", "hang", "delete"):
                self.hurt(verb, *rest)
            elif verb == "scale":
                self.cluster.scale("deployment/backend", replicas=rest[0])
                self.replicas = rest[0]
            elif verb == "run":
                self.cluster.run(seconds=rest[0])
            else:
                getattr(self.cluster, verb)(*rest)
        except APIError:
            pass  # what is refused was not promised
        self.check()

    def hurt(self, verb: str, number: int) -> None:
        pods = self.cluster.snapshot().pods
        if pods:
            name = pods[number % len(pods)].name
            if verb == "delete":
                self.cluster.delete("pod", name)
            else:
                getattr(self.cluster, verb)(name)

    def check(self) -> None:
        """No two living Pods share an address, and requests go to ready Pods only, while there are any."""
        living = [pod for pod in self.cluster._eye.list("Pod") if not is_finished(pod) and pod.status.pod_ip]
        assert max(Counter(pod.status.pod_ip for pod in living).values(), default=1) == 1
        ready = {pod.status.pod_ip for pod in living if is_ready(pod)}
        chosen = {backend.ip for backend in self.cluster.proxy.backends("backend")}
        if ready and not self.cluster.stopped:
            assert chosen <= ready

    def mend(self) -> None:
        self.load.stop()
        for part in self.cluster.stopped:
            self.cluster.start(part)
        for node in NODES:
            self.cluster.recover(node)

    def is_well(self) -> bool:
        pods = [pod for pod in self.cluster.get("pods") if is_active(pod)]
        return len(pods) == self.replicas and all(map(is_ready, pods)) and self.cluster.ready()


@given(st.lists(faults, max_size=12))
def test_after_all_faults_the_cluster_is_as_it_was_asked_to_be(story: list[tuple[Any, ...]]) -> None:
    trouble = Trouble()
    for fault in story:
        trouble.do(fault)
    trouble.mend()
    trouble.cluster.run(until=trouble.is_well, timeout=1500)
    trouble.cluster.run(seconds=30)
    assert trouble.is_well()
    assert trouble.cluster.get("deployment", "backend").spec.replicas == trouble.replicas
    assert trouble.cluster.controllers.failing() == {}
    if trouble.replicas:
        assert trouble.cluster.request("backend").startswith("backend answered")
    assert {node_ready(trouble.cluster, node) for node in NODES} == {"True"}


def test_the_story_would_notice_what_stays_broken() -> None:
    trouble = Trouble()
    trouble.do(("fail", "worker-1"))
    trouble.do(("fail", "worker-2"))
    trouble.do(("fail", "worker-3"))
    trouble.cluster.run(seconds=400)
    assert not trouble.is_well()
