"""Decoding: from what a client sent to a document as Kubernetes would store it, before defaults and validation.

Errors come in Kubernetes' order: a value of a wrong type (the first only), then fields that do not exist (all).

Source of the rules: ``staging/src/k8s.io/apiserver/pkg/endpoints/handlers/create.go`` and ``rest.go``;
``staging/src/k8s.io/apimachinery/pkg/runtime/serializer/json``.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from kubelite.controlplane.apiserver.decode import hints
from kubelite.controlplane.apiserver.decode.record import Record, json_kind
from kubelite.controlplane.apiserver.decode.scalars import Unreadable
from kubelite.controlplane.apiserver.decode.walk import struct
from kubelite.objects.errors import BadRequest
from kubelite.objects.kinds import Resource, named, served
from kubelite.objects.schema import type_of

FieldValidation = Literal["Strict", "Warn", "Ignore"]

_SCHEME = "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"
_ONLY_HEAD = r'struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }'

# Versions that are served no more, but that the API server can still read.
_READABLE = {
    "apps/v1beta1": ("ControllerRevision", "Deployment", "StatefulSet"),
    "apps/v1beta2": ("ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"),
    "batch/v1beta1": ("CronJob",),
    "extensions/v1beta1": ("DaemonSet", "Deployment", "Ingress", "NetworkPolicy", "ReplicaSet"),
    "networking.k8s.io/v1beta1": ("Ingress", "IngressClass"),
    "policy/v1beta1": ("PodDisruptionBudget",),
}


def decode(
    doc: Any, resource: Resource, field_validation: FieldValidation = "Strict"
) -> tuple[dict[str, Any], list[str]]:
    """A fresh copy of ``doc`` as an object of ``resource``, and warnings.

    The copy holds fields that the schema knows, quantities in canonical form, and no value that Go would leave out.
    Raises ``BadRequest``: for a value of a wrong type, for another kind, and when ``Strict`` for unknown fields;
    with ``Warn`` these become warnings, with ``Ignore`` nothing is said.
    """
    version, kind = _head(doc, resource)
    sent = _sent_as(version, kind, resource)
    record = Record()
    try:
        copy = struct(type_of(sent)).read(doc, record)
    except Unreadable as error:
        raise _refused(version, kind, resource, str(error)) from None
    if record.type_error:
        raise _refused(version, kind, resource, record.type_error)
    _same_kind(sent, version, kind, resource)
    warnings = [f'unknown field "{path}"' for path in record.unknown_fields]
    if warnings and field_validation == "Strict":
        problem = f"strict decoding error: {', '.join(warnings)}"
        raise _refused(version, kind, resource, problem, _hint(record, resource))
    if version != resource.api_version:
        expected = f"does not match the expected API version ({resource.api_version})"
        raise BadRequest(f"the API version in the data ({version}) {expected}")
    copy["apiVersion"], copy["kind"] = version, kind
    return copy, warnings if field_validation == "Warn" else []


def empty(type_name: str) -> dict[str, Any]:
    """What is stored of a struct that nobody wrote: ``empty("core.v1.ServiceStatus") == {"loadBalancer": {}}``."""
    return struct(type_name).empty()


def _head(doc: Any, resource: Resource) -> tuple[str, str]:
    """``apiVersion`` and ``kind``, by default those of the resource."""
    if not isinstance(doc, dict):
        problem = f"json: cannot unmarshal {json_kind(doc)} into Go value of type {_ONLY_HEAD}"
        raise _unrecognized(doc, resource, problem)
    for field in ("apiVersion", "kind"):
        value = doc.get(field)
        if value is not None and not isinstance(value, str):
            problem = f"json: cannot unmarshal {json_kind(value)} into Go struct field .{field} of type string"
            raise _unrecognized(doc, resource, problem)
    return doc.get("apiVersion") or resource.api_version, doc.get("kind") or resource.kind


def _unrecognized(doc: Any, resource: Resource, problem: str) -> BadRequest:
    """Not even the kind can be read. The message ends with the first bytes, in hexadecimal if they are no object."""
    text = json.dumps(doc, default=str)
    shown = text[:30] if isinstance(doc, dict) else text[:30].encode().hex()
    shown += " ..." if len(text) > 30 else ""
    must = f"the object provided is unrecognized (must be of type {resource.kind})"
    return BadRequest(f"{must}: couldn't get version/kind; json parse error: {problem} ({shown})")


def _sent_as(version: str, kind: str, resource: Resource) -> Resource:
    """The resource whose type the document says it has."""
    if (version, kind) == (resource.api_version, resource.kind):
        return resource
    for other in served():
        if (other.api_version, other.kind) == (version, kind):
            return other
    if kind in _READABLE.get(version, ()):
        return named(kind)
    problem = f'no kind "{kind}" is registered for version "{version}" in scheme "{_SCHEME}"'
    raise _refused(version, kind, resource, problem, f"Expected {resource.kind} in {resource.api_version}.")


def _same_kind(sent: Resource, version: str, kind: str, resource: Resource) -> None:
    """Versions of one kind convert into each other, kinds do not."""
    if (_package(sent), sent.kind) != (_package(resource), resource.kind):
        source, target = f"{version.split('/')[-1]}.{kind}", f"{_package(resource)}.{resource.kind}"
        raise _refused(version, kind, resource, f"converting ({source}) to ({target}): unknown conversion")


def _package(resource: Resource) -> str:
    """The Go package of a kind's internal type; events of both groups share one."""
    return "core" if resource.group in ("", "events.k8s.io") else resource.group.split(".")[0]


def _refused(version: str, kind: str, resource: Resource, problem: str, hint: str = "") -> BadRequest:
    short = version.split("/")[-1]
    return BadRequest(f'{kind} in version "{short}" cannot be handled as a {resource.kind}: {problem}', hint=hint)


def _hint(record: Record, resource: Resource) -> str:
    found = (hints.for_unknown(name, siblings, type_of(resource)) for name, siblings in record.unknown_fields.values())
    return " ".join(dict.fromkeys(hint for hint in found if hint))
