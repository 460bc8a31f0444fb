"""The persistent volume controller: it finds or makes a volume for each claim, and clears up after deleted claims.

Source of the rules: ``pkg/controller/volume/persistentvolume/pv_controller.go`` and ``index.go``. The making is that of
a provisioner beside the cluster, which is always quick here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from kubelite.client import Manifest, WatchEvent
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key, key_of
from kubelite.objects import quantity
from kubelite.objects.core.pod import Pod
from kubelite.objects.core.volume import PersistentVolume, PersistentVolumeClaim
from kubelite.objects.errors import NotFound
from kubelite.objects.storage import StorageClass
from kubelite.rules.podstate import is_terminating

IS_DEFAULT = "storageclass.kubernetes.io/is-default-class"
LATER = "WaitForFirstConsumer"
_BY_US = {"pv.kubernetes.io/bind-completed": "yes", "pv.kubernetes.io/bound-by-controller": "yes"}


class PersistentVolumeController(Controller):
    """Binds claims to volumes, one to one. A volume stays with its claim until the claim is deleted."""

    name = "PersistentVolume"
    component = "persistentvolume-controller"
    kind = "PersistentVolumeClaim"

    def watched(self) -> Mapping[str, Concerns]:
        """Besides claims: volumes, classes, and Pods that get their node, for which some claims wait."""
        others: dict[str, Concerns] = {"PersistentVolume": self._of_volume, "StorageClass": self._all, "Pod": _of_pod}
        return {**super().watched(), **others}

    def reconcile(self, key: Key) -> None:
        """Bind one claim if it is not bound; let its volume go if the claim is gone. A new volume is made available."""
        if key.kind == "PersistentVolume":
            self._offer(key.name)
            return
        try:
            claim: PersistentVolumeClaim = self.client.get("PersistentVolumeClaim", key.name, key.namespace)
        except NotFound:
            self._release(key)
            return
        if is_terminating(claim):
            return
        self._release(key, claim.metadata.uid)
        if claim.spec.volume_name:
            self._follow(claim)
        else:
            self._find_volume(self._with_class(claim))

    def _offer(self, name: str) -> None:
        """Say of a volume that nobody has that it can be had."""
        with suppress(NotFound):
            volume: PersistentVolume = self.client.get("PersistentVolume", name)
            if volume.spec.claim_ref is None and volume.status.phase in ("", "Pending"):
                self.client.update_status(volume, {"phase": "Available"})

    def _follow(self, claim: PersistentVolumeClaim) -> None:
        """A claim that names its volume is bound to it, or has lost it."""
        try:
            volume: PersistentVolume = self.client.get("PersistentVolume", claim.spec.volume_name)
        except NotFound:
            if claim.status.phase == "Bound":
                self.client.update_status(claim, {"phase": "Lost"})
                said = "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
                self.client.event(claim, "Warning", "ClaimLost", said, self.component)
            return
        if claim.status.phase != "Bound" and _is_free_for(volume, claim):
            self._bind(claim, volume)

    def _with_class(self, claim: PersistentVolumeClaim) -> PersistentVolumeClaim:
        """A claim that names no class gets the default one, if there is one."""
        classes: list[StorageClass] = self.client.list("StorageClass")
        default = [each for each in classes if each.metadata.annotations.get(IS_DEFAULT) == "true"]
        if claim.spec.storage_class_name is not None or not default:
            return claim
        change = {"spec": {"storageClassName": default[-1].metadata.name}}
        changed: PersistentVolumeClaim = self.client.patch(
            "PersistentVolumeClaim", claim.metadata.name, change, claim.metadata.namespace
        )
        return changed

    def _find_volume(self, claim: PersistentVolumeClaim) -> None:
        """Take the smallest volume that is large enough; if there is none, have one made."""
        wanted = claim.spec.storage_class_name or ""
        storage_class = self._class(wanted)
        if storage_class is not None and storage_class.volume_binding_mode == LATER and not self._is_used(claim):
            said = "waiting for first consumer to be created before binding"
            self.client.event(claim, "Normal", LATER, said, self.component)
            return
        fitting = [each for each in self.client.list("PersistentVolume") if _fits(each, claim)]
        if fitting:
            self._bind(claim, min(fitting, key=_size))
        elif storage_class is not None and storage_class.provisioner != "kubernetes.io/no-provisioner":
            self._bind(claim, self._provision(claim, storage_class))
        else:
            why = "no persistent volumes available for this claim and no storage class is set"
            if wanted:
                why = f'storageclass.storage.k8s.io "{wanted}" not found'
            reason = "ProvisioningFailed" if wanted else "FailedBinding"
            self.client.event(claim, "Warning" if wanted else "Normal", reason, why, self.component)

    def _class(self, name: str) -> StorageClass | None:
        try:
            found: StorageClass = self.client.get("StorageClass", name)
        except NotFound:
            return None
        return found

    def _is_used(self, claim: PersistentVolumeClaim) -> bool:
        """Whether a Pod that uses the claim has a node."""
        pods: list[Pod] = self.client.list("Pod", claim.metadata.namespace)
        return any(pod.spec.node_name and claim.metadata.name in _claims(pod) for pod in pods)

    def _provision(self, claim: PersistentVolumeClaim, storage_class: StorageClass) -> PersistentVolume:
        name = f"pvc-{claim.metadata.uid}"
        spec: Manifest = {
            "capacity": {"storage": claim.spec.resources.requests.get("storage", "0")},
            "accessModes": list(claim.spec.access_modes),
            "persistentVolumeReclaimPolicy": storage_class.reclaim_policy or "Delete",
            "storageClassName": storage_class.metadata.name,
            "hostPath": {"path": f"/var/lib/volumes/{name}", "type": "DirectoryOrCreate"},
        }
        metadata = {"name": name, "annotations": {"pv.kubernetes.io/provisioned-by": storage_class.provisioner}}
        manifest = {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": metadata, "spec": spec}
        made: PersistentVolume = self.client.create(manifest)
        said = f"Successfully provisioned volume {name}"
        self.client.event(claim, "Normal", "ProvisioningSucceeded", said, self.component)
        return made

    def _bind(self, claim: PersistentVolumeClaim, volume: PersistentVolume) -> None:
        """Tie both to each other: the volume names its claim, the claim its volume."""
        mine, name = claim.metadata, volume.metadata.name
        reference = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": mine.name, "uid": mine.uid}
        taken = {"spec": {"claimRef": {**reference, "namespace": mine.namespace}}}
        bound = self.client.patch("PersistentVolume", name, taken)
        self.client.update_status(bound, {"phase": "Bound"})
        given = {"metadata": {"annotations": _BY_US}, "spec": {"volumeName": name}}
        tied = self.client.patch("PersistentVolumeClaim", mine.name, given, mine.namespace)
        is_given = {"accessModes": list(volume.spec.access_modes), "capacity": dict(volume.spec.capacity)}
        self.client.update_status(tied, {"phase": "Bound", **is_given})

    def _release(self, key: Key, uid: str = "") -> None:
        """Volumes of an earlier claim of this name go, or stay with their data for somebody to look at."""
        for volume in self.client.list("PersistentVolume"):
            reference = volume.spec.claim_ref
            if reference is None or (reference.namespace, reference.name) != key[:2] or reference.uid in ("", uid):
                continue
            if volume.spec.persistent_volume_reclaim_policy == "Delete":
                with suppress(NotFound):
                    self.client.delete("PersistentVolume", volume.metadata.name)
            elif volume.status.phase != "Released":
                self.client.update_status(volume, {"phase": "Released"})

    def _of_volume(self, event: WatchEvent) -> Iterable[Key]:
        """The claim of a volume; a volume that is free may be for any."""
        volume: PersistentVolume = event.object
        if volume.spec.claim_ref is not None:
            yield Key(volume.spec.claim_ref.namespace, volume.spec.claim_ref.name)
        else:
            yield Key("", volume.metadata.name, "PersistentVolume")
            yield from self._all(event)

    def _all(self, event: WatchEvent) -> Iterable[Key]:
        return [key_of(each) for each in self.client.list("PersistentVolumeClaim") if not each.spec.volume_name]


def _of_pod(event: WatchEvent) -> Iterable[Key]:
    pod, old = event.object, event.old
    if pod.spec.node_name and (old is None or not old.spec.node_name):
        return [Key(pod.metadata.namespace, claim) for claim in _claims(pod)]
    return ()


def _claims(pod: Pod) -> set[str]:
    sources = (volume.persistent_volume_claim for volume in pod.spec.volumes)
    return {source.claim_name for source in sources if source is not None}


def _is_free_for(volume: PersistentVolume, claim: PersistentVolumeClaim) -> bool:
    reference = volume.spec.claim_ref
    if reference is None:
        return True
    is_ours = (reference.namespace, reference.name) == (claim.metadata.namespace, claim.metadata.name)
    return is_ours and reference.uid in ("", claim.metadata.uid)


def _fits(volume: PersistentVolume, claim: PersistentVolumeClaim) -> bool:
    """Whether ``volume`` is free, of the wanted class, large enough, and may be used as ``claim`` wants."""
    if volume.spec.storage_class_name != (claim.spec.storage_class_name or "") or is_terminating(volume):
        return False
    if not _is_free_for(volume, claim) or volume.status.phase in ("Released", "Failed"):
        return False
    enough = _size(volume) >= quantity.memory(claim.spec.resources.requests.get("storage", "0"))
    return enough and set(claim.spec.access_modes) <= set(volume.spec.access_modes)


def _size(volume: PersistentVolume) -> int:
    return quantity.memory(volume.spec.capacity.get("storage", "0"))
