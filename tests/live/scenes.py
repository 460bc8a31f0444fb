"""Manifests for tests of a real cluster."""

from __future__ import annotations

from typing import Any

Manifest = dict[str, Any]


def pod(name: str, *, scheduler: str = "my-scheduler", cpu: str = "100m", namespace: str = "", **spec: Any) -> Manifest:
    """A Pod with one container that asks for some CPU."""
    container = {"name": "main", "image": "registry.k8s.io/pause:3.10", "resources": {"requests": {"cpu": cpu}}}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, **({"namespace": namespace} if namespace else {})},
        "spec": {"schedulerName": scheduler, "containers": [container], **spec},
    }


def node(name: str, *, cpu: str = "4", ready: str = "", taints: list[Manifest] | None = None, **spec: Any) -> Manifest:
    """A Node; ``ready`` is the status of its condition Ready, empty when nobody has reported any."""
    conditions = [{"type": "Ready", "status": ready, "reason": "Told"}] if ready else []
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name},
        "spec": {"taints": taints or [], **spec},
        "status": {"allocatable": {"cpu": cpu, "memory": "8Gi", "pods": "110"}, "conditions": conditions},
    }
