"""Columns of scores that depend on Pods all over the cluster, kept while Pods come and go.

A sheet judges a node by what is on it. Where one Pod more changes the scores of other nodes too, the plugin itself
follows the changes (``RunningScores``), and is told only of nodes that have changed.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from kubelite.controlplane.scheduler.decision import ScoreColumn
from kubelite.controlplane.scheduler.framework import ScorePlugin
from kubelite.controlplane.scheduler.ranking import Ranking
from kubelite.controlplane.scheduler.runningscores import Running, RunningScores
from kubelite.controlplane.scheduler.snapshot import Snapshot

MOST_SCORES = 500_000
"""How many scores are kept in all, before those go that were not used for the longest time."""


class Kept(NamedTuple):
    """Running scores for the nodes of one ranking, and how far in the journal they have followed."""

    ranking: Ranking
    scores: RunningScores
    read: int


class RunningColumns:
    """Hands out such columns for the Pods of one cluster."""

    def __init__(self, cluster: Snapshot) -> None:
        self._cluster = cluster
        self._kept: dict[tuple[str, Hashable], Kept] = {}

    def column(self, running: Running, plugin: ScorePlugin, ranking: Ranking) -> ScoreColumn:
        """What the plugin gives the nodes of the ranking."""
        key = (plugin.name, running.key)
        kept = self._kept.pop(key, None)
        scores = self._followed(kept) if kept is not None and kept.ranking is ranking else None
        if scores is None:
            scores = running.begin(self._cluster.named(ranking.names))
        self._kept[key] = Kept(ranking, scores, len(self._cluster.journal))
        while len(self._kept) > 1 and len(self._kept) * len(ranking.names) > MOST_SCORES:
            del self._kept[next(iter(self._kept))]
        return ScoreColumn(plugin.name, plugin.weight, tuple(scores.raw), tuple(scores.normalized()))

    def _followed(self, kept: Kept) -> RunningScores | None:
        """The scores as they are now; ``None`` where they must begin anew."""
        changed = self._cluster.journal.since(kept.read)
        if changed is None or not kept.scores.follow([self._cluster.nodes[name] for name in changed]):
            return None
        return kept.scores
