"""SchedulingGates: a Pod with a gate waits until whoever put the gate there takes it away.

Source of the rule: ``pkg/scheduler/framework/plugins/schedulinggates/scheduling_gates.go``.
"""

from __future__ import annotations

from kubelite.controlplane.scheduler.framework import SUCCESS, PreEnqueuePlugin, Status, unresolvable
from kubelite.objects.core.pod import Pod


def gates(pod: Pod) -> list[str]:
    """The names of the gates that hold the Pod back."""
    return [gate.name for gate in pod.spec.scheduling_gates]


class SchedulingGates(PreEnqueuePlugin):
    """Keeps Pods with gates out of the queue."""

    name = "SchedulingGates"

    def pre_enqueue(self, pod: Pod) -> Status:
        closed = gates(pod)
        return unresolvable(f"waiting for scheduling gates: [{' '.join(closed)}]") if closed else SUCCESS
