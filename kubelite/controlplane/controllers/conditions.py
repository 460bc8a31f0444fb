"""Conditions as controllers write them: they change their time only when they change their status.

Source of the rules: ``pkg/controller/deployment/util/deployment_util.go`` (``SetDeploymentCondition``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from kubelite.clock import Clock

Manifest = dict[str, Any]


class Finding(NamedTuple):
    """What a controller found out: a condition without its times."""

    type: str
    status: str
    reason: str
    message: str


def written(finding: Finding, before: Any, clock: Clock) -> Manifest:
    """``finding`` as manifest, where ``before`` is the condition of that type so far (a view, or ``None``)."""
    same = before is not None and before.status == finding.status
    since = text(before.last_transition_time) if same else clock.timestamp()
    return {**finding._asdict(), "lastTransitionTime": since}


def kept(before: Any) -> Manifest:
    """The condition ``before`` as manifest, as it was."""
    times = {"lastTransitionTime": text(before.last_transition_time)}
    if getattr(before, "last_update_time", None) is not None:
        times["lastUpdateTime"] = text(before.last_update_time)
    return {**{field: getattr(before, field) for field in Finding._fields}, **times}


def text(moment: datetime | None) -> str:
    """``moment`` as Kubernetes writes it, in whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment is not None else ""
