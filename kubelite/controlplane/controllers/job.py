"""The Job controller: Pods run until enough of them have succeeded, or too many have failed.

Source of the rules: ``pkg/controller/job/{job_controller,backoff_utils}.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from kubelite.client import Client, Manifest, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers import jobfailures, jobindexes, jobprogress
from kubelite.controlplane.controllers.conditions import Finding, kept, text, written
from kubelite.controlplane.controllers.deletionorder import in_deletion_order
from kubelite.controlplane.controllers.framework import Controller, Key, key_of, only_status_changed
from kubelite.controlplane.controllers.jobfailures import Failures
from kubelite.controlplane.controllers.jobindexes import is_indexed
from kubelite.controlplane.controllers.jobprogress import FAILING, TRACKING, Tally
from kubelite.controlplane.controllers.ownership import claim
from kubelite.controlplane.controllers.podcontrol import MOST_AT_ONCE, PodControl
from kubelite.objects import Job, Pod
from kubelite.objects.batch import JobStatus
from kubelite.objects.errors import NotFound
from kubelite.objects.meta import view_as
from kubelite.rules.podstate import condition, is_terminating

FINAL = {FAILING: "Failed", jobprogress.SUCCEEDING: "Complete"}


_OURSELVES = ("", "kubernetes.io/job-controller")
"""What ``spec.managedBy`` says of a Job that this controller looks after."""


class JobController(Controller):
    """Makes Pods, counts what becomes of them, and says when the work is done."""

    name = "Job"
    component = "job-controller"
    kind = "Job"
    owns = ("Pod",)

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self._control = PodControl(client, self.component)
        self._failures: dict[Key, Failures | None] = {}

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
        if job.spec.managed_by not in _OURSELVES:
            return
        pods = claim(self.client, "Pod", job)
        if is_terminating(job) or jobprogress.is_over(job):
            self._release(pods)
            return
        count = jobprogress.tally(job, pods)
        failures = jobfailures.since_success(self._failures.get(key), count.successes, count.failures)
        started = self._start(job)
        verdict = jobprogress.verdict(job, count, pods, started, self.clock.time())
        waits = False
        if verdict is not None:
            self._end(job, count.active, counting=verdict.type == FAILING)
        elif job.spec.suspend:
            self._end(job, count.active, counting=False)
        else:
            waits = self._work_on(key, job, count, failures)
        if waits and count.ready:
            return  # the API server would refuse more ready Pods than active ones: nothing is reported, or counted
        self._report(job, count, started, verdict, waits=waits)
        self._failures[key] = failures
        self._release([*count.released, *(count.waiting.values() if verdict is not None else ())])

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

    def _work_on(self, key: Key, job: Job, count: Tally, failures: Failures | None) -> bool:
        """Bring the number of active Pods to what is wanted now; whether new ones have to wait after a failure."""
        wanted, now = jobprogress.wanted_active(job, count), self.clock.now
        active = in_deletion_order(count.active, self.clock.time())
        doubtful = jobindexes.surplus(job, active) if is_indexed(job) else []
        others = [pod for pod in active if pod not in doubtful]
        leaving = doubtful + others[: max(0, len(active) - wanted - len(doubtful))]
        if leaving:
            self._end(job, leaving[:MOST_AT_ONCE], counting=False)
            return False
        missing = wanted - len(active) - (count.terminating if job.spec.pod_replacement_policy == "Failed" else 0)
        if missing <= 0:
            return False
        taken = {jobindexes.index_of(pod) for pod in active} | count.completed_indexes | (count.failed_indexes or set())
        free = jobindexes.free_indexes(job, taken)[: min(missing, MOST_AT_ONCE)]
        if job.spec.backoff_limit_per_index is None:
            waits, ready = [jobfailures.pause(failures, now)], free
        else:
            pauses = {index: jobfailures.pause(_tries(count, index), now) for index in free}
            waits, ready = list(pauses.values()), [index for index in free if pauses[index] == 0]
        if waits and min(waits) > 0:
            self.again(key, min(waits))
            return True
        self._create(job, count, missing, ready)
        return False

    def _create(self, job: Job, count: Tally, missing: int, indexes: Sequence[int]) -> None:
        template = self.client.manifest("Job", job.metadata.name, job.metadata.namespace)["spec"]["template"]
        metadata = template.get("metadata", {})
        template = {**template, "metadata": {**metadata, "finalizers": [*metadata.get("finalizers", []), TRACKING]}}
        if not is_indexed(job):
            for _ in range(min(missing, MOST_AT_ONCE)):
                self._control.create(job, template)
        for index in indexes if is_indexed(job) else ():
            mine = jobindexes.template_for(job, template, index, jobprogress.failures_so_far(job, count, index))
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

    def _report(
        self, job: Job, count: Tally, started: datetime | None, verdict: Finding | None, *, waits: bool
    ) -> None:
        """Write the status. A Job that is decided is over when none of its Pods is left at work.

        While the next Pod ``waits``, the Job controller of 1.36.2 reports no active Pods at all (kubernetes#139428).
        """
        final = None
        if verdict is not None and not count.active and not count.terminating:
            final = Finding(FINAL[verdict.type], *verdict[1:])
        status = _counters(job, count, stopping=verdict is not None or job.spec.suspend)
        if waits:
            status.pop("active", None)
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
        if job.spec.suspend and not any(findings):
            findings += (Finding("Suspended", "True", "JobSuspended", "Job suspended"),)
        elif resumed and not job.spec.suspend:
            findings += (Finding("Suspended", "False", "JobResumed", "Job resumed"),)
        conditions = {each.type: kept(each) for each in job.status.conditions}
        for finding in filter(None, findings):
            before = condition(job, finding.type)
            if before is None or before.status != finding.status:
                now = {"lastProbeTime": self.clock.timestamp()}
                conditions[finding.type] = written(finding, before, self.clock) | now
        return list(conditions.values())


def _tries(count: Tally, index: int) -> Failures | None:
    """How often ``index`` has failed by now, and when last."""
    pod = count.waiting.get(index)
    return Failures(sum(jobindexes.failures_of(pod)) + 1, jobfailures.ended_at(pod)) if pod is not None else None


def _counters(job: Job, count: Tally, *, stopping: bool) -> Manifest:
    """The counters of the status; those that are 0 are left out, as Kubernetes does."""
    status: Manifest = {"ready": 0 if stopping else count.ready, "terminating": count.terminating}
    active = 0 if stopping else len(count.active)
    unseen = sum(jobfailures.is_counted(job, pod) for pod in count.waiting.values())
    failed = count.failed if stopping else count.failed - unseen
    numbers = {"active": active, "succeeded": count.succeeded, "failed": failed}
    status |= {name: number for name, number in numbers.items() if number}
    if count.completed_indexes:
        status["completedIndexes"] = jobindexes.written(count.completed_indexes)
    if count.failed_indexes is not None:
        status["failedIndexes"] = jobindexes.written(count.failed_indexes)
    return status | {"uncountedTerminatedPods": {}}
