"""How quickly a large Deployment comes to life, from ``apply`` to the last Pod that is ready; and how much memory it
takes.
"""

from __future__ import annotations

import gc
import time
import tracemalloc

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
    fill(Cluster(workers=nodes), pods)


def fill(cluster: Cluster, pods: int) -> None:
    """Apply the Deployment, and wait until all its Pods are ready."""
    cluster.apply(WEB.format(pods=pods))
    cluster.run(until=lambda: cluster.get("deployment", "web").status.ready_replicas == pods, timeout=600)


def bytes_a_pod(pods: int, nodes: int) -> float:
    """What every Pod adds to a cluster of so many workers: documents, views, and what the parts of the cluster keep.

    History is compacted away, and nobody writes Events.
    """
    tracemalloc.start()
    cluster = Cluster(workers=nodes)
    cluster.client.event = lambda *words: None  # type: ignore[method-assign]
    before = used()
    fill(cluster, pods)
    cluster.api.etcd.compact(cluster.api.etcd.revision)
    after = used()
    tracemalloc.stop()
    return (after - before) / pods


def used() -> int:
    """The bytes that are in use now."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def main(unit: float) -> None:
    """Print the times, for the largest also the processor's, and the memory."""
    for pods, nodes, goal in ((100, 10, ""), (1_000, 100, "under 5 s")):
        took = seconds(lambda pods=pods, nodes=nodes: come_to_life(pods, nodes), 2)  # type: ignore[misc]
        line(f"{pods} pods of one Deployment on {nodes} nodes, apply to all ready", took, unit, goal)
    cluster, what = Cluster(workers=1_000), "10000 pods on 1000 nodes, apply to all ready"
    clock, computing = time.perf_counter(), time.process_time()
    fill(cluster, 10_000)
    line(f"{what}, on the clock", time.perf_counter() - clock, unit, "under 15 s")
    line(f"{what}, of computing", time.process_time() - computing, unit)
    del cluster
    size = bytes_a_pod(10_000, 1_000) / 1024
    print(f"{'memory a pod, 10000 pods on 1000 nodes':<64} {size:8.1f} KiB (at most 12 KiB)", flush=True)
