"""From requests to CPU, from CPU to replicas, and back: the whole circle."""

from __future__ import annotations

from typing import Any

from kubelite import Cluster
from tests.cluster.test_traffic import tier


def autoscaler(name: str, percent: int, **bounds: int) -> dict[str, Any]:
    target = {"type": "Utilization", "averageUtilization": percent}
    spec = {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}, **bounds}
    spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    return {
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": name}, "spec": spec
    }  # fmt: skip


def shop(**resources: Any) -> Cluster:
    cluster = Cluster(seed=2)
    deployment, service = tier("backend", replicas=2)
    deployment["spec"]["template"]["spec"]["containers"][0] |= resources
    cluster.apply([deployment, service, autoscaler("backend", 50, minReplicas=2, maxReplicas=8)])
    cluster.run(until=cluster.ready)
    cluster.run(seconds=60)
    return cluster


def pods(cluster: Cluster) -> int:
    return len(cluster.get("pods"))


def test_more_requests_bring_more_pods_and_fewer_take_them_away_later() -> None:
    cluster = shop(resources={"requests": {"cpu": "200m"}})
    load = cluster.load("backend", per_second=20)
    cluster.run(seconds=120)
    assert pods(cluster) == 2
    load.per_second = 300  # 600 m for requests, 10 m for each Pod, and each shall use 100 m
    cluster.run(seconds=120)
    assert pods(cluster) == 7
    load.per_second = 20
    cluster.run(seconds=240)
    assert pods(cluster) == 7, "five minutes must pass first"
    cluster.run(seconds=180)
    assert pods(cluster) == 2
    assert load.lost_part < 0.001


def test_without_requests_there_is_nothing_to_scale_by() -> None:
    cluster = shop()
    cluster.load("backend", per_second=600)
    cluster.run(seconds=300)
    assert pods(cluster) == 2


def test_more_pods_serve_more_requests() -> None:
    cluster = shop(resources={"requests": {"cpu": "200m"}})
    load = cluster.load("backend", per_second=2000)
    cluster.run(seconds=10)
    early = load.seconds[-1].served
    cluster.run(seconds=300)
    assert early == 2 * 400
    assert load.seconds[-1].served == 2000
