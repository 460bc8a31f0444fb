"""Pods and nodes made by hand, in one line each, for checks and for trying out a function.

web = a_pod("web", cpu="500m", memory="128Mi")
node = a_node("worker-1", cpu="2", memory="4Gi", pods=[web])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from kubelite import objects
from kubelite.objects import Node, Pod
from kubelite.rules.nodeinfo import NodeInfo

Manifest = dict[str, Any]


def a_container(name: str, *, cpu: str = "", memory: str = "", limits: Mapping[str, str] | None = None) -> Manifest:
    """The manifest of one container; ``cpu`` and ``memory`` are its requests."""
    asked = {key: quantity for key, quantity in (("cpu", cpu), ("memory", memory)) if quantity}
    resources = {key: dict(some) for key, some in (("requests", asked), ("limits", limits or {})) if some}
    return {"name": name, "image": f"shop/{name}:1.0", "resources": resources}


def a_pod(
    name: str,
    *containers: Manifest,
    cpu: str = "",
    memory: str = "",
    limits: Mapping[str, str] | None = None,
    phase: str = "Running",
    init: Iterable[Manifest] = (),
) -> Pod:
    """A Pod. Without ``containers`` it has one, which asks for ``cpu`` and ``memory``; ``init`` run before them."""
    own = list(containers) or [a_container("main", cpu=cpu, memory=memory, limits=limits)]
    spec: Manifest = {"containers": own}
    if first := list(init):
        spec["initContainers"] = first
    manifest = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "default"},
        "spec": spec,
        "status": {"phase": phase},
    }
    return cast(Pod, objects.view(manifest))


def a_node(name: str, *, cpu: str, memory: str, max_pods: int = 110, pods: Iterable[Pod] = ()) -> NodeInfo:
    """A node with ``pods`` on it, as a filter receives it. It offers ``cpu``, ``memory``, and room for ``max_pods``."""
    offers = {"cpu": cpu, "memory": memory, "pods": str(max_pods)}
    manifest = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name},
        "status": {"capacity": offers, "allocatable": offers},
    }
    return NodeInfo(cast(Node, objects.view(manifest)), pods)
