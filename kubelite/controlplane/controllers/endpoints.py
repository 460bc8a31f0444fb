"""Which Pods stand behind a Service, and how each of them appears in an EndpointSlice.

Source of the rules: ``staging/src/k8s.io/endpointslice/{utils,reconciler}.go``, ``util/controller_utils.go``.
"""

from __future__ import annotations

from typing import Any

from kubelite.objects import Node, Pod, Service
from kubelite.objects.core.config import ObjectReference
from kubelite.objects.discovery import Endpoint, EndpointConditions
from kubelite.rules.podstate import is_finished, is_ready, is_terminating
from kubelite.rules.selectors import matches_labels

ZONE = "topology.kubernetes.io/zone"

Ports = tuple[tuple[str, str, int, str], ...]
"""Name, protocol, number and application protocol of each port: Pods for which they are the same share a slice."""


def selects(service: Service, pod: Pod) -> bool:
    """Whether the selector of ``service`` means ``pod``. Without selector, somebody else writes the endpoints."""
    if not service.spec.selector or service.spec.type == "ExternalName":
        return False
    return matches_labels(service.spec.selector, pod.metadata.labels)


def is_listed(pod: Pod) -> bool:
    """Whether ``pod`` appears at all: it has an address, and containers that run or will run."""
    return bool(pod.status.pod_ip) and not is_finished(pod)


def endpoint(service: Service, pod: Pod, node: Node | None) -> Endpoint:
    """The entry of ``pod``. It is *ready*, and gets requests, while it is *serving* and not on its way out."""
    serving, terminating = is_ready(pod), is_terminating(pod)
    ready = service.spec.publish_not_ready_addresses or (serving and not terminating)
    metadata = pod.metadata
    return Endpoint(
        addresses=(pod.status.pod_ip,),
        conditions=EndpointConditions(ready=ready, serving=serving, terminating=terminating),
        target_ref=ObjectReference(kind="Pod", namespace=metadata.namespace, name=metadata.name, uid=metadata.uid),
        node_name=pod.spec.node_name,
        zone=node.metadata.labels.get(ZONE, "") if node is not None else "",
        hostname=pod.spec.hostname if pod.spec.subdomain == service.metadata.name else "",
    )


def ports_of(service: Service, pod: Pod) -> Ports:
    """The ports of ``service`` as numbers on ``pod``. A named port that no container has is left out."""
    found = ((port, target_port(pod, port.target_port or port.port, port.protocol)) for port in service.spec.ports)
    return tuple((port.name, port.protocol, number, port.app_protocol) for port, number in found if number is not None)


def target_port(pod: Pod, wanted: int | str, protocol: str) -> int | None:
    """The number of the port that ``wanted`` means: itself, or the container port of that name and ``protocol``."""
    if isinstance(wanted, int):
        return wanted
    sidecars = [container for container in pod.spec.init_containers if container.restart_policy == "Always"]
    for container in (*pod.spec.containers, *sidecars):
        for port in container.ports:
            if (port.name, port.protocol) == (wanted, protocol):
                return port.container_port
    return None


def what_matters(pod: Pod) -> tuple[Any, ...]:
    """All that endpoints show of ``pod``: as long as it stays the same, no Service has to look."""
    state = (pod.status.pod_ip, is_ready(pod), is_finished(pod), is_terminating(pod))
    return (*state, pod.metadata.labels, pod.spec.node_name)
