"""``metadata``: the name, labels, annotations, owners and finalizers that every object has.

Source of the rules: ``staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go``, and
``pkg/apis/core/validation/validation.go`` for the finalizers that need no domain.
"""

from __future__ import annotations

from typing import Any

from kubelite.controlplane.apiserver.validation import labels, names
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    each,
    forbidden,
    immutable,
    invalid,
    non_negative,
    quoted,
    required,
    too_long,
    wrong,
)

_ANNOTATIONS_LIMIT = 256 * 1024
_STANDARD_FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")
_FROZEN = ("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")
_OWNER_FIELDS = ("apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion")


def object_meta(meta: Doc, name_check: names.NameCheck, *, namespaced: bool, kube: bool = True) -> Causes:
    """The rules for a new object. ``kube`` adds the rule that a finalizer has a domain or is a standard one."""
    path = "metadata"
    generate, name = meta.get("generateName") or "", meta.get("name") or ""
    if generate:
        yield from wrong(f"{path}.generateName", generate, name_check(_without_trailing_dash(generate)))
    if name:
        yield from wrong(f"{path}.name", name, name_check(name))
    elif not generate:
        yield required(f"{path}.name", "name or generateName is required")
    yield from _namespace(meta.get("namespace") or "", namespaced)
    yield from non_negative(meta, "generation", path=path)
    yield from _shared(meta)
    if kube:
        yield from _kube_finalizers(meta)


def object_meta_update(new: Doc, old: Doc, *, kube: bool = True) -> Causes:
    """The rules for a change: identity is fixed, and an object that is being deleted gets no new finalizers."""
    path = "metadata"
    if old.get("deletionTimestamp"):
        yield from _no_new_finalizers(new.get("finalizers") or [], old.get("finalizers") or [])
    if (new.get("generation") or 0) < (old.get("generation") or 0):
        yield invalid(f"{path}.generation", new.get("generation") or 0, "must not be decremented")
    for field in _FROZEN:
        if (value := old.get(field)) is not None or new.get(field) is not None:
            yield from immutable(f"{path}.{field}", new.get(field), value)
    yield from _shared(new)
    if kube:
        yield from _kube_finalizers(new)


def finalizer_name(name: str, path: str) -> Causes:
    yield from wrong(path, name, names.qualified_name(name))


def kube_finalizer_name(name: str, path: str) -> Causes:
    if "/" not in name and name not in _STANDARD_FINALIZERS:
        yield invalid(path, name, "name is neither a standard finalizer name nor is it fully qualified")


def _namespace(namespace: str, namespaced: bool) -> Causes:
    if not namespace:
        return
    if namespaced:
        yield from wrong("metadata.namespace", namespace, names.dns_label(namespace))
    else:
        yield forbidden("metadata.namespace", "not allowed on this type")


def _shared(meta: Doc) -> Causes:
    annotations = meta.get("annotations") or {}
    yield from labels.labels(meta.get("labels"), "metadata.labels")
    yield from labels.annotation_map(annotations, "metadata.annotations")
    if annotations and sum(_size(key) + _size(value or "") for key, value in annotations.items()) > _ANNOTATIONS_LIMIT:
        yield too_long("metadata.annotations", _ANNOTATIONS_LIMIT)
    yield from _owner_references(meta)
    yield from _finalizers(meta)
    yield from _managed_fields(meta)


def _owner_references(meta: Doc) -> Causes:
    path, controller = "metadata.ownerReferences", ""
    for reference, _ in each(meta, "ownerReferences", "metadata"):
        yield from _owner_reference(reference, path)
        if reference.get("controller"):
            name = f"{reference.get('kind') or ''}/{reference.get('name') or ''}"
            if controller:
                found = f'Found "true" in references for {controller} and {name}'
                owners = [_shown_owner(owner or {}) for owner in meta["ownerReferences"]]
                yield invalid(path, owners, f"Only one reference can have Controller set to true. {found}")
            controller = controller or name


def _owner_reference(reference: Doc, path: str) -> Causes:
    version = reference.get("apiVersion") or ""
    if not version or version.count("/") > 1 or version.endswith("/"):
        yield invalid(f"{path}.apiVersion", version, "version must not be empty")
    for field in ("kind", "name", "uid"):
        if not reference.get(field):
            yield invalid(f"{path}.{field}", "", "must not be empty")
    if version == "v1" and reference.get("kind") == "Event":
        yield invalid(path, _shown_owner(reference), "/v1, Kind=Event is disallowed from being an owner")


def _shown_owner(reference: Doc) -> dict[str, Any]:
    named = {field: reference.get(field) or "" for field in _OWNER_FIELDS[:4]}
    return named | {field: reference[field] for field in _OWNER_FIELDS[4:] if reference.get(field) is not None}


def _finalizers(meta: Doc) -> Causes:
    path, finalizers = "metadata.finalizers", meta.get("finalizers") or []
    for name in finalizers:
        yield from finalizer_name(name or "", path)
    if "orphan" in finalizers and "foregroundDeletion" in finalizers:
        yield invalid(path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set")


def _kube_finalizers(meta: Doc) -> Causes:
    for index, name in enumerate(meta.get("finalizers") or ()):
        yield from kube_finalizer_name(name or "", f"metadata.finalizers[{index}]")


def _no_new_finalizers(new: list[str], old: list[str]) -> Causes:
    if extra := sorted({*new} - {*old}):
        listed = ", ".join(quoted(name) for name in extra)
        problem = "no new finalizers can be added if the object is being deleted, found new finalizers"
        yield forbidden("metadata.finalizers", f"{problem} []string{{{listed}}}")


def _managed_fields(meta: Doc) -> Causes:
    for entry, at in each(meta, "managedFields", "metadata"):
        if (operation := entry.get("operation")) not in ("Apply", "Update"):
            yield invalid(f"{at}.operation", operation or "", "must be `Apply` or `Update`")
        if (fields_type := entry.get("fieldsType") or "FieldsV1") != "FieldsV1":
            yield invalid(f"{at}.fieldsType", fields_type, "must be `FieldsV1`")
        if _size(entry.get("manager") or "") > 128:
            yield too_long(f"{at}.manager", 128)


def _without_trailing_dash(prefix: str) -> str:
    return prefix[:-2] + "a" if len(prefix) > 1 and prefix.endswith("-") else prefix


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
