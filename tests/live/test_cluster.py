"""A real cluster with the verbs and the pictures of a simulated one; every wait ends."""

from __future__ import annotations

from typing import Any

import pytest

from kubelite import live
from kubelite.live import RealCluster
from kubelite.live.cluster import NoCluster
from kubelite.objects import errors
from tests.conftest import ROOT
from tests.live.scenes import node, pod
from tests.live.server import Server

SHOP = ROOT / "course" / "manifests" / "shop.yaml"


def test_the_shop_becomes_ready_and_is_told_as_it_happens(
    cluster: RealCluster, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "created in kind-test, Kubernetes v1.36" in cluster.make_namespace()
    assert "deployment.apps/frontend created" in cluster.apply(SHOP)
    assert "5 of 5 pods are ready on 2 nodes" in cluster.run(until=cluster.ready, timeout=60)
    assert "deployment.apps/frontend unchanged" in cluster.apply(SHOP)
    assert repr(cluster).startswith("5 of 5 pods are ready")
    assert cluster._repr_svg_().startswith("<svg")
    assert "frontend" in capsys.readouterr().out
    assert cluster.problems() == []


def test_the_verbs_work_in_the_own_namespace(cluster: RealCluster) -> None:
    cluster.make_namespace()
    cluster.apply(pod("web"))
    assert [each.metadata.name for each in cluster.get("pods")] == ["web"]
    assert cluster.get("pod", "web").metadata.namespace == cluster.namespace
    assert f"Namespace:        {cluster.namespace}" in cluster.describe("pod/web")
    assert cluster.apply(pod("web")) == ("pod/web unchanged",)
    assert cluster.delete("pod/web", grace=0) == 'pod "web" deleted'
    assert repr(cluster.get("pods")) == f"No resources found in {cluster.namespace} namespace."
    with pytest.raises(errors.Forbidden):
        cluster.apply(pod("web", namespace="default"))


def test_before_there_is_a_namespace_nothing_is_written(cluster: RealCluster, server: Server) -> None:
    with pytest.raises(errors.Forbidden, match=r"make_namespace\(\)"):
        cluster.apply(pod("web"))
    assert {method for method, _, _ in server.requests} == {"GET"}


def test_a_wait_ends_with_what_is_missing(lone_cluster: RealCluster) -> None:
    """An API server alone makes no Pods of a Deployment."""
    lone_cluster.make_namespace()
    lone_cluster.apply(SHOP)
    said = lone_cluster.run(until=lone_cluster.ready, timeout=0.2)
    assert said.startswith("After 0.2 s the condition still does not hold.\n")
    assert f"deployment {lone_cluster.namespace}/frontend has 0 of 2 pods available" in said
    assert said.endswith("Run the cell again to wait longer.")
    assert lone_cluster.run(seconds=0.1) == "No pod runs yet; there are 0 nodes."
    assert repr(lone_cluster)


def test_own_functions_place_pods_while_run_runs(cluster: RealCluster, capsys: pytest.CaptureFixture[str]) -> None:
    cluster.make_namespace()
    cluster.apply([pod("a"), pod("b")])
    cluster.run(seconds=0.1)
    assert "a: Pending, 0/1 ready" in capsys.readouterr().out
    cluster.use(filter=live.fits)
    cluster.use(score=live.least_allocated)
    assert "2 of 2 pods are ready" in cluster.run(until=cluster.ready, timeout=60)
    out = capsys.readouterr().out
    assert "a → worker-" in out
    assert cluster.why("a").node == cluster.why(cluster.get("pod", "a")).node == cluster.get("pod", "a").spec.node_name
    with pytest.raises(errors.NotFound, match="have not been asked about"):
        cluster.why("nobody")


def test_a_pod_without_a_node_says_why_in_the_picture(cluster: RealCluster) -> None:
    cluster.make_namespace()
    cluster.apply(pod("giant", cpu="1000"))
    cluster.use(filter=live.fits)
    assert "giant is not ready: 0/3 nodes are available" in cluster.run(until=cluster.ready, timeout=0.2)
    assert "giant: 0/3 nodes are available" in repr(cluster)


def test_binding_is_right_where_nobody_starts_containers(lonely: Server, lone_cluster: RealCluster) -> None:
    from kubelite.controlplane.apiserver.local import LocalClient

    with lonely.lock:
        inside: Any = LocalClient(lonely.api, lonely.clock)
        for name, cpu in (("small", "1"), ("large", "4")):
            inside.update_status(inside.create(node(name)), node(name, cpu=cpu)["status"])
    lone_cluster.make_namespace()
    lone_cluster.apply([pod("a"), pod("b", cpu="2"), pod("c", cpu="8")])
    lone_cluster.use(filter=live.fits)
    lone_cluster.use(score=live.least_allocated)
    said = lone_cluster.run(until=lone_cluster.ready, timeout=0.2)
    assert {each.metadata.name: each.spec.node_name for each in lone_cluster.get("pods")} == {
        "a": "large",
        "b": "large",
        "c": "",
    }
    assert "a is not ready" in said


def test_run_wants_to_know_how_long(cluster: RealCluster) -> None:
    with pytest.raises(ValueError, match="how long"):
        cluster.run()


def test_the_problems_of_others_do_not_count(cluster: RealCluster, server: Server) -> None:
    from kubelite.controlplane.apiserver.local import LocalClient

    with server.lock:
        LocalClient(server.api, server.clock).create(pod("stuck", namespace="default"))
    cluster.make_namespace()
    assert cluster.ready()


def test_the_system_is_counted_and_not_drawn(cluster: RealCluster, server: Server) -> None:
    from kubelite.controlplane.apiserver.local import LocalClient

    with server.lock:
        system = pod("coredns", scheduler="default-scheduler", cpu="500m", namespace="kube-system", nodeName="worker-1")
        LocalClient(server.api, server.clock).create(system)
    worker = cluster.snapshot().nodes[1]
    assert (worker.name, worker.cpu.requested) == ("worker-1", 500)
    assert "coredns" not in repr(cluster)


def test_where_there_is_no_cluster_everything_says_so() -> None:
    nothing: Any = NoCluster("There is none.")
    assert repr(nothing.apply("x").get("pods")[0].metadata.name) == "There is none."
    assert not nothing
    assert list(nothing.get("pods")[:1]) == []
    assert f"{nothing}" == "There is none."
    with pytest.raises(AttributeError):
        _ = nothing._repr_svg_
