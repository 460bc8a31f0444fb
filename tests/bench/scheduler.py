"""How many Pods a second get a node, the whole way in one process: creation, queue, decision, binding, store, watch.

Nodes have 4 CPU, 32Gi, room for 110 Pods, and stand in three zones; every node is scored. ``python -m
tests.bench.scheduler profile`` prints where the time goes.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
import sys
import time
from collections import Counter
from random import Random
from typing import Any

from kubelite.client import Client
from kubelite.clock import Clock
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.apiserver.bootstrap import bootstrap
from kubelite.controlplane.apiserver.local import LocalClient
from kubelite.controlplane.etcd import Etcd
from kubelite.controlplane.scheduler import Scheduler
from tests.bench.timing import baseline, line

OFFERED = {"cpu": "4", "memory": "32Gi", "pods": "110"}


class Bench:
    """An API server, a scheduler and nodes; no kubelet runs the Pods."""

    def __init__(self, nodes: int) -> None:
        self.clock = Clock()
        random, etcd = Random(1), Etcd(self.clock.soon)
        self.client: Client = LocalClient(APIServer(etcd, self.clock, random), self.clock)
        bootstrap(self.client)
        self.scheduler = Scheduler(self.client, self.clock, random)
        self.scheduler.start()
        for number in range(nodes):
            self.client.create(_node(number))
            self.client.patch("Node", f"node-{number}", {"spec": {"taints": None}})
        self.clock.settle()
        self._count = 0

    def schedule(self, pods: int, shapes: int = 1, cpu: int = 100) -> float:
        """Create so many Pods, of so many shapes in random order, and let them find nodes.

        The seconds of processor time that it took: nothing waits here, and other programs do not count.
        """
        random = Random(7)
        manifests = [self._pod(random.randrange(shapes), cpu) for _ in range(pods)]
        begin = time.process_time()
        for manifest in manifests:
            self.client.create(manifest)
        self.clock.settle()
        return time.process_time() - begin

    def bound(self) -> int:
        """How many Pods have a node."""
        return sum(1 for pod in self.client.list("Pod") if pod.spec.node_name)

    def _pod(self, shape: int, cpu: int) -> dict[str, Any]:
        self._count += 1
        requests = {"cpu": f"{cpu + shape // 10}m", "memory": f"{500 + shape}Mi"}
        container = {"name": "app", "image": "shop/web:1", "resources": {"requests": requests}}
        metadata = {"name": f"pod-{self._count}", "namespace": "default", "labels": {"app": f"app-{shape}"}}
        return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": [container]}}


def _node(number: int) -> dict[str, Any]:
    name = f"node-{number}"
    labels = {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": f"zone-{number % 3}"}
    status = {"allocatable": OFFERED, "capacity": OFFERED}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}, "status": status}


def throughput(nodes: int, pods: int, shapes: int = 1) -> float:
    """Seconds a Pod; all of them find a node."""
    bench = Bench(nodes)
    took = bench.schedule(pods, shapes)
    assert bench.bound() == pods
    return took / pods


def beside_waiting(waiting: int, pods: int = 500, rounds: int = 5) -> tuple[float, float]:
    """Seconds a Pod on 1,000 nodes, alone, and while so many others wait that fit nowhere; measured in turns."""
    alone, beside = Bench(1000), Bench(1000)
    beside.schedule(waiting, cpu=9000)
    took = [(alone.schedule(pods) / pods, beside.schedule(pods) / pods) for _ in range(rounds)]
    assert alone.bound() == beside.bound() == pods * rounds
    return min(first for first, _ in took), min(second for _, second in took)


def main(unit: float) -> None:
    """Print the throughput for one and many shapes, and how it changes with nodes and with waiting Pods."""
    for shapes, goal in ((1, "at least 1,000/s"), (200, "at least 333/s")):
        took = throughput(1000, 4000, shapes)
        line(f"pods of {shapes} shape(s) on 1,000 nodes: {1 / took:.0f}/s; 1,000 pods", took * 1000, unit, goal)
    for nodes in (100, 500, 1000, 2000, 5000):
        took = throughput(nodes, min(3000, 30 * nodes))
        line(f"pods on {nodes} nodes: {took * 1000:.2f} ms a pod; 1,000 pods", took * 1000, unit, "at most linear")
    alone, beside = beside_waiting(10_000)
    share = f"{beside / alone:.0%} of the time"
    line(f"pods beside 10,000 waiting ones: {share}; 1,000 pods", beside * 1000, unit, "at most 120%")
    for shapes in (1, 200):
        told = ", ".join(f"{part} {part_share:.0%}" for part, part_share in shares(shapes))
        print(f"what bounds it, {shapes} shape(s): {told}")


def shares(shapes: int) -> list[tuple[str, float]]:
    """Which part of kubelite takes which share of the time, the largest first, as the profiler sees it."""
    bench, profiler = Bench(1000), cProfile.Profile()
    gc.disable()  # a collection would be counted for whichever function it interrupts
    profiler.enable()
    bench.schedule(2000, shapes)
    profiler.disable()
    gc.enable()
    times: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        _, found, path = file.replace("\\", "/").rpartition("/kubelite/")
        times["/".join(path.split("/")[:3]) if found else "Python itself"] += own
    return [(part, time / times.total()) for part, time in times.most_common(8)]


def profile(shapes: int) -> None:
    """Print the functions in which the time is spent."""
    bench = Bench(1000)
    with cProfile.Profile() as profiler:
        bench.schedule(3000, shapes)
    pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(20)


if __name__ == "__main__":
    if "profile" in sys.argv:
        profile(200 if "200" in sys.argv else 1)
    else:
        main(baseline())
