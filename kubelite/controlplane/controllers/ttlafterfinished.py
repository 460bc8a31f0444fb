"""The controller that clears away Jobs that are over, when they say for how long they are of interest.

Source of the rules: ``pkg/controller/ttlafterfinished/ttlafterfinished_controller.go``.
"""

from __future__ import annotations

from kubelite.controlplane.controllers.framework import Controller, Key
from kubelite.objects import Job
from kubelite.objects.errors import NotFound
from kubelite.rules.podstate import is_terminating


class TTLAfterFinishedController(Controller):
    """Deletes a Job ``ttlSecondsAfterFinished`` after its end, with its Pods."""

    name = "TTLAfterFinished"
    component = "ttl-after-finished-controller"
    kind = "Job"

    def reconcile(self, key: Key) -> None:
        """Delete one Job when its time has come."""
        try:
            job: Job = self.client.get("Job", key.name, key.namespace)
        except NotFound:
            return
        keep = job.spec.ttl_seconds_after_finished
        ends = [each for each in job.status.conditions if each.type in ("Complete", "Failed") and each.status == "True"]
        if keep is None or not ends or is_terminating(job):
            return
        over = ends[0].last_transition_time
        left = keep - (self.clock.time() - over).total_seconds() if over is not None else 0.0
        if left > 0:
            self.again(key, left)
        else:
            self.client.delete("Job", key.name, key.namespace, propagation="Foreground")
