"""Living clusters for the tests of what follows a cluster."""

from __future__ import annotations

from kubelite.cluster import Cluster

SHOP = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: nginx, image: "nginx:1.27", resources: {requests: {cpu: 100m, memory: 64Mi}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""


def shop(workers: int = 3) -> Cluster:
    """A Deployment of three Pods behind a Service, all of them ready."""
    cluster = Cluster(workers=workers, seed=7)
    cluster.apply(SHOP)
    cluster.run(until=cluster.ready)
    return cluster


def first_pod(cluster: Cluster) -> str:
    """The name of the first Pod of the shop."""
    return str(cluster.get("pods")[0].metadata.name)
