"""Where a container sees the pod's volumes: mounts of files, and raw devices.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidateVolumeMounts, ValidateVolumeDevices).
"""

from __future__ import annotations

from collections.abc import Mapping

from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    each,
    forbidden,
    invalid,
    not_found,
    part,
    required,
    unsupported,
)
from kubelite.controlplane.apiserver.validation.projections import local_path

_PROPAGATIONS = ("Bidirectional", "HostToContainer", "None")
_RECURSIVE = ("Disabled", "Enabled", "IfPossible")


def volume_mounts(container: Doc, path: str, volumes: Mapping[str, Doc]) -> Causes:
    """Each mount names a volume of the pod and a path of its own; ``volumes`` holds the usable ones."""
    devices = {device.get("name"): device.get("devicePath") for device, _ in each(container, "volumeDevices", path)}
    taken: set[str] = set()
    for mount, at in each(container, "volumeMounts", path):
        name, target = mount.get("name") or "", mount.get("mountPath") or ""
        if not name:
            yield required(f"{at}.name")
        if name not in volumes:
            yield not_found(f"{at}.name", name)
        if not target:
            yield required(f"{at}.mountPath")
        if target in taken:
            yield invalid(f"{at}.mountPath", target, "must be unique")
        taken.add(target)
        if name in devices:
            yield invalid(f"{at}.name", name, "must not already exist in volumeDevices")
        if target in devices.values():
            yield invalid(f"{at}.mountPath", target, "must not already exist as a path in volumeDevices")
        yield from _sub_path(mount, at, f"{path}.volumeMounts")
        yield from _propagation(mount, container, f"{path}.volumeMounts")


def volume_devices(container: Doc, path: str, volumes: Mapping[str, Doc]) -> Causes:
    """Each device names a volume that is a claim, and a path of its own."""
    mounts = {mount.get("name"): mount.get("mountPath") for mount, _ in each(container, "volumeMounts", path)}
    taken_names: set[str] = set()
    taken_paths: set[str] = set()
    for device, at in each(container, "volumeDevices", path):
        name, target = device.get("name") or "", device.get("devicePath") or ""
        yield from _device_name(name, f"{at}.name", volumes, taken_names)
        if not target:
            yield required(f"{at}.devicePath")
        if target in taken_paths:
            yield invalid(f"{at}.devicePath", target, "must be unique")
        if ".." in target.split("/"):
            yield invalid(f"{at}.devicePath", target, "can not contain backsteps ('..')")
        if name in mounts:
            yield invalid(f"{at}.name", name, "must not already exist in volumeMounts")
        if target in mounts.values():
            yield invalid(f"{at}.devicePath", target, "must not already exist as a path in volumeMounts")
        taken_names.add(name)
        taken_paths.add(target)


def _device_name(name: str, path: str, volumes: Mapping[str, Doc], taken: set[str]) -> Causes:
    if not name:
        yield required(path)
    if name in taken:
        yield invalid(path, name, "must be unique")
    volume = volumes.get(name)
    if volume is None:
        yield not_found(path, name)
    elif volume.get("persistentVolumeClaim") is None and volume.get("ephemeral") is None:
        reason = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
        yield invalid(path, name, reason)


def _sub_path(mount: Doc, at: str, path: str) -> Causes:
    """Kubernetes reports a bad sub-path at the list, without its index."""
    below, expression = mount.get("subPath") or "", mount.get("subPathExpr") or ""
    if below:
        yield from local_path(below, f"{path}.subPath")
    if expression:
        if below:
            yield invalid(f"{at}.subPathExpr", expression, "subPathExpr and subPath are mutually exclusive")
        yield from local_path(expression, f"{path}.subPathExpr")


def _propagation(mount: Doc, container: Doc, path: str) -> Causes:
    mode, recursive = mount.get("mountPropagation"), mount.get("recursiveReadOnly")
    if mode is not None and mode not in _PROPAGATIONS:
        yield unsupported(f"{path}.mountPropagation", mode, _PROPAGATIONS)
    if mode == "Bidirectional" and not part(container, "securityContext").get("privileged"):
        reason = "Bidirectional mount propagation is available only to privileged containers"
        yield forbidden(f"{path}.mountPropagation", reason)
    if recursive is None or recursive == "Disabled":
        return
    if recursive not in _RECURSIVE:
        yield unsupported(f"{path}.recursiveReadOnly", recursive, _RECURSIVE)
        return
    if not mount.get("readOnly"):
        yield forbidden(f"{path}.recursiveReadOnly", "may only be specified when readOnly is true")
    if mode not in (None, "None"):
        reason = "may only be specified when mountPropagation is None or not specified"
        yield forbidden(f"{path}.recursiveReadOnly", reason)
