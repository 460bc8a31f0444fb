"""The cluster's DNS: from the name of a Service to addresses.

Source of the rules: the specification ``kubernetes/dns`` (``docs/specification.md``).
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelite.client import Client
from kubelite.node.proxy import SERVICE_LABEL
from kubelite.objects.core.service import Service
from kubelite.objects.discovery import Endpoint, EndpointSlice
from kubelite.objects.errors import NotFound

ZONE = "svc.cluster.local"


def resolve(client: Client, name: str, namespace: str = "default") -> tuple[str, ...]:
    """The addresses behind ``name``, asked by a Pod in ``namespace``; ``()`` when nobody has that name.

    ``backend``, ``backend.shop``, ``backend.shop.svc`` and ``backend.shop.svc.cluster.local`` are names of one Service.
    It has one address of its own; a headless Service (``clusterIP: None``) answers with those of its ready Pods,
    one of type ExternalName with another name.
    """
    for full_name in _full_names(name.rstrip("."), namespace):
        found = _look_up(client, full_name)
        if found:
            return found
    return ()


def _full_names(name: str, namespace: str) -> Iterator[str]:
    """What a Pod tries, one after the other: its search domains, then the name as it is."""
    yield f"{name}.{namespace}.{ZONE}"
    yield f"{name}.{ZONE}"
    yield f"{name}.cluster.local"
    yield name


def _look_up(client: Client, full_name: str) -> tuple[str, ...]:
    """The addresses of ``[pod.]service.namespace.svc.cluster.local``."""
    if not full_name.endswith(f".{ZONE}"):
        return ()
    *hostname, service_name, namespace = ["", *full_name.removesuffix(f".{ZONE}").split(".")]
    if len(hostname) > 2 or not service_name:
        return ()
    try:
        service: Service = client.get("Service", service_name, namespace)
    except NotFound:
        return ()
    if len(hostname) == 2:
        return tuple(_addresses(each for each in _endpoints(client, service) if each.hostname == hostname[1]))
    if service.spec.type == "ExternalName":
        return (service.spec.external_name,)
    if service.spec.cluster_ip == "None":
        return tuple(_addresses(_endpoints(client, service)))
    return (service.spec.cluster_ip,) if service.spec.cluster_ip else ()


def _endpoints(client: Client, service: Service) -> Iterator[Endpoint]:
    """The ready endpoints of a Service."""
    namespace, label = service.metadata.namespace, f"{SERVICE_LABEL}={service.metadata.name}"
    slices: list[EndpointSlice] = client.list("EndpointSlice", namespace, by=("label", label))
    for each in slices:
        yield from (endpoint for endpoint in each.endpoints if endpoint.conditions.ready is not False)


def _addresses(endpoints: Iterator[Endpoint]) -> Iterator[str]:
    for endpoint in endpoints:
        yield from endpoint.addresses
