"""The profile: which parts the scheduler is made of, and whose they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from kubelite.controlplane.scheduler.framework import (
    BindPlugin,
    Code,
    Event,
    FilterPlugin,
    PermitPlugin,
    Plugin,
    PostFilterPlugin,
    PreEnqueuePlugin,
    QueueSortPlugin,
    Rejections,
    ReservePlugin,
    ScorePlugin,
)
from kubelite.controlplane.scheduler.ownfunctions import OwnFilter, OwnScore
from kubelite.controlplane.scheduler.plugins import default_plugins
from kubelite.controlplane.scheduler.plugins.defaultbinder import DefaultBinder
from kubelite.objects.core.pod import Pod

OwnFunction = OwnFilter | OwnScore
DEPARTURES = frozenset({Event.POD_GONE, Event.POD_LEAVING})


class Part(NamedTuple):
    """One part of the scheduler. ``owner`` is ``kubelite`` or ``you``; ``weight`` counts for scores only."""

    point: str
    name: str
    owner: str
    weight: int = 0
    replaces: str = ""
    note: str = ""


class Profile:
    """The built-in plugins, and a learner's functions beside them or in their place.

    ``filters`` and ``scorers`` hold whom to ask, in order. A function that is not written yet is not among them; the
    built-in part that it was to replace is. ``version`` changes whenever they do.
    """

    filters: list[FilterPlugin]
    scorers: list[ScorePlugin]

    def __init__(self, plugins: Sequence[Plugin]) -> None:
        self.plugins = tuple(plugins)
        self.version = 0
        self._own: list[OwnFunction] = []
        self._arrange()

    @property
    def is_stub(self) -> bool:
        """Whether there is no built-in plugin at all."""
        return not self.plugins

    def use(self, own: OwnFunction) -> None:
        """Take a function in. It takes the place of one with the same name, and of one that replaces the same part."""
        self._check(own)
        self._own = [*(other for other in self._own if not _same_place(own, other)), own]
        self._arrange()

    def leave_out(self, function: Callable[..., Any]) -> str:
        """Leave out a function that turned out not to be written yet; the sentence to tell its author."""
        own = next(own for own in self._own if own.function is function and own.written)
        own.written = False
        self._arrange()
        if own.replaces:
            return f"{own.name} is not written yet: kubelite's own {own.replaces} does its work."
        return f"{own.name} is not written yet: it is left out."

    def parts(self) -> tuple[Part, ...]:
        """Every part and whose it is, in the order in which they are asked; functions not written yet come last."""
        asked = [self._part("filter", plugin) for plugin in self.filters]
        asked += [self._part("score", plugin) for plugin in self.scorers]
        return (*asked, *(self._part(own.point, own) for own in self._own if not own.written))

    def sort_key(self, pod: Pod) -> Any:
        """Where the Pod stands in the queue; all are equal where no plugin sorts."""
        return [plugin.sort_key(pod) for plugin in self.sorters]

    def helped_by(self, rejected: Rejections) -> frozenset[Event]:
        """The events that may change the mind of one of the filters that said no; any event, where none was asked.

        Departing Pods change the mind only of a filter that somewhere said "as things are".
        """
        refusing = {(why.plugin, why.code) for why in rejected.values()}
        events = [
            plugin.helped_by if (plugin.name, Code.UNSCHEDULABLE) in refusing else plugin.helped_by - DEPARTURES
            for plugin in self.filters
            if {(plugin.name, Code.UNSCHEDULABLE), (plugin.name, Code.UNRESOLVABLE)} & refusing
        ]
        return frozenset().union(*events) if events else frozenset(Event)

    def _part(self, point: str, plugin: Any) -> Part:
        weight = plugin.weight if point == "score" else 0
        if isinstance(plugin, OwnFunction):
            return Part(point, plugin.name, "you", weight, plugin.replaces, "" if plugin.written else "not written yet")
        return Part(point, plugin.name, "kubelite", weight)

    def _check(self, own: OwnFunction) -> None:
        protocol = FilterPlugin if own.point == "filter" else ScorePlugin
        names = [plugin.name for plugin in self.plugins if isinstance(plugin, protocol)]
        known = [*names, *(plugin.name for plugin in default_plugins() if isinstance(plugin, protocol))]
        if own.replaces and own.replaces not in known:  # the stub has none of them, so that none stands in the way
            there = ", ".join(dict.fromkeys(known))
            raise ValueError(f'replaces="{own.replaces}": no such {own.point} part; there are {there}')
        if own.name in names and own.name != own.replaces:
            raise ValueError(f'kubelite has a part {own.name}, too: add replaces="{own.name}", or choose another name')

    def _arrange(self) -> None:
        """Put everybody in order, once, so that scheduling a Pod need not ask who takes part."""
        plugins = self.plugins
        self.version += 1
        self.sorters = [plugin for plugin in plugins if isinstance(plugin, QueueSortPlugin)]
        self.gatekeepers = [plugin for plugin in plugins if isinstance(plugin, PreEnqueuePlugin)]
        self.filters = self._line_up("filter", [plugin for plugin in plugins if isinstance(plugin, FilterPlugin)])
        self.post_filters = [plugin for plugin in plugins if isinstance(plugin, PostFilterPlugin)]
        self.reservers = [plugin for plugin in plugins if isinstance(plugin, ReservePlugin)]
        self.permitters = [plugin for plugin in plugins if isinstance(plugin, PermitPlugin)]
        self.binders = [plugin for plugin in plugins if isinstance(plugin, BindPlugin)] or [DefaultBinder()]
        scorers = [plugin for plugin in plugins if isinstance(plugin, ScorePlugin) and plugin.weight]
        self.scorers = self._line_up("score", scorers)

    def _line_up(self, point: str, plugins: Sequence[Any]) -> list[Any]:
        """The plugins of one point, each replaced by the function that replaces it, and then all other functions."""
        own = [function for function in self._own if function.point == point and function.written]
        there = {plugin.name for plugin in plugins}
        replacing = {function.replaces: function for function in own if function.replaces in there}
        others = [function for function in own if function.replaces not in there]
        return [*(replacing.get(plugin.name, plugin) for plugin in plugins), *others]


def _same_place(one: OwnFunction, other: OwnFunction) -> bool:
    if one.point != other.point:
        return False
    return one.name == other.name or (one.replaces != "" and one.replaces == other.replaces)
