"""What must hold of the stored object before a request may change it.

Source: ``staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go`` and ``…/pkg/storage/interfaces.go``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kubelite.controlplane.etcd import Document, Record
from kubelite.objects.errors import BadRequest, Cause, Invalid, conflict
from kubelite.objects.kinds import Resource

_STALE = "the object has been modified; please apply your changes to the latest version and try again"


def refuse_invalid(document: Document, resource: Resource, causes: Sequence[Cause]) -> None:
    """``Invalid`` with all ``causes``, if there are any."""
    if causes:
        name = document.get("metadata", {}).get("name", "")
        raise Invalid(resource.kind, name, causes, group=resource.group)


def refuse_stale(resource: Resource, record: Record, sent: Mapping[str, Any]) -> None:
    """``Conflict`` when the metadata that was ``sent`` names another revision or another object than the stored one."""
    version = sent.get("resourceVersion")
    if version and version != str(record.revision):
        raise conflict(resource.plural, record.key.name, _STALE, group=resource.group)
    refuse_other(resource, record, sent.get("uid") or "")


def refuse_other(resource: Resource, record: Record, uid: str) -> None:
    """``Conflict`` when the stored object has another uid than the one that is meant; an empty ``uid`` means any."""
    stored = (record.document or {})["metadata"]["uid"]
    if uid and uid != stored:
        why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored}"
        raise conflict(resource.plural, record.key.name, why, group=resource.group)


def refuse_other_namespace(sent: Mapping[str, Any], namespace: str) -> None:
    """``BadRequest`` when the metadata that was ``sent`` names another namespace than the request."""
    if namespace and sent.get("namespace", namespace) != namespace:
        raise BadRequest("the namespace of the provided object does not match the namespace sent on the request")


def refuse_negative_grace(grace: int | None) -> None:
    """``Invalid`` when somebody is to stop before now."""
    if grace is not None and grace < 0:
        text = f"Invalid value: {grace}: must be greater than or equal to 0"
        cause = Cause("FieldValueInvalid", text, "gracePeriodSeconds")
        raise Invalid("DeleteOptions", "", [cause], group="meta.k8s.io")
