"""PodTopologySpread: Pods of one application are spread over nodes, zones, racks, so that no failure hits them all.

A domain is a set of nodes with the same value of a label, the ``topologyKey``. Matching Pods are those of the same
namespace that the selector of a constraint matches, and that are not on their way out.

Source of the rule: ``pkg/scheduler/framework/plugins/podtopologyspread/{filtering,scoring,common}.go``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log
from typing import NamedTuple

from kubelite.controlplane.scheduler.framework import (
    MAX_NODE_SCORE,
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
from kubelite.controlplane.scheduler.plugins.spreadconstraints import (
    HOSTNAME,
    Constraint,
    hard_constraints,
    has_keys,
    matching_pods,
    soft_constraints,
)
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


class Wish(NamedTuple):
    """One soft constraint, counted. ``weight`` is larger where there are more domains: ln(domains + 2)."""

    key: str
    counts: Mapping[str, int]
    weight: float
    max_skew: int


class Wishes(NamedTuple):
    """All soft constraints, and the names of scored nodes that are left out since they miss a key."""

    wishes: list[Wish]
    left_out: frozenset[str]


def wishes(pod: Pod, constraints: Sequence[Constraint], nodes: Sequence[NodeInfo], cluster: Snapshot) -> Wishes:
    """For each soft constraint the number of matching Pods by node name (hostname) or by value of the key.

    ``nodes`` are those to be scored: only their domains count, with the Pods on all nodes of the cluster.
    """
    required = () if constraints[0].default else constraints
    left_out = frozenset(info.name for info in nodes if not has_keys(info, required))
    scored = [info for info in nodes if info.name not in left_out] if left_out else nodes
    return Wishes([_wish(pod, constraint, scored, required, cluster) for constraint in constraints], left_out)


def crowding(wishes: Sequence[Wish], node: NodeInfo) -> int:
    """How many matching Pods are near the node, over all constraints: Σ count × weight + maxSkew − 1, rounded."""
    score, labels = 0.0, node.labels
    for key, counts, weight, max_skew in wishes:
        value = labels.get(key)
        if value is not None:
            count = counts.get(node.name if key == HOSTNAME else value, 0)
            score += count * weight + (max_skew - 1)
    return floor(score + 0.5)


def least_crowded(scores: Sequence[int], left_out: Sequence[bool]) -> list[int]:
    """0..100: the lower the better, 0 for nodes that are left out; 100 for all where nothing is crowded."""
    counted = [score for score, out in zip(scores, left_out, strict=True) if not out]
    least, most = min(counted, default=0), max(counted, default=0)
    best = [MAX_NODE_SCORE * (most + least - score) // most if most else MAX_NODE_SCORE for score in scores]
    return [0 if out else score for score, out in zip(best, left_out, strict=True)]


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
        return 0 if node.name in found.left_out else crowding(found.wishes, node)

    def normalize(self, state: CycleState, scores: list[int]) -> list[int]:
        return least_crowded(scores, state["PodTopologySpread: left out"])


def _limit(pod: Pod, constraint: Constraint, nodes: Sequence[NodeInfo], cluster: Snapshot) -> Limit:
    matching = matching_pods(pod, constraint, cluster)
    counts: dict[str, int] = {}
    for info in nodes if constraint.includes_all(pod) else [info for info in nodes if constraint.includes(pod, info)]:
        value = info.labels[constraint.key]
        counts[value] = counts.get(value, 0) + matching.get(info.name, 0)
    fewest = min(counts.values(), default=0) if len(counts) >= constraint.min_domains else 0
    return Limit(constraint.key, counts, fewest + constraint.max_skew - constraint.matches(pod))


def _wish(
    pod: Pod, constraint: Constraint, scored: Sequence[NodeInfo], required: Sequence[Constraint], cluster: Snapshot
) -> Wish:
    matching = matching_pods(pod, constraint, cluster)
    if constraint.key == HOSTNAME:
        return Wish(HOSTNAME, matching, log(len(scored) + 2), constraint.max_skew)
    counts = dict.fromkeys([info.labels.get(constraint.key, "") for info in scored], 0)
    for name, count in matching.items():
        info = cluster.nodes[name]
        value = info.labels.get(constraint.key, "")
        if value in counts and has_keys(info, required) and constraint.includes(pod, info):
            counts[value] += count
    return Wish(constraint.key, counts, log(len(counts) + 2), constraint.max_skew)
