"""The volumes of a pod: one source each, names that are unique, paths that stay inside.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidateVolumes, validateVolumeSource).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.environment import field_selector, resource_field_selector
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Cause,
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
from kubelite.controlplane.apiserver.validation.claims import claim_spec
from kubelite.objects import quantity

_MODE = "must be a number between 0 and 0777 (octal), both inclusive"
_DUPLICATE_PATH = "conflicting duplicate paths"
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
_FIELD_PATHS = (
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
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


def local_path(target: str, path: str) -> Causes:
    """A path below the volume: relative, and without ``..``."""
    if target.startswith("/"):
        yield invalid(path, target, "must be a relative path")
    yield from no_backsteps(target, path)


def no_backsteps(target: str, path: str) -> Causes:
    if ".." in target.split("/"):
        yield invalid(path, target, "must not contain '..'")


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
    yield from _required(source, path, "server", "path")
    if not (target := source.get("path") or "").startswith("/"):
        yield invalid(f"{path}.path", target, "must be an absolute path")


def _secret(source: Doc, path: str) -> Causes:
    yield from _required(source, path, "secretName")
    yield from _keyed(source, path)


def _config_map(source: Doc, path: str) -> Causes:
    yield from _required(source, path, "name")
    yield from _keyed(source, path)


def _keyed(source: Doc, path: str) -> Causes:
    yield from _mode(source, path, "defaultMode")
    for item, at in each(source, "items", path):
        yield from _key_to_path(item, at)


def _key_to_path(item: Doc, path: str) -> Causes:
    yield from _required(item, path, "key", "path")
    yield from _not_reserved(item.get("path") or "", f"{path}.path")
    yield from _mode(item, path, "mode")


def _downward_api(source: Doc, path: str) -> Causes:
    yield from _mode(source, path, "defaultMode")
    for item, _ in each(source, "items", path):
        yield from _downward_file(item, path)


def _downward_file(item: Doc, path: str) -> Causes:
    yield from _required(item, path, "path")
    yield from _not_reserved(item.get("path") or "", f"{path}.path")
    if (field := item.get("fieldRef")) is not None:
        yield from field_selector(field, f"{path}.fieldRef", _FIELD_PATHS)
        if item.get("resourceFieldRef") is not None:
            yield invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
    elif (resource := item.get("resourceFieldRef")) is not None:
        yield from resource_field_selector(resource, f"{path}.resourceFieldRef", in_volume=True)
    else:
        yield required(path, "one of fieldRef and resourceFieldRef is required")
    yield from _mode(item, path, "mode")


def _projected(source: Doc, path: str) -> Causes:
    yield from _mode(source, path, "defaultMode")
    taken: set[str] = set()
    for projection, at in each(source, "sources", path):
        for kind in ("secret", "configMap"):
            yield from _projected_keys(projection.get(kind), f"{at}.{kind}", path, taken)
        for item, _ in each(projection.get("downwardAPI") or {}, "items", at):
            yield from _downward_file(item, f"{at}.downwardAPI")
            yield from _unique_path(item.get("path") or "", item.get("path") or "", path, taken)
        yield from _service_account_token(projection.get("serviceAccountToken"), at, path)
        kinds = ("secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate")
        if sum(projection.get(kind) is not None for kind in kinds) > 1:
            yield forbidden(at, "may not specify more than 1 volume type per source")


def _projected_keys(source: Doc | None, at: str, path: str, taken: set[str]) -> Causes:
    if source is None:
        return
    yield from _required(source, at, "name")
    for item, item_at in each(source, "items", at):
        yield from _key_to_path(item, item_at)
        yield from _unique_path(item.get("path") or "", source.get("name") or "", path, taken)


def _unique_path(target: str, shown: str, path: str, taken: set[str]) -> Causes:
    if target and target in taken:
        yield invalid(path, shown, _DUPLICATE_PATH)
    taken.add(target)


def _service_account_token(source: Doc | None, at: str, path: str) -> Causes:
    if source is None:
        return
    seconds, seconds_at = source.get("expirationSeconds"), f"{at}.serviceAccountToken.expirationSeconds"
    if seconds is not None and seconds < 600:
        yield invalid(seconds_at, seconds, "may not specify a duration less than 10 minutes")
    if seconds is not None and seconds > 1 << 32:
        yield invalid(seconds_at, seconds, "may not specify a duration larger than 2^32 seconds")
    if target := source.get("path"):
        yield from _not_reserved(target, f"{path}.path")
    else:
        yield required(f"{path}.path")


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
    yield from _required(source, path, "reference")
    yield from one_of(f"{path}.pullPolicy", source.get("pullPolicy"), ("Always", "IfNotPresent", "Never"))


def _needs(*fields: str) -> Callable[[Doc, str], Causes]:
    """A check for the old kinds of volume: these fields must be there."""
    return lambda source, path: _required(source, path, *fields)


def _required(source: Doc, path: str, *fields: str) -> Causes:
    for field in fields:
        if not source.get(field):
            yield required(f"{path}.{field}")


def _mode(source: Doc, path: str, field: str) -> Causes:
    if (mode := source.get(field)) is not None and not 0 <= mode <= 0o777:
        yield invalid(f"{path}.{field}", mode, _MODE)


def _not_reserved(target: str, path: str) -> Causes:
    yield from local_path(target, path)
    if target.startswith("..") and target != ".." and not target.startswith("../"):
        yield invalid(path, target, "must not start with '..'")


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
        "downwardAPI": _downward_api,
        "fc": _needs(),
        "flexVolume": _needs("driver"),
        "configMap": _config_map,
        "azureFile": _needs("secretName", "shareName"),
        "vsphereVolume": _needs("volumePath"),
        "photonPersistentDisk": _needs("pdID"),
        "portworxVolume": _needs("volumeID"),
        "azureDisk": _needs("diskName", "diskURI"),
        "storageos": _needs(),
        "projected": _projected,
        "scaleIO": _needs("gateway", "system", "volumeName"),
        "csi": _csi,
        "ephemeral": _ephemeral,
        "image": _image,
    }
)
