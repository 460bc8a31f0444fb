"""PersistentVolumes and StorageClasses.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidatePersistentVolumeSpec),
``pkg/apis/storage/validation/validation.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.claims import access_modes
from kubelite.controlplane.apiserver.validation.field import (
    NOT_POSITIVE,
    Causes,
    Doc,
    duplicate,
    each,
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
from kubelite.controlplane.apiserver.validation.projections import no_backsteps
from kubelite.controlplane.apiserver.validation.scheduling import node_selector
from kubelite.controlplane.apiserver.validation.volumes import csi_driver, host_path, nfs
from kubelite.objects import quantity

_RECLAIM = ("Delete", "Recycle", "Retain")
_MODES = ("Block", "Filesystem")
_BINDING = ("Immediate", "WaitForFirstConsumer")
_SOURCES_WITHOUT_RULES = (
    "gcePersistentDisk awsElasticBlockStore glusterfs flocker rbd quobyte cephfs iscsi cinder fc flexVolume azureFile "
    "vsphereVolume photonPersistentDisk portworxVolume azureDisk scaleIO storageos"
).split()


def persistent_volume(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    if not spec.get("accessModes"):
        yield required("spec.accessModes")
    yield from access_modes(spec, "spec")
    yield from _capacity(part(spec, "capacity"))
    yield from one_of("spec.persistentVolumeReclaimPolicy", spec.get("persistentVolumeReclaimPolicy"), _RECLAIM)
    yield from _node_affinity(spec.get("nodeAffinity"), "spec.nodeAffinity")
    yield from _source(spec)
    if part(spec, "hostPath").get("path") == "/" and spec.get("persistentVolumeReclaimPolicy") == "Recycle":
        yield forbidden("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'")
    if name := spec.get("storageClassName"):
        yield from wrong("spec.storageClassName", name, names.dns_subdomain(name))
    yield from one_of("spec.volumeMode", spec.get("volumeMode"), _MODES)


def persistent_volume_update(new: Doc, old: Doc) -> Causes:
    yield from persistent_volume(new)
    spec, before = part(new, "spec"), part(old, "spec")
    if any(not same(spec.get(kind), before.get(kind)) for kind in (*_SOURCES, *_SOURCES_WITHOUT_RULES)):
        yield forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation")
    yield from immutable("volumeMode", spec.get("volumeMode"), before.get("volumeMode"))


def storage_class(doc: Doc) -> Causes:
    provisioner = doc.get("provisioner") or ""
    if not provisioner:
        yield required("provisioner")
    else:
        lowered = provisioner.lower()
        yield from wrong("provisioner", lowered, names.qualified_name(lowered))
    if "" in part(doc, "parameters"):
        yield invalid("parameters", "", "field can not be empty.")
    yield from one_of("reclaimPolicy", doc.get("reclaimPolicy"), ("Delete", "Retain"))
    yield from one_of("volumeBindingMode", doc.get("volumeBindingMode"), _BINDING)
    for term, at in each(doc, "allowedTopologies", ""):
        yield from _topology(term, at.removeprefix("."))


def storage_class_update(new: Doc, old: Doc) -> Causes:
    for field in ("parameters", "provisioner", "reclaimPolicy"):
        if not same(new.get(field), old.get(field)):
            yield forbidden(field, f"updates to {field} are forbidden.")
    yield from immutable("volumeBindingMode", new.get("volumeBindingMode"), old.get("volumeBindingMode"))


def _capacity(capacity: Mapping[str, str]) -> Causes:
    path = "spec.capacity"
    if not capacity:
        yield required(path)
    if "storage" not in capacity or len(capacity) > 1:
        yield unsupported(path, dict(sorted(capacity.items())) or None, ("storage",))
    for name, value in sorted(capacity.items()):
        number = quantity.parse(value)
        if number < 0:
            yield invalid(f"{path}[{name}]", int(number), "must be a valid resource quantity")
        if number <= 0:
            yield invalid(f"{path}[{name}]", value, NOT_POSITIVE)


def _node_affinity(affinity: Doc | None, path: str) -> Causes:
    if affinity is None:
        return
    if (needed := affinity.get("required")) is None:
        yield required(f"{path}.required", "must specify required node constraints")
    else:
        yield from node_selector(needed, f"{path}.required")


def _source(spec: Doc) -> Causes:
    given = [kind for kind in (*_SOURCES, *_SOURCES_WITHOUT_RULES) if spec.get(kind) is not None]
    if not given:
        yield required("spec", "must specify a volume type")
        return
    if check := _SOURCES.get(given[0]):
        yield from check(spec[given[0]], f"spec.{given[0]}")
    if given[0] == "local" and spec.get("nodeAffinity") is None:
        yield required("spec.nodeAffinity", "Local volume requires node affinity")
    for kind in given[1:]:
        yield forbidden(f"spec.{kind}", "may not specify more than 1 volume type")


def _local(source: Doc, path: str) -> Causes:
    if target := source.get("path"):
        yield from no_backsteps(target, f"{path}.path")
    else:
        yield required(f"{path}.path")


def _csi(source: Doc, path: str) -> Causes:
    yield from csi_driver(source.get("driver") or "", f"{path}.driver")
    if not source.get("volumeHandle"):
        yield required(f"{path}.volumeHandle")


def _topology(term: Doc, path: str) -> Causes:
    keys: set[str] = set()
    for expression, at in each(term, "matchLabelExpressions", path):
        key, values = expression.get("key") or "", expression.get("values") or []
        if not values:
            yield required(f"{at}.values")
        for index, value in enumerate(values):
            if value in values[:index]:
                yield duplicate(f"{at}.values[{index}]", value or "")
        yield from wrong(f"{at}.key", key, names.qualified_name(key))
        if key in keys:
            yield duplicate(f"{at}.key", key)
        keys.add(key)


_SOURCES: Mapping[str, Callable[[Doc, str], Causes]] = MappingProxyType(
    {"hostPath": host_path, "nfs": nfs, "local": _local, "csi": _csi}
)
