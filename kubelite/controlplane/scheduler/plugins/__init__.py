"""The rules of the default scheduler, one a file: a pure function that is the rule, and the plugin that applies it."""

from kubelite.controlplane.scheduler.framework import Plugin
from kubelite.controlplane.scheduler.plugins.defaultbinder import DefaultBinder
from kubelite.controlplane.scheduler.plugins.defaultpreemption import DefaultPreemption
from kubelite.controlplane.scheduler.plugins.imagelocality import ImageLocality
from kubelite.controlplane.scheduler.plugins.interpodaffinity import InterPodAffinity
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


def default_plugins() -> tuple[Plugin, ...]:
    """The plugins of the default scheduler, in Kubernetes' order; those about volumes are left out.

    Source: ``pkg/scheduler/apis/config/v1/default_plugins.go``.
    """
    return (
        SchedulingGates(),
        PrioritySort(),
        NodeUnschedulable(),
        NodeName(),
        TaintToleration(),
        NodeAffinity(),
        NodePorts(),
        NodeResourcesFit(),
        PodTopologySpread(),
        InterPodAffinity(),
        DefaultPreemption(),
        NodeResourcesBalancedAllocation(),
        ImageLocality(),
        DefaultBinder(),
    )
