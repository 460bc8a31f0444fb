"""Which Pods go first when there are too many: those that are missed least.

Source of the rules: ``pkg/controller/controller_utils.go`` (``ActivePodsWithRanks``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kubelite.clock import EPOCH
from kubelite.objects import Pod
from kubelite.objects.core.pod import PodCondition
from kubelite.rules.podstate import condition

DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"

_PHASES = ("Pending", "Unknown", "Running")


def in_deletion_order(pods: Iterable[Pod]) -> list[Pod]:
    """``pods``, the one to delete first in front."""
    return sorted(pods, key=_rank)


def _rank(pod: Pod) -> tuple[Any, ...]:
    """The smaller, the earlier the Pod goes; a rule counts only where all rules before it are even."""
    since = ready_since(pod)
    return (
        pod.spec.node_name != "",  # waiting for a node before on a node
        _PHASES.index(pod.status.phase) if pod.status.phase in _PHASES else 0,
        since is not None,  # not ready before ready
        deletion_cost(pod),  # cheap before dear
        -_seconds(since),  # ready for a short time before ready for a long time
        -_most_restarts(pod),  # restarted often before restarted seldom
        -_seconds(pod.metadata.creation_timestamp),  # young before old
        pod.metadata.uid,  # and where nothing differs, always in the same order
    )


def deletion_cost(pod: Pod) -> int:
    """What the annotation ``pod-deletion-cost`` says, 0 without one; a text that is no number counts as 0."""
    try:
        return int(pod.metadata.annotations.get(DELETION_COST, "0"))
    except ValueError:
        return 0


def ready_since(pod: Pod) -> datetime | None:
    """Since when ``pod`` has been ready; ``None`` when it is not."""
    ready: PodCondition | None = condition(pod, "Ready")
    return ready.last_transition_time if ready is not None and ready.status == "True" else None


def _most_restarts(pod: Pod) -> int:
    return max((status.restart_count for status in pod.status.container_statuses), default=0)


def _seconds(moment: datetime | None) -> float:
    return (moment - EPOCH).total_seconds() if moment is not None else 0.0
