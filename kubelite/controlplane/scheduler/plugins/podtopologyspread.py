"""PodTopologySpread: Pods of one application are spread over nodes, zones, racks, so that no failure hits them all.

A domain is a set of nodes with the same value of a label, the ``topologyKey``. Matching Pods are those of the same
namespace that the selector of a constraint matches, and that are not on their way out.

Source of the rule: ``pkg/scheduler/framework/plugins/podtopologyspread/{filtering,common}.go``; the score is in
``crowding.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kubelite.controlplane.scheduler.framework import (
    SKIP,
    SUCCESS,
    CycleState,
    Event,
    FilterPlugin,
    ScorePlugin,
    Status,
    unresolvable,
    unschedulable,
)
from kubelite.controlplane.scheduler.plugins.crowding import Wishes, crowding, least_crowded, wishes
from kubelite.controlplane.scheduler.plugins.defaultspreading import DefaultSpreading
from kubelite.controlplane.scheduler.plugins.spreadconstraints import (
    Constraint,
    hard_constraints,
    has_keys,
    matching_pods,
    soft_constraints,
)
from kubelite.controlplane.scheduler.runningscores import Running
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo

NO_LABEL = unresolvable("node(s) didn't match pod topology spread constraints (missing required label)")
TOO_MANY = unschedulable("node(s) didn't match pod topology spread constraints")


class Limit(NamedTuple):
    """One hard constraint, counted: how many matching Pods each domain has, and how many it may have at most."""

    key: str
    counts: Mapping[str, int]
    most: int


def limits(pod: Pod, constraints: Sequence[Constraint], cluster: Snapshot) -> list[Limit]:
    """For each hard constraint the counts of the domains, and how many Pods a domain may have before this one comes.

    With the Pod a domain may have at most ``maxSkew`` more than the domain with the fewest, which counts 0 as long as
    there are fewer domains than ``minDomains``. Nodes without all of the keys, or left out by a policy, do not count.
    """
    nodes = [info for info in cluster.nodes.values() if has_keys(info, constraints)]
    return [_limit(pod, constraint, nodes, cluster) for constraint in constraints]


class PodTopologySpread(FilterPlugin, ScorePlugin):
    """Leaves out nodes in domains with too many matching Pods. Score: the fewer are near, the better."""

    name = "PodTopologySpread"
    weight = 2
    helped_by = frozenset(Event) - {Event.NODE_ALLOCATABLE}

    def pre_filter(self, state: CycleState, pod: Pod) -> Status:
        constraints = hard_constraints(pod)
        if not constraints:
            return SKIP
        state["PodTopologySpread"] = limits(pod, constraints, state.cluster)
        return SUCCESS

    def filter(self, state: CycleState, pod: Pod, node: NodeInfo) -> Status:
        for limit in state["PodTopologySpread"]:
            value = node.labels.get(limit.key)
            if value is None:
                return NO_LABEL
            if limit.counts.get(value, 0) > limit.most:
                return TOO_MANY
        return SUCCESS

    def pre_score(self, state: CycleState, pod: Pod, nodes: Sequence[NodeInfo]) -> Status:
        constraints = soft_constraints(pod, state.cluster)
        if not constraints:
            return SKIP
        found = state["PodTopologySpread: score"] = wishes(pod, constraints, nodes, state.cluster)
        state["PodTopologySpread: left out"] = [node.name in found.left_out for node in nodes]
        return SUCCESS

    def score(self, state: CycleState, pod: Pod, node: NodeInfo) -> int:
        found: Wishes = state["PodTopologySpread: score"]
        return 0 if node.name in found.left_out else crowding(found.wishes, node.node)

    def normalize(self, state: CycleState, scores: list[int]) -> list[int]:
        return least_crowded(scores, state["PodTopologySpread: left out"])

    def running(self, pod: Pod, cluster: Snapshot) -> Running | None:
        constraints = soft_constraints(pod, cluster)
        if not constraints or not all(each.default and each.includes_all(pod) for each in constraints):
            return None
        key = (pod.metadata.namespace, *constraints)
        return Running(key, lambda nodes: DefaultSpreading(pod, constraints, nodes, cluster))


def _limit(pod: Pod, constraint: Constraint, nodes: Sequence[NodeInfo], cluster: Snapshot) -> Limit:
    matching = matching_pods(pod, constraint, cluster)
    counts: dict[str, int] = {}
    for info in nodes if constraint.includes_all(pod) else [info for info in nodes if constraint.includes(pod, info)]:
        value = info.labels[constraint.key]
        counts[value] = counts.get(value, 0) + matching.get(info.name, 0)
    fewest = min(counts.values(), default=0) if len(counts) >= constraint.min_domains else 0
    return Limit(constraint.key, counts, fewest + constraint.max_skew - constraint.matches(pod))
