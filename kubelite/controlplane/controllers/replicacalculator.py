"""How many Pods a metric asks for: the rule of three, with care for Pods that say nothing yet. Pure functions.

Source of the rules: ``pkg/controller/podautoscaler/replica_calculator.go`` and ``metrics/utilization.go``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kubelite.objects import Pod
from kubelite.rules.podstate import condition, is_terminating

TOLERANCE = 0.1
"""A ratio between 0.9 and 1.1 is near enough."""

CPU_INITIALIZATION = timedelta(seconds=300)
"""So long after its start a Pod's CPU is looked at with care: starting costs more than running."""

INITIAL_READINESS = timedelta(seconds=30)
"""A Pod that became unready so soon after its start has never been ready."""

WINDOW = timedelta(seconds=15)
"""The time over which a metric is measured: before that, a Pod that has become ready shows its start."""


class NoMetrics(Exception):
    """There is nothing to calculate with; the message says why."""


class Target(NamedTuple):
    """What each Pod should use: so many percent of its request, or (``average``) so much of the resource."""

    percent: int | None = None
    average: float = 0.0


class Groups(NamedTuple):
    """Pods by what their metrics are worth."""

    ready: list[Pod]
    unready: list[Pod]
    missing: list[Pod]


def desired_replicas(
    current: int,
    pods: Sequence[Pod],
    resource: str,
    target: Target,
    usage: Mapping[str, float],
    requests: Mapping[str, float],
    now: datetime,
) -> int:
    """How many Pods there should be instead of ``current``, for one metric.

    ``usage`` and ``requests`` are amounts of ``resource`` by the uids of Pods; a Pod without usage has no metrics yet.
    Raises ``NoMetrics``.
    """
    ready, unready, missing = groups(pods, resource, usage, now)
    known = {pod.metadata.uid: usage[pod.metadata.uid] for pod in ready}
    if not known:
        raise NoMetrics("did not receive metrics for targeted pods (pods might be unready)")
    wishes = {uid: _wish(uid, target, requests) for uid in (pod.metadata.uid for pod in pods)}
    ratio = _ratio(known, wishes, target)
    grows_with_unready = bool(unready) and ratio > 1
    if not missing and not grows_with_unready:
        return current if is_near(ratio) else math.ceil(ratio * len(ready))
    for pod in missing:  # whatever they do, let it not push further in the direction in which we go
        if ratio < 1:
            known[pod.metadata.uid] = _cautious(pod.metadata.uid, target, requests)
        elif ratio > 1:
            known[pod.metadata.uid] = 0.0
    known |= {pod.metadata.uid: 0.0 for pod in unready} if grows_with_unready else {}
    again = _ratio(known, wishes, target)
    if is_near(again) or (ratio < 1 < again) or (again < 1 < ratio):
        return current
    proposal = math.ceil(again * len(known))
    turns_round = (again < 1 and proposal > current) or (again > 1 and proposal < current)
    return current if turns_round else proposal


def groups(pods: Sequence[Pod], resource: str, usage: Mapping[str, float], now: datetime) -> Groups:
    """Sort ``pods``; those that failed or are being deleted do not count at all."""
    found = Groups([], [], [])
    for pod in pods:
        if is_terminating(pod) or pod.status.phase == "Failed":
            continue
        if pod.status.phase == "Pending":
            found.unready.append(pod)
        elif pod.metadata.uid not in usage:
            found.missing.append(pod)
        elif resource == "cpu" and not _is_trustworthy(pod, now):
            found.unready.append(pod)
        else:
            found.ready.append(pod)
    return found


def is_near(ratio: float) -> bool:
    """Whether ``ratio`` is no reason to change anything."""
    return 1 - TOLERANCE <= ratio <= 1 + TOLERANCE


def _is_trustworthy(pod: Pod, now: datetime) -> bool:
    ready, started = condition(pod, "Ready"), pod.status.start_time
    if ready is None or started is None or ready.last_transition_time is None:
        return False
    if now < started + CPU_INITIALIZATION:
        return bool(ready.status != "False" and now >= ready.last_transition_time + WINDOW)
    return bool(ready.status != "False" or started + INITIAL_READINESS <= ready.last_transition_time)


def _wish(uid: str, target: Target, requests: Mapping[str, float]) -> float:
    """What 100 % are for a Pod."""
    if target.percent is None:
        return target.average
    if uid not in requests:
        raise NoMetrics("missing request")
    return requests[uid]


def _ratio(known: Mapping[str, float], wishes: Mapping[str, float], target: Target) -> float:
    """Usage by target, over all Pods together. Percents are whole ones, as Kubernetes shows them."""
    wanted = sum(wishes[uid] for uid in known)
    if not wanted:
        raise NoMetrics("missing request")
    if target.percent is None:
        return sum(known.values()) / wanted
    return int(sum(known.values()) * 100 / wanted) / target.percent


def _cautious(uid: str, target: Target, requests: Mapping[str, float]) -> float:
    """What a Pod without metrics is taken to use when the others use little: all that it asked for, or the target."""
    if target.percent is None:
        return target.average
    return requests[uid] * max(100, target.percent) / 100
