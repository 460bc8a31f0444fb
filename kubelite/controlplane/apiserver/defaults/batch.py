"""Defaults of the group batch.

Source of the rules: ``pkg/apis/batch/v1/defaults.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.defaults.fill import Defaults, Document, defaults, items
from kubelite.controlplane.apiserver.defaults.pod import pod_template

_NO_LIMIT = 2**31 - 1


def job(document: Document) -> None:
    """Job; labels of its own follow from the template, selector and pod labels come from the registry."""
    spec = document["spec"]
    pod_template(spec["template"])
    if "completions" not in spec and "parallelism" not in spec:
        spec["completions"] = 1
    policy = spec.get("podFailurePolicy")
    defaults(
        spec,
        parallelism=1,
        backoffLimit=_NO_LIMIT if "backoffLimitPerIndex" in spec else 6,
        completionMode="NonIndexed",
        suspend=False,
        manualSelector=False,
        podReplacementPolicy="TerminatingOrFailed" if policy is None else "Failed",
    )
    for rule in items(policy or {}, "rules"):
        for pattern in items(rule, "onPodConditions"):
            pattern.setdefault("status", "True")
    if labels := spec["template"]["metadata"].get("labels"):
        document["metadata"].setdefault("labels", dict(labels))


def cron_job(document: Document) -> None:
    """CronJob; its jobs get their own defaults when they are made."""
    spec = document["spec"]
    pod_template(spec["jobTemplate"]["spec"]["template"])
    defaults(spec, concurrencyPolicy="Allow", suspend=False, successfulJobsHistoryLimit=3, failedJobsHistoryLimit=1)


DEFAULTS: Defaults = {"CronJob": cron_job, "Job": job}
