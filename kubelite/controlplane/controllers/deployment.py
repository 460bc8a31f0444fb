"""The Deployment controller: one ReplicaSet for each version of the template, and the newest gets the Pods.

How they move is in ``rollout.py``, what another size means in ``scaling.py``, what is reported in
``deploymentstatus.py``; here it is decided which of these is due, and it is written.

Source of the rules: ``pkg/controller/deployment/{deployment_controller,sync,recreate}.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from kubelite.client import Manifest, WatchEvent
from kubelite.controlplane.controllers import newreplicaset
from kubelite.controlplane.controllers.deploymentstatus import counters, is_complete, seconds_to_deadline, status_of
from kubelite.controlplane.controllers.framework import Controller, Key, key_of, only_status_changed
from kubelite.controlplane.controllers.ownership import claim
from kubelite.controlplane.controllers.podtemplate import HASH_LABEL, template_hash
from kubelite.controlplane.controllers.rollout import (
    Limits,
    Resize,
    changes,
    first_size,
    limits,
    recreate_step,
    rolling_step,
)
from kubelite.controlplane.controllers.scaling import scaled, size_annotations, was_scaled
from kubelite.objects import Deployment, ReplicaSet
from kubelite.objects.apps import DeploymentStatus
from kubelite.objects.errors import AlreadyExists, NotFound
from kubelite.objects.meta import view_as
from kubelite.rules.functions import Unwritten
from kubelite.rules.podstate import is_finished, is_terminating
from kubelite.rules.revisions import REVISION, next_revision, revision_of

NO_LIMIT = 2**31 - 1
"""The ``revisionHistoryLimit`` that stands for all."""


class Sets(NamedTuple):
    """A Deployment's ReplicaSets: ``new`` has its present template (``None`` before it is made), ``old`` others."""

    new: ReplicaSet | None
    old: list[ReplicaSet]

    def all(self) -> list[ReplicaSet]:
        """All of them, by revision."""
        return sorted([*self.old, *([self.new] if self.new else [])], key=revision_of)


class DeploymentController(Controller):
    """Makes a ReplicaSet for a new template, gives every ReplicaSet its size, and sums up what they report."""

    name = "Deployment"
    component = "deployment-controller"
    kind = "Deployment"
    owns = ("ReplicaSet",)
    point = "fenceposts"

    def own_keys(self, event: WatchEvent) -> Iterable[Key]:
        """A change of nothing but the status was our own report."""
        return () if only_status_changed(event) else super().own_keys(event)

    def reconcile(self, key: Key) -> None:
        """Take the next step that one Deployment needs now, and report. What follows it wakes the Deployment again."""
        try:
            deployment: Deployment = self.client.get("Deployment", key.name, key.namespace)
        except NotFound:
            return
        template = self.client.manifest("Deployment", key.name, key.namespace)["spec"]["template"]
        hash = template_hash(template, deployment.status.collision_count or 0)
        sets = self._sets(deployment, hash)
        if is_terminating(deployment):
            self._report(deployment, sets, rolls_out=False)
        elif deployment.spec.paused or was_scaled(deployment, sets.all()):
            self._scale(deployment, self._up_to_date(deployment, sets))
        else:
            self._roll_out(deployment, self._up_to_date(deployment, sets), template, hash)

    def _limits(self, deployment: Deployment) -> Limits:
        """How far a rolling update may go, as a learner's function says or as Kubernetes does."""
        if self.own.is_taken:
            with suppress(Unwritten):
                return limits(deployment, self._ask)
        return limits(deployment)

    def _ask(self, replicas: int, max_surge: int | str, max_unavailable: int | str) -> tuple[int, int]:
        about = f"{replicas} replicas, maxSurge {max_surge} and maxUnavailable {max_unavailable}"
        answer = self.own.ask(replicas, max_surge, max_unavailable, about=about)
        if isinstance(answer, list | tuple) and len(answer) == 2 and all(type(number) is int for number in answer):
            most, least = answer
            if least <= replicas <= most:
                return most, least
        expected = f"two whole numbers (most, least) with least <= {replicas} <= most"
        raise self.own.wrong(answer, about=about, expected=expected)

    def _sets(self, deployment: Deployment, hash: str) -> Sets:
        sets = Sets(None, [])
        for rs in claim(self.client, "ReplicaSet", deployment):
            if rs.metadata.labels.get(HASH_LABEL) == hash:
                sets = sets._replace(new=rs)
            else:
                sets.old.append(rs)
        return sets

    def _scale(self, deployment: Deployment, sets: Sets) -> None:
        """The template waits; the ReplicaSets that are there share the size that is wanted."""
        self._resize(deployment, scaled(deployment, sets.new, sets.old, self._limits(deployment)))
        if deployment.spec.paused:
            self._forget_history(deployment, sets.old)
        self._report(deployment, sets, rolls_out=False)

    def _roll_out(self, deployment: Deployment, sets: Sets, template: Manifest, hash: str) -> None:
        """One step towards all Pods being of the new template; when there is none left, old history goes."""
        had_new, recreate = sets.new is not None, deployment.spec.strategy.type == "Recreate"
        if recreate and (self._resize(deployment, recreate_step(sets.old)) or self._old_pods_run(sets.old)):
            self._report(deployment, sets)
            return
        sets = sets if had_new else self._with_new(deployment, sets, template, hash)
        assert sets.new is not None, "it has just been made"
        size = deployment.spec.replicas
        allowed = self._limits(deployment)
        plan = changes([Resize(sets.new, size)]) if recreate else rolling_step(deployment, sets.new, sets.old, allowed)
        if not self._resize(deployment, plan) and is_complete(deployment, counters(deployment, sets.new, sets.all())):
            self._forget_history(deployment, sets.old)
        self._report(deployment, sets, created=not had_new)

    def _old_pods_run(self, old: Sequence[ReplicaSet]) -> bool:
        """Whether containers of an earlier template may still be at work, if only to end."""
        pods = (pod for rs in old for pod in self.client.list("Pod", by=("owner", rs.metadata.uid)))
        return any(not is_finished(pod) for pod in pods)

    def _with_new(self, deployment: Deployment, sets: Sets, template: Manifest, hash: str) -> Sets:
        revision, allowed = next_revision(sets.old), self._limits(deployment)
        size = first_size(deployment, sets.old, allowed)
        notes = {REVISION: str(revision), **size_annotations(deployment, allowed)}
        manifest = newreplicaset.build(deployment, template, hash, size, notes)
        try:
            created: ReplicaSet = self.client.create(manifest)
        except AlreadyExists:
            self._count_collision(deployment)
            raise
        if size:
            self._say_scaled(deployment, created, 0, size)
        self._write_revision(deployment, revision)
        return sets._replace(new=created)

    def _up_to_date(self, deployment: Deployment, sets: Sets) -> Sets:
        """The new ReplicaSet, if it is there, with the annotations and the revision that it should have now."""
        if sets.new is None:
            return sets
        before = self.client.manifest("ReplicaSet", sets.new.metadata.name, sets.new.metadata.namespace)
        after = newreplicaset.up_to_date(before, deployment, next_revision(sets.old))
        new = sets.new if after == before else self.client.update(after)
        self._write_revision(deployment, revision_of(new))
        return sets._replace(new=new)

    def _count_collision(self, deployment: Deployment) -> None:
        """A ReplicaSet of somebody else has the name already: with one more collision the hash is another one."""
        manifest = self.client.manifest("Deployment", deployment.metadata.name, deployment.metadata.namespace)
        collisions = (deployment.status.collision_count or 0) + 1
        self.client.update_status(deployment, {**manifest.get("status", {}), "collisionCount": collisions})

    def _write_revision(self, deployment: Deployment, revision: int) -> None:
        """Note the revision on the Deployment; written as part of the status, it makes no new generation."""
        if deployment.metadata.annotations.get(REVISION) != str(revision):
            name, namespace = deployment.metadata.name, deployment.metadata.namespace
            change = {"metadata": {"annotations": {REVISION: str(revision)}}}
            self.client.patch("Deployment", name, change, namespace, subresource="status")

    def _resize(self, deployment: Deployment, plan: Sequence[Resize]) -> bool:
        """Write the sizes of ``plan``, and for which size of the Deployment they were made; was there any?"""
        annotations = size_annotations(deployment, self._limits(deployment))
        for rs, replicas in plan:
            if replicas != rs.spec.replicas or not annotations.items() <= rs.metadata.annotations.items():
                change = {"metadata": {"annotations": annotations}, "spec": {"replicas": replicas}}
                self.client.patch("ReplicaSet", rs.metadata.name, change, rs.metadata.namespace)
            if replicas != rs.spec.replicas:
                self._say_scaled(deployment, rs, rs.spec.replicas, replicas)
        return bool(plan)

    def _say_scaled(self, deployment: Deployment, rs: ReplicaSet, before: int, after: int) -> None:
        direction = "up" if after > before else "down"
        message = f"Scaled {direction} replica set {rs.metadata.name} from {before} to {after}"
        self.client.event(deployment, "Normal", "ScalingReplicaSet", message, self.component)

    def _forget_history(self, deployment: Deployment, old: Sequence[ReplicaSet]) -> None:
        """Delete the oldest of the ReplicaSets beyond ``revisionHistoryLimit``, but none that has Pods."""
        limit = deployment.spec.revision_history_limit
        alive = sorted((rs for rs in old if not is_terminating(rs)), key=revision_of)
        for rs in alive[: max(0, len(alive) - limit)] if limit != NO_LIMIT else []:
            is_seen = rs.status.observed_generation >= rs.metadata.generation
            if is_seen and not rs.spec.replicas and not rs.status.replicas:
                with suppress(NotFound):
                    self.client.delete("ReplicaSet", rs.metadata.name, rs.metadata.namespace)

    def _report(
        self, deployment: Deployment, sets: Sets, *, rolls_out: bool = True, created: bool = False
    ) -> None:
        allowed = self._limits(deployment)
        status = status_of(
            deployment, sets.new, sets.all(), self.clock, allowed=allowed, rolls_out=rolls_out, created=created
        )
        reported = deployment
        if view_as(DeploymentStatus, status) != deployment.status:
            reported = self.client.update_status(deployment, status)
        wait = seconds_to_deadline(reported, self.clock)
        if rolls_out and wait is not None:
            self.again(key_of(deployment), wait)
