"""The Endpoints controller: the addresses of a Service once more, in the older form that one object holds.

``kubectl get endpoints`` shows it, and old programs read it. It is made from the EndpointSlices, and at most once a
second: a Service with a thousand Pods would otherwise write a thousand addresses at every change of one of them.

Source of the rules: ``pkg/controller/endpoint/endpoints_controller.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple

from kubelite.client import Client, Manifest, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers.endpointslice import HEADLESS, SERVICE_NAME
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key
from kubelite.objects import EndpointSlice, Service
from kubelite.objects.discovery import Endpoint
from kubelite.objects.errors import AlreadyExists, NotFound

MOST_ADDRESSES = 1000
OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity"
MANAGED_BY = {"endpoints.kubernetes.io/managed-by": "endpoint-controller"}
PAUSE = 1.0
"""Seconds from one writing of the Endpoints of a Service to the next."""


class Port(NamedTuple):
    """A port as the older form has it."""

    name: str
    port: int
    protocol: str


class EndpointsController(Controller):
    """Keeps the Endpoints of a Service in step with its EndpointSlices."""

    name = "Endpoints"
    component = "endpoint-controller"
    kind = "Service"

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self._written: dict[Key, float] = {}

    def watched(self) -> Mapping[str, Concerns]:
        """Besides Services: their EndpointSlices."""
        return {**super().watched(), "EndpointSlice": _service_of}

    def reconcile(self, key: Key) -> None:
        """Write the Endpoints of one Service anew, unless that has just been done."""
        wait = self._written.get(key, -PAUSE) + PAUSE - self.clock.now
        if wait > 0:
            self.again(key, wait)
            return
        try:
            service: Service = self.client.get("Service", key.name, key.namespace)
        except NotFound:
            self._written.pop(key, None)
            with suppress(NotFound):
                self.client.delete("Endpoints", key.name, key.namespace)
            return
        if service.spec.selector and service.spec.type != "ExternalName":
            self._write(key, service)

    def _write(self, key: Key, service: Service) -> None:
        slices = self.client.list("EndpointSlice", key.namespace, by=("label", f"{SERVICE_NAME}={key.name}"))
        manifest = _manifest(service, slices)
        self._written[key] = self.clock.now
        with suppress(AlreadyExists):
            self.client.create(manifest)
            return
        self.client.update(manifest)


def _service_of(event: WatchEvent) -> Iterable[Key]:
    metadata = event.object.metadata
    service = metadata.labels.get(SERVICE_NAME)
    return [Key(metadata.namespace, service)] if service else []


def _manifest(service: Service, slices: Iterable[EndpointSlice]) -> Manifest:
    offers: dict[Port | None, dict[str, Endpoint]] = {}
    room = MOST_ADDRESSES
    for each in slices:
        listed = [endpoint for endpoint in each.endpoints if _is_listed(endpoint)]
        listed = listed if each.ports or not service.spec.ports else []
        ports: list[Port | None] = [Port(port.name, port.port, port.protocol) for port in each.ports]
        for endpoint in listed[: max(0, room)]:
            for port in ports or [None]:
                offers.setdefault(port, {})[_key(endpoint)] = endpoint
        room -= len(listed)
    subsets = _subsets(offers)
    headless = {HEADLESS: ""} if service.spec.cluster_ip == "None" else {}
    metadata: Manifest = {"name": service.metadata.name, "namespace": service.metadata.namespace}
    metadata["labels"] = {**service.metadata.labels, **MANAGED_BY, **headless}
    if room < 0:
        metadata["annotations"] = {OVER_CAPACITY: "truncated"}
    found = {"subsets": subsets} if subsets else {}
    return {"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata, **found}


def _is_listed(endpoint: Endpoint) -> bool:
    """A Pod on its way out is not shown here, unless the Service wants to see those that are not ready."""
    return bool(endpoint.conditions.ready) or not endpoint.conditions.terminating


def _key(endpoint: Endpoint) -> str:
    return f"{endpoint.target_ref.uid if endpoint.target_ref else ''} {endpoint.addresses[0]}"


def _subsets(offers: Mapping[Port | None, Mapping[str, Endpoint]]) -> list[Manifest]:
    """Ports that the same addresses offer make one subset. Who has no port (``None``) is shown without any."""
    groups: dict[frozenset[str], list[Port]] = {}
    endpoints: dict[str, Endpoint] = {}
    for port, offered in offers.items():
        endpoints.update(offered)
        groups.setdefault(frozenset(offered), []).extend([port] if port is not None else [])
    return [_subset([endpoints[key] for key in endpoints if key in keys], ports) for keys, ports in groups.items()]


def _subset(endpoints: Iterable[Endpoint], ports: Iterable[Port]) -> Manifest:
    subset: Manifest = {}
    for endpoint in endpoints:
        place = "addresses" if endpoint.conditions.ready else "notReadyAddresses"
        subset.setdefault(place, []).append(_address(endpoint))
    listed = [{key: value for key, value in port._asdict().items() if value} for port in ports]
    return {**subset, "ports": listed} if listed else subset


def _address(endpoint: Endpoint) -> Manifest:
    address: Manifest = {"ip": endpoint.addresses[0]}
    if endpoint.hostname:
        address["hostname"] = endpoint.hostname
    if endpoint.node_name:
        address["nodeName"] = endpoint.node_name
    target = endpoint.target_ref
    if target is not None:
        who = {"kind": target.kind, "namespace": target.namespace, "name": target.name, "uid": target.uid}
        address["targetRef"] = who
    return address
