"""The StatefulSet controller: Pods with numbers, made one after the other and replaced under the same name.

Source of the rules: ``pkg/controller/statefulset/{stateful_set,stateful_set_control,stateful_pod_control}.go``.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from kubelite.client import Manifest, WatchEvent
from kubelite.controlplane.controllers import controllerrevisions, statefulpods
from kubelite.controlplane.controllers.controllerrevisions import REVISION_LABEL, revision_for, template_of
from kubelite.controlplane.controllers.deletionorder import ready_since
from kubelite.controlplane.controllers.framework import Controller, Key, key_of, only_status_changed
from kubelite.controlplane.controllers.ownership import claim
from kubelite.controlplane.controllers.statefulpods import Create, Pods, Step, revision_hash, runs_and_is_ready
from kubelite.objects import ControllerRevision, Pod, StatefulSet
from kubelite.objects.apps import StatefulSetStatus
from kubelite.objects.errors import AlreadyExists, APIError, NotFound
from kubelite.objects.meta import view_as
from kubelite.rules.podstate import is_available, is_terminating


class StatefulSetController(Controller):
    """Takes the next step that a StatefulSet needs; each Pod that changes wakes it for the one after it."""

    name = "StatefulSet"
    component = "statefulset-controller"
    kind = "StatefulSet"
    owns = ("Pod",)

    def own_keys(self, event: WatchEvent) -> Iterable[Key]:
        """A change of nothing but the status was our own report."""
        return () if only_status_changed(event) else super().own_keys(event)

    def reconcile(self, key: Key) -> None:
        """Compare the Pods of one StatefulSet with the numbers and the template that it wants."""
        try:
            sts: StatefulSet = self.client.get("StatefulSet", key.name, key.namespace)
        except NotFound:
            return
        pods = self._pods(sts)
        if is_terminating(sts):
            return
        spec = self.client.manifest("StatefulSet", key.name, key.namespace)["spec"]
        update = revision_for(self.client, sts, spec["template"])
        current = self._current(sts, update)
        steps = statefulpods.next_steps(sts, pods, _hash(update), self.clock.time())
        for step in steps:
            self._take(sts, step, spec, current, update)
        pods = self._pods(sts) if steps else pods
        in_use = {update.metadata.name, self._report(sts, pods, current, update)}
        controllerrevisions.forget(self.client, sts, sts.spec.revision_history_limit, in_use)

    def _pods(self, sts: StatefulSet) -> Pods:
        numbered = ((statefulpods.ordinal_of(sts, pod.metadata.name), pod) for pod in claim(self.client, "Pod", sts))
        return {ordinal: pod for ordinal, pod in numbered if ordinal is not None}

    def _current(self, sts: StatefulSet, update: ControllerRevision) -> ControllerRevision:
        """The revision that the Pods had before the update; the newest, when no update goes on."""
        known = controllerrevisions.history(self.client, sts)
        return next((each for each in known if each.metadata.name == sts.status.current_revision), update)

    def _take(
        self, sts: StatefulSet, step: Step, spec: Manifest, current: ControllerRevision, update: ControllerRevision
    ) -> None:
        if not isinstance(step, Create):
            self._delete(sts, step.pod)
            return
        revision = current if statefulpods.keeps_version(sts, step.ordinal) else update
        template = template_of(self.client, revision)
        claims = spec.get("volumeClaimTemplates", [])
        self._create(sts, statefulpods.pod_manifest(sts, template, step.ordinal, _hash(revision), claims), claims)

    def _create(self, sts: StatefulSet, pod: Manifest, claims: list[Manifest]) -> None:
        name = pod["metadata"]["name"]
        try:
            for each in claims:
                with suppress(AlreadyExists):  # the claim of the Pod that had this number before
                    self.client.create(statefulpods.claim_manifest(sts, each, name))
            self.client.create(pod)
        except APIError as error:
            said = f"create Pod {name} in StatefulSet {sts.metadata.name} failed error: {error.message}"
            self.client.event(sts, "Warning", "FailedCreate", said, self.component)
            raise
        said = f"create Pod {name} in StatefulSet {sts.metadata.name} successful"
        self.client.event(sts, "Normal", "SuccessfulCreate", said, self.component)

    def _delete(self, sts: StatefulSet, pod: Pod) -> None:
        name = pod.metadata.name
        with suppress(NotFound):
            self.client.delete("Pod", name, pod.metadata.namespace)
            said = f"delete Pod {name} in StatefulSet {sts.metadata.name} successful"
            self.client.event(sts, "Normal", "SuccessfulDelete", said, self.component)

    def _report(self, sts: StatefulSet, pods: Pods, current: ControllerRevision, update: ControllerRevision) -> str:
        """Write the status; the name of the revision that is the current one now."""
        status = self._counted(sts, pods, current, update)
        if view_as(StatefulSetStatus, status) != sts.status:
            self.client.update_status(sts, status)
        enough, now = timedelta(seconds=sts.spec.min_ready_seconds), self.clock.time()
        due = [since + enough for pod in pods.values() if (since := ready_since(pod)) is not None]
        waits = [(moment - now).total_seconds() for moment in due if moment > now]
        if waits:
            self.again(key_of(sts), min(waits))
        return str(status["currentRevision"])

    def _counted(
        self, sts: StatefulSet, pods: Pods, current: ControllerRevision, update: ControllerRevision
    ) -> dict[str, Any]:
        """The status. When all Pods are of the newest template and ready, that template is the current one."""
        alive = [pod for pod in pods.values() if not is_terminating(pod)]
        ready = [pod for pod in pods.values() if runs_and_is_ready(pod)]
        seconds, now = sts.spec.min_ready_seconds, self.clock.time()
        counts = {
            "replicas": len(pods),
            "readyReplicas": len(ready),
            "availableReplicas": sum(is_available(pod, seconds, now) for pod in ready),
            "currentReplicas": sum(revision_hash(pod) == _hash(current) for pod in alive),
            "updatedReplicas": sum(revision_hash(pod) == _hash(update) for pod in alive),
        }
        rolls = sts.spec.update_strategy.type == "RollingUpdate"
        complete = {counts[each] for each in ("replicas", "updatedReplicas", "readyReplicas")} == {sts.spec.replicas}
        if rolls and complete:
            current, counts["currentReplicas"] = update, counts["updatedReplicas"]
        return {
            **{name: count for name, count in counts.items() if count or name in ("replicas", "availableReplicas")},
            "observedGeneration": sts.metadata.generation,
            "currentRevision": current.metadata.name,
            "updateRevision": update.metadata.name,
            "collisionCount": sts.status.collision_count or 0,
        }


def _hash(revision: ControllerRevision) -> str:
    return revision.metadata.labels[REVISION_LABEL]
