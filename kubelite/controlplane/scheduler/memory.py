"""The scheduler's memory: what plugins said of nodes is kept, and only nodes that have changed are judged again.

Most Pods are alike, and between two of them hardly a node changes. So the answers for each kind of Pod are kept on a
*sheet*, and brought up to date before they are used. The Decision is the same as ``cycle.decide`` makes from scratch;
only the time differs. A plugin that does not say what it looks at (``looks_at``) is asked every time.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import takewhile
from random import Random

from kubelite.controlplane.scheduler.cycle import (
    Question,
    add_up,
    conclude,
    decide,
    first_no,
    no_node,
    prepare,
    score_column,
    why_not_here,
)
from kubelite.controlplane.scheduler.decision import Decision, ScoreColumn
from kubelite.controlplane.scheduler.framework import CycleState, Plugin, Rejection, Rejections, ScorePlugin
from kubelite.controlplane.scheduler.profile import Profile
from kubelite.controlplane.scheduler.ranking import Ranking
from kubelite.controlplane.scheduler.running import RunningColumns
from kubelite.controlplane.scheduler.sheet import Sheet
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.pod import Pod
from kubelite.objects.frozen import FrozenMap

MOST_ANSWERS = 4_000_000
"""How many answers about nodes are kept in all, before the sheet goes that was not used for the longest time."""


class Memory:
    """Decides for one profile about the Pods of one cluster."""

    def __init__(self, profile: Profile, cluster: Snapshot) -> None:
        self._profile = profile
        self._cluster = cluster
        self._learn_the_parts()

    def decide(self, pod: Pod, random: Random) -> Decision:
        """The same as ``cycle.decide``, sooner."""
        profile, cluster = self._profile, self._cluster
        if self._version != profile.version:
            self._learn_the_parts()
        if not self._kept or not cluster.nodes or pod.status.nominated_node_name:
            return decide(profile, pod, cluster, random)
        sheet = self._sheet(pod)
        state = CycleState(cluster)
        state.update(sheet.state)
        later = prepare(self._others, state, pod)
        if any(part.refused or part.only is not None for part in (sheet.question, later)):
            return decide(profile, pod, cluster, random)
        question = Question([*sheet.question.filters, *later.filters])
        ranking, rejected = self._ask(sheet, later, question, state, pod)
        if not ranking.names:
            return no_node(profile, state, pod, question, rejected)
        scored, totals = self._score(sheet, ranking, state, pod)
        return conclude(pod, ranking.names, rejected, scored, totals, random)

    def _learn_the_parts(self) -> None:
        """Whose answers can be kept: the filters up to the first one that must be asked anew, and some scorers."""
        profile = self._profile
        self._version = profile.version
        self._filters = list(takewhile(_can_be_kept, profile.filters))
        self._others = profile.filters[len(self._filters) :]
        self._scorers = [plugin for plugin in profile.scorers if _can_be_kept(plugin)]
        self._kept: list[Plugin] = list(dict.fromkeys([*self._filters, *self._scorers]))
        self._sheets: dict[Hashable, Sheet] = {}
        self._answers = 0
        self._running = RunningColumns(self._cluster)

    def _sheet(self, pod: Pod) -> Sheet:
        """The sheet for Pods like this, up to date. It is the last one now that will be forgotten."""
        key = tuple([plugin.looks_at(pod) for plugin in self._kept])
        sheet = self._sheets.pop(key, None)
        if sheet is None:
            sheet = Sheet(self._filters, self._scorers, pod, self._cluster)
            self._answers += sheet.size
        else:
            self._answers -= sheet.size
            sheet.refresh()
            self._answers += sheet.size
        self._sheets[key] = sheet
        while self._answers > MOST_ANSWERS and len(self._sheets) > 1:
            self._answers -= self._sheets.pop(next(iter(self._sheets))).size
        return sheet

    def _ask(
        self, sheet: Sheet, later: Question, question: Question, state: CycleState, pod: Pod
    ) -> tuple[Ranking, Rejections]:
        """Add to the sheet what the other filters say, and what follows from Pods for which nodes are kept free."""
        ranking, rejected, cluster = sheet.ranking, sheet.rejected, self._cluster
        reserved = [name for name in cluster.nominated if name in cluster.nodes and cluster.nominees(name, pod)]
        if not later.filters and not reserved:
            return ranking, rejected
        special = {name: why_not_here(question, state, pod, cluster.nodes[name]) for name in reserved}
        more: dict[str, Rejection] = {name: why for name, why in special.items() if why is not None}
        places = []
        for place, info in enumerate(cluster.named(ranking.names)):
            why = special[info.name] if info.name in special else first_no(later.filters, state, pod, info)
            if why is None:
                places.append(place)
            else:
                more[info.name] = why
        if not more:
            return ranking, rejected
        both = {**rejected, **more}
        in_order = FrozenMap({name: both[name] for name in cluster.nodes if name in both})
        return ranking.only(places) if len(places) < len(ranking.names) else ranking, in_order

    def _score(
        self, sheet: Sheet, ranking: Ranking, state: CycleState, pod: Pod
    ) -> tuple[list[ScoreColumn], Sequence[int]]:
        """The columns of all plugins in order, and the totals; nothing where there is only one node."""
        if len(ranking.names) == 1:
            return [], ()
        totals: Sequence[int] = ranking.totals
        columns: list[ScoreColumn] = []
        numbers = {id(plugin): number for number, plugin in enumerate(ranking.plugins)}
        for plugin in self._profile.scorers:
            if id(plugin) in numbers:
                columns.append(ranking.column(numbers[id(plugin)]))
            elif not _can_be_kept(plugin) and (column := self._column(sheet, plugin, state, pod, ranking)) is not None:
                columns.append(column)
                totals = add_up(totals, column)
        return columns, totals

    def _column(
        self, sheet: Sheet, plugin: ScorePlugin, state: CycleState, pod: Pod, ranking: Ranking
    ) -> ScoreColumn | None:
        """What a plugin says that must be asked each time, unless it can keep its scores running."""
        running = plugin.running(pod, self._cluster) if ranking is sheet.ranking else None
        if running is None:
            return score_column(plugin, state, pod, self._cluster.named(ranking.names))
        return self._running.column(running, plugin, ranking)


def _can_be_kept(plugin: Plugin) -> bool:
    return type(plugin).looks_at is not Plugin.looks_at
