"""A snapshot: the state of a cluster at one moment as plain data. Everything that is shown is drawn from it.

It asks nothing but a ``Client``, so it works for a simulated cluster and for a real one alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kubelite.client import Client
from kubelite.controlplane.apiserver.tables.core import node_roles
from kubelite.controlplane.apiserver.tables.pod import summarize
from kubelite.objects import EndpointSlice, Node, Pod, Service
from kubelite.objects.meta import Object
from kubelite.rules.owners import controller_of
from kubelite.rules.podstate import condition, is_finished
from kubelite.rules.requests import amounts, pod_limits, pod_requests
from kubelite.view.health import health, reason

SERVICE_NAME = "kubernetes.io/service-name"
BETWEEN = ("ReplicaSet", "Job")
"""The kinds that manage Pods and may themselves be managed."""


class Data(msgspec.Struct, frozen=True):
    """Base of all parts: frozen plain data that msgspec can write as JSON."""


class Extras(Data, frozen=True):
    """What the API does not know. ``moment``: virtual seconds since the start; ``used``: node → resource → amount."""

    moment: float | None = None
    used: Mapping[str, Mapping[str, int]] = {}


_NOTHING = Extras()


class Level(Data, frozen=True):
    """One resource of a node, CPU in millicores or memory in bytes; ``used`` is None where nobody measures it."""

    allocatable: int
    requested: int
    limits: int
    used: int | None = None


class NodeState(Data, frozen=True):
    """A node. ``status`` is ``Ready``, ``NotReady`` or ``Unknown``; ``pods`` are the keys of the Pods on it."""

    name: str
    role: str
    status: str
    cordoned: bool
    taints: tuple[str, ...]
    cpu: Level
    memory: Level
    pods: tuple[str, ...]

    @property
    def ready(self) -> bool:
        return self.status == "Ready"


class PodState(Data, frozen=True):
    """A Pod.

    ``owner`` is the object at the top (``Deployment/web``), empty when nobody manages the Pod. ``state`` is the STATUS
    of kubectl, ``health`` one of ``HEALTHS``. ``ready`` of ``containers`` are ready. It requests ``cpu`` (millicores)
    and ``memory`` (bytes). ``reason`` says why it is pending, or what its container waits for.
    """

    name: str
    namespace: str
    owner: str
    state: str
    health: str
    ready: int
    containers: int
    restarts: int
    node: str
    cpu: int
    memory: int
    reason: str

    @property
    def key(self) -> str:
        """``default/web-1``."""
        return f"{self.namespace}/{self.name}"


class ServiceState(Data, frozen=True):
    """A Service, with the Pods (or addresses) behind it that receive requests, and those that do not at present."""

    name: str
    namespace: str
    type: str
    address: str
    ports: tuple[str, ...]
    ready: tuple[str, ...]
    not_ready: tuple[str, ...]


class Snapshot(Data, frozen=True):
    """Nodes, Pods and Services, each sorted by namespace and name; ``moment`` in virtual seconds, if known."""

    moment: float | None
    nodes: tuple[NodeState, ...]
    pods: tuple[PodState, ...]
    services: tuple[ServiceState, ...]

    @property
    def pending(self) -> tuple[PodState, ...]:
        """The Pods that no node has yet."""
        return tuple(pod for pod in self.pods if pod.health == "pending")

    @property
    def elsewhere(self) -> tuple[PodState, ...]:
        """The Pods on nodes that are gone, and those that ended without ever having a node."""
        known = {node.name for node in self.nodes}
        return tuple(pod for pod in self.pods if pod.node not in known and pod.health != "pending")


def snapshot(client: Client, at: int | None = None, extras: Extras | None = None) -> Snapshot:
    """The cluster now, or as it was ``at`` a revision."""
    known = extras or _NOTHING
    pods: list[Pod] = client.list("Pod", at=at)
    by_node: dict[str, list[Pod]] = defaultdict(list)
    for pod in pods:
        by_node[pod.spec.node_name].append(pod)
    nodes = [node_state(node, by_node[node.metadata.name], known) for node in client.list("Node", at=at)]
    managers = _managers(client, at)
    return Snapshot(
        known.moment,
        tuple(nodes),
        tuple(pod_state(pod, managers) for pod in pods),
        _services(client.list("Service", at=at), client.list("EndpointSlice", at=at)),
    )


def without_system(whole: Snapshot) -> Snapshot:
    """The same without Kubernetes' own: the namespaces ``kube-…`` and the Service of the API server."""
    return Snapshot(
        whole.moment,
        whole.nodes,
        tuple(pod for pod in whole.pods if not is_system(pod)),
        tuple(service for service in whole.services if not is_system(service)),
    )


def is_system(item: PodState | ServiceState) -> bool:
    """Is it one of Kubernetes' own, which learners did not ask for?"""
    return item.namespace.startswith("kube-") or (item.namespace, item.name) == ("default", "kubernetes")


def node_state(node: Node, pods: list[Pod], extras: Extras = _NOTHING) -> NodeState:
    """A node with the ``pods`` on it, in their order."""
    counted = [pod for pod in pods if not is_finished(pod)]
    requests, limits = [pod_requests(pod) for pod in counted], [pod_limits(pod) for pod in counted]
    allocatable, used = amounts(node.status.allocatable), extras.used.get(node.metadata.name, {})

    def level(resource: str) -> Level:
        requested, limited = (sum(asked[resource] for asked in found) for found in (requests, limits))
        return Level(allocatable[resource], requested, limited, used.get(resource))

    ready = condition(node, "Ready")
    return NodeState(
        name=node.metadata.name,
        role=",".join(node_roles(node.metadata.labels)),
        status="Unknown" if ready is None else "Ready" if ready.status == "True" else "NotReady",
        cordoned=node.spec.unschedulable,
        taints=tuple(f"{taint.key}{taint.value and '='}{taint.value}:{taint.effect}" for taint in node.spec.taints),
        cpu=level("cpu"),
        memory=level("memory"),
        pods=tuple(f"{pod.metadata.namespace}/{pod.metadata.name}" for pod in pods),
    )


def _managers(client: Client, at: int | None) -> dict[str, Object]:
    """The controllers between a Pod and the object at the top, by uid."""
    between = [manager for kind in BETWEEN for manager in client.list(kind, at=at)]
    return {manager.metadata.uid: manager for manager in between}


def pod_state(pod: Pod, managers: Mapping[str, Object]) -> PodState:
    """A Pod; ``managers`` are the controllers between Pods and the objects at the top, by uid."""
    summary, requests = summarize(pod), pod_requests(pod)
    return PodState(
        name=pod.metadata.name,
        namespace=pod.metadata.namespace,
        owner=_owner(pod, managers),
        state=summary.state,
        health=health(pod, summary.state),
        ready=summary.ready,
        containers=summary.containers,
        restarts=summary.restarts,
        node=pod.spec.node_name,
        cpu=requests["cpu"],
        memory=requests["memory"],
        reason=reason(pod),
    )


def _owner(obj: Object, managers: Mapping[str, Object]) -> str:
    """The object at the top of the chain of controllers; a Pod that names itself has none."""
    reference = controller_of(obj)
    if reference is None:
        return ""
    manager = managers.get(reference.uid)
    above = _owner(manager, managers) if manager is not None else ""
    return above or f"{reference.kind}/{reference.name}"


def _services(services: Iterable[Service], slices: Iterable[EndpointSlice]) -> tuple[ServiceState, ...]:
    behind: dict[tuple[str, str], list[EndpointSlice]] = defaultdict(list)
    for item in slices:
        behind[item.metadata.namespace, item.metadata.labels.get(SERVICE_NAME, "")].append(item)
    return tuple(service_state(item, behind[item.metadata.namespace, item.metadata.name]) for item in services)


def service_state(service: Service, slices: Iterable[EndpointSlice]) -> ServiceState:
    """A Service with its EndpointSlices."""
    ready: dict[str, None] = {}  # a Pod with two addresses stands in two slices, and counts once
    not_ready: dict[str, None] = {}
    for endpoint in (endpoint for item in slices for endpoint in item.endpoints):
        shown = endpoint.target_ref.name if endpoint.target_ref else ",".join(endpoint.addresses)
        (not_ready if endpoint.conditions.ready is False else ready)[shown] = None
    return ServiceState(
        name=service.metadata.name,
        namespace=service.metadata.namespace,
        type=service.spec.type,
        address=service.spec.cluster_ip or service.spec.external_name,
        ports=tuple(f"{port.port}/{port.protocol}" for port in service.spec.ports),
        ready=tuple(sorted(ready)),
        not_ready=tuple(sorted(set(not_ready) - set(ready))),
    )


def as_data(whole: Snapshot) -> dict[str, Any]:
    """The snapshot as lists and maps, ready for JSON."""
    data: dict[str, Any] = msgspec.to_builtins(whole)
    return data
