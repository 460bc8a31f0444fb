"""Random cases for lesson 05: how good is a node for a Pod?

Drawn where the lesson's rule and NodeResourcesFit agree: every container asks for CPU and memory (for scoring,
Kubernetes counts a little where nothing is asked for), and every node has both. Amounts are odd on purpose, so that it
shows when one rounds; on some nodes more is asked for than there is.

Whole percents are drawn only where decimal numbers find them, too: who writes ``free / allocatable * 100`` gets 28 of
0.29 * 100. That is a matter of Python, and not of scheduling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from kubelite.controlplane.scheduler.framework import CycleState
from kubelite.controlplane.scheduler.plugins.noderesourcesfit import NodeResourcesFit
from kubelite.grading.objects import Manifest, a_container, a_node, a_pod
from kubelite.grading.placements import told
from kubelite.objects import Pod
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.requests import pod_requests

PHASES = ("Running", "Running", "Pending", "Succeeded", "Failed")


class Scoring(NamedTuple):
    """How good is ``node`` for ``pod``?"""

    pod: Pod
    node: NodeInfo


@dataclass(frozen=True)
class Scorings:
    """Draws scorings and asks the built-in score of NodeResourcesFit about them."""

    def draw(self, random: Random) -> Scoring:
        """A Pod, and a node that up to four Pods leave anything from empty to too full."""
        while not _is_plain(case := self._any(random)):
            pass
        return case

    def _any(self, random: Random) -> Scoring:
        pods = [_pod(random, f"pod-{number}", random.choice(PHASES)) for number in range(1, random.randint(0, 4) + 1)]
        cpu, memory = random.randint(10, 80) * 100, random.randint(10, 80) * 100
        node = a_node("node-a", cpu=f"{cpu}m", memory=f"{memory}Mi", pods=pods)
        return Scoring(_pod(random, "new-pod", "Pending"), node)

    def expected(self, case: Scoring) -> int:
        """What NodeResourcesFit says."""
        state, plugin = CycleState(), NodeResourcesFit()
        plugin.pre_score(state, case.pod, [case.node])
        return plugin.score(state, case.pod, case.node)

    def told(self, case: Scoring) -> str:
        """The node, the Pods on it and the new one, one a line."""
        return told(case.pod, case.node)

    def smaller(self, case: Scoring) -> Iterator[Scoring]:
        """The same case with one Pod less on the node, or with one container where there are two."""
        for pod in case.node.pods:
            yield Scoring(case.pod, case.node.without_pod(pod))
        for pod in case.node.pods:
            if len(pod.spec.containers) > 1:
                yield Scoring(case.pod, case.node.with_pod(_without_helper(pod)))
        if len(case.pod.spec.containers) > 1:
            yield Scoring(_without_helper(case.pod), case.node)


def _is_plain(case: Scoring) -> bool:
    """Whether decimal numbers give the same whole percents of free CPU and memory as whole numbers do."""
    asked = pod_requests(case.pod)
    shares = ((case.node.free[name] - asked[name], case.node.allocatable[name]) for name in ("cpu", "memory"))
    return all(free < 0 or int(free / allocatable * 100) == free * 100 // allocatable for free, allocatable in shares)


def _pod(random: Random, name: str, phase: str) -> Pod:
    """A Pod of one or two containers, each of which asks for a little of both."""
    parts = ("main", "helper")[: random.choice((1, 1, 2))]
    return a_pod(name, *(_container(random, part) for part in parts), phase=phase)


def _container(random: Random, name: str) -> Manifest:
    return a_container(name, cpu=f"{random.randint(1, 15) * 100}m", memory=f"{random.randint(1, 150) * 10}Mi")


def _without_helper(pod: Pod) -> Pod:
    asked = pod.spec.containers[0].resources.requests
    return a_pod(pod.metadata.name, cpu=asked["cpu"], memory=asked["memory"], phase=pod.status.phase)
