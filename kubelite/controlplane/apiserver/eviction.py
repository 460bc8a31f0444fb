"""Eviction: a Pod is deleted only when the PodDisruptionBudget that means it can spare it.

Source: ``pkg/registry/core/pod/storage/eviction.go``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kubelite.objects import Pod, PodDisruptionBudget
from kubelite.objects.errors import Forbidden, TooManyRequests, UnknownError
from kubelite.rules.podstate import is_finished, is_ready, is_terminating
from kubelite.rules.selectors import matches

Document = dict[str, Any]

_REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."
_TWO = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."


def charged(pod: Pod, budgets: Iterable[PodDisruptionBudget]) -> PodDisruptionBudget | None:
    """The one of ``budgets`` (of the Pod's namespace) that pays for the eviction of ``pod``; ``None``: it is free.

    ``TooManyRequests`` when the budget has nothing to spare, an ``UnknownError`` (500) when two budgets mean the Pod.
    """
    if is_finished(pod) or is_terminating(pod) or pod.status.phase == "Pending":
        return None
    labels = pod.metadata.labels
    found = [budget for budget in budgets if labels and matches(budget.spec.selector, labels)]
    if len(found) > 1:
        raise UnknownError(_TWO)
    if not found or (not is_ready(pod) and _lets_unready_go(found[0])):
        return None
    _refuse_overdraft(found[0])
    return found[0]


def spent(budget: PodDisruptionBudget, status: Document, pod: str, now: str) -> Document:
    """The ``status`` of ``budget`` after one disruption, of the Pod named ``pod``, at the time ``now``."""
    left = budget.status.disruptions_allowed - 1
    disrupted = {**status.get("disruptedPods", {}), pod: now}
    return {**status, "disruptionsAllowed": left, "disruptedPods": disrupted}


def disrupted(status: Document, now: str) -> Document:
    """The ``status`` of a Pod that is being evicted: a condition says why it goes."""
    condition = {"type": "DisruptionTarget", "status": "True", "reason": "EvictionByEvictionAPI"}
    condition |= {"message": "Eviction API: evicting", "lastTransitionTime": now}
    others = [each for each in status.get("conditions") or () if each["type"] != "DisruptionTarget"]
    return {**status, "conditions": [*others, condition]}


def _lets_unready_go(budget: PodDisruptionBudget) -> bool:
    """A Pod that is not ready is missed by nobody while enough others are healthy, or whenever the budget says so."""
    if budget.spec.unhealthy_pod_eviction_policy == "AlwaysAllow":
        return True
    return budget.status.current_healthy >= budget.status.desired_healthy > 0


def _refuse_overdraft(budget: PodDisruptionBudget) -> None:
    name, status = budget.metadata.name, budget.status
    if status.observed_generation < budget.metadata.generation:
        raise _too_many(f"The disruption budget {name} is still being processed by the server.")
    if status.disruptions_allowed < 0:
        raise Forbidden("pdb disruptions allowed is negative")
    if status.disruptions_allowed == 0:
        needs = f"needs {status.desired_healthy} healthy pods and has {status.current_healthy} currently"
        raise _too_many(f"The disruption budget {name} {needs}")


def _too_many(why: str) -> TooManyRequests:
    return TooManyRequests(_REFUSED, details={"causes": [{"reason": "DisruptionBudget", "message": why}]})
