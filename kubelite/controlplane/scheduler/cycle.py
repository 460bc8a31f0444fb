"""One scheduling cycle: from a Pod and all nodes to a Decision. Nothing here touches the API.

Source of the rules: ``pkg/scheduler/schedule_one.go`` and ``pkg/scheduler/framework/runtime/framework.go``.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from kubelite.controlplane.scheduler.decision import NO_NODES, Decision, ScoreColumn, why_not
from kubelite.controlplane.scheduler.framework import SKIP, SUCCESS, CycleState, Rejection, Rejections
from kubelite.controlplane.scheduler.profile import Profile
from kubelite.objects.core.pod import Pod
from kubelite.objects.frozen import FrozenMap
from kubelite.rules.nodeinfo import NodeInfo

CONTROL_PLANE = "node-role.kubernetes.io/control-plane"


def decide(profile: Profile, pod: Pod, nodes: Sequence[NodeInfo], random: Random) -> Decision:
    """Filter the nodes, score those that are left, and choose one with the highest total.

    Where only one node is left there is nothing to compare, and nobody is asked for a score.
    """
    name = f"{pod.metadata.namespace}/{pod.metadata.name}"
    if profile.is_stub:  # without plugins nobody knows of taints, and still the control plane is not for everybody
        nodes = [node for node in nodes if CONTROL_PLANE not in node.labels]
    if not nodes:
        return Decision(pod=name, message=NO_NODES)
    feasible, rejected = filter_nodes(profile, pod, nodes)
    if not feasible:
        return Decision(pod=name, message=explain(profile, pod, nodes, rejected), rejected=rejected)
    names = tuple(node.name for node in feasible)
    scored = score_nodes(profile, pod, feasible) if len(feasible) > 1 else ()
    totals = sum_up(scored)
    chosen = choose(names, totals, random) if scored or not profile.is_stub else min(names)
    return Decision(pod=name, node=chosen, rejected=rejected, feasible=names, scored=scored, totals=totals)


def filter_nodes(profile: Profile, pod: Pod, nodes: Sequence[NodeInfo]) -> tuple[list[NodeInfo], Rejections]:
    """The nodes that every filter lets pass, and for each of the others the first filter that did not."""
    state: CycleState = {}
    for plugin in profile.filters:
        if (status := plugin.pre_filter(state, pod)) != SUCCESS:
            refused = Rejection(plugin.name, *status)
            return [], FrozenMap({node.name: refused for node in nodes})
    feasible, rejected = [], {}
    for node in nodes:
        for plugin in profile.filters:
            if (status := plugin.filter(state, pod, node)) != SUCCESS:
                rejected[node.name] = Rejection(plugin.name, *status)
                break
        else:
            feasible.append(node)
    return feasible, FrozenMap(rejected)


def score_nodes(profile: Profile, pod: Pod, nodes: Sequence[NodeInfo]) -> tuple[ScoreColumn, ...]:
    """What every plugin gives every node, but for plugins that skip this Pod."""
    state: CycleState = {}
    columns = []
    for plugin in profile.scorers:
        if plugin.pre_score(state, pod, nodes) != SKIP:
            raw = [plugin.score(state, pod, node) for node in nodes]
            columns.append(ScoreColumn(plugin.name, plugin.weight, tuple(raw), tuple(plugin.normalize(raw))))
    return tuple(columns)


def sum_up(columns: Sequence[ScoreColumn]) -> tuple[int, ...]:
    """The total of each node: its normalised scores times the weights of the plugins, added up."""
    weighted = [[column.weight * score for score in column.normalized] for column in columns]
    return tuple(map(sum, zip(*weighted, strict=True)))


def choose(names: Sequence[str], totals: Sequence[int], random: Random) -> str:
    """One of the nodes with the highest total, each with the same chance; any, where nobody gave a score."""
    highest = max(totals, default=0)
    best = [name for name, total in zip(names, totals, strict=True) if total == highest] if totals else names
    return best[0] if len(best) == 1 else random.choice(best)


def explain(profile: Profile, pod: Pod, nodes: Sequence[NodeInfo], rejected: Rejections) -> str:
    """The message of a Pod that found no node: why not, and what could not be done about it."""
    more = (plugin.post_filter(pod, nodes, rejected) for plugin in profile.post_filters)
    return " ".join([why_not(rejected), *filter(None, more)])
