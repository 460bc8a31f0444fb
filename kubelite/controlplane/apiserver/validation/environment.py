"""The environment of a container: variables, and where their values come from.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidateEnv, ValidateEnvFrom),
``pkg/apis/core/pods/helpers.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.field import Causes, Doc, each, invalid, required, unsupported, wrong

_FIELD_PATHS = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
_LABELS_OF_A_POD = frozenset(
    (
        *_FIELD_PATHS,
        "metadata.annotations",
        "metadata.labels",
        "spec.host",
        "spec.restartPolicy",
        "spec.schedulerName",
        "status.phase",
    )
)
_RESOURCES = tuple(
    f"{side}.{name}" for side in ("limits", "requests") for name in ("cpu", "ephemeral-storage", "memory")
)
_BYTES = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")
_SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")
_ONE_SOURCE = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
_NOT_TWO = "may not have more than one field specified at a time"


def env(container: Doc, path: str) -> Causes:
    """``env``: each variable has a name, and a value or one source of it."""
    for variable, at in each(container, "env", path):
        name = variable.get("name") or ""
        if not name:
            yield required(f"{at}.name")
        else:
            yield from wrong(f"{at}.name", name, names.env_name(name))
        if (source := variable.get("valueFrom")) is not None:
            yield from _value_from(source, variable.get("value") or "", f"{at}.valueFrom")


def env_from(container: Doc, path: str) -> Causes:
    """``envFrom``: a ConfigMap or a Secret, each with a name."""
    for source, at in each(container, "envFrom", path):
        if prefix := source.get("prefix") or "":
            yield from wrong(f"{at}.prefix", prefix, names.env_name(prefix))
        kinds = [kind for kind in ("configMapRef", "secretRef") if source.get(kind) is not None]
        for kind in kinds:
            name = source[kind].get("name") or ""
            if not name:
                yield required(f"{at}.{kind}.name")
            else:
                yield from wrong(f"{at}.{kind}.name", name, names.dns_subdomain(name))
        if not kinds:
            yield invalid(f"{path}.envFrom", "", "must specify one of: `configMapRef` or `secretRef`")
        elif len(kinds) > 1:
            yield invalid(f"{path}.envFrom", "", _NOT_TWO)


def field_selector(selector: Doc, path: str, allowed: tuple[str, ...]) -> Causes:
    """``fieldRef``: a field of the pod, or one of its labels or annotations as ``metadata.labels['key']``."""
    version, field = selector.get("apiVersion") or "v1", selector.get("fieldPath") or ""
    if not field:
        yield required(f"{path}.fieldPath")
        return
    base, key = _subscript(field)
    if problem := _unknown_field(version, field, base, key):
        yield invalid(f"{path}.fieldPath", field, f"error converting fieldPath: {problem}")
    elif key is not None:
        name = key.lower() if base == "metadata.annotations" else key
        yield from wrong(path, name, names.qualified_name(name))
    elif field not in allowed:
        yield unsupported(f"{path}.fieldPath", "spec.nodeName" if field == "spec.host" else field, allowed)


def resource_field_selector(selector: Doc, path: str, *, in_volume: bool = False) -> Causes:
    """``resourceFieldRef``: a request or limit of a container, divided by a unit."""
    resource = selector.get("resource") or ""
    if in_volume and not selector.get("containerName"):
        yield required(f"{path}.containerName")
    elif not resource:
        yield required(f"{path}.resource")
    elif resource not in _RESOURCES and not resource.startswith(("limits.hugepages-", "requests.hugepages-")):
        yield unsupported(f"{path}.resource", resource, _RESOURCES)
    yield from _divisor(resource, selector.get("divisor") or "0", f"{path}.divisor")


def _value_from(source: Doc, value: str, path: str) -> Causes:
    kinds = [kind for kind in _SOURCES if source.get(kind) is not None]
    for kind in kinds:
        yield from _source(kind, source[kind], f"{path}.{kind}")
    if not kinds:
        yield invalid(path, "", _ONE_SOURCE)
    elif value:
        yield invalid(path, "", "may not be specified when `value` is not empty")
    elif len(kinds) > 1:
        yield invalid(path, "", _NOT_TWO)


def _source(kind: str, source: Doc, path: str) -> Causes:
    if kind == "fieldRef":
        yield from field_selector(source, path, _FIELD_PATHS)
    elif kind == "resourceFieldRef":
        yield from resource_field_selector(source, path)
    elif kind == "fileKeyRef":
        yield from _file_key(source, path)
    else:
        yield from _key_of_object(source, path)


def _key_of_object(source: Doc, path: str) -> Causes:
    name, key = source.get("name") or "", source.get("key") or ""
    yield from wrong(f"{path}.name", name, names.dns_subdomain(name))
    if not key:
        yield required(f"{path}.key")
    else:
        yield from wrong(f"{path}.key", key, names.config_key(key))


def _file_key(source: Doc, path: str) -> Causes:
    if key := source.get("key") or "":
        yield from wrong(f"{path}.key", key, names.env_name(key))
    else:
        yield required(f"{path}.key")
    if volume := source.get("volumeName") or "":
        yield from wrong(f"{path}.volumeName", volume, names.dns_label(volume))
    else:
        yield required(f"{path}.volumeName")
    if not source.get("path"):
        yield required(f"{path}.path")
    elif ".." in source["path"].split("/"):
        yield invalid(f"{path}.path", source["path"], "must not contain '..'")


def _subscript(field: str) -> tuple[str, str | None]:
    """``metadata.labels['a']`` → its path and ``a``; None where there is no key."""
    base, bracket, key = field.removesuffix("']").partition("['")
    return (base, key) if field.endswith("']") and bracket and base else (field, None)


def _unknown_field(version: str, field: str, base: str, key: str | None) -> str:
    if version != "v1":
        return f"unsupported pod version: {version}"
    if key is not None:
        subscripts = base in ("metadata.annotations", "metadata.labels")
        return "" if subscripts else f'field label does not support subscript: "{field}"'
    return "" if field in _LABELS_OF_A_POD else f"field label not supported: {field}"


def _divisor(resource: str, divisor: str, path: str) -> Causes:
    if divisor == "0":
        return
    name = resource.partition(".")[2]
    if name == "cpu":
        if divisor not in ("1m", "1"):
            yield invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource")
        return
    kinds = {"memory": "memory", "ephemeral-storage": "local ephemeral storage"}
    kind = "hugepages" if name.startswith("hugepages-") else kinds.get(name)
    if kind and divisor not in _BYTES:
        listed = ", ".join(_BYTES)
        yield invalid(path, resource, f"only divisor's values {listed} are supported with the {kind} resource")
