"""The rules of the default scheduler, one a file: a pure function that is the rule, and the plugin that applies it."""

from kubelite.controlplane.scheduler.framework import Plugin
from kubelite.controlplane.scheduler.plugins.defaultpreemption import DefaultPreemption
from kubelite.controlplane.scheduler.plugins.nodeaffinity import NodeAffinity
from kubelite.controlplane.scheduler.plugins.nodename import NodeName
from kubelite.controlplane.scheduler.plugins.noderesourcesfit import NodeResourcesFit
from kubelite.controlplane.scheduler.plugins.nodeunschedulable import NodeUnschedulable
from kubelite.controlplane.scheduler.plugins.prioritysort import PrioritySort
from kubelite.controlplane.scheduler.plugins.schedulinggates import SchedulingGates
from kubelite.controlplane.scheduler.plugins.tainttoleration import TaintToleration


def default_plugins() -> tuple[Plugin, ...]:
    """The plugins of the default scheduler, in Kubernetes' order.

    Source: ``pkg/scheduler/apis/config/v1/default_plugins.go``.
    """
    return (
        SchedulingGates(),
        PrioritySort(),
        NodeUnschedulable(),
        NodeName(),
        TaintToleration(),
        NodeAffinity(),
        NodeResourcesFit(),
        DefaultPreemption(),
    )
