"""The disruption controller: how many Pods of an application may be taken away now.

It only counts; the API server asks for the count when somebody wants to evict a Pod.

Source of the rules: ``pkg/controller/disruption/disruption.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from kubelite.client import WatchEvent
from kubelite.controlplane.controllers.conditions import Finding, written
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key, key_of, only_status_changed
from kubelite.controlplane.controllers.rollout import resolve
from kubelite.objects import Pod, PodDisruptionBudget
from kubelite.objects.errors import NotFound
from kubelite.objects.meta import view_as
from kubelite.objects.policy import PodDisruptionBudgetStatus
from kubelite.rules.owners import controller_of
from kubelite.rules.podstate import condition, is_ready, is_terminating
from kubelite.rules.selectors import matches

GOING = timedelta(minutes=2)
"""So long an evicted Pod may take until its deletion is seen; then the eviction counts as failed."""

_SCALED = ("Deployment", "ReplicaSet", "StatefulSet")


class DisruptionController(Controller):
    """Keeps the status of PodDisruptionBudgets."""

    name = "Disruption"
    component = "controllermanager"
    kind = "PodDisruptionBudget"

    def watched(self) -> Mapping[str, Concerns]:
        """Besides budgets: the Pods that they mean, and what says how many of these there should be."""
        return {**super().watched(), "Pod": self._of_pod, **dict.fromkeys(_SCALED, self._in_namespace)}

    def own_keys(self, event: WatchEvent) -> Iterable[Key]:
        """An eviction writes into the status, too, but the Pod that it deletes wakes us."""
        return () if only_status_changed(event) else super().own_keys(event)

    def reconcile(self, key: Key) -> None:
        """Count the Pods of one budget: expected, healthy, and how many of these are more than enough."""
        try:
            budget: PodDisruptionBudget = self.client.get("PodDisruptionBudget", key.name, key.namespace)
        except NotFound:
            return
        found: list[Pod] = self.client.list("Pod", key.namespace)
        pods = [pod for pod in found if matches(budget.spec.selector, pod.metadata.labels)]
        expected = self._expected(budget, pods)
        desired = _desired(budget, expected)
        going = self._going(budget, pods)
        healthy = [pod for pod in pods if is_ready(pod) and not is_terminating(pod) and pod.metadata.name not in going]
        spare = len(healthy) - desired
        status: dict[str, Any] = {
            "observedGeneration": budget.metadata.generation,
            "expectedPods": expected,
            "desiredHealthy": desired,
            "currentHealthy": len(healthy),
            "disruptionsAllowed": spare if expected > 0 and spare > 0 else 0,
            **({"disruptedPods": going} if going else {}),
        }
        status["conditions"] = [self._condition(budget, status["disruptionsAllowed"])]
        if view_as(PodDisruptionBudgetStatus, status) != budget.status:
            self.client.update_status(budget, status)
        if going:
            self.again(key, GOING.total_seconds())

    def _expected(self, budget: PodDisruptionBudget, pods: Sequence[Pod]) -> int:
        """How many Pods there should be: a share is one of what their owners want, not of what is there."""
        if budget.spec.max_unavailable is None and isinstance(budget.spec.min_available, int):
            return len(pods)
        if budget.spec.max_unavailable is None and budget.spec.min_available is None:
            return 0
        sizes: dict[str, int] = {}
        for pod in pods:
            owner = self._scaled_owner(pod)
            if owner is not None:
                sizes[owner.metadata.uid] = owner.spec.replicas
        return sum(sizes.values())

    def _scaled_owner(self, pod: Any) -> Any:
        """The Deployment behind a Pod's ReplicaSet, or whatever else says how many such Pods there should be."""
        owner = None
        reference = controller_of(pod)
        while reference is not None and reference.kind in _SCALED:
            try:
                owner = self.client.get(reference.kind, reference.name, pod.metadata.namespace)
            except NotFound:
                return owner
            reference = controller_of(owner)
        return owner

    def _going(self, budget: PodDisruptionBudget, pods: Sequence[Pod]) -> dict[str, str]:
        """Evicted Pods whose deletion nobody has seen yet."""
        waiting = {pod.metadata.name for pod in pods if not is_terminating(pod)}
        now = self.clock.time()
        return {
            name: since
            for name, since in budget.status.disrupted_pods.items()
            if name in waiting and datetime.fromisoformat(since) + GOING > now
        }

    def _condition(self, budget: PodDisruptionBudget, allowed: int) -> dict[str, Any]:
        status, reason = ("True", "SufficientPods") if allowed else ("False", "InsufficientPods")
        finding = Finding("DisruptionAllowed", status, reason, "")
        made = written(finding, condition(budget, "DisruptionAllowed"), self.clock)
        return made | {"observedGeneration": budget.metadata.generation}

    def _of_pod(self, event: WatchEvent) -> Iterable[Key]:
        """The budgets that mean a Pod, or meant it before the change."""
        if event.type == "MODIFIED" and _what_matters(event.object) == _what_matters(event.old):
            return
        for budget in self.client.list("PodDisruptionBudget", event.object.metadata.namespace):
            pods = (event.object, event.old)
            if any(pod is not None and matches(budget.spec.selector, pod.metadata.labels) for pod in pods):
                yield key_of(budget)

    def _in_namespace(self, event: WatchEvent) -> Iterable[Key]:
        if only_status_changed(event):
            return ()
        return [key_of(each) for each in self.client.list("PodDisruptionBudget", event.object.metadata.namespace)]


def _what_matters(pod: Pod) -> tuple[object, ...]:
    return pod.metadata.labels, is_ready(pod), is_terminating(pod)


def _desired(budget: PodDisruptionBudget, expected: int) -> int:
    """How many healthy Pods there must be; shares are rounded up on either side."""
    if budget.spec.max_unavailable is not None:
        return max(0, expected - resolve(budget.spec.max_unavailable, expected, round_up=True))
    wanted = budget.spec.min_available
    return resolve(wanted, expected, round_up=True) if wanted is not None else 0
