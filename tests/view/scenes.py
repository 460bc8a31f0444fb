"""Small clusters for the tests of views: hand-made manifests behind the reading half of a Client, and snapshots."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

from kubelite.objects import kinds, view
from kubelite.objects.errors import not_found
from kubelite.view.snapshot import Level, NodeState, PodState, ServiceState, Snapshot

Manifest = dict[str, Any]
CREATED = "2026-01-01T09:00:00Z"


class FakeClient:
    """Reads a fixed set of manifests, sorted as the API sorts them."""

    def __init__(self, *manifests: Manifest) -> None:
        self._manifests = sorted(manifests, key=lambda m: (m["metadata"].get("namespace", ""), m["metadata"]["name"]))

    def list(self, kind: str, namespace: str | None = None, *, by: Any = None, at: int | None = None) -> list[Any]:
        return [view(each) for each in self._of(kind) if namespace in (None, each["metadata"].get("namespace"))]

    def get(self, kind: str, name: str, namespace: str = "default") -> Any:
        return view(self.manifest(kind, name, namespace))

    def manifest(self, kind: str, name: str, namespace: str = "default") -> Manifest:
        for each in self._of(kind):
            if each["metadata"]["name"] == name and each["metadata"].get("namespace", namespace) == namespace:
                return each
        raise not_found(kinds.named(kind).plural, name)

    def _of(self, kind: str) -> Iterable[Manifest]:
        return (each for each in self._manifests if each["kind"] == kinds.named(kind).kind)


def node(
    name: str, *, ready: str = "True", spec: Manifest | None = None, labels: dict[str, str] | None = None
) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels or {}, "creationTimestamp": CREATED},
        "spec": spec or {},
        "status": {
            "allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"},
            "conditions": [{"type": "Ready", "status": ready}],
        },
    }


def pod(
    name: str, on: str = "", *, status: Manifest | None = None, owner: Manifest | None = None, **meta: Any
) -> Manifest:
    """A Pod that asks for 100m and 64Mi. It runs and is ready when it is ``on`` a node, unless ``status`` differs."""
    running = {
        "phase": "Running",
        "conditions": [{"type": "Ready", "status": "True"}],
        "containerStatuses": [{"name": "c", "ready": True, "restartCount": 0, "state": {"running": {}}}],
    }
    resources = {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"cpu": "200m", "memory": "128Mi"}}
    metadata = {"name": name, "namespace": "default", "creationTimestamp": CREATED, "labels": {"app": name}, **meta}
    if owner:
        reference = {"kind": owner["kind"], "name": owner["metadata"]["name"], "uid": owner["metadata"]["uid"]}
        metadata["ownerReferences"] = [{"apiVersion": owner["apiVersion"], "controller": True, **reference}]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": {"nodeName": on, "containers": [{"name": "c", "image": "nginx", "resources": resources}]},
        "status": status or (running if on else {"phase": "Pending"}),
    }


def workload(kind: str, name: str, owner: Manifest | None = None) -> Manifest:
    """A Deployment or ReplicaSet, with nothing but its name and owner."""
    metadata: Manifest = {"name": name, "namespace": "default", "uid": f"uid-{name}", "creationTimestamp": CREATED}
    if owner:
        reference = {"kind": owner["kind"], "name": owner["metadata"]["name"], "uid": owner["metadata"]["uid"]}
        metadata["ownerReferences"] = [{"apiVersion": "apps/v1", "controller": True, **reference}]
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": metadata}


def service(name: str, ready: Iterable[str] = (), not_ready: Iterable[str] = ()) -> list[Manifest]:
    """A Service and its EndpointSlice, with the Pods of these names behind it."""
    meta = {"namespace": "default", "creationTimestamp": CREATED}
    labels = {"kubernetes.io/service-name": name}
    endpoints = [
        {"addresses": ["10.0.0.1"], "conditions": {"ready": is_ready}, "targetRef": {"kind": "Pod", "name": behind}}
        for is_ready, names in ((True, ready), (False, not_ready))
        for behind in names
    ]
    spec = {"type": "ClusterIP", "clusterIP": "10.96.0.7", "ports": [{"port": 80, "protocol": "TCP"}]}
    return [
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, **meta}, "spec": spec},
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {"name": f"{name}-x", "labels": labels, **meta},
            "addressType": "IPv4",
            "endpoints": endpoints,
            "ports": [{"port": 80}],
        },
    ]


HEALTHS = {
    "ready": "Running",
    "starting": "ContainerCreating",
    "not ready": "Running",
    "failing": "CrashLoopBackOff",
    "ending": "Terminating",
    "done": "Completed",
    "pending": "Pending",
}


def random_snapshot(seed: int, nodes: int, pods: int, owners: int = 12) -> Snapshot:
    """A cluster of this size in which everything happens that can be drawn."""
    chance = Random(seed)
    names = [f"worker-{number}" for number in range(nodes)]
    on: dict[str, list[str]] = {name: [] for name in names}
    drawn = []
    for _ in range(pods):
        owner, health = f"some-service-{chance.randrange(owners)}", chance.choice(list(HEALTHS))
        place = "" if health == "pending" or not nodes else chance.choice(names)
        name = f"{owner}-{chance.randrange(16**9):09x}-{chance.randrange(16**5):05x}"
        reason = "0/4 nodes are available: 3 Insufficient cpu, 1 node(s) had untolerated taint(s)." * (
            health == "pending"
        )
        restarts, ready = chance.randrange(3), int(health == "ready")
        state = HEALTHS[health]
        drawn.append(
            PodState(
                name, "default", f"Deployment/{owner}", state, health, ready, 1, restarts, place, 100, 64 << 20, reason
            )
        )
        if place:
            on[place].append(f"default/{name}")
    return Snapshot(
        12.5,
        tuple(_random_node(chance, name, tuple(sorted(on[name]))) for name in names),
        tuple(sorted(drawn, key=lambda each: each.key)),
        tuple(_service_of(drawn, f"some-service-{number}") for number in range(owners)),
    )


def _random_node(chance: Random, name: str, pods: tuple[str, ...]) -> NodeState:
    cpu, memory = 100 * len(pods), (64 << 20) * len(pods)
    status = chance.choice(["Ready", "Ready", "Ready", "NotReady", "Unknown"])
    taints = ("node.kubernetes.io/unreachable:NoExecute",) if status == "Unknown" else ()
    levels = Level(4000, cpu, 2 * cpu, cpu // 2), Level(8 << 30, memory, 2 * memory)
    return NodeState(name, chance.choice(["", "control-plane"]), status, chance.random() < 0.2, taints, *levels, pods)


def _service_of(pods: Iterable[PodState], name: str) -> ServiceState:
    behind = [each for each in pods if each.owner == f"Deployment/{name}"]
    ready, not_ready = (
        [each.name for each in behind if (each.health == "ready") is wanted] for wanted in (True, False)
    )
    return ServiceState(name, "default", "ClusterIP", "10.96.0.7", ("80/TCP",), tuple(ready), tuple(not_ready))
