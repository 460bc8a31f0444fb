"""The ranking: what plugins gave to nodes, kept so that one node's scores can be replaced without a look at the others.

A *place* is the position of a node in the ranking.
"""

from __future__ import annotations

from collections.abc import Sequence

from kubelite.controlplane.scheduler.decision import ScoreColumn
from kubelite.controlplane.scheduler.framework import CycleState, ScorePlugin
from kubelite.rules.nodeinfo import NodeInfo


class Ranking:
    """Nodes in order, for each plugin their raw and normalised scores, and their totals."""

    def __init__(
        self, plugins: Sequence[ScorePlugin], nodes: list[NodeInfo], raw: list[list[int]], state: CycleState
    ) -> None:
        self.plugins = plugins
        self.nodes = nodes
        self.names = tuple([node.name for node in nodes])
        self.totals = [0] * len(nodes)
        self._raw = raw
        self._state = state
        self._normalized = [plugin.normalize(state, scores) for plugin, scores in zip(plugins, raw, strict=True)]
        self._columns: list[ScoreColumn | None] = [None] * len(plugins)
        self._add_up()

    def put(self, place: int, node: NodeInfo, scores: Sequence[int]) -> None:
        """Another state of the node at ``place``, with the raw score that each plugin gives it."""
        self.nodes[place] = node
        again = []
        for number, (plugin, score) in enumerate(zip(self.plugins, scores, strict=True)):
            raw = self._raw[number]
            if raw[place] == score:
                continue
            self._columns[number] = None
            if self._normalized[number] is raw:  # such scores do not depend on those of other nodes
                self.totals[place] += plugin.weight * (score - raw[place])
            else:
                again.append(number)
            raw[place] = score
        for number in again:
            self._normalized[number] = self.plugins[number].normalize(self._state, self._raw[number])
        if again:
            self._add_up()

    def column(self, number: int) -> ScoreColumn:
        """What the plugin with this number gave all nodes."""
        column = self._columns[number]
        if column is None:
            plugin, raw, normalized = self.plugins[number], self._raw[number], self._normalized[number]
            kept = tuple(raw)
            column = ScoreColumn(plugin.name, plugin.weight, kept, kept if normalized is raw else tuple(normalized))
            self._columns[number] = column
        return column

    def only(self, places: Sequence[int]) -> Ranking:
        """A ranking of these places alone."""
        raw = [[scores[place] for place in places] for scores in self._raw]
        return Ranking(self.plugins, [self.nodes[place] for place in places], raw, self._state)

    def _add_up(self) -> None:
        self.totals = [0] * len(self.nodes)
        for plugin, scores in zip(self.plugins, self._normalized, strict=True):
            weight = plugin.weight
            self.totals = [total + weight * score for total, score in zip(self.totals, scores, strict=True)]
