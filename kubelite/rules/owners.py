"""Owner references: who looks after an object.

Source of the rules: ``staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/controller_ref.go``.
"""

from __future__ import annotations

from typing import Any

from kubelite.objects.meta import Object, OwnerReference


def controller_of(obj: Object) -> OwnerReference | None:
    """The one owner that manages ``obj``; ``None`` for an object that nobody manages."""
    for reference in obj.metadata.owner_references:
        if reference.controller:
            return reference
    return None


def is_controlled_by(obj: Object, owner: Object) -> bool:
    """Whether ``owner`` manages ``obj``. The uid decides: a namesake made later is somebody else."""
    reference = controller_of(obj)
    return reference is not None and reference.uid == owner.metadata.uid


def owner_reference(owner: Object, controller: bool = True) -> dict[str, Any]:
    """The reference, as manifest, that an object of ``owner`` carries.

    With ``controller`` the owner manages the object and waits for it when it is deleted in the foreground.
    """
    reference: dict[str, Any] = {
        "apiVersion": owner.api_version,
        "kind": owner.kind,
        "name": owner.metadata.name,
        "uid": owner.metadata.uid,
    }
    return reference | {"controller": True, "blockOwnerDeletion": True} if controller else reference
