"""NodeResourcesBalancedAllocation: better a node whose CPU and memory the Pod brings into balance.

A node with free memory and no CPU left takes nobody any more; its memory is lost.

Source of the rule: ``pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go`` (1.36; up to 1.35 the score
was ``balance`` with the Pod, and not the change).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from kubelite.controlplane.scheduler.framework import MAX_NODE_SCORE, SKIP, SUCCESS, CycleState, ScorePlugin, Status
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.requests import pod_requests, what_requests_follow_from


def balance(cpu: float, memory: float) -> int:
    """0..100 for the used shares of CPU and memory: 100 where they are equal, 50 where all of one is used and nothing
    of the other: 100 × (1 − σ), where σ, the standard deviation of two numbers, is half their difference.
    """
    if cpu > 1 or memory > 1:  # over-committed
        cpu, memory = min(1.0, cpu), min(1.0, memory)
    return int((1 - abs(cpu - memory) / 2) * MAX_NODE_SCORE)


def balanced_allocation(wanted: Mapping[str, int], node: NodeInfo) -> int:
    """50..100: 75 where the Pod leaves the balance as it is, more where it improves it, less where it spoils it.

    A node that has no CPU at all, or no memory, has no balance.
    """
    allocatable, requested = node.allocatable, node.requested
    cpu, memory = allocatable["cpu"], allocatable["memory"]
    if not cpu or not memory:
        return 75
    used_cpu, used_memory = requested["cpu"], requested["memory"]
    before = balance(used_cpu / cpu, used_memory / memory)
    after = balance((used_cpu + wanted["cpu"]) / cpu, (used_memory + wanted["memory"]) / memory)
    return 50 + (50 + after - before) // 2


class NodeResourcesBalancedAllocation(ScorePlugin):
    """Scores the change in balance. A Pod that asks for neither CPU nor memory changes none, and is not concerned."""

    name = "NodeResourcesBalancedAllocation"
    weight = 1

    def looks_at(self, pod: Pod) -> Hashable:
        return what_requests_follow_from(pod)

    def pre_score(self, state: CycleState, pod: Pod, nodes: Sequence[NodeInfo]) -> Status:
        wanted = state["NodeResourcesBalancedAllocation"] = pod_requests(pod)
        return SUCCESS if wanted["cpu"] or wanted["memory"] else SKIP

    def score(self, state: CycleState, pod: Pod, node: NodeInfo) -> int:
        return balanced_allocation(state["NodeResourcesBalancedAllocation"], node)
