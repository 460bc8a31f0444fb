"""Deciding: in a living cluster it is the learner's function that decides, not the built-in part in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from kubelite.cluster import Cluster
from kubelite.grading.calling import name_of
from kubelite.grading.checks import Check


def decides(title: str, function: Callable[..., Any], cluster: Cluster, *, placed: Mapping[str, int]) -> None:
    """Check that ``cluster`` uses ``function``, and that so many Pods as ``placed`` says run on each node.

    Raises ``CheckFailed``.
    """
    check = Check(title)
    name = name_of(function)
    part = next((part for part in cluster.parts() if part.owner == "you" and part.name == name), None)
    if part is None:
        check.fail(f"The cluster does not use {name}.", f"Give it to the cluster: cluster.use(filter={name})")
    elif part.note:
        check.fail(f"{name} is {part.note}, so that it did not decide anything.")
    came = pods_per_node(cluster)
    if came != placed:
        wanted = f"    expected     {_told(placed)}\n    it came      {_told(came)}"
        said = "\n".join(f"  {problem}" for problem in cluster.problems()[:5])
        story = "The pods are not where your function should have let them:"
        check.fail("\n".join(filter(None, [story, wanted, said])))
    print(f"✓ {title}")


def pods_per_node(cluster: Cluster) -> dict[str, int]:
    """Node → how many Pods run there."""
    pods = cluster.client.list("Pod", "default")
    return dict(Counter(pod.spec.node_name for pod in pods if pod.status.phase == "Running"))


def _told(placed: Mapping[str, int]) -> str:
    return ", ".join(f"{count} on {node}" for node, count in sorted(placed.items())) or "no pod runs"
