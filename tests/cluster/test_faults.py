"""What breaks, what goes on, and what is mended: through the cluster, as lessons do it."""

from __future__ import annotations

from typing import Any

import pytest

from kubelite import Behaviour, Cluster
from kubelite.objects.errors import APIError, NotFound, Unreachable
from kubelite.rules.podstate import is_ready
from tests.cluster.test_cluster import WEB

PROBE: dict[str, Any] = {"httpGet": {"port": 8080}}


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster(seed=1)
    cluster.apply(WEB)
    cluster.run(until=cluster.ready)
    return cluster


def pod(cluster: Cluster, **container: Any) -> None:
    """A Pod of its own."""
    containers = [{"name": "app", "image": "shop/db:1", **container}]
    cluster.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "db"}, "spec": {"containers": containers}})
    cluster.run(until=lambda: cluster.get("pod", "db").status.phase == "Running")


def status(cluster: Cluster, name: str = "db") -> Any:
    return cluster.get("pod", name).status.container_statuses[0]


def node_ready(cluster: Cluster, node: str) -> str:
    conditions = {each.type: each.status for each in cluster.get("node", node).status.conditions}
    return conditions["Ready"]


def test_pods_run_on_without_the_api_server_and_nothing_is_lost(cluster: Cluster) -> None:
    before = cluster._etcd.revision
    assert cluster.stop("api server") == "api server stopped"
    with pytest.raises(APIError, match="did you specify the right host or port"):
        cluster.apply(WEB.replace("replicas: 3", "replicas: 5"))
    with pytest.raises(Unreachable):
        cluster.get("pods")
    stored = cluster._etcd.revision
    victim = cluster.snapshot().pods[0].name
    cluster.crash(victim)
    cluster.run(seconds=3600)
    assert (cluster._etcd.revision, stored <= before + 4) == (stored, True)  # the last leases, and nothing since
    assert cluster.problems()[0] == "the api server is stopped"
    assert "3 of 3 pods are ready" in repr(cluster)  # it looks from outside
    cluster.start("kube-apiserver")
    cluster.run(seconds=10)
    assert cluster.ready()
    assert status(cluster, victim).restart_count == 1
    assert {node_ready(cluster, node) for node in cluster.nodes} == {"True"}


def test_without_controllers_nothing_is_replaced_until_they_are_back(cluster: Cluster) -> None:
    cluster.stop("controllers")
    cluster.delete("pod", cluster.get("pods")[0].metadata.name)
    cluster.run(seconds=100)
    assert (len(cluster.get("pods")), cluster.stopped) == (2, ("controllers",))
    cluster.start("controllers")
    cluster.run(seconds=10)
    assert (len(cluster.get("pods")), cluster.ready()) == (3, True)


def test_one_controller_alone(cluster: Cluster) -> None:
    cluster.stop("ReplicaSet")
    cluster.scale("deployment/web", replicas=5)
    cluster.run(seconds=10)
    assert [each.spec.replicas for each in cluster.get("replicasets")] == [5]
    assert len(cluster.get("pods")) == 3
    cluster.start("ReplicaSet")
    cluster.run(seconds=10)
    assert len(cluster.get("pods")) == 5


def test_without_a_scheduler_new_pods_wait(cluster: Cluster) -> None:
    cluster.stop("scheduler")
    cluster.scale("deployment/web", replicas=4)
    cluster.run(seconds=60)
    assert [each.status.phase for each in cluster.get("pods") if not each.spec.node_name] == ["Pending"]
    assert cluster.problems()[0] == "the scheduler is stopped"
    cluster.start("scheduler")
    cluster.run(seconds=10)
    assert cluster.ready()


def test_what_was_stopped_before_the_api_server_stays_stopped(cluster: Cluster) -> None:
    for part in ("scheduler", "api server"):
        cluster.stop(part)
    cluster.start("api server")
    cluster.scale("deployment/web", replicas=4)
    cluster.run(seconds=60)
    assert sum(is_ready(each) for each in cluster.get("pods")) == 3


def test_a_node_without_power_stops_renewing_its_lease(cluster: Cluster) -> None:
    cluster.run(seconds=100)
    assert cluster.fail("worker-1") == "node/worker-1 has lost its power"
    failed = cluster.clock.now
    cluster.run(seconds=30)
    renewed = cluster.get("lease", "worker-1", "kube-node-lease").spec.renew_time
    assert failed - 10 < (renewed - cluster.clock.time(0)).total_seconds() <= failed
    assert cluster.recover("worker-1") == "node/worker-1 is back"
    cluster.run(seconds=15)
    assert cluster.get("lease", "worker-1", "kube-node-lease").spec.renew_time > renewed
    cluster.run(seconds=30)
    assert cluster.ready()


def test_leases_are_renewed_without_a_write() -> None:
    cluster = Cluster(workers=1)
    cluster.run(seconds=120)
    before = cluster._etcd.revision
    cluster.run(seconds=995)
    lease = cluster.get("lease", "worker-1", "kube-node-lease")
    assert lease.spec.renew_time == cluster.clock.time(1110)
    manifest = cluster.manifest("lease", "worker-1", "kube-node-lease")
    assert manifest["spec"]["renewTime"] == "2026-01-01T09:18:30.000000Z"
    assert cluster._etcd.revision == before


def test_three_parts_of_a_node_and_three_symptoms(cluster: Cluster) -> None:
    cluster.stop("kubelet", "worker-1")
    cluster.stop("container runtime", "worker-2")
    cluster.stop("proxy", "worker-3")
    cluster.run(seconds=35)
    assert node_ready(cluster, "worker-2") == "False"
    assert node_ready(cluster, "worker-3") == "True"
    assert not cluster.nodes["worker-3"].proxy.is_following
    assert cluster.nodes["worker-1"].stopped == ("kubelet",)
    for number, part in enumerate(("kubelet", "runtime", "kube-proxy"), 1):
        cluster.start(part, f"worker-{number}")
    cluster.run(seconds=60)
    assert cluster.ready()


def test_a_node_that_is_cut_off_knows_only_what_was(cluster: Cluster) -> None:
    cluster.cut_off("worker-2")
    cluster.run(seconds=20)
    assert not cluster.nodes["worker-2"].proxy.is_following
    cluster.recover("worker-2")
    assert cluster.nodes["worker-2"].proxy.is_following


def test_a_probe_that_fails(cluster: Cluster) -> None:
    pod(cluster, livenessProbe=PROBE)
    cluster.run(seconds=30)
    assert cluster.hang("db") == "pod/db answers nobody"
    cluster.run(seconds=40)
    assert status(cluster).restart_count == 1


def test_a_leak(cluster: Cluster) -> None:
    pod(cluster, resources={"limits": {"memory": "64Mi"}})
    cluster.run(seconds=30)
    cluster.leak("db", "1Mi")
    cluster.run(seconds=40)
    assert status(cluster).last_state.terminated.reason == "OOMKilled"


def test_images_that_are_slow_or_lost(cluster: Cluster) -> None:
    cluster.slow_image("shop/web:2", 60)
    cluster.lose_image("shop/web:3")
    cluster.apply(WEB.replace("shop/web:1", "shop/web:2").replace("web", "slow").replace("shop/slow", "shop/web"))
    cluster.run(seconds=55)
    assert {each.status.phase for each in cluster.get("pods", selector="app=slow")} == {"Pending"}
    cluster.run(seconds=10)
    assert {each.status.phase for each in cluster.get("pods", selector="app=slow")} == {"Running"}
    cluster.images["shop/db:1"] = Behaviour(missing=True)
    cluster.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "db"}, "spec": {
        "containers": [{"name": "app", "image": "shop/web:3"}]
    }})  # fmt: skip
    cluster.run(seconds=5)
    assert status(cluster).state.waiting.reason == "ImagePullBackOff"


def test_parts_and_nodes_have_names(cluster: Cluster) -> None:
    with pytest.raises(ValueError, match="there is no part 'engine'; the parts are api server, scheduler, controllers"):
        cluster.stop("engine")
    with pytest.raises(ValueError, match=r'every node has a kubelet; say which: stop\("kubelet", "worker-3"\)'):
        cluster.stop("kubelet")
    with pytest.raises(NotFound, match='nodes "worker-9" not found\nThere are control-plane, worker-1'):
        cluster.fail("worker-9")


def test_a_load_balancer_has_an_address(cluster: Cluster) -> None:
    balanced = "apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {type: LoadBalancer, ports: [{port: 80}]}\n"
    for name in ("one", "two"):
        cluster.apply(balanced % name)
    addresses = [cluster.get("service", name).status.load_balancer.ingress[0].ip for name in ("one", "two")]
    assert addresses == ["203.0.113.1", "203.0.113.2"]
    cluster.delete("service", "one")
    cluster.apply(balanced % "three")
    assert cluster.get("service", "three").status.load_balancer.ingress[0].ip == "203.0.113.1"


def test_faults_at_the_same_moments_give_the_same_run() -> None:
    def told() -> str:
        cluster = Cluster(seed=4)
        cluster.apply(WEB)
        cluster.run(seconds=20)
        cluster.fail("worker-1")
        cluster.run(seconds=30)
        cluster.stop("api server")
        cluster.run(seconds=30)
        cluster.start("api server")
        cluster.recover("worker-1")
        cluster.run(seconds=60)
        return f"{cluster.get('events', all_namespaces=True)}\n{cluster}\n{cluster._etcd.revision}"

    assert told() == told()


def test_what_was_broken_is_known_of_every_past_moment(cluster: Cluster) -> None:
    cluster.run(seconds=10)
    begin = cluster.clock.now
    cluster.fail("worker-1")
    cluster.run(seconds=10)
    cluster.stop("kubelet", "worker-2")
    cluster.stop("scheduler")
    cluster.run(seconds=10)
    cluster.recover("worker-1")
    assert cluster.broken() == {"worker-2": ("kubelet",), "control-plane": ("scheduler",)}
    assert [cluster.broken(begin + seconds) for seconds in (-1, 0, 9.9)] == [{}, *[{"worker-1": ("no power",)}] * 2]
    assert cluster.broken(begin + 10) == {"worker-1": ("no power",)} | cluster.broken()
    assert cluster.broken(begin + 30) == cluster.broken()


def test_a_pod_that_was_deleted_while_its_node_was_cut_off_ends_when_the_node_is_back(cluster: Cluster) -> None:
    """Its kubelet learns of the deletion from the answer to its own report, before the watch tells it."""
    (name, *_) = [pod.metadata.name for pod in cluster.get("pods") if pod.spec.node_name == "worker-1"]
    cluster.cut_off("worker-1")
    cluster.delete("pod", name)
    cluster.stop("runtime", "worker-1")
    cluster.recover("worker-1")
    cluster.run(seconds=60)
    assert name not in {pod.metadata.name for pod in cluster.get("pods")}
