"""A sheet: the answers about every node for one kind of Pod, brought up to date before they are used.

A *slot* is the position of a node among all nodes of the cluster, a *place* its position among those that pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.objects.frozen import FrozenMap
from kubelite.rules.nodeinfo import NodeInfo


class Sheet:
    """What ``filters`` and ``scorers`` say of each node about ``pod``, and about every Pod that looks the same to them.

    ``question`` and ``state`` are what the plugins noted about the Pod before they looked at nodes.
    """

    _nodes: list[Node]
    """The nodes without their Pods: a sheet that nobody uses any more must not keep old ones in memory."""
    _slots: dict[str, int]
    _places: list[int]
    _why: list[Rejection | None]
    _by: list[int]
    """The number of the filter that gave the reason."""
    _raw: list[list[int]]
    _ranking: Ranking | None
    _rejected: Rejections | None
    _read: int
    _removals: int

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
            return
        self._read = len(cluster.journal)
        around = [plugin.looks_around(self._pod, cluster) for plugin in self.scorers]
        self._around, before = around, self._around
        self._look_again(changed)
        if around != before:
            for number in (number for number, what in enumerate(around) if what != before[number]):
                self._score(number, [slot for slot, why in enumerate(self._why) if why is None])
        if len(self._nodes) < len(cluster.nodes):
            self._append(list(islice(cluster.nodes.values(), len(self._nodes), None)))

    @property
    def ranking(self) -> Ranking:
        """The nodes that all filters let pass, with their scores."""
        if self._ranking is None:
            passing = [slot for slot, why in enumerate(self._why) if why is None]
            for place, slot in enumerate(passing):
                self._places[slot] = place
            raw = [[scores[slot] for slot in passing] for scores in self._raw]
            names = tuple([self._nodes[slot].metadata.name for slot in passing])
            self._ranking = Ranking(self.scorers, names, raw, self.state)
        return self._ranking

    @property
    def rejected(self) -> Rejections:
        """The other nodes, and why."""
        if self._rejected is None:
            pairs = zip(self._nodes, self._why, strict=True)
            self._rejected = FrozenMap({node.metadata.name: why for node, why in pairs if why is not None})
        return self._rejected

    @property
    def size(self) -> int:
        """How many answers are kept here."""
        return len(self._nodes) * (1 + len(self.scorers))

    def _begin(self) -> None:
        self._nodes = []
        self._slots = {}
        self._places = []
        self._why = []
        self._by = []
        self._raw = [[] for _ in self.scorers]
        self._ranking = None
        self._rejected = None
        self._around = [plugin.looks_around(self._pod, self._cluster) for plugin in self.scorers]
        self._removals = self._cluster.removals
        self._read = len(self._cluster.journal)
        self._append(list(self._cluster.nodes.values()))

    def _append(self, nodes: list[NodeInfo]) -> None:
        """Take in nodes that are new."""
        slots = range(len(self._nodes), len(self._nodes) + len(nodes))
        self._slots.update(zip([info.name for info in nodes], slots, strict=True))
        self._nodes += [info.node for info in nodes]
        for kept in (self._places, self._by, *self._raw):
            kept += [0] * len(nodes)
        self._why += [None] * len(nodes)
        self._ranking = self._rejected = None
        passing = self._filter(slots, 0)
        for number in range(len(self.scorers)):
            self._score(number, passing)

    def _look_again(self, changed: Iterable[str]) -> None:
        """Judge nodes anew. Where only the Pods on a node have changed, ask only those who look at them."""
        first, nodes, known, whys = self._first_that_looks_at_pods, self._cluster.nodes, self._nodes, self._why
        slot_of = self._slots.get
        other_pods, other_nodes, refused = [], [], set()
        for name in changed:
            slot = slot_of(name)
            if slot is None:
                continue
            if whys[slot] is not None:
                refused.add(slot)
            if nodes[name].node is not known[slot]:
                known[slot] = nodes[name].node
                other_nodes.append(slot)
            elif slot not in refused or self._by[slot] >= first:
                other_pods.append(slot)
        passing = self._filter(other_pods, first)
        also_passing = self._filter(other_nodes, 0) if other_nodes else other_nodes
        newly = [slot for slot in passing if slot in refused] if refused else []
        for number, scorer in enumerate(self.scorers):
            self._score(number, [*(passing if scorer.looks_at_pods else newly), *also_passing])

    def _filter(self, slots: Sequence[int], first: int) -> Sequence[int]:
        """Ask the filters from ``first`` on about these nodes; which of them pass."""
        state, pod = self.state, self._pod
        newly_passing = any(self._why[slot] is not None for slot in slots)
        for number in range(first, len(self._filters)):
            ask = self._filters[number].filter
            statuses = [ask(state, pod, self._info(slot)) for slot in slots]
            if statuses.count(SUCCESS) == len(slots):
                continue
            passing = []
            for slot, status in zip(slots, statuses, strict=True):
                if status == SUCCESS:
                    passing.append(slot)
                else:
                    self._refuse(slot, number, Rejection(self._filters[number].name, status.code, status.reasons))
            slots = passing
        if newly_passing:
            for slot in slots:
                self._pass(slot)
        return slots

    def _refuse(self, slot: int, number: int, why: Rejection) -> None:
        if self._why[slot] is None:
            self._ranking = None
        if self._why[slot] != why:
            self._rejected = None
        self._by[slot], self._why[slot] = number, why

    def _pass(self, slot: int) -> None:
        if self._why[slot] is not None:
            self._why[slot], self._ranking, self._rejected = None, None, None

    def _info(self, slot: int) -> NodeInfo:
        return self._cluster.nodes[self._nodes[slot].metadata.name]

    def _score(self, number: int, slots: Sequence[int]) -> None:
        """Ask one scorer about these nodes, all of which pass."""
        if not slots:
            return
        state, pod, scores = self.state, self._pod, self._raw[number]
        ask = self.scorers[number].score
        new = [ask(state, pod, self._info(slot)) for slot in slots]
        for slot, score in zip(slots, new, strict=True):
            scores[slot] = score
        if self._ranking is not None:
            self._ranking.put(number, [self._places[slot] for slot in slots], new)
