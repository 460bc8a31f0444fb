"""The Decision: what the scheduler thought of every node for one Pod, and what it chose.

It answers "why here, why not there".

Source of the words: ``pkg/scheduler/framework/types.go`` (``FitError``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from kubelite.controlplane.scheduler import explanation
from kubelite.controlplane.scheduler.framework import Rejection, Rejections
from kubelite.objects.frozen import FrozenMap

NO_NODES = "no nodes available to schedule pods"


class Score(NamedTuple):
    """What one plugin gives one node: its own number, the same brought to 0..100, and that times the weight."""

    raw: int
    normalized: int
    weighted: int


class Remedy(NamedTuple):
    """What makes a Pod schedulable. ``manifest`` is the Pod as it would have to be (``kind`` is ``Pod``), or what to
    apply to a node, or a node to add (``Node``).
    """

    text: str
    kind: str
    manifest: Mapping[str, Any]


class ScoreColumn(msgspec.Struct, frozen=True):
    """What one plugin gave all feasible nodes, in the order of ``Decision.feasible``."""

    plugin: str
    weight: int
    raw: tuple[int, ...]
    normalized: tuple[int, ...]

    def __getitem__(self, position: int) -> Score:
        normalized = self.normalized[position]
        return Score(self.raw[position], normalized, normalized * self.weight)


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt to find a node for ``pod`` ("namespace/name"). Plain data: nothing in it changes afterwards.

    ``node`` is the choice, ``""`` when there was none; then ``message`` says why, in Kubernetes' words. Where only one
    node is feasible it is chosen without scoring, so that ``scored`` is empty.
    """

    pod: str
    node: str = ""
    message: str = ""
    nominated: str = ""
    victims: tuple[str, ...] = ()
    rejected: Rejections = FrozenMap()
    feasible: tuple[str, ...] = ()
    scored: tuple[ScoreColumn, ...] = ()
    totals: tuple[int, ...] = ()
    remedies: tuple[Remedy, ...] = ()

    @property
    def size(self) -> int:
        """How many nodes were looked at."""
        return len(self.feasible) + len(self.rejected)

    @property
    def nodes(self) -> tuple[str, ...]:
        """All nodes that were looked at, by name."""
        return tuple(sorted([*self.feasible, *self.rejected]))

    @property
    def scores(self) -> Mapping[str, Mapping[str, Score]]:
        """Node → plugin → score, for every feasible node."""
        return {
            node: {column.plugin: column[position] for column in self.scored}
            for position, node in enumerate(self.feasible)
        }

    @property
    def total(self) -> Mapping[str, int]:
        """Node → sum of the weighted scores, for every feasible node that was scored."""
        return dict(zip(self.feasible, self.totals, strict=False))

    @property
    def best(self) -> tuple[str, ...]:
        """The nodes with the highest total: one of them was drawn."""
        highest = max(self.totals, default=0)
        return tuple(node for node, total in self.total.items() if total == highest)

    def to_text(self) -> str:
        """The same as a table: one line a node, one column a plugin that scores; and what would help."""
        return explanation.to_text(self)

    def to_data(self) -> dict[str, Any]:
        """The same as plain lists and maps."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        return data

    def __repr__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return explanation.to_html(self)


class Decisions:
    """The latest Decision for each Pod, by ``namespace/name``. The oldest are forgotten when there are very many.

    ``most`` bounds the verdicts on nodes that are kept in all: 50,000 are 500 Pods on 100 nodes.
    """

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._verdicts = 0
        self._by_pod: dict[str, Decision] = {}

    def add(self, decision: Decision) -> None:
        """Keep a Decision in the place of an earlier one for the same Pod."""
        self._drop(decision.pod)
        self._by_pod[decision.pod] = decision
        self._verdicts += decision.size
        while self._verdicts > self._most and len(self._by_pod) > 1:
            self._drop(next(iter(self._by_pod)))

    def get(self, pod: str) -> Decision | None:
        """The latest Decision for ``namespace/name``."""
        return self._by_pod.get(pod)

    def __iter__(self) -> Iterator[Decision]:
        return iter(tuple(self._by_pod.values()))

    def __len__(self) -> int:
        return len(self._by_pod)

    def _drop(self, pod: str) -> None:
        dropped = self._by_pod.pop(pod, None)
        if dropped is not None:
            self._verdicts -= dropped.size


def none_available(nodes: int, reasons: Iterable[str], of_all: str = "") -> str:
    """``0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu.``

    ``reasons`` names a reason once for every node that showed it; ``of_all`` is one that was found before looking at
    nodes.
    """
    counted = [of_all] if of_all else sorted(f"{count} {reason}" for reason, count in Counter(reasons).items())
    return f"0/{nodes} nodes are available: {', '.join(counted)}." if counted else f"0/{nodes} nodes are available."


def why_not(rejected: Mapping[str, Rejection]) -> str:
    """The message for a Pod that every node refused."""
    return none_available(len(rejected), (reason for why in rejected.values() for reason in why.reasons))
