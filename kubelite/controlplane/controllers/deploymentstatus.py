"""What a Deployment reports: counters of Pods, and the conditions Available and Progressing.

Source of the rules: ``pkg/controller/deployment/{sync,progress}.go``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from kubelite.clock import Clock
from kubelite.controlplane.controllers.conditions import Finding, kept, written
from kubelite.controlplane.controllers.rollout import limits
from kubelite.objects import Deployment, ReplicaSet
from kubelite.objects.apps import DeploymentCondition
from kubelite.rules.podstate import condition

NO_DEADLINE = 2**31 - 1
"""The ``progressDeadlineSeconds`` that stands for never."""

COMPLETE = "NewReplicaSetAvailable"
UPDATED = "ReplicaSetUpdated"
LATE = "ProgressDeadlineExceeded"

Status = dict[str, Any]


def status_of(deployment: Deployment, new: ReplicaSet | None, sets: Sequence[ReplicaSet], clock: Clock) -> Status:
    """The status that ``deployment`` should report, with ``new`` as the ReplicaSet of its present template."""
    status = counters(deployment, new, sets)
    available = _written(_available(deployment, status), condition(deployment, "Available"), clock)
    progressing = _progressing(deployment, new, status, clock)
    return status | {"conditions": [available, *([progressing] if progressing else [])]}


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


def seconds_to_deadline(deployment: Deployment, clock: Clock) -> float | None:
    """How long a rollout that goes on may still make no progress; ``None`` where nothing is waited for."""
    progressing: DeploymentCondition | None = condition(deployment, "Progressing")
    deadline = deployment.spec.progress_deadline_seconds
    if progressing is None or progressing.status != "True" or progressing.reason == COMPLETE:
        return None
    if deployment.spec.paused or deadline == NO_DEADLINE or progressing.last_update_time is None:
        return None
    left = progressing.last_update_time + timedelta(seconds=deadline) - clock.time()
    return max(0.0, left.total_seconds())


def _available(deployment: Deployment, status: Status) -> Finding:
    wanted = deployment.spec.replicas
    may_miss = min(limits(deployment).unavailable, wanted)
    if status.get("availableReplicas", 0) >= wanted - may_miss:
        return Finding("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    return Finding(
        "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."
    )


def _progressing(deployment: Deployment, new: ReplicaSet | None, status: Status, clock: Clock) -> Status | None:
    before: DeploymentCondition | None = condition(deployment, "Progressing")
    if deployment.spec.progress_deadline_seconds == NO_DEADLINE:
        return None
    if deployment.spec.paused or (before is not None and before.reason == "DeploymentPaused"):
        return _paused(deployment, before, clock)
    subject = f'ReplicaSet "{new.metadata.name}"' if new else f'Deployment "{deployment.metadata.name}"'
    updating = Finding("Progressing", "True", UPDATED, f"{subject} is progressing.")
    is_new_only = status.get("replicas", 0) == status.get("updatedReplicas", 0)
    if before is not None and before.reason == COMPLETE and is_new_only:
        return kept(before)
    if _is_complete(deployment, status):
        return _written(
            Finding("Progressing", "True", COMPLETE, f"{subject} has successfully progressed."), before, clock
        )
    if before is None or before.reason == COMPLETE or _has_progressed(deployment, status):
        return {**written(updating, before, clock), "lastUpdateTime": clock.timestamp()}  # the deadline starts again
    if seconds_to_deadline(deployment, clock) == 0:
        return _written(Finding("Progressing", "False", LATE, f"{subject} has timed out progressing."), before, clock)
    return kept(before)


def _paused(deployment: Deployment, before: DeploymentCondition | None, clock: Clock) -> Status:
    """While it is paused, a Deployment cannot be late; one that was late already stays so."""
    if before is not None and before.reason == LATE:
        return kept(before)
    if deployment.spec.paused:
        finding = Finding("Progressing", "Unknown", "DeploymentPaused", "Deployment is paused")
    else:
        finding = Finding("Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed")
    return _written(finding, before, clock)


def _is_complete(deployment: Deployment, status: Status) -> bool:
    wanted = deployment.spec.replicas
    return all(status.get(count, 0) == wanted for count in ("updatedReplicas", "replicas", "availableReplicas"))


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
