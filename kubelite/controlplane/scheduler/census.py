"""The census: how many Pods of which likeness are on which node.

Rules about Pods that want to be near each other, far from each other, or spread out, look at nothing of the other Pods
but their namespace, labels, affinity, and whether they are on their way out. Pods alike in all of that are counted
together, so that a rule looks at a handful of likenesses, and not at every Pod of the cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kubelite.objects.core.affinity import Affinity, PodAffinity
from kubelite.objects.core.pod import Pod
from kubelite.objects.meta import Labels
from kubelite.rules.podstate import is_finished, is_terminating

NO_AFFINITY = PodAffinity()


class Likeness(NamedTuple):
    """What the rules see of a Pod that is on a node. ``affinity`` is ``None`` where it names no other Pods."""

    namespace: str
    labels: Labels
    affinity: Affinity | None
    terminating: bool

    @property
    def attraction(self) -> PodAffinity:
        """The Pods near which it must, or would like to, run."""
        return (self.affinity and self.affinity.pod_affinity) or NO_AFFINITY

    @property
    def repulsion(self) -> PodAffinity:
        """The Pods from which it must, or would like to, keep away."""
        return (self.affinity and self.affinity.pod_anti_affinity) or NO_AFFINITY


def likeness(pod: Pod) -> Likeness:
    """What the rules see of the Pod."""
    affinity = pod.spec.affinity
    social = affinity if affinity and (affinity.pod_affinity or affinity.pod_anti_affinity) else None
    return Likeness(pod.metadata.namespace, pod.metadata.labels, social, is_terminating(pod))


class Census:
    """Counts the Pods that are not finished: likeness → node name → number, never 0."""

    def __init__(self) -> None:
        self._all: dict[Likeness, dict[str, int]] = {}
        self._with_affinity: dict[Likeness, dict[str, int]] = {}
        self._priorities: Counter[int] = Counter()

    @property
    def everybody(self) -> Mapping[Likeness, Mapping[str, int]]:
        """All likenesses."""
        return self._all

    @property
    def with_affinity(self) -> Mapping[Likeness, Mapping[str, int]]:
        """Those whose Pods say something about other Pods."""
        return self._with_affinity

    def anybody_below(self, priority: int) -> bool:
        """Whether there is a Pod of lower priority on any node."""
        return any(other < priority for other in self._priorities)

    def add(self, pod: Pod, node: str) -> None:
        """Count ``pod`` on ``node``; nothing happens for a finished one."""
        if is_finished(pod):
            return
        alike = likeness(pod)
        counts = self._all.get(alike)
        if counts is None:
            counts = self._all[alike] = {}
            if alike.affinity is not None:
                self._with_affinity[alike] = counts
        counts[node] = counts.get(node, 0) + 1
        self._priorities[pod.spec.priority] += 1

    def remove(self, pod: Pod, node: str) -> None:
        """Count ``pod`` on ``node`` no more; it must be exactly the Pod that was added."""
        if is_finished(pod):
            return
        self._priorities[pod.spec.priority] -= 1
        if not self._priorities[pod.spec.priority]:
            del self._priorities[pod.spec.priority]
        alike = likeness(pod)
        counts = self._all[alike]
        counts[node] -= 1
        if not counts[node]:
            del counts[node]
        if not counts:
            del self._all[alike]
            self._with_affinity.pop(alike, None)

    def changed(self, node: str, gone: Iterable[Pod], came: Iterable[Pod]) -> Census:
        """Another census, as it would be without the Pods ``gone`` from ``node`` and with those that ``came``."""
        gone, came = list(gone), list(came)
        other = Census()
        other._all = {**self._all}
        other._with_affinity = {**self._with_affinity}
        other._priorities = self._priorities.copy()
        for alike in {likeness(pod) for pod in (*gone, *came)} & self._all.keys():
            other._all[alike] = dict(self._all[alike])
            if alike.affinity is not None:
                other._with_affinity[alike] = other._all[alike]
        for pod in came:
            other.add(pod, node)
        for pod in gone:
            other.remove(pod, node)
        return other
