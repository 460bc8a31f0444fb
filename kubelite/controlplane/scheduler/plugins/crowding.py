"""Crowding: the score of PodTopologySpread. The fewer Pods of the same application are near a node, the better.

Source of the rule: ``pkg/scheduler/framework/plugins/podtopologyspread/scoring.go``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import floor, log
from typing import NamedTuple

from kubelite.controlplane.scheduler.framework import MAX_NODE_SCORE
from kubelite.controlplane.scheduler.plugins.spreadconstraints import HOSTNAME, Constraint, has_keys, matching_pods
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo


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


def crowding(wishes: Sequence[Wish], node: Node) -> int:
    """How many matching Pods are near the node, over all constraints: Σ count × weight + maxSkew − 1, rounded."""
    score, labels = 0.0, node.metadata.labels
    for key, counts, weight, max_skew in wishes:
        value = labels.get(key)
        if value is not None:
            count = counts.get(node.metadata.name if key == HOSTNAME else value, 0)
            score += count * weight + (max_skew - 1)
    return floor(score + 0.5)


def best_for(scores: Collection[int]) -> dict[int, int]:
    """0..100 for each of these scores: the lower the better; 100 for all where nothing is crowded."""
    least, most = min(scores, default=0), max(scores, default=0)
    return {score: MAX_NODE_SCORE * (most + least - score) // most if most else MAX_NODE_SCORE for score in scores}


def least_crowded(scores: Sequence[int], left_out: Sequence[bool]) -> list[int]:
    """What is best for each score, and 0 for nodes that are left out: their scores do not count for the others."""
    best = best_for({score for score, out in zip(scores, left_out, strict=True) if not out})
    return [0 if out else best[score] for score, out in zip(scores, left_out, strict=True)]


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
