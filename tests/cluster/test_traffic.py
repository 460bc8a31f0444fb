"""Requests on their way through a cluster."""

from __future__ import annotations

from typing import Any

import pytest

from kubelite import Behaviour, Cluster
from kubelite.cluster.traffic import Load

TIERS = ("frontend", "backend", "database")
PROBE = {"httpGet": {"port": 8080}, "periodSeconds": 1}


def tier(name: str, replicas: int = 3, probe: bool = True, **service: Any) -> list[dict[str, Any]]:
    """A Deployment and its Service."""
    container = {"name": "app", "image": f"shop/{name}:1", "ports": [{"containerPort": 8080, "name": "http"}]}
    if probe:
        container["readinessProbe"] = PROBE
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": template}
    ports = [{"port": 80, "targetPort": "http"}]
    return [
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
         "spec": {"selector": {"app": name}, "ports": ports, **service}},
    ]  # fmt: skip


def shop(**service: Any) -> Cluster:
    cluster = Cluster(seed=2)
    for name in TIERS:
        cluster.apply(tier(name, **service))
    cluster.run(until=cluster.ready)
    return cluster


def rows(load: Load) -> list[tuple[int, int, int, int]]:
    return [each[1:5] for each in load.seconds]


def test_requests_pass_every_tier_and_are_served() -> None:
    cluster = shop()
    load = cluster.load("frontend", per_second=100, path=TIERS)
    cluster.run(seconds=10)
    assert (load.sent, load.served, load.lost_part) == (1000, 1000, 0)
    assert all(0.06 <= second.p50 < second.p99 < 0.1 for second in load.seconds)  # three times 20 ms, and a little
    assert repr(load).startswith("frontend → backend → database: 100 requests a second; 1000 sent, 1000 served, 0 ref")
    load.stop()
    cluster.run(seconds=10)
    assert (load.sent, cluster.loads) == (1000, ())


def test_less_than_one_request_a_second() -> None:
    cluster = shop()
    load = cluster.load("frontend", per_second=0.25)
    cluster.run(seconds=8)
    assert [second.sent for second in load.seconds] == [0, 0, 0, 1, 0, 0, 0, 1]


def test_load_can_change() -> None:
    cluster = shop()
    load = cluster.load("frontend", per_second=10)
    cluster.run(seconds=2)
    load.per_second = 1000
    cluster.run(seconds=2)
    assert [second.sent for second in load.seconds] == [10, 10, 1000, 1000]


def test_pods_get_equal_parts() -> None:
    cluster = shop()
    cluster.load("frontend", per_second=100)
    cluster.run(seconds=5)
    used = [cluster.pod_metrics(pod) for pod in cluster.get("pods", selector="app=frontend")]
    assert sorted(round(each.cpu) for each in used if each) == [76, 76, 78]  # 10 m, and 2 m for each of 33 or 34


def test_too_many_requests_wait_and_are_refused() -> None:
    cluster = shop()
    cluster.images["shop/database:1"] = Behaviour()
    load = cluster.load("frontend", per_second=3000)  # three Pods serve 400 each
    cluster.run(seconds=10)
    assert load.seconds[-1].served == 1200
    assert load.seconds[-1].p50 > 0.5
    assert any("has too much to do" in cause for cause in load.causes)


def test_a_pod_that_hangs_without_a_probe_keeps_getting_requests() -> None:
    for probe, lost in ((False, True), (True, False)):
        cluster = shop(probe=probe)
        cluster.hang(cluster.get("pods", selector="app=backend")[0])
        cluster.run(seconds=10)
        load = cluster.load("frontend", per_second=90, path=TIERS)
        cluster.run(seconds=10)
        assert (load.failed > 0) == lost
        if lost:
            assert load.failed == 300
            assert "did not answer in time" in repr(load)


def test_a_crash_costs_a_second_and_a_restart_without_probe_some_more() -> None:
    cluster = shop()
    load = cluster.load("frontend", per_second=90)
    cluster.run(seconds=5.5)
    cluster.crash(cluster.get("pods", selector="app=frontend")[0])
    cluster.run(seconds=20)
    assert [second.refused for second in load.seconds[:8]] == [0, 0, 0, 0, 0, 30, 0, 0]
    assert load.refused == 30


def test_a_request_is_sent_again_when_somebody_asks_for_that() -> None:
    cluster = shop()
    load = cluster.load("frontend", per_second=90, retries=2)
    cluster.run(seconds=5.5)
    cluster.crash(cluster.get("pods", selector="app=frontend")[0])
    cluster.run(seconds=20)
    assert load.refused < 5


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("backnd", 'nobody has the name "backnd" in namespace default'),
        ("backend:81", 'Service "backend" has no port 81'),
        ("empty", 'Service "empty" has no ready Pod'),
        ("10.0.99.99", "no Service has the address 10.0.99.99"),
        ("10.244.3.200", "10.244.3.200:80 is nobody's address"),
        ("payments", "pay.example.com is outside of the cluster"),
        ("wrong", "refused: no container listens there"),
    ],
)
def test_why_a_request_is_not_served(target: str, why: str) -> None:
    cluster = shop()
    cluster.apply(tier("empty", replicas=0))
    wrong = tier("wrong", ports=[{"port": 80, "targetPort": 9999}])[1]
    cluster.apply({**wrong, "spec": {**wrong["spec"], "selector": {"app": "frontend"}}})
    external = {"type": "ExternalName", "externalName": "pay.example.com"}
    cluster.apply({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "payments"}, "spec": external})
    cluster.run(seconds=5)
    load = cluster.load(target, per_second=10)
    cluster.run(seconds=1)
    assert load.served == 0
    assert next(iter(load.causes)).endswith(why)
    assert cluster.request(target).startswith(f"{target} did not answer: ")


def test_every_kind_of_address() -> None:
    cluster = shop(type="LoadBalancer")
    service = cluster.get("service", "backend")
    pod = cluster.get("pods", selector="app=backend")[0]
    node = cluster.get("node", "worker-2").status.addresses[0].address
    targets = [
        "backend", "backend.default", "http://backend.default.svc.cluster.local/cart", service.spec.cluster_ip,
        service.status.load_balancer.ingress[0].ip, f"{node}:{service.spec.ports[0].node_port}",
        f"{pod.status.pod_ip}:8080",
    ]  # fmt: skip
    assert [cluster.request(target) for target in targets] == [f"{target} answered within 20 ms" for target in targets]


def test_a_headless_service_leads_to_its_pods_without_kube_proxy() -> None:
    cluster = shop(clusterIP="None")
    load = cluster.load("backend:8080", per_second=9)
    cluster.run(seconds=1)
    assert rows(load) == [(9, 9, 0, 0)]


def test_an_address_breaks_when_its_pod_is_replaced_and_a_name_does_not() -> None:
    cluster = shop()
    pod = cluster.get("pods", selector="app=backend")[0]
    by_address = cluster.load(f"{pod.status.pod_ip}:8080", per_second=10)
    by_name = cluster.load("backend", per_second=10, retries=3)
    cluster.run(seconds=5)
    cluster.delete("pod", pod.metadata.name)
    cluster.run(seconds=20)
    assert (by_name.lost_part, by_address.seconds[-1].failed) == (0, 10)


def test_without_kube_proxy_pods_run_and_requests_from_that_node_go_astray() -> None:
    cluster = shop()
    cluster.stop("kube-proxy", "worker-1")
    for pod in cluster.get("pods", selector="app=backend"):
        cluster.delete("pod", pod.metadata.name)
    cluster.run(seconds=30)
    assert cluster.ready()
    astray, fine = (cluster.load("backend", per_second=9, source=node) for node in ("worker-1", "worker-2"))
    cluster.run(seconds=3)
    assert (astray.failed, fine.served) == (27, 27)
    cluster.apply(tier("new"))
    cluster.run(until=cluster.ready)
    assert "does not know Service" in cluster.request("new", source="node/worker-1")
    cluster.start("kube-proxy", "worker-1")
    assert cluster.request("new", source="worker-1").startswith("new answered")


def test_a_node_that_is_cut_off_reaches_only_itself() -> None:
    cluster = shop()
    here = next(pod for pod in cluster.get("pods", selector="app=backend") if pod.spec.node_name == "worker-1")
    there = next(pod for pod in cluster.get("pods", selector="app=backend") if pod.spec.node_name == "worker-2")
    cluster.cut_off("worker-1")
    near, far = (f"{pod.status.pod_ip}:8080" for pod in (here, there))
    assert "answered" in cluster.request(near, source="worker-1")
    assert "cannot be reached" in cluster.request(far, source="worker-1")
    assert "cannot be reached" in cluster.request(near, source="worker-2")


def test_one_namespace_does_not_know_the_short_names_of_another() -> None:
    cluster = shop()
    cluster.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other"}})
    assert "nobody has the name" in cluster.request("backend", namespace="other")
    assert "answered" in cluster.request("backend.default", namespace="other")


def test_the_same_requests_cost_the_same_however_many_there_are() -> None:
    def steps(per_second: float) -> int:
        cluster = shop()
        calls = 0
        spread = cluster._traffic._spread

        def counted(*args: Any) -> Any:
            nonlocal calls
            calls += 1
            return spread(*args)

        cluster._traffic._spread = counted  # type: ignore[method-assign]
        cluster.load("frontend", per_second=per_second, path=TIERS)
        cluster.run(seconds=20)
        return calls

    assert steps(30) == steps(300)


def test_wrong_loads_are_refused_with_advice() -> None:
    cluster = Cluster(workers=1)
    with pytest.raises(ValueError, match=r"load\(per_second=-1, retries=0\): give 0 or more"):
        cluster.load("frontend", per_second=-1)
    with pytest.raises(ValueError, match="the path begins with the Service itself"):
        cluster.load("frontend", path=["backend"])
    with pytest.raises(ValueError, match="'back end:x' is no target"):
        cluster.load("back end:x")


def test_who_asks_again_does_not_get_more_than_there_is() -> None:
    cluster = shop()
    load = cluster.load("frontend", per_second=3000, retries=2)
    cluster.run(seconds=20)
    assert load.seconds[-1].served == 1200


def test_a_crowded_machine_serves_less_than_its_pods_could() -> None:
    cluster = Cluster(workers=1, cpu="1", seed=2)
    cluster.apply(tier("backend", replicas=2))
    cluster.run(until=cluster.ready)
    load = cluster.load("backend", per_second=700)  # two Pods could serve 800 and want 1420 m for these
    cluster.run(seconds=30)
    assert 450 < load.seconds[-1].served < 550
