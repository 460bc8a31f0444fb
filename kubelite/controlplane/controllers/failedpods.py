"""How long to wait before Pods that failed are replaced.

A ReplicaSet of Kubernetes replaces a failed Pod at once: its scheduler would not place a Pod where it does not fit,
and in the real world each round takes time. Here a round may take none: when a kubelet refuses every Pod
(``OutOfcpu``), one moment would see Pods without end. So each round of failures makes the next replacement wait: 10,
20, 40 … seconds, at most 300, counted from the creation of the Pods that failed last. A Pod that ran for longer than
that before it failed is thus replaced at once, and a learner sees a few failed Pods, not thousands. As in Kubernetes,
they stay until somebody deletes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kubelite.objects import Pod
from kubelite.rules.podstate import is_active, is_finished

FIRST_PAUSE = 10.0
"""Seconds from the first failing round to the second."""

LONGEST_PAUSE = 300.0
"""No pause is longer, in seconds. First and longest are those of a container that keeps crashing."""


def pause(pods: Sequence[Pod], now: datetime) -> float:
    """Seconds to wait until the failed ones among the ``pods`` of one owner may be replaced; 0: now.

    Pods of one round are created at one moment. Rounds before the youngest Pod that runs are forgiven: since then all
    went well.
    """
    well = max((_created(pod) for pod in pods if is_active(pod) and pod.status.phase == "Running"), default=None)
    rounds = {_created(pod) for pod in pods if is_finished(pod) and (well is None or _created(pod) >= well)}
    if not rounds:
        return 0.0
    length: float = min(FIRST_PAUSE * 2 ** min(len(rounds) - 1, 10), LONGEST_PAUSE)
    return max(0.0, length - (now - max(rounds)).total_seconds())


def _created(pod: Pod) -> datetime:
    created = pod.metadata.creation_timestamp
    assert created is not None, "a stored Pod has a creation time"
    return created
