"""Requests as a recording has them (method, path, body), put to the verbs of the API server."""

from __future__ import annotations

import copy
import re
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kubelite.clock import Clock
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.apiserver.decode import decode
from kubelite.controlplane.apiserver.options import write_options
from kubelite.controlplane.apiserver.registry.binding import target
from kubelite.controlplane.etcd import Etcd
from kubelite.objects import kinds
from kubelite.objects.errors import APIError, NotFound
from kubelite.objects.kinds import Resource
from tests.conformance.recording import LeftOut

_PATH = re.compile(
    r"^/(?:api|apis/(?P<group>[^/]+))/(?P<version>[^/]+)"
    r"(?:/namespaces/(?P<namespace>[^/]+)(?=/))?/(?P<plural>[^/]+)(?:/(?P<name>[^/]+))?(?:/(?P<subresource>[^/]+))?$"
)


def fresh(*namespaces: str) -> APIServer:
    """An API server over an empty store with these namespaces, and nobody else."""
    clock = Clock()
    api = APIServer(Etcd(clock.soon), clock, Random(0))
    for name in ("default", "kube-system", "kube-public", "kube-node-lease", *namespaces):
        api.create(kinds.named("Namespace"), "", {"metadata": {"name": name}})
    return api


def request(api: APIServer, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The answer to a POST or PUT as a recording writes it: ``code`` with ``object``, or the fields of a ``Status``."""
    try:
        return _success(api, method, path, body)
    except APIError as error:
        optional = {"reason": error.reason or None, "details": error.details}
        answer = {"code": error.code, "status": "Failure", "message": error.message}
        return answer | {field: value for field, value in optional.items() if value is not None}


def _success(api: APIServer, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    parts = urlsplit(path)
    match = _PATH.match(parts.path)
    resource = kinds.at(match["group"] or "", match["version"], match["plural"]) if match else None
    if match is None or resource is None:
        raise NotFound("the server could not find the requested resource", details={})
    namespace, name, subresource = match["namespace"] or "", match["name"] or "", match["subresource"] or ""
    _leave_out_routes(method, name, subresource)
    kind = "CreateOptions" if method == "POST" else "UpdateOptions"
    how: Any = write_options(parse_qs(parts.query), kind)._asdict()
    if method == "POST" and subresource == "binding":
        api.bind(namespace, name, target(decode(body, kinds.named("Binding"))[0], name))
        return {"code": 201}
    if subresource == "eviction":
        raise LeftOut("eviction comes with PodDisruptionBudgets")
    if method == "POST":
        code, answer = 201, api.create(resource, namespace, body, **how)
    elif method == "PUT":
        code = 200 if api.find(resource.qualified, namespace, name) else 201
        answer = api.update(resource, namespace, name, body, subresource=subresource, **how)
    else:
        raise LeftOut(f"{method} belongs to HTTP and comes with it")
    result: dict[str, Any] = {"code": code, "object": masked(answer.document, resource, body)}
    if answer.warnings:
        result["warnings"] = [f'299 - "{_escaped(warning)}"' for warning in answer.warnings]
    return result


def _leave_out_routes(method: str, name: str, subresource: str) -> None:
    if (method == "POST" and name and not subresource) or (method == "PUT" and not name):
        raise LeftOut("which methods a path knows comes with HTTP")


def masked(document: dict[str, Any], resource: Resource, sent: dict[str, Any]) -> dict[str, Any]:
    """The stored object as recordings show it: without what differs from run to run."""
    document = copy.deepcopy(document)
    metadata = document["metadata"]
    uid = metadata.pop("uid", None)
    for field in ("resourceVersion", "creationTimestamp", "managedFields"):
        metadata.pop(field, None)
    if resource.qualified == "services":
        _mask_addresses(document.get("spec", {}), sent.get("spec", {}) or {})
    result: dict[str, Any] = _replaced(document, str(uid))
    return result


def _mask_addresses(spec: dict[str, Any], sent: dict[str, Any]) -> None:
    if not sent.get("clusterIP") and not sent.get("clusterIPs") and "clusterIP" in spec:
        spec["clusterIP"], spec["clusterIPs"] = "<clusterIP>", ["<clusterIP>"]
    for port, asked in zip(spec.get("ports") or [], sent.get("ports") or [], strict=False):
        if "nodePort" in port and not asked.get("nodePort"):
            port["nodePort"] = "<nodePort>"
    if "healthCheckNodePort" in spec and not sent.get("healthCheckNodePort"):
        spec["healthCheckNodePort"] = "<nodePort>"


def _replaced(value: Any, uid: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(item, uid) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, uid) for item in value]
    if isinstance(value, str):
        return re.sub(r"^kube-api-access-\w{5}$", "kube-api-access-xxxxx", value.replace(uid, "<uid>"))
    return value


def _escaped(warning: str) -> str:
    return warning.replace("\\", "\\\\").replace('"', '\\"')
