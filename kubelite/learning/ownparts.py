"""A cluster with the parts that a learner has written: each saved function in the place that its lesson gave it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubelite.cluster import Cluster
from kubelite.learning.parts import Function, NoPart, load_part

Plug = Callable[[Function], dict[str, Any]]


def _taints_allow(tolerates: Function) -> dict[str, Any]:
    def taints_allow(pod: Any, node: Any) -> bool:
        return all(tolerates(pod, taint) for taint in node.taints)

    return {"filter": taints_allow, "replaces": "TaintToleration"}


PLUGS: dict[str, Plug] = {
    "03.fits": lambda fits: {"filter": fits, "replaces": "NodeResourcesFit"},
    "04.tolerates": _taints_allow,
    "05.least_allocated": lambda score: {"score": score, "replaces": "NodeResourcesFit"},
    "06.reconcile": lambda reconcile: {"reconcile": reconcile},
    "07.endpoints": lambda endpoints: {"endpoints": endpoints},
    "08.desired_replicas": lambda desired_replicas: {"autoscale": desired_replicas},
    "09.fenceposts": lambda fenceposts: {"fenceposts": fenceposts},
    "10.evictions": lambda evictions: {"evictions": evictions},
}
"""Part → how ``Cluster.use`` is told of it."""


def my_parts() -> dict[str, Function]:
    """The saved parts that can work in a cluster, by name (``"03.fits"``); those that are missing are left out."""
    found: dict[str, Function] = {}
    for part in PLUGS:
        try:
            found[part] = load_part(part)
        except NoPart:
            continue
    return found


def use_my_parts(cluster: Cluster) -> None:
    """Put every saved part into its place in ``cluster``; kubelite's own parts do what is missing."""
    for part, function in my_parts().items():
        cluster.use(**PLUGS[part](function))
