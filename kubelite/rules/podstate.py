"""What state a Pod is in: ready, available, finished, on its way out.

Source of the rules: ``pkg/api/v1/pod/util.go`` and ``pkg/controller/controller_utils.go``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol

from kubelite.objects.core.pod import Pod, PodCondition
from kubelite.objects.meta import Object


class HasStatus(Protocol):
    """Anything with ``status.conditions``: a Pod, a Node, a Deployment."""

    @property
    def status(self) -> Any: ...


def condition(obj: HasStatus, type: str) -> Any:
    """The condition of ``obj`` with this ``type``, such as ``Ready``; ``None`` when there is none."""
    conditions: Iterable[Any] = obj.status.conditions
    return next((found for found in conditions if found.type == type), None)


def is_ready(pod: Pod) -> bool:
    """Whether the Pod says that it can take requests."""
    return _ready_condition(pod) is not None


def is_available(pod: Pod, min_ready_seconds: int, now: datetime) -> bool:
    """Whether the Pod has been ready for at least ``min_ready_seconds``."""
    ready = _ready_condition(pod)
    if ready is None or min_ready_seconds == 0:
        return ready is not None
    since = ready.last_transition_time
    return since is not None and since + timedelta(seconds=min_ready_seconds) <= now


def is_finished(pod: Pod) -> bool:
    """Whether all containers have ended and none will run again: phase Succeeded or Failed."""
    return pod.status.phase in ("Succeeded", "Failed")


def is_terminating(obj: Object) -> bool:
    """Whether somebody deleted the object and it is only waiting to go."""
    return obj.metadata.deletion_timestamp is not None


def is_active(pod: Pod) -> bool:
    """Whether a controller counts the Pod among those that it has: neither finished nor on its way out."""
    return not is_finished(pod) and not is_terminating(pod)


def _ready_condition(pod: Pod) -> PodCondition | None:
    return next((c for c in pod.status.conditions if c.type == "Ready" and c.status == "True"), None)
