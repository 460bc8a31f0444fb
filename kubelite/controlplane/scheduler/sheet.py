"""A sheet: the answers about every node for one kind of Pod, brought up to date before they are used."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from kubelite.controlplane.scheduler.cycle import prepare
from kubelite.controlplane.scheduler.framework import (
    SKIP,
    SUCCESS,
    CycleState,
    FilterPlugin,
    Rejection,
    Rejections,
    ScorePlugin,
)
from kubelite.controlplane.scheduler.ranking import Ranking
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.pod import Pod
from kubelite.objects.frozen import FrozenMap
from kubelite.rules.nodeinfo import NodeInfo


class Sheet:
    """What ``filters`` and ``scorers`` say of each node about ``pod``, and about every Pod that looks the same to them.

    ``question`` and ``state`` are what the plugins noted about the Pod before they looked at nodes.
    """

    def __init__(
        self, filters: Sequence[FilterPlugin], scorers: Sequence[ScorePlugin], pod: Pod, cluster: Snapshot
    ) -> None:
        self._pod = pod
        self._cluster = cluster
        self.state = CycleState(cluster)
        self.question = prepare(filters, self.state, pod)
        self.scorers = [plugin for plugin in scorers if plugin.pre_score(self.state, pod, ()) != SKIP]
        self._filters = self.question.filters
        looking = (number for number, plugin in enumerate(self._filters) if plugin.looks_at_pods)
        self._first_that_looks_at_pods = next(looking, len(self._filters))
        self._begin()

    def refresh(self) -> None:
        """Look again at the nodes that have changed since the last time, and at no others."""
        cluster = self._cluster
        changed = cluster.journal.since(self._read)
        if changed is None or cluster.removals != self._removals:
            self._begin()
            changed = ()
        self._read = len(cluster.journal)
        around = [plugin.looks_around(self._pod, cluster) for plugin in self.scorers]
        if around != self._around:
            self._score_again([number for number, what in enumerate(around) if what != self._around[number]])
            self._around = around
        for name in changed:
            slot = self._slots.get(name)
            if slot is not None and cluster.nodes[name] is not self._nodes[slot]:
                self._judge(slot, cluster.nodes[name])
        for info in islice(cluster.nodes.values(), len(self._nodes), None):
            self._append(info)

    @property
    def ranking(self) -> Ranking:
        """The nodes that all filters let pass, with their scores."""
        if self._ranking is None:
            passing = [slot for slot, why in enumerate(self._why) if why is None]
            self._places = {slot: place for place, slot in enumerate(passing)}
            raw = [[scores[slot] for slot in passing] for scores in self._raw]
            self._ranking = Ranking(self.scorers, [self._nodes[slot] for slot in passing], raw, self.state)
        return self._ranking

    @property
    def rejected(self) -> Rejections:
        """The other nodes, and why."""
        if self._rejected is None:
            pairs = zip(self._nodes, self._why, strict=True)
            self._rejected = FrozenMap({info.name: why for info, why in pairs if why is not None})
        return self._rejected

    @property
    def size(self) -> int:
        """How many answers are kept here."""
        return len(self._nodes) * (1 + len(self.scorers))

    def _begin(self) -> None:
        self._nodes: list[NodeInfo] = []
        self._slots: dict[str, int] = {}
        self._refused_by: list[int] = []
        self._why: list[Rejection | None] = []
        self._raw: list[list[int]] = [[] for _ in self.scorers]
        self._places: dict[int, int] = {}
        self._ranking: Ranking | None = None
        self._rejected: Rejections | None = None
        self._around = [plugin.looks_around(self._pod, self._cluster) for plugin in self.scorers]
        self._removals = self._cluster.removals
        self._read = 0
        for info in self._cluster.nodes.values():
            self._append(info)
        self._read = len(self._cluster.journal)

    def _append(self, info: NodeInfo) -> None:
        self._slots[info.name] = len(self._nodes)
        self._nodes.append(info)
        by, why = self._ask(info, 0)
        self._refused_by.append(by)
        self._why.append(why)
        for plugin, scores in zip(self.scorers, self._raw, strict=True):
            scores.append(plugin.score(self.state, self._pod, info) if why is None else 0)
        self._ranking = self._rejected = None

    def _judge(self, slot: int, info: NodeInfo) -> None:
        """Take in a node that has changed. Where only its Pods have, ask only those who look at them."""
        same = self._nodes[slot].node is info.node
        self._nodes[slot] = info
        before, first = self._why[slot], self._first_that_looks_at_pods
        if same and self._refused_by[slot] < first:
            return
        self._refused_by[slot], why = self._ask(info, first if same else 0)
        if why is not None:
            if why != before:
                self._why[slot], self._rejected = why, None
                self._ranking = self._ranking if before is not None else None
            return
        state, pod, known = self.state, self._pod, same and before is None
        for plugin, scores in zip(self.scorers, self._raw, strict=True):
            if plugin.looks_at_pods or not known:
                scores[slot] = plugin.score(state, pod, info)
        if before is not None:
            self._why[slot] = self._rejected = self._ranking = None
        elif self._ranking is not None:
            self._ranking.put(self._places[slot], info, [scores[slot] for scores in self._raw])

    def _ask(self, info: NodeInfo, first: int) -> tuple[int, Rejection | None]:
        """The number of the first filter that says no, and what it says; ``first`` is whom to ask first."""
        state, pod, filters = self.state, self._pod, self._filters
        for number in range(first, len(filters)):
            status = filters[number].filter(state, pod, info)
            if status is not SUCCESS and status != SUCCESS:
                return number, Rejection(filters[number].name, status.code, status.reasons)
        return len(filters), None

    def _score_again(self, numbers: Sequence[int]) -> None:
        """What surrounds the nodes has changed for these scorers."""
        for number in numbers:
            scorer, scores = self.scorers[number], self._raw[number]
            for slot, why in enumerate(self._why):
                if why is None:
                    scores[slot] = scorer.score(self.state, self._pod, self._nodes[slot])
        self._ranking = None
