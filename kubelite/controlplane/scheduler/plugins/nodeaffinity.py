"""NodeAffinity: the node has the labels that the Pod must have; better one with labels that it would like.

Source of the rule: ``pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go``.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from kubelite.controlplane.scheduler.framework import (
    SKIP,
    SUCCESS,
    CycleState,
    Event,
    FilterPlugin,
    ScorePlugin,
    Status,
    only_nodes,
    share_of_most,
    unresolvable,
)
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeaffinity import matches_required, named_nodes, node_affinity, preference, requires_something
from kubelite.rules.nodeinfo import NodeInfo

CONFLICT = unresolvable("pod affinity terms conflict")
REFUSED = unresolvable("node(s) didn't match Pod's node affinity/selector")


class NodeAffinity(FilterPlugin, ScorePlugin):
    """Leaves out nodes without the required labels. Score: the weights of the matching preferred terms, as a share."""

    name = "NodeAffinity"
    weight = 2
    helped_by = frozenset({Event.NODE_ADDED, Event.NODE_LABELS})
    looks_at_pods = False

    def looks_at(self, pod: Pod) -> Hashable:
        return pod.spec.node_selector, node_affinity(pod)

    def pre_filter(self, state: CycleState, pod: Pod) -> Status:
        if not requires_something(pod):
            return SKIP
        names = named_nodes(pod)
        if names is None:
            return SUCCESS
        return only_nodes(names) if names else CONFLICT

    def filter(self, state: CycleState, pod: Pod, node: NodeInfo) -> Status:
        return SUCCESS if matches_required(pod, node.node) else REFUSED

    def pre_score(self, state: CycleState, pod: Pod, nodes: Sequence[NodeInfo]) -> Status:
        return SUCCESS if node_affinity(pod).preferred_during_scheduling_ignored_during_execution else SKIP

    def score(self, state: CycleState, pod: Pod, node: NodeInfo) -> int:
        return preference(pod, node.node)

    def normalize(self, state: CycleState, scores: list[int]) -> list[int]:
        return share_of_most(scores)
