"""What must hold of the stored object before a request may change it.

Source: ``staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go`` and ``…/pkg/storage/interfaces.go``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kubelite.controlplane.etcd import Document, Record
from kubelite.objects.errors import BadRequest, Cause, Invalid, UnknownError, conflict
from kubelite.objects.kinds import Resource

# Kinds whose strategy says no to AllowUnconditionalUpdate.
_ONLY_BY_REVISION = frozenset(
    {
        "apiservices.apiregistration.k8s.io",
        "csidrivers.storage.k8s.io",
        "csinodes.storage.k8s.io",
        "customresourcedefinitions.apiextensions.k8s.io",
        "leases.coordination.k8s.io",
        "mutatingadmissionpolicies.admissionregistration.k8s.io",
        "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
        "mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "poddisruptionbudgets.policy",
        "runtimeclasses.node.k8s.io",
        "validatingadmissionpolicies.admissionregistration.k8s.io",
        "validatingadmissionpolicybindings.admissionregistration.k8s.io",
        "validatingwebhookconfigurations.admissionregistration.k8s.io",
        "volumeattachments.storage.k8s.io",
    }
)

# Resources that etcd keeps under another name than that of their path.
_IN_ETCD = {
    "endpoints": "services/endpoints",
    "ingresses.networking.k8s.io": "ingress",
    "nodes": "minions",
    "services": "services/specs",
}

_STALE = "the object has been modified; please apply your changes to the latest version and try again"


def refuse_invalid(document: Document, resource: Resource, causes: Sequence[Cause]) -> None:
    """``Invalid`` with all ``causes``, if there are any."""
    if causes:
        name = document.get("metadata", {}).get("name", "")
        raise Invalid(resource.kind, name, causes, group=resource.group)


def refuse_stale(resource: Resource, record: Record, sent: Mapping[str, Any]) -> None:
    """``Conflict`` when the metadata that was ``sent`` names another revision or another object than the stored one."""
    key, uid, stored = record.key, sent.get("uid"), (record.document or {})["metadata"]["uid"]
    if uid and uid != stored:
        kept_as = _IN_ETCD.get(key.resource, resource.plural)
        place = "/".join(filter(None, ("/registry", kept_as, key.namespace, key.name)))
        why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored}"
        why = f"StorageError: invalid object, Code: 4, Key: {place}, ResourceVersion: 0, AdditionalErrorMsg: {why}"
        raise conflict(resource.plural, key.name, why, group=resource.group)
    version = sent.get("resourceVersion")
    if version and not version.isdecimal():
        raise UnknownError(f'strconv.ParseUint: parsing "{version}": invalid syntax')
    if version and version != str(record.revision):
        raise conflict(resource.plural, key.name, _STALE, group=resource.group)


def refuse_unconditional(resource: Resource, name: str, sent: Mapping[str, Any]) -> None:
    """``Invalid`` when the metadata that was ``sent`` names no revision, though this kind asks for it."""
    if resource.qualified in _ONLY_BY_REVISION and not sent.get("resourceVersion"):
        text = "Invalid value: 0: must be specified for an update"
        cause = Cause("FieldValueInvalid", text, "metadata.resourceVersion")
        raise Invalid(resource.plural, name, [cause], group=resource.group)


def refuse_other(resource: Resource, record: Record, uid: str) -> None:
    """``Conflict`` when not the stored object was to be deleted but another one; an empty ``uid`` means any."""
    stored = (record.document or {})["metadata"]["uid"]
    if uid and uid != stored:
        why = (
            f"the UID in the precondition ({uid}) does not match the UID in record ({stored}). "
            "The object might have been deleted and then recreated"
        )
        raise conflict(resource.kind, record.key.name, why, group=resource.group)


def refuse_other_name(sent: Mapping[str, Any], name: str) -> None:
    """``BadRequest`` when the metadata that was ``sent`` has no name, or another one than the request."""
    mine = sent.get("name")
    if not mine:
        raise BadRequest(f"the name of the object ({name} based on URL) was undeterminable: name must be provided")
    if mine != name:
        raise BadRequest(f"the name of the object ({mine}) does not match the name on the URL ({name})")


def refuse_other_namespace(sent: Mapping[str, Any], namespace: str) -> None:
    """``BadRequest`` when the metadata that was ``sent`` names another namespace than the request."""
    if namespace and sent.get("namespace", namespace) != namespace:
        raise BadRequest("the namespace of the provided object does not match the namespace sent on the request")
