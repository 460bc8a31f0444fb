"""What a Deployment reports: counters of Pods, and the conditions Available and Progressing.

Source of the rules: ``pkg/controller/deployment/{sync,progress}.go``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kubelite.clock import Clock, seconds_since_start
from kubelite.controlplane.controllers.conditions import Finding, kept, written
from kubelite.controlplane.controllers.rollout import Limits
from kubelite.objects import Deployment, ReplicaSet
from kubelite.objects.apps import DeploymentCondition
from kubelite.objects.meta import view_as
from kubelite.rules.podstate import condition

NO_DEADLINE = 2**31 - 1
"""The ``progressDeadlineSeconds`` that stands for never."""

CREATED = "NewReplicaSetCreated"
FOUND = "FoundNewReplicaSet"
COMPLETE = "NewReplicaSetAvailable"
UPDATED = "ReplicaSetUpdated"
LATE = "ProgressDeadlineExceeded"
PAUSED = "DeploymentPaused"
RESUMED = "DeploymentResumed"

Status = dict[str, Any]


def status_of(
    deployment: Deployment,
    new: ReplicaSet | None,
    sets: Sequence[ReplicaSet],
    clock: Clock,
    *,
    allowed: Limits,
    rolls_out: bool = True,
    created: bool = False,
) -> Status:
    """The status that ``deployment`` should report, with ``new`` as the ReplicaSet of its present template.

    Only while it ``rolls_out``, not while it is scaled or paused, it is asked whether there is progress. ``created``
    says that ``new`` has just been made.
    """
    status = counters(deployment, new, sets)
    available = _written(_available(deployment, status, allowed), condition(deployment, "Available"), clock)
    conditions: list[Status | None] = [available]
    if deployment.spec.progress_deadline_seconds != NO_DEADLINE:
        before = _before(deployment, new, clock, created=created)
        conditions.append(_progressing(deployment, new, status, before, clock) if rolls_out else before)
    conditions.append(_failure(new, sets))
    return status | {"conditions": [each for each in conditions if each is not None]}


def counters(deployment: Deployment, new: ReplicaSet | None, sets: Sequence[ReplicaSet]) -> Status:
    """The counters, summed over what the ReplicaSets report. Those that are 0 are left out, as Kubernetes does."""
    available = sum(rs.status.available_replicas for rs in sets)
    counted = {
        "observedGeneration": deployment.metadata.generation,
        "replicas": sum(rs.status.replicas for rs in sets),
        "updatedReplicas": new.status.replicas if new else 0,
        "readyReplicas": sum(rs.status.ready_replicas for rs in sets),
        "availableReplicas": available,
        "unavailableReplicas": max(0, sum(rs.spec.replicas for rs in sets) - available),
        "collisionCount": deployment.status.collision_count or 0,
    }
    terminating = sum(rs.status.terminating_replicas or 0 for rs in sets)
    return {name: count for name, count in counted.items() if count} | {"terminatingReplicas": terminating}


def is_complete(deployment: Deployment, status: Status) -> bool:
    """Whether all Pods are of the new template, available, and as many as there should be."""
    wanted = deployment.spec.replicas
    return all(status.get(count, 0) == wanted for count in ("updatedReplicas", "replicas", "availableReplicas"))


def seconds_to_deadline(deployment: Deployment, clock: Clock) -> float | None:
    """When a rollout without progress will be late; ``None`` where nothing is waited for."""
    progressing: DeploymentCondition | None = condition(deployment, "Progressing")
    if progressing is None or progressing.reason in (COMPLETE, LATE, PAUSED) or progressing.last_update_time is None:
        return None
    if deployment.spec.progress_deadline_seconds == NO_DEADLINE:
        return None
    return max(0.0, _deadline(deployment, progressing.last_update_time) - clock.now)


def _deadline(deployment: Deployment, updated: datetime) -> float:
    """The moment, in seconds since the start, at which it is too late. Times are noted in whole seconds: one more."""
    return seconds_since_start(updated) + deployment.spec.progress_deadline_seconds + 1


def _available(deployment: Deployment, status: Status, allowed: Limits) -> Finding:
    if status.get("availableReplicas", 0) >= deployment.spec.replicas - allowed.unavailable:
        return Finding("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    why = "Deployment does not have minimum availability."
    return Finding("Available", "False", "MinimumReplicasUnavailable", why)


def _before(deployment: Deployment, new: ReplicaSet | None, clock: Clock, *, created: bool) -> Status | None:
    """The condition Progressing before anybody asks for progress: a ReplicaSet was made, or somebody paused.

    A Deployment of which nothing is known yet may also find its ReplicaSet there: an orphan that it has adopted.
    """
    before: DeploymentCondition | None = condition(deployment, "Progressing")
    reason = before.reason if before is not None else ""
    if new is not None and (created or (before is None and not deployment.spec.paused)):
        name = new.metadata.name
        message = f'Created new replica set "{name}"' if created else f'Found new replica set "{name}"'
        return _written(Finding("Progressing", "True", CREATED if created else FOUND, message), before, clock)
    if deployment.spec.paused and reason not in (PAUSED, LATE):
        return _written(Finding("Progressing", "Unknown", PAUSED, "Deployment is paused"), before, clock)
    if not deployment.spec.paused and reason == PAUSED:
        return _written(Finding("Progressing", "Unknown", RESUMED, "Deployment is resumed"), before, clock)
    return kept(before) if before is not None else None


def _progressing(
    deployment: Deployment, new: ReplicaSet | None, status: Status, before: Status | None, clock: Clock
) -> Status | None:
    """The condition Progressing of a rollout, compared with the status that was written ``before``."""
    subject = f'ReplicaSet "{new.metadata.name}"' if new else f'Deployment "{deployment.metadata.name}"'
    known = view_as(DeploymentCondition, before) if before is not None else None
    is_only_new = status.get("replicas", 0) == status.get("updatedReplicas", 0)
    if known is not None and known.reason == COMPLETE and is_only_new:
        return before
    if is_complete(deployment, status):
        finding = Finding("Progressing", "True", COMPLETE, f"{subject} has successfully progressed.")
        return _written(finding, known, clock)
    if _has_progressed(deployment, status):
        updated = written(Finding("Progressing", "True", UPDATED, f"{subject} is progressing."), known, clock)
        return {**updated, "lastUpdateTime": clock.timestamp()}  # the deadline starts again
    if known is None or known.last_update_time is None or known.reason == COMPLETE:
        return before
    if clock.now < _deadline(deployment, known.last_update_time):
        return before
    return _written(Finding("Progressing", "False", LATE, f"{subject} has timed out progressing."), known, clock)


def _failure(new: ReplicaSet | None, sets: Sequence[ReplicaSet]) -> Status | None:
    """What a ReplicaSet cannot do, in the words of the ReplicaSet; the new one is heard first."""
    for rs in (*([new] if new else []), *sets):
        found = condition(rs, "ReplicaFailure")
        if found is not None:
            failure = kept(found)
            return failure | {"lastUpdateTime": failure["lastTransitionTime"]}
    return None


def _has_progressed(deployment: Deployment, status: Status) -> bool:
    """More Pods updated, ready or available than before, or fewer old ones."""
    before = deployment.status
    updated = int(status.get("updatedReplicas", 0))
    return (
        updated > before.updated_replicas
        or int(status.get("readyReplicas", 0)) > before.ready_replicas
        or int(status.get("availableReplicas", 0)) > before.available_replicas
        or int(status.get("replicas", 0)) - updated < before.replicas - before.updated_replicas
    )


def _written(finding: Finding, before: DeploymentCondition | None, clock: Clock) -> Status:
    """``finding`` with its times; the condition stays as it was when status and reason are the same."""
    if before is not None and (before.status, before.reason) == (finding.status, finding.reason):
        return kept(before)
    return {**written(finding, before, clock), "lastUpdateTime": clock.timestamp()}
