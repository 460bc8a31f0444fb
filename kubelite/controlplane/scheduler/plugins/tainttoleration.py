"""TaintToleration: no node with a taint that the Pod does not tolerate; better one that does not say "rather not".

Source of the rule: ``pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go``.
"""

from __future__ import annotations

from collections.abc import Hashable

from kubelite.controlplane.scheduler.framework import (
    SUCCESS,
    CycleState,
    Event,
    FilterPlugin,
    ScorePlugin,
    Status,
    share_of_most,
    unresolvable,
)
from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.tolerations import NO_EXECUTE, NO_SCHEDULE, PREFER_NO_SCHEDULE, tolerates, untolerated

REFUSED = unresolvable("node(s) had untolerated taint(s)")
FORBIDS = (NO_SCHEDULE, NO_EXECUTE)


def fits(pod: Pod, node: Node) -> bool:
    """Whether the Pod tolerates every taint of the node that forbids: NoSchedule and NoExecute."""
    return untolerated(pod.spec.tolerations, node.spec.taints, FORBIDS) is None


def unwelcome(pod: Pod, node: Node) -> int:
    """How many taints of the node say "rather not" (PreferNoSchedule) to this Pod."""
    reluctant = [taint for taint in node.spec.taints if taint.effect == PREFER_NO_SCHEDULE]
    return sum(not any(tolerates(toleration, taint) for toleration in pod.spec.tolerations) for taint in reluctant)


class TaintToleration(FilterPlugin, ScorePlugin):
    """Leaves out nodes with untolerated taints. Score: 100 without PreferNoSchedule taints, 0 for the most of them."""

    name = "TaintToleration"
    weight = 3
    helped_by = frozenset({Event.NODE_ADDED, Event.NODE_TAINTS})
    looks_at_pods = False

    def looks_at(self, pod: Pod) -> Hashable:
        return pod.spec.tolerations

    def filter(self, state: CycleState, pod: Pod, node: NodeInfo) -> Status:
        return SUCCESS if fits(pod, node.node) else REFUSED

    def score(self, state: CycleState, pod: Pod, node: NodeInfo) -> int:
        return unwelcome(pod, node.node)

    def normalize(self, state: CycleState, scores: list[int]) -> list[int]:
        return share_of_most(scores, reverse=True)
