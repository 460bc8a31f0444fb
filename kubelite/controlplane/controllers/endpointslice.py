"""The EndpointSlice controller: for every Service, the addresses of its Pods.

It remembers which Pods have changed and looks only at these: in a Service with ten thousand Pods one that becomes ready
is one entry to write, not ten thousand to compare. What it remembers is made anew from the API whenever the Service,
or somebody else who touches its slices, gives reason to doubt it.

Source of the rules: ``pkg/controller/endpointslice/endpointslice_controller.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from msgspec import json

from kubelite.client import Client, Manifest, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers import endpoints as entries
from kubelite.controlplane.controllers.endpoints import Ports, selects
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key, key_of
from kubelite.controlplane.controllers.ownendpoints import chosen
from kubelite.controlplane.controllers.slices import Slices, is_new
from kubelite.objects import EndpointSlice, Node, Pod, Service
from kubelite.objects.discovery import Endpoint
from kubelite.objects.errors import NotFound
from kubelite.rules.functions import Unwritten
from kubelite.rules.owners import owner_reference
from kubelite.rules.podstate import is_terminating

SERVICE_NAME = "kubernetes.io/service-name"
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
HEADLESS = "service.kubernetes.io/headless"
_OURS = "endpointslice-controller.k8s.io"


class Memory(NamedTuple):
    """What the last look at a Service found, and at which revision of the Service that was."""

    revision: str
    slices: Slices


class EndpointSliceController(Controller):
    """Keeps the slices of a Service in step with its Pods, and writes only those that change."""

    name = "EndpointSlice"
    component = "endpoint-slice-controller"
    kind = "Service"
    owns = ("EndpointSlice",)
    point = "endpoints"

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self._written: dict[str, str] = {}
        self._memories: dict[Key, Memory] = {}
        self._changed: dict[Key, dict[str, Key]] = {}

    def stop(self) -> None:
        """End watching; what was remembered may be wrong by the next start."""
        super().stop()
        self._memories.clear()
        self._changed.clear()

    def use(self, function: Callable[..., Any]) -> None:
        """Let a learner's ``function`` decide; what was remembered is what another one said."""
        self._memories.clear()
        super().use(function)

    def watched(self) -> Mapping[str, Concerns]:
        """Besides Services and their slices: Pods, for the Services that select them, and new Nodes, for their Pods."""
        return {**super().watched(), "Pod": self._services_of_pod, "Node": self._services_of_new_node}

    def owner_keys(self, event: WatchEvent) -> Iterable[Key]:
        """A slice names its Service in a label; one that somebody else has written is no longer as we remember it."""
        metadata = event.object.metadata
        service = metadata.labels.get(SERVICE_NAME)
        known = self._written.get(metadata.uid)
        if event.type == "DELETED":
            self._written.pop(metadata.uid, None)
        is_ours = known is None if event.type == "DELETED" else known == metadata.resource_version
        if not service or is_ours:
            return []
        self._memories.pop(Key(metadata.namespace, service), None)
        return [Key(metadata.namespace, service)]

    def reconcile(self, key: Key) -> None:
        """Bring the slices of one Service in line with its Pods, with as few writes as possible."""
        memory, changed = self._memories.pop(key, None), self._changed.pop(key, {})
        try:
            service: Service = self.client.get("Service", key.name, key.namespace)
        except NotFound:
            return  # the garbage collector takes the slices
        if not service.spec.selector or service.spec.type == "ExternalName" or is_terminating(service):
            return
        if self.own.is_taken:
            with suppress(Unwritten):
                self._ask(key, service)
                return
        if memory is not None and memory.revision == service.metadata.resource_version:
            pods = {uid: self._pod(uid, place) for uid, place in changed.items()}
        else:
            memory, pods = self._look_at_all(key, service)
        nodes: dict[str, Node | None] = {}
        for uid, pod in pods.items():
            entry = self._entry(service, pod, nodes) if pod is not None else None
            if pod is None or entry is None:
                memory.slices.remove(uid)
            else:
                memory.slices.put(uid, entries.ports_of(service, pod), entry)
        self._write(service, memory.slices)
        self._memories[key] = memory

    def _ask(self, key: Key, service: Service) -> None:
        """Let the entries be those that the learner's function wants."""
        wanted = chosen(self.own, service, tuple(self.client.list("Pod")), self._node)
        slices = self._slices(key, service)
        for uid in slices.pods() - set(wanted):
            slices.remove(uid)
        for uid, entry in wanted.items():
            slices.put(uid, entry.ports, entry.endpoint)
        self._write(service, slices)

    def _slices(self, key: Key, service: Service) -> Slices:
        """The slices that there are."""
        found = self.client.list("EndpointSlice", key.namespace, by=("label", f"{SERVICE_NAME}={key.name}"))
        mine = [each for each in found if each.metadata.labels.get(MANAGED_BY) == _OURS]
        self._written |= {each.metadata.uid: each.metadata.resource_version for each in mine}
        slices = Slices(mine)
        slices.written |= {each.metadata.name for each in mine if each.metadata.labels != _labels(service)}
        return slices

    def _look_at_all(self, key: Key, service: Service) -> tuple[Memory, dict[str, Pod | None]]:
        """The slices that there are, and all Pods that the Service selects or that have an entry."""
        slices = self._slices(key, service)
        label = "=".join(next(iter(service.spec.selector.items())))
        pods: dict[str, Pod | None] = dict.fromkeys(slices.pods())
        pods |= {pod.metadata.uid: pod for pod in self.client.list("Pod", key.namespace, by=("label", label))}
        return Memory(service.metadata.resource_version, slices), pods

    def _entry(self, service: Service, pod: Pod, nodes: dict[str, Node | None]) -> Endpoint | None:
        """The entry of a Pod; ``None`` when it has none. ``nodes`` are those that were looked up already."""
        if not (selects(service, pod) and entries.is_listed(pod)):
            return None
        name = pod.spec.node_name
        if name not in nodes:
            nodes[name] = self._node(name)
        if nodes[name] is None and not service.spec.publish_not_ready_addresses:
            return None
        return entries.endpoint(service, pod, nodes[name])

    def _write(self, service: Service, slices: Slices) -> None:
        namespace = service.metadata.namespace
        for name in slices.emptied():
            self._delete(name, namespace)
        for name in sorted(slices.written):
            content = list(slices.contents[name].values())
            if is_new(name):
                stored = self.client.create(_manifest(service, slices.ports[name], content))
                slices.rename(name, stored.metadata.name)
            else:
                change = {"metadata": {"labels": _labels(service)}, "endpoints": _plain(content)}
                stored = self.client.patch("EndpointSlice", name, change, namespace)
            self._written[stored.metadata.uid] = stored.metadata.resource_version
        slices.written.clear()

    def _delete(self, name: str, namespace: str) -> None:
        with suppress(NotFound):
            found: EndpointSlice = self.client.get("EndpointSlice", name, namespace)
            self._written.pop(found.metadata.uid, None)
            self.client.delete("EndpointSlice", name, namespace)

    def _pod(self, uid: str, place: Key) -> Pod | None:
        """The Pod with this uid, as it is now; ``None`` when it is gone."""
        try:
            pod: Pod = self.client.get("Pod", place.name, place.namespace)
        except NotFound:
            return None
        return pod if pod.metadata.uid == uid else None

    def _node(self, name: str) -> Node | None:
        try:
            node: Node = self.client.get("Node", name)
        except NotFound:
            return None
        return node

    def _services_of_pod(self, event: WatchEvent) -> Iterable[Key]:
        pod, old = event.object, event.old
        if self.own.is_taken:  # who knows what it looks at
            yield from map(key_of, self.client.list("Service"))
            return
        if event.type == "MODIFIED" and entries.what_matters(pod) == entries.what_matters(old):
            return
        for service in self.client.list("Service", pod.metadata.namespace):
            if selects(service, pod) or (old is not None and selects(service, old)):
                self._changed.setdefault(key_of(service), {})[pod.metadata.uid] = key_of(pod)
                yield key_of(service)

    def _services_of_new_node(self, event: WatchEvent) -> Iterable[Key]:
        """Pods whose node nobody knows are not listed; they are when the node appears."""
        if event.type == "ADDED":
            for pod in self.client.list("Pod", by=("node", event.object.metadata.name)):
                yield from self._services_of_pod(WatchEvent("ADDED", pod))


def _plain(endpoints: list[Endpoint]) -> Any:
    """The endpoints as a manifest has them."""
    return json.decode(json.encode(endpoints))


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
