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

SCORED = ("cpu", "memory")


def balance(used: Sequence[int], capacity: Sequence[int]) -> int:
    """0..100: 100 where the same share of every resource is used, 0 where all of one and nothing of the other.

    100 × (1 − σ), where σ is the standard deviation of the used shares, each at most 1: of two, half their difference.
    A resource of which there is nothing does not count.
    """
    shares = [min(1.0, part / whole) for part, whole in zip(used, capacity, strict=True) if whole]
    deviation = abs(shares[0] - shares[1]) / 2 if len(shares) == 2 else 0.0
    return int((1 - deviation) * MAX_NODE_SCORE)


def balanced_allocation(wanted: Mapping[str, int], node: NodeInfo) -> int:
    """50..100: 75 where the Pod leaves the balance as it is, more where it improves it, less where it spoils it."""
    capacity = [node.allocatable[resource] for resource in SCORED]
    before = [node.requested[resource] for resource in SCORED]
    after = [node.requested[resource] + wanted[resource] for resource in SCORED]
    change = balance(after, capacity) - balance(before, capacity)
    return 50 + (50 + change) // 2


class NodeResourcesBalancedAllocation(ScorePlugin):
    """Scores the change in balance. A Pod that asks for neither CPU nor memory changes none, and is not concerned."""

    name = "NodeResourcesBalancedAllocation"
    weight = 1

    def looks_at(self, pod: Pod) -> Hashable:
        return what_requests_follow_from(pod)

    def pre_score(self, state: CycleState, pod: Pod, nodes: Sequence[NodeInfo]) -> Status:
        wanted = state["NodeResourcesBalancedAllocation"] = pod_requests(pod)
        return SUCCESS if any(wanted[resource] for resource in SCORED) else SKIP

    def score(self, state: CycleState, pod: Pod, node: NodeInfo) -> int:
        return balanced_allocation(state["NodeResourcesBalancedAllocation"], node)
