"""How quickly a large Deployment comes to life, from ``apply`` to the last Pod that is ready."""

from __future__ import annotations

from kubelite import Cluster
from tests.bench.timing import line, seconds

WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  replicas: {pods}
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec: {{containers: [{{name: app, image: "shop/web:1", resources: {{requests: {{cpu: 100m, memory: 128Mi}}}}}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: web}}
spec: {{selector: {{app: web}}, ports: [{{port: 80}}]}}
"""


def come_to_life(pods: int, nodes: int) -> None:
    """A Deployment of ``pods`` Pods and its Service on ``nodes`` workers, until all are ready."""
    cluster = Cluster(workers=nodes)
    cluster.apply(WEB.format(pods=pods))
    cluster.run(until=lambda: cluster.get("deployment", "web").status.ready_replicas == pods, timeout=600)


def main(unit: float) -> None:
    """Print the times."""
    for pods, nodes, goal in ((100, 10, ""), (1_000, 100, "under 5 s")):
        took = seconds(lambda pods=pods, nodes=nodes: come_to_life(pods, nodes), 2)  # type: ignore[misc]
        line(f"{pods} pods of one Deployment on {nodes} nodes, apply to all ready", took, unit, goal)
