"""What the failure of a Pod means for its Job: which rule of the policy it meets, and how long the next Pod waits.

Source of the rules: ``pkg/controller/job/{pod_failure_policy,backoff_utils}.go``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kubelite.clock import seconds_since_start
from kubelite.objects import Job, Pod
from kubelite.objects.batch import PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyOnPodConditionsPattern
from kubelite.rules.podstate import condition, is_terminating

FIRST_PAUSE, LONGEST_PAUSE = 10.0, 600.0
"""Seconds to wait after one failure, and at most; each further failure doubles the wait."""


class Match(NamedTuple):
    """The ``action`` (``FailJob``, ``FailIndex``, ``Ignore`` or ``Count``) of the rule that a Pod meets, and why."""

    action: str
    message: str


class Failures(NamedTuple):
    """How many Pods have failed since the last success, and when the last of them did, in seconds since the start."""

    number: int
    last: float


def has_failed(job: Job, pod: Pod) -> bool:
    """Whether ``pod`` has failed: one on its way out has, too, unless the Job waits for what becomes of it."""
    if pod.status.phase == "Failed":
        return True
    waits = job.spec.pod_replacement_policy == "Failed"
    return not waits and is_terminating(pod) and pod.status.phase != "Succeeded"


def match(job: Job, pod: Pod) -> Match | None:
    """The first rule of the Job's policy that ``pod`` meets; ``None``: the failure counts as any other."""
    for number, rule in enumerate(job.spec.pod_failure_policy.rules if job.spec.pod_failure_policy else ()):
        why = _exit_code(pod, rule.on_exit_codes) if rule.on_exit_codes else _condition(pod, rule.on_pod_conditions)
        if why:
            return Match(rule.action, f"{why} matching {rule.action} rule at index {number}")
    return None


def is_counted(job: Job, pod: Pod) -> bool:
    """Whether the failure of ``pod`` brings the Job closer to its limits."""
    met = match(job, pod)
    return met is None or met.action != "Ignore"


def _exit_code(pod: Pod, wanted: PodFailurePolicyOnExitCodesRequirement) -> str:
    for status in (*pod.status.container_statuses, *pod.status.init_container_statuses):
        ended = status.state.terminated
        if ended is None or ended.exit_code == 0 or wanted.container_name not in ("", status.name):
            continue
        if (ended.exit_code in wanted.values) == (wanted.operator == "In"):
            who = f"Container {status.name} for pod {pod.metadata.namespace}/{pod.metadata.name}"
            return f"{who} failed with exit code {ended.exit_code}"
    return ""


def _condition(pod: Pod, wanted: Sequence[PodFailurePolicyOnPodConditionsPattern]) -> str:
    for pattern in wanted:
        found = condition(pod, pattern.type)
        if found is not None and found.status == pattern.status:
            return f"Pod {pod.metadata.namespace}/{pod.metadata.name} has condition {pattern.type}"
    return ""


def since_success(before: Failures | None, successes: Sequence[Pod], failed: Sequence[Pod]) -> Failures | None:
    """What is to be remembered of Pods that have ended: only failures after the last success count."""
    last_success = max(map(ended_at, successes), default=None)
    if last_success is not None:
        before = None
    later = [moment for moment in map(ended_at, failed) if last_success is None or moment > last_success]
    if not later:
        return before
    return Failures((before.number if before else 0) + len(later), max(later))


def pause(failures: Failures | None, now: float) -> float:
    """Seconds until the next Pod may be made: 10, 20, 40 … after the last failure."""
    if failures is None:
        return 0.0
    length: float = min(FIRST_PAUSE * 2 ** min(failures.number - 1, 10), LONGEST_PAUSE)
    return max(0.0, failures.last + length - now)


def ended_at(pod: Pod) -> float:
    """When ``pod`` ended: its last container did, or else it stopped being ready, or was deleted."""
    ended = [status.state.terminated for status in pod.status.container_statuses]
    finished = [state.finished_at for state in ended if state is not None and state.finished_at is not None]
    ready = condition(pod, "Ready")
    if finished:
        return seconds_since_start(max(finished))
    if ready is not None and ready.status == "False" and ready.last_transition_time is not None:
        return seconds_since_start(ready.last_transition_time)
    metadata = pod.metadata
    if metadata.deletion_timestamp is not None:
        return seconds_since_start(metadata.deletion_timestamp) - (metadata.deletion_grace_period_seconds or 0)
    return seconds_since_start(metadata.creation_timestamp) if metadata.creation_timestamp is not None else 0.0
