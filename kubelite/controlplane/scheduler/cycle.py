"""One scheduling cycle: from a Pod and all nodes to a Decision. Nothing here touches the API.

Source of the rules: ``pkg/scheduler/schedule_one.go`` and ``pkg/scheduler/framework/runtime/framework.go``.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from kubelite.controlplane.scheduler.decision import NO_NODES, Decision, ScoreColumn, none_available, why_not
from kubelite.controlplane.scheduler.framework import (
    SKIP,
    SUCCESS,
    Code,
    CycleState,
    FilterPlugin,
    Rejection,
    Rejections,
    ScorePlugin,
    WayOut,
)
from kubelite.controlplane.scheduler.profile import Profile
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.pod import Pod
from kubelite.objects.frozen import FrozenMap
from kubelite.rules.nodeinfo import NodeInfo

CONTROL_PLANE = "node-role.kubernetes.io/control-plane"


class Question(NamedTuple):
    """What pre-filters found: whom to ask about the Pod, and which nodes come into question (``None``: all).

    ``refused`` is the answer for every node, when a plugin has given one already.
    """

    filters: Sequence[FilterPlugin]
    only: frozenset[str] | None = None
    restricted_by: tuple[str, ...] = ()
    refused: Rejection | None = None


def decide(profile: Profile, pod: Pod, nodes: Sequence[NodeInfo] | Snapshot, random: Random) -> Decision:
    """Filter the nodes, score those that are left, and choose one with the highest total.

    Where only one node is left there is nothing to compare, and nobody is asked for a score.
    """
    name = f"{pod.metadata.namespace}/{pod.metadata.name}"
    cluster = nodes if isinstance(nodes, Snapshot) else Snapshot.of(nodes)
    state, nodes = CycleState(cluster), list(cluster.nodes.values())
    if profile.is_stub:  # without plugins nobody knows of taints, and still the control plane is not for everybody
        nodes = [node for node in nodes if CONTROL_PLANE not in node.labels]
    if not nodes:
        return Decision(pod=name, message=NO_NODES)
    question = prepare(profile.filters, state, pod)
    feasible, rejected = ask(question, state, pod, nominated_first(pod, nodes))
    if not feasible and pod.status.nominated_node_name:
        feasible, rejected = ask(question, state, pod, nodes)
    if not feasible:
        return no_node(profile, state, pod, question, rejected)
    names = tuple(node.name for node in feasible)
    scored = score_nodes(profile, pod, feasible, state) if len(feasible) > 1 else ()
    if profile.is_stub and not scored:
        return Decision(pod=name, node=min(names), rejected=rejected, feasible=names)
    return conclude(pod, names, rejected, scored, sum_up(scored), random)


def conclude(
    pod: Pod,
    names: tuple[str, ...],
    rejected: Rejections,
    scored: Sequence[ScoreColumn],
    totals: Sequence[int],
    random: Random,
) -> Decision:
    """The Decision for a Pod that finds a node: one of those with the highest total."""
    return Decision(
        pod=f"{pod.metadata.namespace}/{pod.metadata.name}",
        node=choose(names, totals, random),
        rejected=rejected,
        feasible=names,
        scored=tuple(scored),
        totals=tuple(totals),
    )


def filter_nodes(
    profile: Profile, pod: Pod, nodes: Sequence[NodeInfo], state: CycleState | None = None
) -> tuple[list[NodeInfo], Rejections]:
    """The nodes that every filter lets pass, and for each of the others the first filter that did not."""
    state = state or CycleState(Snapshot.of(nodes))
    return ask(prepare(profile.filters, state, pod), state, pod, nodes)


def prepare(filters: Sequence[FilterPlugin], state: CycleState, pod: Pod) -> Question:
    """Give every plugin its chance to look at the Pod before it looks at nodes."""
    asked, only, restricted_by = [], None, []
    for plugin in filters:
        status = plugin.pre_filter(state, pod)
        if status.code == Code.SUCCESS:
            asked.append(plugin)
        elif status != SKIP:
            return Question((), refused=Rejection(plugin.name, status.code, status.reasons))
        if status.only is not None:
            only = status.only if only is None else only & status.only
            restricted_by.append(plugin.name)
    return Question(asked, only, tuple(restricted_by))


def ask(
    question: Question, state: CycleState, pod: Pod, nodes: Sequence[NodeInfo]
) -> tuple[list[NodeInfo], Rejections]:
    """What the filters say to each node."""
    if question.refused is not None:
        return [], FrozenMap(dict.fromkeys((node.name for node in nodes), question.refused))
    feasible, rejected = [], {}
    outside = _not_asked_for(question)
    for node in nodes:
        if question.only is not None and node.name not in question.only:
            rejected[node.name] = outside
        elif (rejection := why_not_here(question, state, pod, node)) is not None:
            rejected[node.name] = rejection
        else:
            feasible.append(node)
    return feasible, FrozenMap(rejected)


def why_not_here(question: Question, state: CycleState, pod: Pod, node: NodeInfo) -> Rejection | None:
    """The first filter that says no; ``None`` when none does.

    A Pod for which others make room (``status.nominatedNodeName``) counts as if it were there already. And since it may
    yet go elsewhere, the node must do without it, too.
    """
    nominees = state.cluster.nominees(node.name, pod)
    if nominees:
        crowded = node
        for nominee in nominees:
            crowded = crowded.with_pod(nominee)
        if (rejection := _supposing(question, state, pod, crowded)) is not None:
            return rejection
    if state.cluster.nodes[node.name] is node:
        return first_no(question.filters, state, pod, node)
    return _supposing(question, state, pod, node)


def first_no(filters: Sequence[FilterPlugin], state: CycleState, pod: Pod, node: NodeInfo) -> Rejection | None:
    """Ask one filter after the other, until one says no."""
    for plugin in filters:
        if (status := plugin.filter(state, pod, node)) != SUCCESS:
            return Rejection(plugin.name, status.code, status.reasons)
    return None


def nominated_first(pod: Pod, nodes: list[NodeInfo]) -> list[NodeInfo]:
    """Only the node where others made room for the Pod, if there is one; else all nodes."""
    nominated = pod.status.nominated_node_name
    return [node for node in nodes if node.name == nominated] or nodes if nominated else nodes


def score_nodes(
    profile: Profile, pod: Pod, nodes: Sequence[NodeInfo], state: CycleState | None = None
) -> tuple[ScoreColumn, ...]:
    """What every plugin gives every node, but for plugins that skip this Pod."""
    state = state or CycleState(Snapshot.of(nodes))
    columns = (score_column(plugin, state, pod, nodes) for plugin in profile.scorers)
    return tuple(column for column in columns if column is not None)


def score_column(
    plugin: ScorePlugin, state: CycleState, pod: Pod, nodes: Sequence[NodeInfo]
) -> ScoreColumn | None:
    """What one plugin gives every node; ``None`` when it skips this Pod."""
    if plugin.pre_score(state, pod, nodes) == SKIP:
        return None
    raw = [plugin.score(state, pod, node) for node in nodes]
    return ScoreColumn(plugin.name, plugin.weight, tuple(raw), tuple(plugin.normalize(state, raw)))


def sum_up(columns: Sequence[ScoreColumn]) -> Sequence[int]:
    """The total of each node: its normalised scores times the weights of the plugins, added up."""
    totals: Sequence[int] = [0] * len(columns[0].raw) if columns else []
    for column in columns:
        totals = add_up(totals, column)
    return tuple(totals)


def add_up(totals: Sequence[int], column: ScoreColumn) -> Sequence[int]:
    """The totals, with what one more plugin gave."""
    weight = column.weight
    return [total + weight * score for total, score in zip(totals, column.normalized, strict=True)]


def choose(names: Sequence[str], totals: Sequence[int], random: Random) -> str:
    """One of the nodes with the highest total, each with the same chance; any, where nobody gave a score."""
    highest = max(totals, default=0)
    best = [name for name, total in zip(names, totals, strict=True) if total == highest] if totals else names
    return best[0] if len(best) == 1 else random.choice(best)


def no_node(profile: Profile, state: CycleState, pod: Pod, question: Question, rejected: Rejections) -> Decision:
    """The Decision for a Pod that found no node: why not, and what could be done about it."""
    ways = [
        plugin.post_filter(state, pod, rejected, lambda node: why_not_here(question, state, pod, node))
        for plugin in profile.post_filters
    ]
    way = next((way for way in ways if way.node), WayOut())
    refused = question.refused
    why = none_available(len(rejected), (), ", ".join(refused.reasons)) if refused else why_not(rejected)
    message = " ".join([why, *(way.message for way in ways if way.message)])
    name = f"{pod.metadata.namespace}/{pod.metadata.name}"
    return Decision(pod=name, message=message, rejected=rejected, nominated=way.node, victims=way.victims)


def _supposing(question: Question, state: CycleState, pod: Pod, node: NodeInfo) -> Rejection | None:
    """The first no if ``node`` had these Pods. Plugins that skip the Pod as things are stay out all the same."""
    supposed = CycleState(state.cluster.what_if(node))
    asked = [plugin for plugin in question.filters if plugin.pre_filter(supposed, pod).code == Code.SUCCESS]
    return first_no(asked, supposed, pod, node)


def _not_asked_for(question: Question) -> Rejection:
    """Why a node is left out that the plugins did not name."""
    reason = f"node(s) didn't satisfy plugin(s) [{' '.join(question.restricted_by)}]"
    return Rejection(question.restricted_by[0] if question.restricted_by else "", Code.UNRESOLVABLE, (reason,))
