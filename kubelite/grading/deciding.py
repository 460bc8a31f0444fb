"""Deciding: in a living cluster it is the learner's function that decides, not the built-in part in its place."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from kubelite.cluster import Cluster
from kubelite.grading.calling import name_of
from kubelite.grading.checks import Check


def decides(
    title: str, function: Callable[..., Any], cluster: Cluster, manifests: str, *, placed: Mapping[str, int]
) -> None:
    """Check that ``function``, used as a filter, decides in ``cluster`` where the Pods of ``manifests`` run.

    ``placed`` says how many Pods are to run on each node after a minute; at least one of them must have been refused a
    node by ``function`` itself, as the Decisions tell. Raises ``CheckFailed``.
    """
    check, name = Check(title), name_of(function)
    with contextlib.redirect_stderr(sys.stdout):  # what the function prints must not cost points
        cluster.use(filter=function)
        cluster.apply(manifests)
        cluster.run(seconds=60)
    part = next((part for part in cluster.parts() if part.owner == "you" and part.name == name), None)
    if part is None or part.note:
        check.fail(f"{name} did not decide anything: it is {part.note if part else 'not part of the scheduler'}.")
    came = pods_per_node(cluster)
    if came != placed:
        story = "The pods are not where your function should have let them:"
        wanted = f"    expected     {_told(placed)}\n    it came      {_told(came)}"
        check.fail("\n".join([story, wanted, *(f"    {problem}" for problem in cluster.problems()[:5])]))
    if not any(name in turned_away_by(cluster, pod.metadata.name) for pod in cluster.client.list("Pod", "default")):
        check.fail(f"The pods are where they should be, but {name} sent none of them away: another part decided.")
    print(f"✓ {title}")


def pods_per_node(cluster: Cluster) -> dict[str, int]:
    """Node → how many Pods run there."""
    pods = cluster.client.list("Pod", "default")
    return dict(Counter(pod.spec.node_name for pod in pods if pod.status.phase == "Running"))


def turned_away_by(cluster: Cluster, pod: str) -> set[str]:
    """The parts of the scheduler that refused a node to this Pod, by its last Decision."""
    return {rejection.plugin for rejection in cluster.why(pod).rejected.values()}


def _told(placed: Mapping[str, int]) -> str:
    return ", ".join(f"{count} on {node}" for node, count in sorted(placed.items())) or "no pod runs"
