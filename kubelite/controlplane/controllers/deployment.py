"""The Deployment controller: one ReplicaSet for each version of the template, and the newest has the Pods.

Source of the rules: ``pkg/controller/deployment/{deployment_controller,sync}.go``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kubelite.client import Manifest, WatchEvent
from kubelite.controlplane.controllers import newreplicaset
from kubelite.controlplane.controllers.deploymentstatus import seconds_to_deadline, status_of
from kubelite.controlplane.controllers.framework import Controller, Key, key_of, only_status_changed
from kubelite.controlplane.controllers.newreplicaset import REVISION, next_revision, revision_of
from kubelite.controlplane.controllers.ownership import claim
from kubelite.controlplane.controllers.podtemplate import HASH_LABEL, template_hash
from kubelite.controlplane.controllers.rollout import Resize, replace_at_once, scale_only
from kubelite.objects import Deployment, ReplicaSet
from kubelite.objects.apps import DeploymentStatus
from kubelite.objects.errors import AlreadyExists, NotFound
from kubelite.objects.meta import view_as
from kubelite.rules.podstate import is_terminating


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

    def own_keys(self, event: WatchEvent) -> Iterable[Key]:
        """A change of nothing but the status was our own report."""
        return () if only_status_changed(event) else super().own_keys(event)

    def reconcile(self, key: Key) -> None:
        """Bring the ReplicaSets of one Deployment to the sizes that its rollout wants now, and report."""
        try:
            deployment: Deployment = self.client.get("Deployment", key.name, key.namespace)
        except NotFound:
            return
        template = self.client.manifest("Deployment", key.name, key.namespace)["spec"]["template"]
        hash = template_hash(template, deployment.status.collision_count or 0)
        sets = self._sets(deployment, hash)
        if not is_terminating(deployment):
            self._roll_out(deployment, sets, template, hash)
            sets = self._sets(deployment, hash)
        self._report(deployment, sets)

    def _sets(self, deployment: Deployment, hash: str) -> Sets:
        sets = Sets(None, [])
        for rs in claim(self.client, "ReplicaSet", deployment):
            if rs.metadata.labels.get(HASH_LABEL) == hash:
                sets = sets._replace(new=rs)
            else:
                sets.old.append(rs)
        return sets

    def _roll_out(self, deployment: Deployment, sets: Sets, template: Manifest, hash: str) -> None:
        if deployment.spec.paused:
            plan = scale_only(deployment, sets.all())
        else:
            new = self._new_replica_set(deployment, sets, template, hash)
            plan = replace_at_once(deployment, new, sets.old)
            self._write_revision(deployment, revision_of(new))
        for resize in plan:
            self._resize(deployment, resize)

    def _new_replica_set(self, deployment: Deployment, sets: Sets, template: Manifest, hash: str) -> ReplicaSet:
        revision = next_revision(sets.old)
        if sets.new is None:
            manifest = newreplicaset.build(deployment, template, hash, deployment.spec.replicas, revision)
            return self._create(deployment, manifest)
        before = self.client.manifest("ReplicaSet", sets.new.metadata.name, sets.new.metadata.namespace)
        after = newreplicaset.up_to_date(before, deployment, revision)
        if after == before:
            return sets.new
        written: ReplicaSet = self.client.update(after)
        return written

    def _create(self, deployment: Deployment, manifest: Manifest) -> ReplicaSet:
        try:
            created: ReplicaSet = self.client.create(manifest)
        except AlreadyExists:
            self._count_collision(deployment)
            raise
        if created.spec.replicas:
            self._say_scaled(deployment, created, 0, created.spec.replicas)
        return created

    def _count_collision(self, deployment: Deployment) -> None:
        """A ReplicaSet of somebody else has the name already: with one more collision the hash is another one."""
        manifest = self.client.manifest("Deployment", deployment.metadata.name, deployment.metadata.namespace)
        collisions = (deployment.status.collision_count or 0) + 1
        self.client.update_status(deployment, {**manifest.get("status", {}), "collisionCount": collisions})

    def _write_revision(self, deployment: Deployment, revision: int) -> None:
        if deployment.metadata.annotations.get(REVISION) != str(revision):
            change = {"metadata": {"annotations": {REVISION: str(revision)}}}
            self.client.patch("Deployment", deployment.metadata.name, change, deployment.metadata.namespace)

    def _resize(self, deployment: Deployment, resize: Resize) -> None:
        rs, replicas = resize
        annotations = newreplicaset.size_annotations(deployment)
        change = {"metadata": {"annotations": annotations}, "spec": {"replicas": replicas}}
        self.client.patch("ReplicaSet", rs.metadata.name, change, rs.metadata.namespace)
        self._say_scaled(deployment, rs, rs.spec.replicas, replicas)

    def _say_scaled(self, deployment: Deployment, rs: ReplicaSet, before: int, after: int) -> None:
        direction = "up" if after > before else "down"
        message = f"Scaled {direction} replica set {rs.metadata.name} from {before} to {after}"
        self.client.event(deployment, "Normal", "ScalingReplicaSet", message, self.component)

    def _report(self, deployment: Deployment, sets: Sets) -> None:
        status = status_of(deployment, sets.new, sets.all(), self.clock)
        reported = deployment
        if view_as(DeploymentStatus, status) != deployment.status:
            reported = self.client.update_status(deployment, status)
        wait = seconds_to_deadline(reported, self.clock)
        if wait is not None:
            self.again(key_of(deployment), wait)


