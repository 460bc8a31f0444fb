"""Deciding: in a living cluster it is the learner's function that decides, not the built-in part in its place."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Literal

from kubelite.cluster import Cluster
from kubelite.grading.calling import name_of
from kubelite.grading.checks import Check
from kubelite.grading.plain import same, shown
from kubelite.rules.functions import FUNCTION_FAILED


def decides(
    title: str,
    function: Callable[..., Any],
    cluster: Cluster,
    manifests: str,
    *,
    placed: Mapping[str, int],
    point: Literal["filter", "score"] = "filter",
    replaces: str | None = None,
) -> None:
    """Check that ``function``, used as a filter or a score, decides in ``cluster`` where the Pods of ``manifests`` run.

    ``placed`` says how many Pods are to run on each node after a minute; for at least one of them ``function`` itself
    must have refused a node or given scores, as the Decisions tell. ``replaces`` is the built-in part in whose place it
    is asked. Raises ``CheckFailed``.
    """
    check, name = Check(title), name_of(function)
    with contextlib.redirect_stderr(sys.stdout):  # what the function prints must not cost points
        if point == "filter":
            cluster.use(filter=function, replaces=replaces)
        else:
            cluster.use(score=function, replaces=replaces)
        cluster.apply(manifests)
        cluster.run(seconds=60)
    _must_be_asked(check, cluster, name)
    came = pods_per_node(cluster)
    if came != placed:
        story = "The pods are not where your function should have let them:"
        wanted = f"    expected     {_told(placed)}\n    it came      {_told(came)}"
        check.fail("\n".join([story, wanted, *(f"    {problem}" for problem in cluster.problems()[:5])]))
    if not any(name in had_a_say(cluster, pod.metadata.name) for pod in cluster.client.list("Pod", "default")):
        did = "sent none of them away" if point == "filter" else "gave no node a score"
        check.fail(f"The pods are where they should be, but {name} {did}: another part decided.")
    print(f"✓ {title}")


def takes_over(
    title: str,
    function: Callable[..., Any],
    cluster: Cluster,
    point: str,
    manifests: str,
    *,
    seen: Callable[[Cluster], Any],
    wanted: Any,
    seconds: float = 60,
) -> None:
    """Check that ``function`` decides in ``cluster`` in the place of a built-in rule: ``cluster.use(point=function)``.

    After ``seconds`` with the ``manifests``, ``seen(cluster)`` must be ``wanted``, as plain data. An exception of
    ``function``, and an answer that makes no sense, is told as the Event tells it. Raises ``CheckFailed``.
    """
    check, name = Check(title), name_of(function)
    with contextlib.redirect_stderr(sys.stdout):
        own: dict[str, Any] = {point: function}
        cluster.use(**own)
        cluster.apply(manifests)
        cluster.run(seconds=seconds)
    _must_be_asked(check, cluster, name)
    for event in cluster.client.list("Event"):
        if event.reason == FUNCTION_FAILED:
            check.fail(f"The cluster could not use {name}: {event.message}")
    with contextlib.redirect_stderr(sys.stdout):  # it may let more happen
        came = seen(cluster)
    if not same(came, wanted):
        wanted_came = f"    expected     {shown(wanted)}\n    it came      {shown(came)}"
        check.fail(f"The cluster is not as {name} should have made it:\n{wanted_came}")
    print(f"✓ {title}")


def _must_be_asked(check: Check, cluster: Cluster, name: str) -> None:
    """Fail unless the function of this name is one of the parts of the cluster, and is written."""
    part = next((part for part in cluster.parts() if part.owner == "you" and part.name == name), None)
    if part is None or part.note:
        check.fail(f"{name} did not decide anything: it is {part.note if part else 'not part of the cluster'}.")


def pods_per_node(cluster: Cluster) -> dict[str, int]:
    """Node → how many Pods run there."""
    pods = cluster.client.list("Pod", "default")
    return dict(Counter(pod.spec.node_name for pod in pods if pod.status.phase == "Running"))


def had_a_say(cluster: Cluster, pod: str) -> set[str]:
    """The parts of the scheduler that refused a node to this Pod or gave scores, by its last Decision."""
    decision = cluster.why(pod)
    return {why.plugin for why in decision.rejected.values()} | {column.plugin for column in decision.scored}


def _told(placed: Mapping[str, int]) -> str:
    return ", ".join(f"{count} on {node}" for node, count in sorted(placed.items())) or "no pod runs"
