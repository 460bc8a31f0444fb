"""InterPodAffinity: Pods that must or would like to run near other Pods, or away from them.

"Near" means: on nodes with the same value of a label, the ``topologyKey``: the same node, zone, rack. Such a set of
nodes is a domain.

Source of the rule: ``pkg/scheduler/framework/plugins/interpodaffinity/{filtering,scoring}.go``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kubelite.controlplane.scheduler.census import Likeness, likeness
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
from kubelite.controlplane.scheduler.plugins.podterms import Term, term_of
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.affinity import PodAffinity
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo

NOT_NEAR = unresolvable("node(s) didn't match pod affinity rules")
TOO_NEAR = unschedulable("node(s) didn't match pod anti-affinity rules")
UNWANTED = unschedulable("node(s) didn't satisfy existing pods anti-affinity rules")
HARD_POD_AFFINITY_WEIGHT = 1
"""What it counts that a Pod which is there already must have Pods such as this one near it."""

Domains = Counter[tuple[str, str]]
"""(topology key, value) → number of Pods, or sum of weights, in that domain."""


class Requirements(NamedTuple):
    """What ``filter`` needs to know of the other Pods."""

    near: list[Term]
    away: list[Term]
    matching_near: Domains
    matching_away: Domains
    unwanted: Domains
    first_of_its_kind: bool


def required(alike: Likeness, affinity: PodAffinity) -> list[Term]:
    """The terms that must hold."""
    terms = affinity.required_during_scheduling_ignored_during_execution
    return [term_of(term, alike.namespace, alike.labels) for term in terms]


def preferred(alike: Likeness) -> list[Term]:
    """The terms that would be nice, those about Pods to keep away from with a weight below 0."""
    near = alike.attraction.preferred_during_scheduling_ignored_during_execution
    away = alike.repulsion.preferred_during_scheduling_ignored_during_execution
    return [term_of(wish.pod_affinity_term, alike.namespace, alike.labels, wish.weight) for wish in near] + [
        term_of(wish.pod_affinity_term, alike.namespace, alike.labels, -wish.weight) for wish in away
    ]


def meets_all(terms: Sequence[Term], alike: Likeness, cluster: Snapshot) -> bool:
    """Whether such a Pod is meant by every one of the terms."""
    return all(term.meets(alike.namespace, alike.labels, cluster) for term in terms)


def add_domains(domains: Domains, key: str, counts: Mapping[str, int], weight: int, cluster: Snapshot) -> None:
    """Add Pods, ``counts`` on each node, to the domains of their nodes, each ``weight`` times."""
    for name, count in counts.items():
        value = cluster.nodes[name].labels.get(key)
        if value is not None:
            domains[key, value] += weight * count


def requirements(pod: Pod, cluster: Snapshot) -> Requirements:
    """Who is where, as far as it matters for the required terms: those of the Pod, and those of others against it."""
    own = likeness(pod)
    near, away = required(own, own.attraction), required(own, own.repulsion)
    matching_near, matching_away, unwanted = Domains(), Domains(), Domains()
    for alike, counts in cluster.census.everybody.items() if near or away else ():
        if near and meets_all(near, alike, cluster):
            for term in near:
                add_domains(matching_near, term.topology_key, counts, 1, cluster)
        for term in away:
            if meets_all([term], alike, cluster):
                add_domains(matching_away, term.topology_key, counts, 1, cluster)
    for alike, counts in cluster.census.with_affinity.items():
        for term in required(alike, alike.repulsion):
            if meets_all([term], own, cluster):
                add_domains(unwanted, term.topology_key, counts, 1, cluster)
    first = not matching_near and meets_all(near, own, cluster)
    return Requirements(near, away, matching_near, matching_away, unwanted, first)


def verdict(wanted: Requirements, labels: Mapping[str, str]) -> Status:
    """Whether a node with these labels meets all required terms.

    Every term of affinity needs a Pod in the node's domain that all of the terms mean. The first of a group of Pods
    which want to be together finds none, and may run on any node that has the keys. No term of anti-affinity may find
    one, neither the Pod's own nor those of Pods that are there.
    """
    if any(term.topology_key not in labels for term in wanted.near):
        return NOT_NEAR
    if not wanted.first_of_its_kind and not all(_inhabited(wanted.matching_near, t, labels) for t in wanted.near):
        return NOT_NEAR
    if any(_inhabited(wanted.matching_away, term, labels) for term in wanted.away):
        return TOO_NEAR
    if any(labels.get(key) == value for key, value in wanted.unwanted):
        return UNWANTED
    return SUCCESS


def attraction(pod: Pod, cluster: Snapshot) -> Domains:
    """How much each domain attracts the Pod, or puts it off (below 0): the weights of all terms that matched a Pod.

    Counted are the Pod's own wishes, and of Pods that are there their wishes and requirements about Pods such as this.
    """
    own, domains = likeness(pod), Domains()
    wishes = preferred(own)
    for alike, counts in cluster.census.everybody.items() if wishes else ():
        for term in wishes:
            if meets_all([term], alike, cluster):
                add_domains(domains, term.topology_key, counts, term.weight, cluster)
    for alike, counts in cluster.census.with_affinity.items():
        for term in (*required(alike, alike.attraction), *preferred(alike)):
            if meets_all([term], own, cluster):
                weight = term.weight or HARD_POD_AFFINITY_WEIGHT
                add_domains(domains, term.topology_key, counts, weight, cluster)
    return domains


def share_of_range(scores: Sequence[int]) -> list[int]:
    """The lowest score becomes 0, the highest 100; all become 0 when they are equal."""
    least, most = min(scores, default=0), max(scores, default=0)
    if least == most:
        return [0] * len(scores)
    return [int(MAX_NODE_SCORE * ((score - least) / (most - least))) for score in scores]


class InterPodAffinity(FilterPlugin, ScorePlugin):
    """Leaves out nodes against the required terms. Score: the weights of what the node has near it."""

    name = "InterPodAffinity"
    weight = 2
    helped_by = frozenset({Event.NODE_ADDED, Event.NODE_LABELS, Event.POD_GONE, Event.POD_PLACED})

    def pre_filter(self, state: CycleState, pod: Pod) -> Status:
        wanted = state["InterPodAffinity"] = requirements(pod, state.cluster)
        return SUCCESS if wanted.near or wanted.away or wanted.unwanted else SKIP

    def filter(self, state: CycleState, pod: Pod, node: NodeInfo) -> Status:
        return verdict(state["InterPodAffinity"], node.labels)

    def pre_score(self, state: CycleState, pod: Pod, nodes: Sequence[NodeInfo]) -> Status:
        domains = state["InterPodAffinity: score"] = attraction(pod, state.cluster)
        return SUCCESS if domains else SKIP

    def score(self, state: CycleState, pod: Pod, node: NodeInfo) -> int:
        domains: Domains = state["InterPodAffinity: score"]
        return sum(weight for (key, value), weight in domains.items() if node.labels.get(key) == value)

    def normalize(self, state: CycleState, scores: list[int]) -> list[int]:
        return share_of_range(scores)


def _inhabited(domains: Domains, term: Term, labels: Mapping[str, str]) -> bool:
    value = labels.get(term.topology_key)
    return value is not None and (term.topology_key, value) in domains
