"""PersistentVolumeClaims: how much storage is wanted, and with which access.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidatePersistentVolumeClaimSpec, …Update).
"""

from __future__ import annotations

from typing import Any

from kubelite.controlplane.apiserver.validation import labels, names
from kubelite.controlplane.apiserver.validation.comparison import compared
from kubelite.controlplane.apiserver.validation.field import (
    NOT_POSITIVE,
    Causes,
    Doc,
    forbidden,
    immutable,
    invalid,
    one_of,
    part,
    required,
    same,
    unsupported,
    wrong,
)
from kubelite.controlplane.apiserver.validation.internal import internal
from kubelite.controlplane.apiserver.validation.resources import amount
from kubelite.objects import quantity

_ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
_VOLUME_MODES = ("Block", "Filesystem")
_FIXED = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"


def claim(doc: Doc) -> Causes:
    yield from claim_spec(part(doc, "spec"), "spec")


def claim_update(new: Doc, old: Doc) -> Causes:
    """Only a bound claim may change, and only its size (up) and its attributes class."""
    yield from claim(new)
    wanted, before = part(new, "spec"), part(old, "spec")
    left, right = _comparable(before), _comparable(wanted)
    if not before.get("volumeName"):
        left["volumeName"] = right.get("volumeName")
    if not before.get("storageClassName"):
        left["storageClassName"] = right.get("storageClassName")
    if part(new, "status").get("phase") == "Bound":
        right["volumeAttributesClassName"] = left.get("volumeAttributesClassName")
        right["resources"] = _with_storage(part(wanted, "resources"), _storage(before))
    if not same(left, right):
        difference = compared(internal("ClaimSpec", left), internal("ClaimSpec", right))
        yield forbidden("spec", f"{_FIXED}\n{difference}")
    yield from _not_smaller(wanted, before, part(old, "status", "capacity").get("storage"))
    yield from immutable("volumeMode", wanted.get("volumeMode"), before.get("volumeMode"))


def claim_spec(spec: Doc, path: str) -> Causes:
    """The spec of a claim, of an ephemeral volume's template, or of a StatefulSet's."""
    if not spec.get("accessModes"):
        yield required(f"{path}.accessModes", "at least 1 access mode is required")
    yield from labels.label_selector(spec.get("selector"), f"{path}.selector")
    yield from access_modes(spec, path)
    storage, at = _storage(spec), f"{path}.resources[storage]"
    if storage is None:
        yield required(at)
    elif quantity.parse(storage) <= 0:
        yield invalid(at, storage, NOT_POSITIVE)
    else:
        yield from amount("storage", storage, at)
    if name := spec.get("storageClassName"):
        yield from wrong(f"{path}.storageClassName", name, names.dns_subdomain(name))
    yield from one_of(f"{path}.volumeMode", spec.get("volumeMode"), _VOLUME_MODES)
    for field in ("dataSource", "dataSourceRef"):
        if (source := spec.get(field)) is not None:
            yield from _data_source(source, f"{path}.{field}")
    if name := spec.get("volumeAttributesClassName"):
        yield from wrong(f"{path}.volumeAttributesClassName", name, names.dns_subdomain(name))


def access_modes(spec: Doc, path: str) -> Causes:
    """ReadWriteOncePod excludes the other modes."""
    modes, at = spec.get("accessModes") or [], f"{path}.accessModes"
    for mode in modes:
        if mode not in _ACCESS_MODES:
            yield unsupported(at, mode or "", _ACCESS_MODES)
    if "ReadWriteOncePod" in modes and any(mode in _ACCESS_MODES[:3] for mode in modes):
        yield forbidden(at, "may not use ReadWriteOncePod with other access modes")


def _data_source(source: Doc, path: str) -> Causes:
    for field in ("name", "kind"):
        if not source.get(field):
            yield required(f"{path}.{field}")
    group, kind = source.get("apiGroup") or "", source.get("kind") or ""
    if not group and kind != "PersistentVolumeClaim":
        reason = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
        yield invalid(path, kind, reason)
    if group:
        yield from wrong(f"{path}.apiGroup", group, names.dns_subdomain(group))
    if namespace := source.get("namespace"):
        yield from wrong(f"{path}.namespace", namespace, names.dns_label(namespace))


def _not_smaller(wanted: Doc, before: Doc, capacity: str | None) -> Causes:
    new, old = quantity.parse(_storage(wanted) or "0"), quantity.parse(_storage(before) or "0")
    if new < old and new <= quantity.parse(capacity or "0"):
        yield forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")


def _storage(spec: Doc) -> str | None:
    found: str | None = part(spec, "resources", "requests").get("storage")
    return found


def _comparable(spec: Doc) -> dict[str, Any]:
    return {key: value for key, value in spec.items() if value is not None}


def _with_storage(resources: Doc, storage: str | None) -> Doc:
    requests = part(resources, "requests")
    return {**resources, "requests": {**requests, "storage": storage}} if requests else resources
