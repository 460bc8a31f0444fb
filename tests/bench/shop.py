"""How quickly simulated time passes: an hour of a busy shop whose node fails, and a day in which nothing happens."""

from __future__ import annotations

from typing import Any

from kubelite import Cluster
from tests.bench.timing import line, seconds

TIERS = (
    "frontend", "recommendation", "catalog", "currency", "cart", "checkout", "payment", "shipping", "email", "ads",
    "stock", "database",
)  # fmt: skip
PROBE = {"httpGet": {"port": 8080}, "periodSeconds": 5}


def _tier(name: str) -> list[dict[str, Any]]:
    container = {
        "name": "app",
        "image": f"shop/{name}:1",
        "ports": [{"containerPort": 8080}],
        "readinessProbe": PROBE,
        "livenessProbe": PROBE,
        "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}},
    }
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}}
    spec = {"replicas": 3, "selector": {"matchLabels": {"app": name}}, "template": template}
    service = {"selector": {"app": name}, "ports": [{"port": 80, "targetPort": 8080}]}
    metadata, target = {"name": name}, {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}
    cpu = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}}}
    scaling = {"scaleTargetRef": target, "minReplicas": 2, "maxReplicas": 6, "metrics": [cpu]}
    return [
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec},
        {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": service},
        {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": metadata, "spec": scaling},
    ]


def hour_of_the_shop() -> Cluster:
    """Twelve Deployments that scale by themselves, of which a request passes every one; 100 requests a second; a node
    fails and returns.
    """
    cluster = Cluster(workers=4)
    for name in TIERS:
        cluster.apply(_tier(name))
    cluster.run(until=cluster.ready)
    cluster.load("frontend", per_second=100, path=TIERS, retries=2)
    cluster.run(seconds=1000)
    cluster.fail("worker-1")
    cluster.run(seconds=1000)
    cluster.recover("worker-1")
    cluster.run(seconds=1600)
    return cluster


def idle_day(nodes: int) -> None:
    """A day of a cluster of which nobody wants anything."""
    cluster = Cluster(workers=nodes)
    cluster.run(seconds=86_400)


def main(unit: float) -> None:
    """Print the times."""
    hour = seconds(hour_of_the_shop, 2)
    line("an hour of the shop: 12 deployments, 100 requests/s, a failure", hour, unit, "under 3 s")
    line("a day of an idle cluster of 100 nodes", seconds(lambda: idle_day(100), 2), unit, "under 5 s")
