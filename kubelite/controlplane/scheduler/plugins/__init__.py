"""The rules of the default scheduler, one a file: a pure function that is the rule, and the plugin that applies it."""

from collections.abc import Mapping

from kubelite.controlplane.scheduler.framework import Plugin, ScorePlugin
from kubelite.controlplane.scheduler.plugins.defaultbinder import DefaultBinder
from kubelite.controlplane.scheduler.plugins.defaultpreemption import DefaultPreemption
from kubelite.controlplane.scheduler.plugins.imagelocality import ImageLocality
from kubelite.controlplane.scheduler.plugins.interpodaffinity import InterPodAffinity
from kubelite.controlplane.scheduler.plugins.mostallocated import MostAllocated
from kubelite.controlplane.scheduler.plugins.nodeaffinity import NodeAffinity
from kubelite.controlplane.scheduler.plugins.nodename import NodeName
from kubelite.controlplane.scheduler.plugins.nodeports import NodePorts
from kubelite.controlplane.scheduler.plugins.noderesourcesbalancedallocation import NodeResourcesBalancedAllocation
from kubelite.controlplane.scheduler.plugins.noderesourcesfit import NodeResourcesFit
from kubelite.controlplane.scheduler.plugins.nodeunschedulable import NodeUnschedulable
from kubelite.controlplane.scheduler.plugins.podtopologyspread import PodTopologySpread
from kubelite.controlplane.scheduler.plugins.prioritysort import PrioritySort
from kubelite.controlplane.scheduler.plugins.schedulinggates import SchedulingGates
from kubelite.controlplane.scheduler.plugins.tainttoleration import TaintToleration


def default_plugins(
    *, weights: Mapping[str, int] | None = None, most_allocated: bool = False
) -> tuple[Plugin, ...]:
    """The plugins of the default scheduler, in Kubernetes' order; those about volumes are left out.

    ``weights`` says how much the word of a plugin counts, by its name, where that is not as usual; 0 leaves its score
    out. ``most_allocated`` makes NodeResourcesFit prefer full nodes. Raises ``ValueError`` for an unknown name.

    Source: ``pkg/scheduler/apis/config/v1/default_plugins.go``.
    """
    plugins = (
        SchedulingGates(),
        PrioritySort(),
        NodeUnschedulable(),
        NodeName(),
        TaintToleration(),
        NodeAffinity(),
        NodePorts(),
        MostAllocated() if most_allocated else NodeResourcesFit(),
        PodTopologySpread(),
        InterPodAffinity(),
        DefaultPreemption(),
        NodeResourcesBalancedAllocation(),
        ImageLocality(),
        DefaultBinder(),
    )
    scorers = {plugin.name: plugin for plugin in plugins if isinstance(plugin, ScorePlugin)}
    for name, weight in (weights or {}).items():
        if name not in scorers:
            raise ValueError(f"weights: no part {name} gives scores; there are {', '.join(scorers)}")
        scorers[name].weight = weight
    return plugins
