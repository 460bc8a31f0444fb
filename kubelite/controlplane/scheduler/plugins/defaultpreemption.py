"""DefaultPreemption: where no node has room for a Pod, Pods of lower priority may have to go.

Source of the rules: ``pkg/scheduler/framework/preemption/preemption.go``,
``pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go`` and ``pkg/scheduler/util/utils.go``; of the
words about claims ``pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from kubelite.controlplane.scheduler.decision import none_available
from kubelite.controlplane.scheduler.framework import (
    Code,
    CycleState,
    PostFilterPlugin,
    Rejection,
    Rejections,
    WayOut,
    WhyNot,
)
from kubelite.objects.core.pod import Pod
from kubelite.objects.frozen import FrozenMap
from kubelite.objects.policy import PodDisruptionBudget
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.podstate import condition, is_finished, is_terminating
from kubelite.rules.selectors import matches

NO_VICTIMS = Rejection("", Code.UNRESOLVABLE, ("No preemption victims found for incoming pod",))
NO_HELP = "Preemption is not helpful for scheduling"
NEVER = "not eligible due to preemptionPolicy=Never."
WAIT = "not eligible due to a terminating pod on the nominated node."
NOT_STARTED = datetime.max.replace(tzinfo=UTC)


class Candidate(NamedTuple):
    """A node that would have room without the ``victims``, the most important first; ``violations`` counts those that
    a PodDisruptionBudget protects.
    """

    node: str
    victims: tuple[Pod, ...]
    violations: int


def not_eligible(pod: Pod, nodes: Mapping[str, NodeInfo], rejected: Rejections) -> str:
    """Why nobody may be sent away for this Pod, ``""`` when somebody may: it does not want that, or it happened
    already, and those who must go are on their way out.
    """
    if pod.spec.preemption_policy == "Never":
        return NEVER
    nominated = pod.status.nominated_node_name
    if nominated not in nodes or (nominated in rejected and rejected[nominated].code == Code.UNRESOLVABLE):
        return ""
    leaving = any(_makes_room(other) and other.spec.priority < pod.spec.priority for other in nodes[nominated].pods)
    return WAIT if leaving else ""


def importance(pod: Pod) -> tuple[int, datetime]:
    """Sorts Pods, the most important first: by priority, then by how long they have been running."""
    return -pod.spec.priority, pod.status.start_time or NOT_STARTED


def protected(pods: Iterable[Pod], budgets: Iterable[PodDisruptionBudget]) -> tuple[list[Pod], list[Pod]]:
    """Those whose departure would break a budget if all who stand before them went, too; and the others."""
    left = [(budget, [budget.status.disruptions_allowed]) for budget in budgets]
    breaking: list[Pod] = []
    others: list[Pod] = []
    for pod in pods:
        broken = False
        for budget, allowed in left:
            if _protects(budget, pod):
                allowed[0] -= 1
                broken = broken or allowed[0] < 0
        (breaking if broken else others).append(pod)
    return breaking, others


def find_victims(
    pod: Pod, node: NodeInfo, budgets: Iterable[PodDisruptionBudget], why_not: WhyNot
) -> Candidate | Rejection:
    """As few Pods as possible that must go so that ``pod`` fits on the node; or why it would not fit even then.

    Take away all Pods of lower priority, and then put back one after the other that the Pod can live with: first those
    that a budget protects, then the others, the most important first.
    """
    lower = [p for p in node.pods if p.spec.priority < pod.spec.priority and not is_finished(p)]
    if not lower:
        return NO_VICTIMS
    for other in lower:
        node = node.without_pod(other)
    if (rejection := why_not(node)) is not None:
        return rejection
    breaking, others = protected(sorted(lower, key=importance), budgets)
    victims, violations = [], 0
    for number, other in enumerate([*breaking, *others]):
        fuller = node.with_pod(other)
        if why_not(fuller) is None:
            node = fuller
        else:
            victims.append(other)
            violations += number < len(breaking)
    if breaking and others:
        victims.sort(key=importance)
    return Candidate(node.name, tuple(victims), violations)


def cost(candidate: Candidate) -> tuple[int, int, int, int, float]:
    """The candidate with the lowest cost is chosen: fewest broken budgets; then the lowest of the highest priorities;
    then the smallest sum of priorities, each counted from the lowest possible one; then the fewest victims; then the
    one whose most important victims have been running for the shortest time.
    """
    priorities = [victim.spec.priority for victim in candidate.victims]
    highest = max(priorities)
    starts = [v.status.start_time or NOT_STARTED for v in candidate.victims if v.spec.priority == highest]
    return (
        candidate.violations,
        highest,
        sum(priority + 2**31 for priority in priorities),
        len(priorities),
        -min(starts).timestamp(),
    )


class DefaultPreemption(PostFilterPlugin):
    """Finds the node on which the least harm is done, and the Pods that must go there."""

    name = "DefaultPreemption"

    def post_filter(self, state: CycleState, pod: Pod, rejected: Rejections, why_not: WhyNot) -> WayOut:
        nodes = state.cluster.nodes
        if why := not_eligible(pod, nodes, rejected):
            return WayOut(_because(why), pod.status.nominated_node_name)
        resolvable = [name for name, rejection in rejected.items() if rejection.code == Code.UNSCHEDULABLE]
        enough = max(len(resolvable) // 10, 100)
        candidates: list[Candidate] = []
        reasons = [NO_HELP] * (len(rejected) - len(resolvable))
        if not state.cluster.census.anybody_below(pod.spec.priority):
            reasons += NO_VICTIMS.reasons * len(resolvable)
            resolvable = []
        for name in resolvable:
            found = find_victims(pod, nodes[name], state.cluster.budgets.values(), why_not)
            if isinstance(found, Candidate):
                candidates.append(found)
            else:
                reasons.extend(found.reasons)
            if len(candidates) >= enough and any(not candidate.violations for candidate in candidates):
                break
        if not candidates:
            return WayOut(_because(none_available(len(nodes), reasons)))
        best = min(candidates, key=cost)
        return WayOut("", best.node, _names(best.victims), _told(candidates))


def _because(why: str) -> str:
    return f"no new claims to deallocate, preemption: {why}"


def _told(candidates: Sequence[Candidate]) -> Mapping[str, tuple[tuple[str, ...], int]]:
    return FrozenMap({each.node: (_names(each.victims), each.violations) for each in candidates})


def _names(pods: Iterable[Pod]) -> tuple[str, ...]:
    return tuple(f"{pod.metadata.namespace}/{pod.metadata.name}" for pod in pods)


def _protects(budget: PodDisruptionBudget, pod: Pod) -> bool:
    """Whether the budget counts the Pod. One that asks for nothing, and one that knows it is going, does not."""
    selector, labels = budget.spec.selector, pod.metadata.labels
    if budget.metadata.namespace != pod.metadata.namespace or not labels or selector is None:
        return False
    if not (selector.match_labels or selector.match_expressions) or pod.metadata.name in budget.status.disrupted_pods:
        return False
    return matches(selector, labels)


def _makes_room(pod: Pod) -> bool:
    """Whether the Pod is on its way out because it was preempted."""
    found = condition(pod, "DisruptionTarget")
    reason = found.reason if found and found.status == "True" else ""
    return is_terminating(pod) and reason == "PreemptionByScheduler"
