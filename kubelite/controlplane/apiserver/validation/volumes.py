"""The volumes of a pod: one source each, names that are unique, paths that stay inside.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidateVolumes, validateVolumeSource).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.claims import claim_spec
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    duplicate,
    each,
    forbidden,
    invalid,
    one_of,
    required,
    unsupported,
    wrong,
)
from kubelite.controlplane.apiserver.validation.projections import (
    downward_api,
    keyed,
    no_backsteps,
    projected,
    required_fields,
)
from kubelite.objects import quantity
from kubelite.objects.errors import Cause

_HOST_PATH_TYPES = (
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
)
_MISSPELT = MappingProxyType({"downwardAPI": "downwarAPI", "cephfs": "cephFS"})  # as Kubernetes itself spells them


def volumes(spec: Doc, path: str, pod_name: str = "") -> tuple[dict[str, Doc], list[Cause]]:
    """The usable volumes by name, and what is wrong with the others. ``pod_name`` is empty in a template."""
    usable: dict[str, Doc] = {}
    causes: list[Cause] = []
    created = {f"{pod_name}-{name}" for name in _ephemeral_names(spec)} if pod_name else set()
    for volume, at in each(spec, "volumes", path):
        found = [*_source(volume, at, pod_name), *_volume_name(volume, at, usable)]
        if not found:
            usable[volume["name"]] = volume
        causes += found
        claim = (volume.get("persistentVolumeClaim") or {}).get("claimName")
        if claim in created:
            reason = "must not reference a PVC that gets created for an ephemeral volume"
            causes.append(invalid(f"{at}.persistentVolumeClaim.claimName", claim, reason))
    return usable, causes


def _ephemeral_names(spec: Doc) -> list[str]:
    return [volume.get("name") or "" for volume in spec.get("volumes") or () if volume and volume.get("ephemeral")]


def _volume_name(volume: Doc, path: str, taken: Mapping[str, Doc]) -> Causes:
    name = volume.get("name") or ""
    if not name:
        yield required(f"{path}.name")
    else:
        yield from wrong(f"{path}.name", name, names.dns_label(name))
    if name in taken:
        yield duplicate(f"{path}.name", name)


def _source(volume: Doc, path: str, pod_name: str) -> Causes:
    first = True
    for kind, check in _SOURCES.items():
        source = volume.get(kind)
        if source is None:
            continue
        if not first and kind != "emptyDir":
            yield forbidden(f"{path}.{_MISSPELT.get(kind, kind)}", "may not specify more than 1 volume type")
            continue
        first = False
        yield from check(source, f"{path}.{kind}")
        if kind == "ephemeral" and pod_name and volume.get("name"):
            yield from _ephemeral_name(volume["name"], f"{pod_name}-{volume['name']}", path)


def _ephemeral_name(name: str, claim: str, path: str) -> Causes:
    yield from wrong(f"{path}.name", name, (f'PVC name "{claim}": {text}' for text in names.dns_subdomain(claim)))


def _empty_dir(source: Doc, path: str) -> Causes:
    if (limit := source.get("sizeLimit")) is not None and quantity.parse(limit) < 0:
        yield forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")


def host_path(source: Doc, path: str) -> Causes:
    target = source.get("path") or ""
    if not target:
        yield required(f"{path}.path")
        return
    yield from no_backsteps(target, f"{path}.path")
    if (kind := source.get("type") or "") not in _HOST_PATH_TYPES:
        yield unsupported(f"{path}.type", kind, _HOST_PATH_TYPES)


def nfs(source: Doc, path: str) -> Causes:
    yield from required_fields(source, path, "server", "path")
    if not (target := source.get("path") or "").startswith("/"):
        yield invalid(f"{path}.path", target, "must be an absolute path")


def _secret(source: Doc, path: str) -> Causes:
    yield from required_fields(source, path, "secretName")
    yield from keyed(source, path)


def _config_map(source: Doc, path: str) -> Causes:
    yield from required_fields(source, path, "name")
    yield from keyed(source, path)


def _csi(source: Doc, path: str) -> Causes:
    yield from csi_driver(source.get("driver") or "", f"{path}.driver")
    if (secret := source.get("nodePublishSecretRef")) is not None and not secret.get("name"):
        yield required(f"{path}.nodePublishSecretRef.name")


def csi_driver(driver: str, path: str) -> Causes:
    """The name of a CSI driver: a DNS subdomain of at most 63 characters, in which capitals count as small."""
    if not driver:
        yield required(path)
        return
    if len(driver) > 63:
        yield Cause("FieldValueTooLong", "Too long: may not be more than 63 bytes", path)
    yield from wrong(path, driver, names.dns_subdomain(driver.lower()))


def _ephemeral(source: Doc, path: str) -> Causes:
    template = source.get("volumeClaimTemplate")
    if template is None:
        yield required(f"{path}.volumeClaimTemplate")
    else:
        yield from claim_spec(template.get("spec") or {}, f"{path}.volumeClaimTemplate.spec")


def _image(source: Doc, path: str) -> Causes:
    yield from required_fields(source, path, "reference")
    yield from one_of(f"{path}.pullPolicy", source.get("pullPolicy"), ("Always", "IfNotPresent", "Never"))


def _needs(*fields: str) -> Callable[[Doc, str], Causes]:
    """A check for the old kinds of volume: these fields must be there."""
    return lambda source, path: required_fields(source, path, *fields)


_SOURCES: Mapping[str, Callable[[Doc, str], Causes]] = MappingProxyType(
    {
        "emptyDir": _empty_dir,
        "hostPath": host_path,
        "gitRepo": _needs("repository"),
        "gcePersistentDisk": _needs("pdName"),
        "awsElasticBlockStore": _needs("volumeID"),
        "secret": _secret,
        "nfs": nfs,
        "iscsi": _needs("targetPortal", "iqn"),
        "glusterfs": _needs("endpoints", "path"),
        "flocker": _needs(),
        "persistentVolumeClaim": _needs("claimName"),
        "rbd": _needs("monitors", "image"),
        "cinder": _needs("volumeID"),
        "cephfs": _needs("monitors"),
        "quobyte": _needs("volume"),
        "downwardAPI": downward_api,
        "fc": _needs(),
        "flexVolume": _needs("driver"),
        "configMap": _config_map,
        "azureFile": _needs("secretName", "shareName"),
        "vsphereVolume": _needs("volumePath"),
        "photonPersistentDisk": _needs("pdID"),
        "portworxVolume": _needs("volumeID"),
        "azureDisk": _needs("diskName", "diskURI"),
        "storageos": _needs(),
        "projected": projected,
        "scaleIO": _needs("gateway", "system", "volumeName"),
        "csi": _csi,
        "ephemeral": _ephemeral,
        "image": _image,
    }
)
