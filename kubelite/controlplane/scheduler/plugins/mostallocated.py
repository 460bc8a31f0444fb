"""The other strategy of NodeResourcesFit: better a node on which little stays free, so that few nodes are needed.

Source of the rule: ``pkg/scheduler/framework/plugins/noderesources/most_allocated.go``.
"""

from __future__ import annotations

from collections.abc import Mapping

from kubelite.controlplane.scheduler.framework import MAX_NODE_SCORE, CycleState
from kubelite.controlplane.scheduler.plugins.noderesourcesfit import SCORED, NodeResourcesFit
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo


def most_allocated(wanted: Mapping[str, int], node: NodeInfo) -> int:
    """0..100: the share of CPU and of memory, in whole percent, that is taken with the Pod on the node; their mean.

    More than all counts as all; a resource of which the node has none does not count.
    """
    capacities = {resource: node.allocatable[resource] for resource in SCORED if node.allocatable[resource]}
    taken = [
        min(node.scored[resource] + wanted[resource], capacity) * MAX_NODE_SCORE // capacity
        for resource, capacity in capacities.items()
    ]
    return sum(taken) // len(taken) if taken else 0


class MostAllocated(NodeResourcesFit):
    """NodeResourcesFit with this strategy: it filters as ever, and packs Pods instead of spreading them."""

    def score(self, state: CycleState, pod: Pod, node: NodeInfo) -> int:
        return most_allocated(state["NodeResourcesFit: score"], node)
