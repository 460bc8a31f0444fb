"""The ranking: what plugins gave to nodes, kept so that one node's scores can be replaced without a look at the others.

A *place* is the position of a node in the ranking.
"""

from __future__ import annotations

from collections.abc import Sequence

from kubelite.controlplane.scheduler.decision import ScoreColumn
from kubelite.controlplane.scheduler.framework import CycleState, ScorePlugin


class Ranking:
    """The names of nodes in order, for each plugin their raw and normalised scores, and their totals."""

    def __init__(
        self, plugins: Sequence[ScorePlugin], names: tuple[str, ...], raw: list[list[int]], state: CycleState
    ) -> None:
        self.plugins = plugins
        self.names = names
        self._stale: set[int] = set()
        self._raw = raw
        self._state = state
        self._normalized = [plugin.normalize(state, scores) for plugin, scores in zip(plugins, raw, strict=True)]
        self._columns: list[ScoreColumn | None] = [None] * len(plugins)
        self._add_up()

    def put(self, number: int, places: Sequence[int], scores: Sequence[int]) -> None:
        """Other raw scores of the plugin with this number, for the nodes at these places."""
        raw, totals, weight = self._raw[number], self._totals, self.plugins[number].weight
        other = [(place, score) for place, score in zip(places, scores, strict=True) if score != raw[place]]
        for place, score in other:
            totals[place] += weight * (score - raw[place])
            raw[place] = score
        if other:
            self._columns[number] = None
            if self._normalized[number] is not raw:  # these scores depend on those of other nodes: begin anew
                self._stale.add(number)

    @property
    def totals(self) -> list[int]:
        """The weighted and normalised scores of each node, added up."""
        if self._stale:
            for number in self._stale:
                self._normalized[number] = self.plugins[number].normalize(self._state, self._raw[number])
            self._stale.clear()
            self._add_up()
        return self._totals

    def column(self, number: int) -> ScoreColumn:
        """What the plugin with this number gave all nodes."""
        column = self._columns[number]
        if column is None:
            self._totals = self.totals
            plugin, raw, normalized = self.plugins[number], self._raw[number], self._normalized[number]
            kept = tuple(raw)
            column = ScoreColumn(plugin.name, plugin.weight, kept, kept if normalized is raw else tuple(normalized))
            self._columns[number] = column
        return column

    def only(self, places: Sequence[int]) -> Ranking:
        """A ranking of these places alone."""
        raw = [[scores[place] for place in places] for scores in self._raw]
        return Ranking(self.plugins, tuple([self.names[place] for place in places]), raw, self._state)

    def _add_up(self) -> None:
        totals = [0] * len(self.names)
        for plugin, scores in zip(self.plugins, self._normalized, strict=True):
            weight = plugin.weight
            totals = [total + weight * score for total, score in zip(totals, scores, strict=True)]
        self._totals = totals
