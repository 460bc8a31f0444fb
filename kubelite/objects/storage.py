"""The group ``storage.k8s.io/v1``: StorageClass."""

from __future__ import annotations

from kubelite.objects.meta import Object


class StorageClass(Object, frozen=True):
    """A kind of storage: who makes it, when, and what becomes of it."""

    provisioner: str = ""
    reclaim_policy: str = ""
    volume_binding_mode: str = ""
