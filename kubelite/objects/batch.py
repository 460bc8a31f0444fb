"""The group ``batch/v1``: Job."""

from __future__ import annotations

from datetime import datetime

from kubelite.objects.apps import Condition
from kubelite.objects.core.pod import PodTemplateSpec
from kubelite.objects.meta import LabelSelector, Object, View


class SuccessPolicyRule(View, frozen=True):
    """Enough indexes have succeeded: these (``0-2,5``), or ``succeeded_count`` of them, or of all."""

    succeeded_indexes: str = ""
    succeeded_count: int | None = None


class SuccessPolicy(View, frozen=True):
    """The Job is complete when one of ``rules`` holds."""

    rules: tuple[SuccessPolicyRule, ...] = ()


class PodFailurePolicyOnExitCodesRequirement(View, frozen=True):
    """A container (without ``container_name``: any) failed with one of ``values``, or ``NotIn`` these."""

    container_name: str = ""
    operator: str = "In"
    values: tuple[int, ...] = ()


class PodFailurePolicyOnPodConditionsPattern(View, frozen=True):
    """The Pod has this condition."""

    type: str = ""
    status: str = "True"


class PodFailurePolicyRule(View, frozen=True):
    """What a failure means: ``FailJob``, ``FailIndex``, ``Ignore`` or ``Count``."""

    action: str = ""
    on_exit_codes: PodFailurePolicyOnExitCodesRequirement | None = None
    on_pod_conditions: tuple[PodFailurePolicyOnPodConditionsPattern, ...] = ()


class PodFailurePolicy(View, frozen=True):
    """The first of ``rules`` that a failed Pod meets decides."""

    rules: tuple[PodFailurePolicyRule, ...] = ()


class JobSpec(View, frozen=True):
    """How many Pods have to succeed (``completions``), and how many may run at a time (``parallelism``)."""

    parallelism: int = 1
    completions: int | None = None
    completion_mode: str = "NonIndexed"
    active_deadline_seconds: int | None = None
    backoff_limit: int = 6
    backoff_limit_per_index: int | None = None
    max_failed_indexes: int | None = None
    success_policy: SuccessPolicy | None = None
    pod_failure_policy: PodFailurePolicy | None = None
    pod_replacement_policy: str = ""
    selector: LabelSelector = LabelSelector()
    suspend: bool = False
    template: PodTemplateSpec = PodTemplateSpec()
    ttl_seconds_after_finished: int | None = None
    managed_by: str = ""


class JobCondition(Condition, frozen=True):
    """``type`` is ``Complete``, ``Failed``, ``Suspended``, ``SuccessCriteriaMet`` or ``FailureTarget``."""

    last_probe_time: datetime | None = None


class JobStatus(View, frozen=True):
    """Counts of Pods; ``completed_indexes`` are written as ``0-2,5``."""

    active: int = 0
    ready: int | None = None
    succeeded: int = 0
    failed: int = 0
    terminating: int | None = None
    completed_indexes: str = ""
    failed_indexes: str | None = None
    conditions: tuple[JobCondition, ...] = ()
    start_time: datetime | None = None
    completion_time: datetime | None = None


class Job(Object, frozen=True):
    """Work that ends: Pods run until enough of them have succeeded."""

    spec: JobSpec = JobSpec()
    status: JobStatus = JobStatus()
