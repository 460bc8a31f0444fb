"""The scores of PodTopologySpread by the constraints for everybody, kept while Pods come and go.

One Pod more changes the score of its node and of all nodes in its zone. How they are scored is in ``crowding.py``; here
is only whom to score again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kubelite.controlplane.scheduler.plugins.crowding import best_for, crowding, wishes
from kubelite.controlplane.scheduler.plugins.spreadconstraints import ZONE, Constraint
from kubelite.controlplane.scheduler.runningscores import RunningScores
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.podstate import is_finished, is_terminating


class DefaultSpreading(RunningScores):
    """How crowded ``nodes`` are with Pods of the same application as ``pod``.

    ``constraints`` are those for hosts and for zones, with one selector.
    """

    def __init__(
        self, pod: Pod, constraints: Sequence[Constraint], nodes: Sequence[NodeInfo], cluster: Snapshot
    ) -> None:
        self._namespace = pod.metadata.namespace
        self._constraint = constraints[0]
        hosts, zones = wishes(pod, constraints, nodes, cluster).wishes
        self._hosts, self._zones = dict(hosts.counts), dict(zones.counts)
        self._wishes = [hosts._replace(counts=self._hosts), zones._replace(counts=self._zones)]
        self._zone_of = {name: info.labels.get(ZONE, "") for name, info in cluster.nodes.items()}
        self._nodes = [info.node for info in nodes]
        self._places = {info.name: place for place, info in enumerate(nodes)}
        self._in_zone: dict[str, list[int]] = {}
        for place, info in enumerate(nodes):
            if ZONE in info.labels:
                self._in_zone.setdefault(info.labels[ZONE], []).append(place)
        self.raw = [crowding(self._wishes, node) for node in self._nodes]

    def follow(self, changed: Iterable[NodeInfo]) -> bool:
        touched = set()
        for info in changed:
            name, zone = info.name, info.labels.get(ZONE, "")
            if self._zone_of.get(name) != zone:
                return False
            before = self._hosts.get(name, 0)
            now = self._count(info)
            if now != before:
                self._hosts[name] = now
                touched.add(zone)
                self._zones[zone] = self._zones.get(zone, 0) + now - before
                self._score([self._places[name]] if name in self._places else [])
        for zone in touched:
            self._score(self._in_zone.get(zone, []))
        return True

    def normalized(self) -> list[int]:
        best = best_for({*self.raw})
        return [best[score] for score in self.raw]

    def _count(self, info: NodeInfo) -> int:
        """How many Pods of the application are on the node."""
        return sum(
            pod.metadata.namespace == self._namespace
            and not is_terminating(pod)
            and not is_finished(pod)
            and self._constraint.matches(pod)
            for pod in info.pods
        )

    def _score(self, places: Sequence[int]) -> None:
        """Score these nodes again, which are all in one zone: as many Pods on the node give the same score."""
        scores: dict[int, int] = {}
        for place in places:
            node = self._nodes[place]
            count = self._hosts.get(node.metadata.name, 0)
            if count not in scores:
                scores[count] = crowding(self._wishes, node)
            self.raw[place] = scores[count]
