"""What the scheduler writes on Pods: why one has no node, where it may hope for one, and why another must go.

Source of the words: ``pkg/scheduler/schedule_one.go`` and ``pkg/scheduler/framework/preemption/executor.go``.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from kubelite.client import Client, Manifest
from kubelite.clock import Clock
from kubelite.objects.core.pod import Pod
from kubelite.objects.errors import NotFound
from kubelite.rules.podstate import condition, is_terminating

UNSCHEDULABLE = "Unschedulable"
SCHEDULER_ERROR = "SchedulerError"


class Reports:
    """Writes Events, conditions and ``status.nominatedNodeName``. Nobody is told about a Pod that is gone."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    def scheduled(self, pod: Pod, node_name: str) -> None:
        """The Pod has got its node."""
        message = f"Successfully assigned {pod.metadata.namespace}/{pod.metadata.name} to {node_name}"
        self._client.event(pod, "Normal", "Scheduled", message, pod.spec.scheduler_name)

    def not_scheduled(self, pod: Pod, reason: str, message: str, nominated: str | None = None) -> None:
        """Why the Pod has no node: as an Event, and as a condition where that is not what it says already.

        ``nominated`` is the node where others make room for it; ``None`` leaves it as it is.
        """
        self._client.event(pod, "Warning", "FailedScheduling", message, pod.spec.scheduler_name)
        hoped = pod.status.nominated_node_name if nominated is None else nominated
        said = condition(pod, "PodScheduled")
        same = said is not None and (said.status, said.reason, said.message) == ("False", reason, message)
        if same and hoped == pod.status.nominated_node_name:
            return
        self._say(pod, {"type": "PodScheduled", "status": "False", "reason": reason, "message": message}, hoped)

    def send_away(self, victim: Pod, preemptor: Pod, node_name: str) -> None:
        """Delete a Pod that must make room for a more important one."""
        if is_terminating(victim):
            return
        name = preemptor.spec.scheduler_name
        message = f"{name}: preempting to accommodate a higher priority pod"
        why = {"type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler", "message": message}
        self._say(victim, why, victim.status.nominated_node_name)
        words = f"Preempted by pod {preemptor.metadata.uid} on node {node_name}"
        self._client.event(victim, "Normal", "Preempted", words, name)
        with suppress(NotFound):
            self._client.delete("Pod", victim.metadata.name, victim.metadata.namespace)

    def _say(self, pod: Pod, said: dict[str, str], nominated: str) -> None:
        with suppress(NotFound):
            status = self._client.manifest("Pod", pod.metadata.name, pod.metadata.namespace).get("status", {})
            status = _with_condition(status, said, self._clock.timestamp())
            status.pop("nominatedNodeName", None)
            self._client.update_status(pod, status | ({"nominatedNodeName": nominated} if nominated else {}))


def _with_condition(status: Manifest, said: dict[str, str], now: str) -> dict[str, Any]:
    """The status of a Pod with this condition; the condition keeps the time since when its status is what it is."""
    conditions = {each["type"]: each for each in status.get("conditions", ())}
    before = conditions.get(said["type"], {})
    since = before.get("lastTransitionTime", now) if before.get("status") == said["status"] else now
    conditions[said["type"]] = {**said, "lastTransitionTime": since}
    return {**status, "conditions": list(conditions.values())}
