"""Jobs and CronJobs.

Source of the rules: ``pkg/apis/batch/validation/validation.go``.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from kubelite.controlplane.apiserver.validation import labels, names
from kubelite.controlplane.apiserver.validation.cron import schedule_problem
from kubelite.controlplane.apiserver.validation.failure_policy import pod_failure_policy, success_policy
from kubelite.controlplane.apiserver.validation.field import (
    IMMUTABLE,
    Causes,
    Doc,
    immutable,
    invalid,
    non_negative,
    one_of,
    part,
    required,
    same,
    unsupported,
    wrong,
)
from kubelite.controlplane.apiserver.validation.internal import internal_template
from kubelite.controlplane.apiserver.validation.pod import pod_template

_NUMBERS = ("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished")
_MODES = ("NonIndexed", "Indexed")
_CONCURRENCY = ("Allow", "Forbid", "Replace")
_LIMIT = 100_000
_CRON_NAME = 63 - 11  # the controller appends a hyphen and ten digits
_ZONE_PART = re.compile(r"[A-Za-z.\-_0-9+]{1,14}")


def job(doc: Doc) -> Causes:
    spec, meta = part(doc, "spec"), part(doc, "metadata")
    yield from _generated_selector(spec, meta)
    yield from _job_spec(spec, "spec")
    yield from _job_selector(spec)
    completions = spec.get("completions")
    if spec.get("completionMode") == "Indexed" and completions and completions > 0:
        longest = f"{meta.get('name') or ''}-{completions - 1}"
        if names.dns_label(longest):
            reason = f"will not able to create pod with invalid DNS label: {longest}"
            yield invalid("metadata.name", meta.get("name") or "", reason)


def job_update(new: Doc, old: Doc) -> Causes:
    """Nearly everything of a Job is fixed, since its pods exist."""
    spec, before = part(new, "spec"), part(old, "spec")
    yield from _job_spec(spec, "spec")
    yield from _job_selector(spec)
    yield from _completions(spec, before)
    if not same(spec.get("selector"), before.get("selector")):
        yield invalid("spec.selector", labels.ordered(spec.get("selector")), IMMUTABLE)
    yield from _template_update(part(spec, "template"), part(before, "template"), before)
    for field in ("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"):
        yield from immutable(f"spec.{field}", spec.get(field), before.get(field))


def cron_job(doc: Doc) -> Causes:
    yield from _cron_job_spec(part(doc, "spec"), {})
    name = part(doc, "metadata").get("name") or ""
    if len(name) > _CRON_NAME:
        yield invalid("metadata.name", name, f"must be no more than {_CRON_NAME} characters")


def cron_job_update(new: Doc, old: Doc) -> Causes:
    yield from _cron_job_spec(part(new, "spec"), part(old, "spec"))


def _generated_selector(spec: Doc, meta: Doc) -> Causes:
    """The API server writes the selector and its labels; labels of one's own must not contradict them."""
    selector, uid, name = spec.get("selector"), meta.get("uid"), meta.get("name") or ""
    if spec.get("manualSelector") or selector is None or not uid:
        return
    found = part(spec, "template", "metadata", "labels")
    expected = {"controller-uid": uid, "job-name": name}
    expected |= {f"batch.kubernetes.io/{key}": value for key, value in expected.items()}
    for key, value in expected.items():
        if key not in found:
            yield required(f"spec.template.metadata.labels[{key}]", f"must be '{value}'")
        elif found[key] != value:
            shown = dict(sorted(found.items()))
            yield invalid(f"spec.template.metadata.labels[{key}]", shown, f"must be '{value}'")
    if labels.usable(selector) and not labels.selects(selector, expected):
        yield invalid("spec.selector", labels.ordered(selector), "`selector` not auto-generated")


def _job_selector(spec: Doc) -> Causes:
    selector = spec.get("selector")
    if selector is None:
        if spec.get("manualSelector"):
            yield required("spec.selector")
        return
    yield from labels.label_selector(selector, "spec.selector")
    found = part(spec, "template", "metadata").get("labels")
    if labels.usable(selector) and not labels.selects(selector, found):
        reason = "`selector` does not match template `labels`"
        shown = None if found is None else dict(sorted(found.items()))
        yield invalid("spec.template.metadata.labels", shown, reason)


def _job_spec(spec: Doc, path: str) -> Causes:
    yield from non_negative(spec, *_NUMBERS, "backoffLimitPerIndex", "maxFailedIndexes", path=path)
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        yield required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified")
    if (manager := spec.get("managedBy")) is not None:
        for wrong_part, message in names.domain_prefixed_path(manager):
            yield invalid(f"{path}.managedBy", wrong_part, message)
    yield from one_of(f"{path}.completionMode", spec.get("completionMode"), _MODES)
    if spec.get("completionMode") == "Indexed":
        yield from _indexed(spec, path)
    else:
        for field in ("backoffLimitPerIndex", "maxFailedIndexes"):
            if (value := spec.get(field)) is not None:
                yield invalid(f"{path}.{field}", value, "requires indexed completion mode")
    if spec.get("podFailurePolicy") is not None:
        yield from pod_failure_policy(spec, f"{path}.podFailurePolicy")
    if spec.get("successPolicy") is not None:
        yield from success_policy(spec, f"{path}.successPolicy")
    policies = ("Failed",) if spec.get("podFailurePolicy") is not None else ("Failed", "TerminatingOrFailed")
    yield from one_of(f"{path}.podReplacementPolicy", spec.get("podReplacementPolicy"), policies)
    yield from pod_template(part(spec, "template"), f"{path}.template")
    yield from _restart_policy(spec, f"{path}.template.spec.restartPolicy")


def _indexed(spec: Doc, path: str) -> Causes:
    completions, parallelism = spec.get("completions"), spec.get("parallelism")
    failed, mode = spec.get("maxFailedIndexes"), "completion mode is Indexed"
    if completions is None:
        yield required(f"{path}.completions", f"when {mode}")
    if parallelism is not None and parallelism > _LIMIT:
        yield invalid(f"{path}.parallelism", parallelism, f"must be less than or equal to {_LIMIT} when {mode}")
    if completions is not None and failed is not None and failed > completions:
        yield invalid(f"{path}.maxFailedIndexes", failed, "must be less than or equal to completions")
    if failed is not None and failed > _LIMIT:
        yield invalid(f"{path}.maxFailedIndexes", failed, f"must be less than or equal to {_LIMIT}")


def _restart_policy(spec: Doc, path: str) -> Causes:
    policy = part(spec, "template", "spec").get("restartPolicy") or "Always"
    if policy == "Always":
        yield required(path, 'valid values: "OnFailure", "Never"')
    elif policy not in ("OnFailure", "Never"):
        yield unsupported(path, policy, ("OnFailure", "Never"))
    elif spec.get("podFailurePolicy") is not None and policy != "Never":
        yield invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')


def _completions(spec: Doc, before: Doc) -> Causes:
    new, old = spec.get("completions"), before.get("completions")
    if spec.get("completionMode") != "Indexed":
        yield from immutable("spec.completions", new, old)
    elif new is not None and new != old and new != spec.get("parallelism"):
        yield invalid("spec.completions", new, "can only be modified in tandem with spec.parallelism")


def _template_update(template: Doc, known: Doc, before: Doc) -> Causes:
    """A Job that is suspended and never started may still be told where its pods run."""
    if before.get("suspend"):
        known = _with_directives_of(template, known)
    if not same(template, known):
        yield invalid("spec.template", internal_template(template), IMMUTABLE)


def _with_directives_of(template: Doc, known: Doc) -> Doc:
    spec, meta = part(template, "spec"), part(template, "metadata")
    free = {field: spec.get(field) for field in ("nodeSelector", "tolerations", "schedulingGates")}
    affinity = {**part(known, "spec", "affinity"), "nodeAffinity": part(spec, "affinity").get("nodeAffinity")}
    told = {field: meta.get(field) for field in ("labels", "annotations")}
    return {
        **known,
        "metadata": {**part(known, "metadata"), **told},
        "spec": {**part(known, "spec"), **free, "affinity": affinity},
    }


def _cron_job_spec(spec: Doc, before: Doc) -> Causes:
    schedule = spec.get("schedule") or ""
    if not schedule:
        yield required("spec.schedule")
    else:
        yield from _schedule(schedule, spec.get("timeZone"), zone_allowed="TZ" in (before.get("schedule") or ""))
    yield from non_negative(spec, "startingDeadlineSeconds", path="spec")
    if (zone := spec.get("timeZone")) is not None and zone != before.get("timeZone"):
        yield from wrong("spec.timeZone", zone, _zone_problems(zone))
    yield from one_of("spec.concurrencyPolicy", spec.get("concurrencyPolicy"), _CONCURRENCY)
    template, path = part(spec, "jobTemplate", "spec"), "spec.jobTemplate.spec"
    yield from _job_spec(template, path)
    if (selector := template.get("selector")) is not None:
        yield invalid(f"{path}.selector", labels.ordered(selector), "`selector` will be auto-generated")
    if template.get("manualSelector"):
        yield unsupported(f"{path}.manualSelector", True, ("nil", "false"))
    yield from non_negative(spec, "successfulJobsHistoryLimit", "failedJobsHistoryLimit", path="spec")


def _schedule(schedule: str, zone: str | None, *, zone_allowed: bool) -> Causes:
    if problem := schedule_problem(schedule):
        yield invalid("spec.schedule", schedule, problem)
    if "TZ" not in schedule:
        return
    if not zone_allowed:
        reason = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
        yield invalid("spec.schedule", schedule, reason)
    elif zone is not None:
        yield invalid("spec.schedule", schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule")


def _zone_problems(zone: str) -> list[str]:
    if not zone:
        return ["timeZone must be nil or non-empty string"]
    unknown = f"unknown time zone {zone}"
    parts = zone.split("/")
    if any(p in (".", "..") or p.startswith("-") or not _ZONE_PART.fullmatch(p) for p in parts):
        return [unknown]
    if zone.lower() == "local":
        explicit = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        return [explicit] if zone == "Local" else [explicit, unknown]
    return [] if _is_zone(zone) else [unknown]


def _is_zone(zone: str) -> bool:
    """Where Python has no list of time zones (in a browser), every name passes."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return not available_timezones()
    return True
