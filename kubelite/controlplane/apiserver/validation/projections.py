"""Volumes whose files come from the API: secrets, config maps, fields of the pod, tokens.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (validateProjectedVolumeSource, validateKeyToPath).
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.validation.environment import field_selector, resource_field_selector
from kubelite.controlplane.apiserver.validation.field import Causes, Doc, each, forbidden, invalid, required

_MODE = "must be a number between 0 and 0777 (octal), both inclusive"
_DUPLICATE_PATH = "conflicting duplicate paths"
_FIELD_PATHS = (
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
)


def local_path(target: str, path: str) -> Causes:
    """A path below the volume: relative, and without ``..``."""
    if target.startswith("/"):
        yield invalid(path, target, "must be a relative path")
    yield from no_backsteps(target, path)


def no_backsteps(target: str, path: str) -> Causes:
    if ".." in target.split("/"):
        yield invalid(path, target, "must not contain '..'")


def keyed(source: Doc, path: str) -> Causes:
    yield from _mode(source, path, "defaultMode")
    for item, at in each(source, "items", path):
        yield from _key_to_path(item, at)


def _key_to_path(item: Doc, path: str) -> Causes:
    yield from required_fields(item, path, "key", "path")
    yield from _not_reserved(item.get("path") or "", f"{path}.path")
    yield from _mode(item, path, "mode")


def downward_api(source: Doc, path: str) -> Causes:
    yield from _mode(source, path, "defaultMode")
    for item, _ in each(source, "items", path):
        yield from _downward_file(item, path)


def _downward_file(item: Doc, path: str) -> Causes:
    yield from required_fields(item, path, "path")
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


def projected(source: Doc, path: str) -> Causes:
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
    yield from required_fields(source, at, "name")
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


def required_fields(source: Doc, path: str, *fields: str) -> Causes:
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
