"""The EndpointSlice controller: for every Service, the addresses of its Pods.

Source of the rules: ``staging/src/k8s.io/endpointslice/reconciler.go``, ``pkg/controller/endpointslice``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from msgspec import json

from kubelite.client import Client, Manifest, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers import endpoints as entries
from kubelite.controlplane.controllers.endpoints import Ports, selects
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key, key_of
from kubelite.objects import EndpointSlice, Node, Service
from kubelite.objects.discovery import Endpoint
from kubelite.objects.errors import NotFound
from kubelite.rules.owners import owner_reference
from kubelite.rules.podstate import is_terminating

MOST_IN_A_SLICE = 100
SERVICE_NAME = "kubernetes.io/service-name"
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
HEADLESS = "service.kubernetes.io/headless"
_OURS = "endpointslice-controller.k8s.io"

Wanted = dict[Ports, dict[str, Endpoint]]
"""The endpoints that there should be: ports → uid of the Pod → its entry."""


class EndpointSliceController(Controller):
    """Keeps the slices of a Service in step with its Pods, and writes only those that change."""

    name = "EndpointSlice"
    component = "endpoint-slice-controller"
    kind = "Service"
    owns = ("EndpointSlice",)

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self._written: dict[str, str] = {}

    def watched(self) -> Mapping[str, Concerns]:
        """Besides Services and their slices: Pods, for the Services that select them, and new Nodes, for their Pods."""
        return {**super().watched(), "Pod": self._services_of_pod, "Node": self._services_of_new_node}

    def owner_keys(self, event: WatchEvent) -> Iterable[Key]:
        """A slice names its Service in a label."""
        metadata = event.object.metadata
        service = metadata.labels.get(SERVICE_NAME)
        is_ours = event.type != "DELETED" and self._written.get(metadata.uid) == metadata.resource_version
        return [Key(metadata.namespace, service)] if service and not is_ours else []

    def reconcile(self, key: Key) -> None:
        """Work out the endpoints of one Service, and bring its slices there with as few writes as possible."""
        try:
            service: Service = self.client.get("Service", key.name, key.namespace)
        except NotFound:
            return  # the garbage collector takes the slices
        if not service.spec.selector or service.spec.type == "ExternalName" or is_terminating(service):
            return
        slices = [each for each in self._slices(key) if each.metadata.labels.get(MANAGED_BY) == _OURS]
        wanted = self._wanted(service) or {(): {}}  # a Service without Pods has one empty slice
        for ports, endpoints in wanted.items():
            self._fill(service, [each for each in slices if _ports(each) == ports], ports, endpoints)
        for each in slices:
            if _ports(each) not in wanted:
                self._delete(each)

    def _slices(self, key: Key) -> list[EndpointSlice]:
        return self.client.list("EndpointSlice", key.namespace, by=("label", f"{SERVICE_NAME}={key.name}"))

    def _wanted(self, service: Service) -> Wanted:
        wanted: Wanted = {}
        nodes: dict[str, Node | None] = {}
        label = "=".join(next(iter(service.spec.selector.items())))
        for pod in self.client.list("Pod", service.metadata.namespace, by=("label", label)):
            if not (selects(service, pod) and entries.is_listed(pod)):
                continue
            if pod.spec.node_name not in nodes:
                nodes[pod.spec.node_name] = self._node(pod.spec.node_name)
            node = nodes[pod.spec.node_name]
            if node is not None or service.spec.publish_not_ready_addresses:
                entry = entries.endpoint(service, pod, node)
                wanted.setdefault(entries.ports_of(service, pod), {})[pod.metadata.uid] = entry
        return wanted

    def _fill(
        self, service: Service, slices: list[EndpointSlice], ports: Ports, endpoints: dict[str, Endpoint]
    ) -> None:
        """Leave every endpoint in the slice in which it is; new ones go where there is room, then into new slices."""
        new = dict(endpoints)
        contents = [[new.pop(uid) for uid in _uids(each) if uid in new] for each in slices]
        for content in contents:
            _move(new, content)
        for each, content in zip(slices, contents, strict=True):
            if content or not endpoints:
                self._update(service, each, content)
            else:
                self._delete(each)
        while new or not (slices or endpoints):
            content = []
            _move(new, content)
            self._remember(self.client.create(_manifest(service, ports, content)))
            if not endpoints:
                return

    def _update(self, service: Service, slice: EndpointSlice, endpoints: list[Endpoint]) -> None:
        if tuple(endpoints) == slice.endpoints and _labels(service) == slice.metadata.labels:
            return
        manifest = self.client.manifest("EndpointSlice", slice.metadata.name, slice.metadata.namespace)
        manifest["metadata"]["labels"] = _labels(service)
        manifest["endpoints"] = _plain(endpoints)
        self._remember(self.client.update(manifest))

    def _remember(self, written: EndpointSlice) -> None:
        """What we have just written ourselves is no reason to look again."""
        self._written[written.metadata.uid] = written.metadata.resource_version

    def _delete(self, slice: EndpointSlice) -> None:
        self._written.pop(slice.metadata.uid, None)
        with suppress(NotFound):
            self.client.delete("EndpointSlice", slice.metadata.name, slice.metadata.namespace)

    def _node(self, name: str) -> Node | None:
        try:
            node: Node = self.client.get("Node", name)
        except NotFound:
            return None
        return node

    def _services_of_pod(self, event: WatchEvent) -> Iterable[Key]:
        pod, old = event.object, event.old
        if event.type == "MODIFIED" and entries.what_matters(pod) == entries.what_matters(old):
            return
        for service in self.client.list("Service", pod.metadata.namespace):
            if selects(service, pod) or (old is not None and selects(service, old)):
                yield key_of(service)

    def _services_of_new_node(self, event: WatchEvent) -> Iterable[Key]:
        """Pods whose node nobody knows are not listed; they are when the node appears."""
        if event.type == "ADDED":
            for pod in self.client.list("Pod", by=("node", event.object.metadata.name)):
                yield from self._services_of_pod(WatchEvent("ADDED", pod))


def _move(source: dict[str, Endpoint], content: list[Endpoint]) -> None:
    """Move endpoints from ``source`` into ``content`` until it is full."""
    for uid in list(source)[: MOST_IN_A_SLICE - len(content)]:
        content.append(source.pop(uid))


def _plain(endpoints: list[Endpoint]) -> Any:
    """The endpoints as a manifest has them."""
    return json.decode(json.encode(endpoints))


def _uids(slice: EndpointSlice) -> list[str]:
    return [each.target_ref.uid for each in slice.endpoints if each.target_ref is not None]


def _ports(slice: EndpointSlice) -> Ports:
    return tuple((port.name, port.protocol, port.port, port.app_protocol) for port in slice.ports)


def _labels(service: Service) -> dict[str, str]:
    """The labels of the Service, and those by which its slices are found."""
    own = {SERVICE_NAME: service.metadata.name, MANAGED_BY: _OURS}
    headless = {HEADLESS: ""} if service.spec.cluster_ip == "None" else {}
    return {**service.metadata.labels, **headless, **own}


def _manifest(service: Service, ports: Ports, endpoints: list[Endpoint]) -> Manifest:
    metadata: dict[str, Any] = {
        "generateName": f"{service.metadata.name}-",
        "namespace": service.metadata.namespace,
        "labels": _labels(service),
        "ownerReferences": [owner_reference(service)],
    }
    listed = [
        {"name": name, "protocol": protocol, "port": number} | ({"appProtocol": app} if app else {})
        for name, protocol, number, app in ports
    ]
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": metadata,
        "addressType": "IPv4",
        "endpoints": _plain(endpoints),
        "ports": listed or None,
    }
