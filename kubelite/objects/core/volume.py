"""Storage that outlives Pods: the claim that asks for it, and the volume that is given."""

from __future__ import annotations

from kubelite.objects.core.config import ObjectReference
from kubelite.objects.core.container import NO_QUANTITIES, Quantities
from kubelite.objects.meta import Object, View


class VolumeResourceRequirements(View, frozen=True):
    """``requests`` says how much ``storage`` is wanted."""

    requests: Quantities = NO_QUANTITIES


class PersistentVolumeClaimSpec(View, frozen=True):
    """What is wanted; ``volume_name`` is what was given. No ``storage_class_name`` means the default one."""

    access_modes: tuple[str, ...] = ()
    resources: VolumeResourceRequirements = VolumeResourceRequirements()
    storage_class_name: str | None = None
    volume_name: str = ""
    volume_mode: str = ""


class PersistentVolumeClaimStatus(View, frozen=True):
    """``phase`` is ``Pending``, ``Bound`` or ``Lost``."""

    phase: str = ""
    access_modes: tuple[str, ...] = ()
    capacity: Quantities = NO_QUANTITIES


class PersistentVolumeClaim(Object, frozen=True):
    """Asks for storage."""

    spec: PersistentVolumeClaimSpec = PersistentVolumeClaimSpec()
    status: PersistentVolumeClaimStatus = PersistentVolumeClaimStatus()


class PersistentVolumeSpec(View, frozen=True):
    """How large it is, how it may be used, and for whom it is."""

    capacity: Quantities = NO_QUANTITIES
    access_modes: tuple[str, ...] = ()
    claim_ref: ObjectReference | None = None
    storage_class_name: str = ""
    persistent_volume_reclaim_policy: str = ""
    volume_mode: str = ""


class PersistentVolumeStatus(View, frozen=True):
    """``phase`` is ``Available``, ``Bound``, ``Released`` or ``Failed``."""

    phase: str = ""


class PersistentVolume(Object, frozen=True):
    """A piece of storage."""

    spec: PersistentVolumeSpec = PersistentVolumeSpec()
    status: PersistentVolumeStatus = PersistentVolumeStatus()
