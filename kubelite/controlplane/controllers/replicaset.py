"""The ReplicaSet controller: there are as many Pods as ``spec.replicas`` says.

Source of the rules: ``pkg/controller/replicaset/{replica_set,replica_set_utils}.go``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from kubelite.client import Client, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers import failedpods
from kubelite.controlplane.controllers.conditions import Finding, written
from kubelite.controlplane.controllers.deletionorder import in_deletion_order, ready_since
from kubelite.controlplane.controllers.framework import Controller, Key, key_of, only_status_changed
from kubelite.controlplane.controllers.ownership import claim
from kubelite.controlplane.controllers.ownreconcile import asked_for
from kubelite.controlplane.controllers.podcontrol import MOST_AT_ONCE, PodControl, slow_start
from kubelite.controlplane.controllers.podtally import Counts, PodTally
from kubelite.objects import Pod, ReplicaSet
from kubelite.objects.apps import ReplicaSetStatus
from kubelite.objects.errors import APIError, NotFound
from kubelite.objects.meta import view_as
from kubelite.rules.functions import Unwritten
from kubelite.rules.owners import controller_of
from kubelite.rules.podstate import condition, is_active, is_available, is_finished, is_ready, is_terminating
from kubelite.rules.selectors import matches, matches_labels


class ReplicaSetController(Controller):
    """Makes the Pods that are missing, and deletes those that are too many.

    What it reads is the stored state itself, not a copy that may lag behind; so it needs no memory of what it has just
    asked for (Kubernetes calls that memory expectations).
    """

    name = "ReplicaSet"
    component = "replicaset-controller"
    kind = "ReplicaSet"
    owns = ("Pod",)
    point = "reconcile"

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self._pods = PodControl(client, self.component)
        self._tally = PodTally()
        self._settled: dict[str, tuple[int, int, int]] = {}
        self._acted: dict[str, float] = {}

    def stop(self) -> None:
        """End watching; the counts are made anew at the next start."""
        super().stop()
        self._tally.clear()
        self._settled.clear()

    def owner_keys(self, event: WatchEvent) -> Iterable[Key]:
        """A Pod that changes is counted at once."""
        self._tally.note(event)
        return super().owner_keys(event)

    def own_keys(self, event: WatchEvent) -> Iterable[Key]:
        """A change of nothing but the status was our own report."""
        if event.type == "DELETED":
            self._settled.pop(event.object.metadata.uid, None)
            self._acted.pop(event.object.metadata.uid, None)
            self._tally.forget(event.object.metadata.uid)
        return () if only_status_changed(event) else super().own_keys(event)

    def reconcile(self, key: Key) -> None:
        """Count the Pods of one ReplicaSet, make or delete some, and report what was counted.

        Pods that are made or deleted here wake the ReplicaSet once more, and are counted then.
        """
        try:
            rs: ReplicaSet = self.client.get("ReplicaSet", key.name, key.namespace)
        except NotFound:
            return
        if self._is_settled(rs):
            self._write(rs, _status_from(rs, self._tally.of(rs.metadata.uid)))
            return
        noted = self._state(rs)
        pods = claim(self.client, "Pod", rs)
        failure = None if is_terminating(rs) else self._make_it_so(rs, pods)
        status = self._report(rs, pods, failure)
        if failure is not None:
            raise failure
        if status["replicas"] == rs.spec.replicas == status.get("fullyLabeledReplicas", 0):
            self._settled[rs.metadata.uid] = noted

    def _is_settled(self, rs: ReplicaSet) -> bool:
        """Whether there is nothing to do but to report other counts: since the last look no Pod has come or gone.

        Looking at each of ten thousand Pods whenever one of them becomes ready would take all day.
        """
        if self.own.is_taken or rs.spec.min_ready_seconds or self._tally.of(rs.metadata.uid).active != rs.spec.replicas:
            return False
        return self._settled.get(rs.metadata.uid) == self._state(rs)

    def _state(self, rs: ReplicaSet) -> tuple[int, int, int]:
        return rs.metadata.generation, self._tally.of(rs.metadata.uid).turnover, self._tally.orphans

    def _make_it_so(self, rs: ReplicaSet, pods: Sequence[Pod]) -> APIError | None:
        if self.own.is_taken:
            with suppress(Unwritten):
                return self._ask(rs, pods)
        active = [pod for pod in pods if is_active(pod)]
        missing = rs.spec.replicas - len(active)
        if missing > 0:
            return None if self._must_wait(rs, pods) else self._create(rs, missing)
        return self._delete(rs, self._surplus(rs, active, -missing)) if missing < 0 else None

    def _ask(self, rs: ReplicaSet, pods: Sequence[Pod]) -> APIError | None:
        """Do what the learner's function asks for, and then nothing for a second.

        A function that counts wrongly may always find one Pod missing: without a pause one moment would see Pods
        without end.
        """
        uid, now = rs.metadata.uid, self.clock.now
        if now < self._acted.get(uid, 0.0):
            self.again(key_of(rs), self._acted[uid] - now)
            return None
        found: list[Pod] = self.client.list("Pod", rs.metadata.namespace)
        matching = tuple(pod for pod in found if matches(rs.spec.selector, pod.metadata.labels))
        wanted, surplus = asked_for(self.own, rs, matching)
        if wanted and self._must_wait(rs, pods):
            wanted = []
        if wanted or surplus:
            self._acted[uid] = now + 1.0
        failed = self._delete(rs, surplus)
        for node, count in Counter(each.node_name for each in wanted).items():
            failed = self._create(rs, count, node) or failed
        return failed

    def _must_wait(self, rs: ReplicaSet, pods: Sequence[Pod]) -> bool:
        """Whether Pods that failed a moment ago are not replaced yet."""
        wait = failedpods.pause(pods, self.clock.time())
        if wait > 0:
            self.again(key_of(rs), wait)
        return wait > 0

    def _surplus(self, rs: ReplicaSet, active: Sequence[Pod], count: int) -> Sequence[Pod]:
        """The ``count`` Pods that are missed least; there is nothing to choose when all go."""
        if count == len(active):
            return active
        return in_deletion_order(active, self.clock.time(), self._siblings(rs))[:count]

    def _siblings(self, rs: ReplicaSet) -> Iterable[Pod]:
        """The Pods of all ReplicaSets that the controller of this one has; nobody's ReplicaSet has none."""
        owner = controller_of(rs)
        if owner is not None:
            for related in self.client.list("ReplicaSet", rs.metadata.namespace, by=("owner", owner.uid)):
                yield from self.client.list("Pod", rs.metadata.namespace, by=("owner", related.metadata.uid))

    def _create(self, rs: ReplicaSet, missing: int, node: str = "") -> APIError | None:
        template = self.client.manifest("ReplicaSet", rs.metadata.name, rs.metadata.namespace)["spec"]["template"]
        if node:
            template["spec"]["nodeName"] = node
        if missing > MOST_AT_ONCE:
            self.queue.add(key_of(rs))
        return slow_start(min(missing, MOST_AT_ONCE), lambda: self._pods.create(rs, template))

    def _delete(self, rs: ReplicaSet, surplus: Sequence[Pod]) -> APIError | None:
        if len(surplus) > MOST_AT_ONCE:
            self.queue.add(key_of(rs))
        failed = None
        for pod in surplus[:MOST_AT_ONCE]:
            try:
                self._pods.delete(rs, pod)
            except APIError as error:
                failed = error
        return failed

    def _report(self, rs: ReplicaSet, pods: Sequence[Pod], failure: APIError | None) -> dict[str, Any]:
        status = _counted(rs, pods, self.clock)
        conditions = _conditions(rs, pods, failure, self.clock)
        if conditions:
            status["conditions"] = conditions
        self._write(rs, status)
        self._look_when_available(rs, pods)
        return status

    def _write(self, rs: ReplicaSet, status: dict[str, Any]) -> None:
        if view_as(ReplicaSetStatus, status) != rs.status:
            self.client.update_status(rs, status)

    def _look_when_available(self, rs: ReplicaSet, pods: Sequence[Pod]) -> None:
        """Ready Pods become available by the passing of time, which no event announces."""
        if rs.spec.min_ready_seconds == 0:
            return
        now, enough = self.clock.time(), timedelta(seconds=rs.spec.min_ready_seconds)
        due = [since + enough for pod in pods if (since := ready_since(pod)) is not None]
        waits = [(moment - now).total_seconds() for moment in due if moment > now]
        if waits:
            self.again(key_of(rs), min(waits))


def _counted(rs: ReplicaSet, pods: Sequence[Pod], clock: Clock) -> dict[str, Any]:
    """The counters of the status. Those that are 0 are left out, as Kubernetes does."""
    active, labels, now = [pod for pod in pods if is_active(pod)], rs.spec.template.metadata.labels, clock.time()
    counters = {
        "fullyLabeledReplicas": sum(matches_labels(labels, pod.metadata.labels) for pod in active),
        "readyReplicas": sum(map(is_ready, active)),
        "availableReplicas": sum(is_available(pod, rs.spec.min_ready_seconds, now) for pod in active),
        "observedGeneration": rs.metadata.generation,
    }
    terminating = sum(is_terminating(pod) and not is_finished(pod) for pod in pods)
    always = {"replicas": len(active), "terminatingReplicas": terminating}
    return always | {name: count for name, count in counters.items() if count}


def _status_from(rs: ReplicaSet, counts: Counts) -> dict[str, Any]:
    """The status of a ReplicaSet whose Pods are all there and labelled, from the counts that were kept."""
    counters = {
        "fullyLabeledReplicas": counts.active,
        "readyReplicas": counts.ready,
        "availableReplicas": counts.ready,
        "observedGeneration": rs.metadata.generation,
    }
    always = {"replicas": counts.active, "terminatingReplicas": counts.terminating}
    return always | {name: count for name, count in counters.items() if count}


def _conditions(rs: ReplicaSet, pods: Sequence[Pod], failure: APIError | None, clock: Clock) -> list[dict[str, Any]]:
    """``ReplicaFailure`` says that Pods could not be made or deleted; it goes when that works again."""
    if failure is None:
        return []
    too_few = sum(map(is_active, pods)) < rs.spec.replicas
    reason = "FailedCreate" if too_few else "FailedDelete"
    finding = Finding("ReplicaFailure", "True", reason, failure.message)
    return [written(finding, condition(rs, "ReplicaFailure"), clock)]
