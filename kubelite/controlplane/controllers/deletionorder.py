"""Which Pods go first when there are too many: those that are missed least.

Eight rules, one after the other; a rule counts only where all rules before it are even.

Source of the rules: ``pkg/controller/controller_utils.go`` (``ActivePodsWithRanks``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cmp_to_key
from typing import Any

from kubelite.objects import Pod
from kubelite.objects.core.pod import PodCondition
from kubelite.rules.podstate import condition, is_active

DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"

_PHASES = ("Pending", "Unknown", "Running")


def in_deletion_order(pods: Iterable[Pod], now: datetime, siblings: Iterable[Pod] = ()) -> list[Pod]:
    """``pods``, the one to delete first in front.

    ``siblings`` are the Pods of all ReplicaSets of the same Deployment, these ones included: a Pod goes early where
    many of them share its node. A ReplicaSet that nobody manages has no siblings, and crowding does not matter.
    """
    crowd = Counter(pod.spec.node_name for pod in siblings if is_active(pod))

    def compare(a: Pod, b: Pod) -> int:
        before, after = _standing(a, crowd), _standing(b, crowd)
        if before != after:
            return -1 if before < after else 1
        return _younger(ready_since(a), ready_since(b), now, a, b) or _by_restarts_and_age(a, b, now)

    return sorted(pods, key=cmp_to_key(compare))


def _standing(pod: Pod, crowd: Counter[str]) -> tuple[bool, int, bool, int, int]:
    """Rules 1 to 5: the smaller, the earlier the Pod goes."""
    return (
        pod.spec.node_name != "",  # 1. waiting for a node before on a node
        _PHASES.index(pod.status.phase) if pod.status.phase in _PHASES else 0,  # 2. in this order
        ready_since(pod) is not None,  # 3. not ready before ready
        deletion_cost(pod),  # 4. cheap before dear
        -crowd[pod.spec.node_name],  # 5. in a crowd before alone
    )


def _by_restarts_and_age(a: Pod, b: Pod, now: datetime) -> int:
    """Rules 7 and 8: restarted often before restarted seldom, then young before old."""
    restarts = _compare(_restarts(b), _restarts(a))
    return restarts or _younger(a.metadata.creation_timestamp, b.metadata.creation_timestamp, now, a, b)


def _younger(since_a: datetime | None, since_b: datetime | None, now: datetime, a: Pod, b: Pod) -> int:
    """Rules 6 and 8: what is younger goes first. Ages are compared roughly, by powers of two.

    Two ages that differ, but not by much, count as the same; then the uid decides, which is as good as chance. So not
    all Pods of the last rollout go together.
    """
    if since_a == since_b or since_a is None or since_b is None:
        return 0
    return _compare(_age_group(now - since_a), _age_group(now - since_b)) or _compare(a.metadata.uid, b.metadata.uid)


def _age_group(age: timedelta) -> int:
    """The power of two below an age in nanoseconds: 10 s → 33, 100 s → 36, 1000 s → 39; -1 for no age at all."""
    nanoseconds = age // timedelta(microseconds=1) * 1000
    return nanoseconds.bit_length() - 1 if nanoseconds > 0 else -1


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


def _restarts(pod: Pod) -> tuple[int, int]:
    """The restarts of the container that restarted most, then of such a sidecar; other init containers do not count."""
    sidecars = {container.name for container in pod.spec.init_containers if container.restart_policy == "Always"}
    regular = (status.restart_count for status in pod.status.container_statuses)
    beside = (status.restart_count for status in pod.status.init_container_statuses if status.name in sidecars)
    return max(regular, default=0), max(beside, default=0)


def _compare(a: Any, b: Any) -> int:
    return int(a > b) - int(a < b)
