"""How far a Job is: what its Pods count for, and whether it is decided. Pure functions.

Each Pod of a Job carries a finalizer until it is counted, so that none goes uncounted, also one that somebody deletes.

Source of the rules: ``pkg/controller/job/{job_controller,indexed_job_utils,backoff_utils}.go``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kubelite.controlplane.controllers import jobindexes
from kubelite.controlplane.controllers.conditions import Finding
from kubelite.controlplane.controllers.jobfailures import ended_at, has_failed, is_counted, match
from kubelite.controlplane.controllers.jobindexes import failures_of, index_of, is_indexed
from kubelite.objects import Job, Pod
from kubelite.rules.podstate import condition, is_active, is_finished, is_ready, is_terminating

TRACKING = "batch.kubernetes.io/job-tracking"

FAILING, SUCCEEDING = "FailureTarget", "SuccessCriteriaMet"
"""The conditions of a Job that is decided but has Pods left; ``Failed`` and ``Complete`` follow when they are gone."""


class Tally(NamedTuple):
    """What the Pods of a Job come to, those that were counted earlier included."""

    active: list[Pod]
    ready: int
    terminating: int
    succeeded: int
    failed: int
    successes: list[Pod]
    """Pods that have succeeded since the last count."""
    failures: list[Pod]
    """Pods that have failed since then, also those whose failure counts for nothing."""
    released: list[Pod]
    """Pods that need not be kept for counting any more."""
    completed_indexes: set[int]
    failed_indexes: set[int] | None
    """``None`` unless each index has a limit of its own."""
    waiting: dict[int, Pod]
    """By index, the failed Pod whose place nobody has taken yet: it tells the next one how often the index failed."""


def tally(job: Job, pods: Sequence[Pod]) -> Tally:
    """Count ``pods`` of ``job``."""
    is_failing = (found := decided(job)) is not None and found.type == FAILING
    tracked = [pod for pod in pods if TRACKING in pod.metadata.finalizers]
    mine = [pod for pod in tracked if not is_indexed(job) or jobindexes.is_valid(job, index_of(pod))]
    successes = [pod for pod in mine if pod.status.phase == "Succeeded"]
    failures = [pod for pod in mine if pod not in successes and (is_failing or has_failed(job, pod))]
    active = [pod for pod in pods if is_active(pod)]
    completed = jobindexes.read(job.status.completed_indexes) | {
        index for pod in successes if (index := index_of(pod)) is not None
    }
    completed = {index for index in completed if jobindexes.is_valid(job, index)}
    failed_indexes = _failed_indexes(job, failures)
    settled = completed | (failed_indexes or set()) | set(map(index_of, active))
    waiting = _waiting(job, failures, settled) if found is None else {}
    ended = [pod for pod in tracked if pod.status.phase == "Succeeded" or is_failing or has_failed(job, pod)]
    return Tally(
        active=active,
        ready=sum(map(is_ready, active)),
        terminating=sum(is_terminating(pod) and not is_finished(pod) for pod in pods),
        succeeded=len(completed) if is_indexed(job) else job.status.succeeded + len(successes),
        failed=job.status.failed + sum(is_counted(job, pod) for pod in failures),
        successes=successes,
        failures=failures,
        released=[pod for pod in ended if pod not in waiting.values()],
        completed_indexes=completed,
        failed_indexes=failed_indexes,
        waiting=waiting,
    )


def _waiting(job: Job, failures: Sequence[Pod], settled: set[int | None]) -> dict[int, Pod]:
    """The last Pod that failed of each index that is to be tried again."""
    if job.spec.backoff_limit_per_index is None:
        return {}
    found: dict[int, Pod] = {}
    for pod in sorted(failures, key=lambda pod: (sum(failures_of(pod)), ended_at(pod))):
        index = index_of(pod)
        if index is not None and index not in settled:
            found[index] = pod
    return found


def _failed_indexes(job: Job, failures: Sequence[Pod]) -> set[int] | None:
    limit = job.spec.backoff_limit_per_index
    if limit is None:
        return None
    known = {index for index in jobindexes.read(job.status.failed_indexes or "") if jobindexes.is_valid(job, index)}
    if decided(job) is not None:
        return known  # what is deleted now has not failed by itself
    return known | {index for pod in failures if (index := index_of(pod)) is not None and _was_last_try(job, pod)}


def _was_last_try(job: Job, pod: Pod) -> bool:
    """Whether its index has failed with ``pod``: by a rule, or since the limit is reached."""
    met, (counted, _) = match(job, pod), failures_of(pod)
    if met is not None and met.action in ("FailIndex", "Ignore"):
        return met.action == "FailIndex"
    return counted >= (job.spec.backoff_limit_per_index or 0)


def decided(job: Job) -> Finding | None:
    """What was decided about ``job`` before."""
    for type in (FAILING, SUCCEEDING):
        found = condition(job, type)
        if found is not None and found.status == "True":
            return Finding(type, "True", found.reason, found.message)
    return None


def is_over(job: Job) -> bool:
    """Whether the Job is complete or has failed, and none of its Pods is left at work."""
    return any(each.type in ("Complete", "Failed") and each.status == "True" for each in job.status.conditions)


def verdict(job: Job, count: Tally, pods: Sequence[Pod], started: datetime | None, now: datetime) -> Finding | None:
    """Whether ``job`` has failed or succeeded by now, and why; ``None`` while it goes on."""
    earlier = decided(job)
    if earlier is not None:
        return earlier
    failed = [pod for pod in pods if has_failed(job, pod)]
    fatal = next((met for pod in failed if (met := match(job, pod)) is not None and met.action == "FailJob"), None)
    if fatal is not None:
        return Finding(FAILING, "True", "PodFailurePolicy", fatal.message)
    if count.failed > job.spec.backoff_limit or _restarted_too_often(job, pods):
        return Finding(FAILING, "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit")
    limit = job.spec.active_deadline_seconds
    if started is not None and limit is not None and now >= started + timedelta(seconds=limit):
        return Finding(FAILING, "True", "DeadlineExceeded", "Job was active longer than specified deadline")
    return _verdict_on_indexes(job, count) or _completion(job, count)


def _verdict_on_indexes(job: Job, count: Tally) -> Finding | None:
    failed = count.failed_indexes or set()
    if job.spec.max_failed_indexes is not None and len(failed) > job.spec.max_failed_indexes:
        why = "Job has exceeded the specified maximal number of failed indexes"
        return Finding(FAILING, "True", "MaxFailedIndexesExceeded", why)
    if failed and len(failed) + count.succeeded >= (job.spec.completions or 0):
        return Finding(FAILING, "True", "FailedIndexes", "Job has failed indexes")
    rule = jobindexes.matched_rule(job, count.completed_indexes)
    if rule is not None:
        return Finding(SUCCEEDING, "True", "SuccessPolicy", f"Matched rules at index {rule}")
    return None


def _completion(job: Job, count: Tally) -> Finding | None:
    if job.spec.completions is None:
        enough = count.succeeded > 0 and not count.active
    else:
        enough = count.succeeded >= job.spec.completions
    why = "Reached expected number of succeeded pods"
    return Finding(SUCCEEDING, "True", "CompletionsReached", why) if enough else None


def _restarted_too_often(job: Job, pods: Sequence[Pod]) -> bool:
    """With ``OnFailure`` the kubelet tries again in the same Pod, and its restarts count."""
    if job.spec.template.spec.restart_policy != "OnFailure":
        return False
    living = [pod for pod in pods if pod.status.phase in ("Pending", "Running")]
    statuses = [(*pod.status.init_container_statuses, *pod.status.container_statuses) for pod in living]
    restarts = sum(status.restart_count for each in statuses for status in each)
    return restarts > 0 if job.spec.backoff_limit == 0 else restarts >= job.spec.backoff_limit


def wanted_active(job: Job, count: Tally) -> int:
    """How many Pods should be at work now. Without ``completions``, nobody starts after the first success."""
    if job.spec.completions is None:
        return len(count.active) if count.succeeded else job.spec.parallelism
    return max(0, min(job.spec.parallelism, job.spec.completions - count.succeeded))


def failures_so_far(job: Job, count: Tally, index: int) -> tuple[int, int]:
    """How often ``index`` has failed by now: what counts, and what the policy ignores."""
    pod = count.waiting.get(index)
    if pod is None:
        return 0, 0
    counted, ignored = failures_of(pod)
    return (counted + 1, ignored) if is_counted(job, pod) else (counted, ignored + 1)
