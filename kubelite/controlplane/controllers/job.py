"""The Job controller: Pods run until enough of them have succeeded, or too many have failed.

Source of the rules: ``pkg/controller/job/{job_controller,backoff_utils}.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from kubelite.client import Client, Manifest, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers import jobindexes, jobprogress
from kubelite.controlplane.controllers.conditions import Finding, kept, text, written
from kubelite.controlplane.controllers.deletionorder import in_deletion_order
from kubelite.controlplane.controllers.framework import Controller, Key, key_of, only_status_changed
from kubelite.controlplane.controllers.jobindexes import failures_of, index_of, is_indexed
from kubelite.controlplane.controllers.jobprogress import FAILING, TRACKING, Tally
from kubelite.controlplane.controllers.ownership import claim
from kubelite.controlplane.controllers.podcontrol import MOST_AT_ONCE, PodControl
from kubelite.objects import Job, Pod
from kubelite.objects.batch import JobStatus
from kubelite.objects.errors import NotFound
from kubelite.objects.meta import view_as
from kubelite.rules.podstate import condition, is_terminating

FIRST_PAUSE, LONGEST_PAUSE = 10.0, 600.0
"""Seconds to wait after one failure, and at most; each further failure doubles the wait."""

FINAL = {FAILING: "Failed", jobprogress.SUCCEEDING: "Complete"}


class Failures(NamedTuple):
    """How many Pods have failed since the last success, and when the last of them did."""

    number: int
    last: float


class JobController(Controller):
    """Makes Pods, counts what becomes of them, and says when the work is done."""

    name = "Job"
    component = "job-controller"
    kind = "Job"
    owns = ("Pod",)

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self._control = PodControl(client, self.component)
        self._failures: dict[Key, Failures] = {}

    def own_keys(self, event: WatchEvent) -> Iterable[Key]:
        """A change of nothing but the status was our own report."""
        return () if only_status_changed(event) else super().own_keys(event)

    def reconcile(self, key: Key) -> None:
        """Count the Pods of one Job; make or delete some, or say how it has ended."""
        try:
            job: Job = self.client.get("Job", key.name, key.namespace)
        except NotFound:
            self._failures.pop(key, None)
            return
        pods = claim(self.client, "Pod", job)
        if is_terminating(job) or jobprogress.is_over(job):
            self._release(pods)
            return
        count = jobprogress.tally(job, pods)
        self._remember(key, count)
        started = self._start(job)
        verdict = jobprogress.verdict(job, count, pods, started, self.clock.time())
        if verdict is not None:
            self._end(job, count.active, counting=verdict.type == FAILING)
        elif job.spec.suspend:
            self._end(job, count.active, counting=False)
        else:
            self._work_on(key, job, pods, count)
        self._report(job, count, started, verdict)
        self._release(count.uncounted)

    def _start(self, job: Job) -> datetime | None:
        """Since when the Job is at work; a suspended one is not."""
        if job.spec.suspend:
            return None
        started = job.status.start_time or self.clock.time()
        deadline = job.spec.active_deadline_seconds
        if deadline is not None:
            left = deadline - (self.clock.time() - started).total_seconds()
            if left > 0:
                self.again(key_of(job), left)
        return started

    def _remember(self, key: Key, count: Tally) -> None:
        before = 0 if count.new_successes or key not in self._failures else self._failures[key].number
        if count.new_failures:
            self._failures[key] = Failures(before + count.new_failures, self.clock.now)
        elif count.new_successes:
            self._failures.pop(key, None)

    def _work_on(self, key: Key, job: Job, pods: Sequence[Pod], count: Tally) -> None:
        """Bring the number of active Pods to what is wanted now."""
        wanted = jobprogress.wanted_active(job, count)
        there = len(count.active)
        if there > wanted:
            self._end(job, in_deletion_order(count.active, self.clock.time())[: there - wanted], counting=False)
            return
        if job.spec.pod_replacement_policy == "Failed":
            there += count.terminating
        missing = min(wanted - there, MOST_AT_ONCE)
        if missing <= 0:
            return
        wait = self._pause(key)
        if wait > 0:
            self.again(key, wait)
            return
        self._create(job, pods, count, missing)

    def _pause(self, key: Key) -> float:
        """Seconds until the next Pod may be made: 10, 20, 40 … after the last failure."""
        if key not in self._failures:
            return 0.0
        failures = self._failures[key]
        length: float = min(FIRST_PAUSE * 2 ** min(failures.number - 1, 10), LONGEST_PAUSE)
        return max(0.0, failures.last + length - self.clock.now)

    def _create(self, job: Job, pods: Sequence[Pod], count: Tally, missing: int) -> None:
        template = self.client.manifest("Job", job.metadata.name, job.metadata.namespace)["spec"]["template"]
        metadata = template.get("metadata", {})
        template = {**template, "metadata": {**metadata, "finalizers": [*metadata.get("finalizers", []), TRACKING]}}
        if not is_indexed(job):
            for _ in range(missing):
                self._control.create(job, template)
            return
        at_work = {index for pod in count.active if (index := index_of(pod)) is not None}
        taken = at_work | count.completed_indexes | (count.failed_indexes or set())
        for index in jobindexes.free_indexes(job, taken)[:missing]:
            failures = max((failures_of(pod) + 1 for pod in pods if index_of(pod) == index), default=0)
            mine = jobindexes.template_for(job, template, index, failures)
            self._control.create(job, mine, f"{job.metadata.name}-{index}")

    def _end(self, job: Job, pods: Sequence[Pod], *, counting: bool) -> None:
        """Delete ``pods``; when not ``counting``, they do not count as failed."""
        for pod in pods:
            if not counting:
                self._release([pod])
            self._control.delete(job, pod)

    def _release(self, pods: Iterable[Pod]) -> None:
        """``pods`` are counted, or need not be: they may go."""
        for pod in pods:
            if TRACKING in pod.metadata.finalizers:
                left = [name for name in pod.metadata.finalizers if name != TRACKING]
                change = {"metadata": {"finalizers": left or None}}
                with suppress(NotFound):
                    self.client.patch("Pod", pod.metadata.name, change, pod.metadata.namespace)

    def _report(self, job: Job, count: Tally, started: datetime | None, verdict: Finding | None) -> None:
        """Write the status. A Job that is decided is over when none of its Pods is left at work."""
        final = None
        if verdict is not None and not count.active and not count.terminating:
            final = Finding(FINAL[verdict.type], *verdict[1:])
        status = _counters(job, count, stopping=verdict is not None or job.spec.suspend)
        conditions = self._conditions(job, verdict, final)
        if conditions:
            status["conditions"] = conditions
        if started is not None:
            status["startTime"] = text(started)
        if final is not None and final.type == "Complete":
            status["completionTime"] = self.clock.timestamp()
        if view_as(JobStatus, status) != job.status:
            self.client.update_status(job, status)

    def _conditions(self, job: Job, *findings: Finding | None) -> list[dict[str, Any]]:
        """The conditions that were there, with those that were found out now."""
        suspended = condition(job, "Suspended")
        resumed = suspended is not None and suspended.status == "True"
        if job.spec.suspend:
            findings += (Finding("Suspended", "True", "JobSuspended", "Job suspended"),)
        elif resumed:
            findings += (Finding("Suspended", "False", "JobResumed", "Job resumed"),)
        conditions = {each.type: kept(each) for each in job.status.conditions}
        for finding in filter(None, findings):
            before = condition(job, finding.type)
            if before is None or before.status != finding.status:
                now = {"lastProbeTime": self.clock.timestamp()}
                conditions[finding.type] = written(finding, before, self.clock) | now
        return list(conditions.values())


def _counters(job: Job, count: Tally, *, stopping: bool) -> Manifest:
    """The counters of the status; those that are 0 are left out, as Kubernetes does."""
    status: Manifest = {"ready": 0 if stopping else count.ready, "terminating": count.terminating}
    active = 0 if stopping else len(count.active)
    numbers = {"active": active, "succeeded": count.succeeded, "failed": count.failed}
    status |= {name: number for name, number in numbers.items() if number}
    if count.completed_indexes:
        status["completedIndexes"] = jobindexes.written(count.completed_indexes)
    if count.failed_indexes is not None:
        status["failedIndexes"] = jobindexes.written(count.failed_indexes)
    return status | {"uncountedTerminatedPods": {}}
