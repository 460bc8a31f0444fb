"""Rows of what runs Pods: Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, CronJob, and what scales them.

Source of the rules: ``pkg/printers/internalversion/printers.go``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kubelite.controlplane.apiserver.tables.duration import age, human_duration, seconds_between
from kubelite.controlplane.apiserver.tables.layout import (
    NONE,
    UNSET,
    Cell,
    Manifest,
    Printer,
    age_of,
    columns,
    containers,
    has_condition,
    labels,
    name,
    part,
    selector,
    yes_or_no,
)

_TEMPLATE = "Containers|Images|Selector"


def _template(workload: Manifest) -> list[Cell]:
    """Containers, images and selector."""
    chosen = selector(part(workload, "spec").get("selector"))
    return [*containers(part(workload, "spec", "template", "spec")), chosen]


def _deployment(deployment: Manifest, now: datetime) -> list[Cell]:
    status, desired = part(deployment, "status"), part(deployment, "spec").get("replicas", 0)
    return [
        name(deployment),
        f"{status.get('readyReplicas', 0)}/{desired}",
        status.get("updatedReplicas", 0),
        status.get("availableReplicas", 0),
        age_of(deployment, now),
        *_template(deployment),
    ]


def _replica_set(rs: Manifest, now: datetime) -> list[Cell]:
    status, desired = part(rs, "status"), part(rs, "spec").get("replicas", 0)
    counts = (desired, status.get("replicas", 0), status.get("readyReplicas", 0))
    return [name(rs), *counts, age_of(rs, now), *_template(rs)]


def _replication_controller(rc: Manifest, now: datetime) -> list[Cell]:
    return [*_replica_set({**rc, "spec": {**rc["spec"], "selector": {}}}, now)[:-1], labels(rc["spec"].get("selector"))]


def _stateful_set(stateful_set: Manifest, now: datetime) -> list[Cell]:
    ready = part(stateful_set, "status").get("readyReplicas", 0)
    desired = part(stateful_set, "spec").get("replicas", 0)
    return [name(stateful_set), f"{ready}/{desired}", age_of(stateful_set, now), *_template(stateful_set)[:2]]


_DAEMON_COUNTS = "desiredNumberScheduled currentNumberScheduled numberReady updatedNumberScheduled numberAvailable"


def _daemon_set(daemon_set: Manifest, now: datetime) -> list[Cell]:
    status, pod_spec = part(daemon_set, "status"), part(daemon_set, "spec", "template", "spec")
    counts = [status.get(field, 0) for field in _DAEMON_COUNTS.split()]
    chosen_nodes = labels(pod_spec.get("nodeSelector"))
    return [name(daemon_set), *counts, chosen_nodes, age_of(daemon_set, now), *_template(daemon_set)]


def _job(job: Manifest, now: datetime) -> list[Cell]:
    return [name(job), _job_state(job), _completions(job), _job_duration(job, now), age_of(job, now), *_template(job)]


_JOB_CONDITIONS = ("Complete", "Failed", "Suspended", "FailureTarget", "SuccessCriteriaMet")


def _job_state(job: Manifest) -> str:
    holds = [word for word in _JOB_CONDITIONS if has_condition(job, word)]
    if job["metadata"].get("deletionTimestamp") and not {"Complete", "Failed"} & set(holds):
        return "Terminating"
    return holds[0] if holds else "Running"


def _completions(job: Manifest) -> str:
    spec, succeeded = part(job, "spec"), part(job, "status").get("succeeded", 0)
    if spec.get("completions") is not None:
        return f"{succeeded}/{spec['completions']}"
    parallel = spec.get("parallelism") or 0
    return f"{succeeded}/1 of {parallel}" if parallel > 1 else f"{succeeded}/1"


def _job_duration(job: Manifest, now: datetime) -> str:
    status = part(job, "status")
    if not status.get("startTime"):
        return ""
    return human_duration(seconds_between(status["startTime"], status.get("completionTime") or now))


def _cron_job(cron_job: Manifest, now: datetime) -> list[Cell]:
    spec, status = part(cron_job, "spec"), part(cron_job, "status")
    last = status.get("lastScheduleTime")
    return [
        name(cron_job),
        spec.get("schedule", ""),
        spec.get("timeZone") or NONE,
        yes_or_no(spec.get("suspend")),
        len(status.get("active") or ()),
        age(last, now) if last else NONE,
        age_of(cron_job, now),
        *containers(part(spec, "jobTemplate", "spec", "template", "spec")),
        selector(part(spec, "jobTemplate", "spec").get("selector")),
    ]


def _autoscaler(hpa: Manifest, now: datetime) -> list[Cell]:
    spec, status = part(hpa, "spec"), part(hpa, "status")
    target = spec["scaleTargetRef"]
    metrics = list(_metrics(spec, status))
    more = f" + {len(metrics) - 2} more..." if len(metrics) > 2 else ""
    return [
        name(hpa),
        f"{target['kind']}/{target['name']}",
        (", ".join(metrics[:2]) or NONE) + more,
        UNSET if spec.get("minReplicas") is None else str(spec["minReplicas"]),
        spec.get("maxReplicas", 0),
        status.get("currentReplicas", 0),
        age_of(hpa, now),
    ]


def _metrics(spec: Manifest, status: Manifest) -> Iterator[str]:
    """What each metric is now and what it should be: ``cpu: 45%/80%``."""
    if spec.get("targetCPUUtilizationPercentage") is not None:  # autoscaling/v1
        now = status.get("currentCPUUtilizationPercentage")
        yield f"cpu: {'<unknown>' if now is None else f'{now}%'}/{spec['targetCPUUtilizationPercentage']}%"
    current = status.get("currentMetrics") or ()
    for index, metric in enumerate(spec.get("metrics") or ()):
        field = metric["type"][0].lower() + metric["type"][1:]
        seen = part(current[index], field, "current") if index < len(current) else {}
        yield _metric(metric["type"], metric[field], seen)


def _metric(kind: str, metric: Manifest, seen: Manifest) -> str:
    target = metric.get("target") or {}
    if kind in ("Resource", "ContainerResource"):
        return f"{metric['name']}: {_resource_level(target, seen)}"
    average = target.get("averageValue")
    field, suffix = ("averageValue", "" if kind == "Pods" else " (avg)") if average is not None else ("value", "")
    return f"{seen.get(field) or '<unknown>'}/{target.get(field, '<auto>')}{suffix}"


def _resource_level(target: Manifest, seen: Manifest) -> str:
    if target.get("averageValue") is not None:
        return f"{seen.get('averageValue') or '<unknown>'}/{target['averageValue']}"
    now, wanted = seen.get("averageUtilization"), target.get("averageUtilization")
    return f"{_percent(now, '<unknown>')}/{_percent(wanted, '<auto>')}"


def _percent(value: Any, nothing: str) -> str:
    return nothing if value is None else f"{value}%"


def _disruption_budget(pdb: Manifest, now: datetime) -> list[Cell]:
    spec, status = part(pdb, "spec"), part(pdb, "status")
    bounds = [str(spec.get(field, "N/A")) for field in ("minAvailable", "maxUnavailable")]
    return [name(pdb), *bounds, status.get("disruptionsAllowed", 0), age_of(pdb, now)]


def _pod_template(template: Manifest, now: datetime) -> list[Cell]:
    inner = part(template, "template")
    return [name(template), *containers(part(inner, "spec")), labels(part(inner, "metadata").get("labels"))]


def _revision(revision: Manifest, now: datetime) -> list[Cell]:
    owners = [item for item in revision["metadata"].get("ownerReferences") or () if item.get("controller")]
    owner = NONE
    if owners:
        group = owners[0]["apiVersion"].rpartition("/")[0]
        owner = f"{owners[0]['kind'].lower()}{'.' if group else ''}{group}/{owners[0]['name']}"
    return [name(revision), owner, revision.get("revision", 0), age_of(revision, now)]


DEPLOYMENT = Printer(columns("Name|Ready|Up-to-date|Available|Age", _TEMPLATE), _deployment)
_COUNTS = columns("Name|Desired:integer|Current:integer|Ready:integer|Age", _TEMPLATE)
REPLICA_SET = Printer(_COUNTS, _replica_set)
REPLICATION_CONTROLLER = Printer(_COUNTS, _replication_controller)
STATEFUL_SET = Printer(columns("Name|Ready|Age", "Containers|Images"), _stateful_set)
_DAEMON = "Name|Desired:integer|Current:integer|Ready:integer|Up-to-date:integer|Available:integer|Node Selector|Age"
DAEMON_SET = Printer(columns(_DAEMON, _TEMPLATE), _daemon_set)
JOB = Printer(columns("Name|Status|Completions|Duration|Age", _TEMPLATE), _job)
_CRON = "Name|Schedule|Timezone|Suspend:boolean|Active:integer|Last Schedule|Age"
CRON_JOB = Printer(columns(_CRON, _TEMPLATE), _cron_job)
AUTOSCALER = Printer(columns("Name|Reference|Targets|MinPods|MaxPods|Replicas|Age"), _autoscaler)
_BUDGET = "Name|Min Available|Max Unavailable|Allowed Disruptions:integer|Age"
DISRUPTION_BUDGET = Printer(columns(_BUDGET), _disruption_budget)
POD_TEMPLATE = Printer(columns("Name|Containers|Images|Pod Labels"), _pod_template)
CONTROLLER_REVISION = Printer(columns("Name|Controller|Revision:integer|Age"), _revision)
