"""Pods and Nodes in one line, for tests."""

from typing import Any

from kubelite.objects import Node, Pod, view

Manifest = dict[str, Any]


def container(name: str = "app", restart: str = "", **requests: str) -> Manifest:
    """A container that asks for ``cpu="500m", memory="1Gi"`` …"""
    made: Manifest = {"name": name, "image": "shop:1", "resources": {"requests": requests}}
    return made | ({"restartPolicy": restart} if restart else {})


def pod_manifest(
    name: str = "web", *, uid: str = "", phase: str = "Pending", labels: Any = None, **spec: Any
) -> Manifest:
    """A Pod with one container, unless ``spec`` says otherwise; ``cpu=`` and ``memory=`` are what it asks for."""
    requests = {resource: spec.pop(resource) for resource in ("cpu", "memory") if resource in spec}
    metadata = {"name": name, "namespace": "default", "uid": uid or f"uid-{name}", "labels": labels or {}}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": {"schedulerName": "default-scheduler", "containers": [container(**requests)], **spec},
        "status": {"phase": phase},
    }


def pod(name: str = "web", **spec: Any) -> Pod:
    """The view of ``pod_manifest``."""
    made = view(pod_manifest(name, **spec))
    assert isinstance(made, Pod)
    return made


def node_manifest(
    name: str = "worker-1", cpu: str = "4", memory: str = "8Gi", pods: str = "110", *, labels: Any = None, **spec: Any
) -> Manifest:
    """A Node that offers this much."""
    offered = {"cpu": cpu, "memory": memory, "pods": pods}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "uid": f"uid-{name}", "labels": {"kubernetes.io/hostname": name} | (labels or {})},
        "spec": spec,
        "status": {"allocatable": offered, "capacity": offered},
    }


def node(name: str = "worker-1", cpu: str = "4", memory: str = "8Gi", pods: str = "110", **spec: Any) -> Node:
    """The view of ``node_manifest``."""
    made = view(node_manifest(name, cpu, memory, pods, **spec))
    assert isinstance(made, Node)
    return made
