"""NodeResourcesFit: what the Pod asks for must be free on the node; better a node on which much stays free.

What counts is what Pods *ask for*, not what they use.

Source of the rule: ``pkg/scheduler/framework/plugins/noderesources/{fit,least_allocated}.go``.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from kubelite.controlplane.scheduler.framework import (
    MAX_NODE_SCORE,
    SUCCESS,
    CycleState,
    Event,
    FilterPlugin,
    ScorePlugin,
    Status,
    unresolvable,
    unschedulable,
)
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.requests import pod_requests, scoring_requests, what_requests_follow_from

SCORED = ("cpu", "memory")
_ORDER = {"cpu": 0, "memory": 1, "ephemeral-storage": 2}


def insufficient(wanted: Mapping[str, int], node: NodeInfo) -> list[str]:
    """The resources of which the node has less free than ``wanted`` (amounts above 0), as a rule none.

    Allocatable minus the requests of the Pods that are there must leave at least what is wanted.
    """
    allocatable, requested = node.allocatable, node.requested
    return [resource for resource, amount in wanted.items() if amount > allocatable[resource] - requested[resource]]


def least_allocated(wanted: Mapping[str, int], node: NodeInfo) -> int:
    """0..100: the share of CPU and of memory, in whole percent, that stays free with the Pod on the node; their mean.

    A resource of which more is asked for than there is gives 0; one of which the node has none does not count.
    """
    allocatable, scored = node.allocatable, node.scored
    free, counted = 0, 0
    for resource in SCORED:
        capacity = allocatable[resource]
        if capacity:
            left = capacity - scored[resource] - wanted[resource]
            free += left * MAX_NODE_SCORE // capacity if left > 0 else 0
            counted += 1
    return free // counted if counted else 0


class NodeResourcesFit(FilterPlugin, ScorePlugin):
    """Leaves out nodes without room for the Pod. Score: the emptier, the better (``least_allocated``)."""

    name = "NodeResourcesFit"
    weight = 1
    helped_by = frozenset({Event.NODE_ADDED, Event.NODE_ALLOCATABLE, Event.POD_GONE})

    def looks_at(self, pod: Pod) -> Hashable:
        return what_requests_follow_from(pod)

    def pre_filter(self, state: CycleState, pod: Pod) -> Status:
        requests = pod_requests(pod)
        in_order = sorted((r for r in requests if requests[r] > 0), key=lambda r: (_ORDER.get(r, 3), r))
        state["NodeResourcesFit"] = {resource: requests[resource] for resource in in_order}
        return SUCCESS

    def filter(self, state: CycleState, pod: Pod, node: NodeInfo) -> Status:
        wanted = state["NodeResourcesFit"]
        full = node.requested["pods"] >= node.allocatable["pods"]
        missing = insufficient(wanted, node)
        if not full and not missing:
            return SUCCESS
        reasons = [*["Too many pods"] * full, *(f"Insufficient {resource}" for resource in missing)]
        hopeless = any(wanted[resource] > node.allocatable[resource] for resource in missing)
        return unresolvable(*reasons) if hopeless else unschedulable(*reasons)

    def pre_score(self, state: CycleState, pod: Pod, nodes: Sequence[NodeInfo]) -> Status:
        state["NodeResourcesFit: score"] = scoring_requests(pod)
        return SUCCESS

    def score(self, state: CycleState, pod: Pod, node: NodeInfo) -> int:
        return least_allocated(state["NodeResourcesFit: score"], node)
