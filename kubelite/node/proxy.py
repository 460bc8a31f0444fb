"""kube-proxy: who answers a request that is sent to a Service.

Source of the rules: ``pkg/proxy/topology.go`` (``CategorizeEndpoints``) and ``pkg/proxy/iptables/proxier.go``.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from kubelite.client import Client
from kubelite.objects.core.service import Service, ServicePort
from kubelite.objects.discovery import EndpointConditions, EndpointSlice

SERVICE_LABEL = "kubernetes.io/service-name"


class Backend(NamedTuple):
    """Where a request goes: the address of a Pod, and the port on which the Pod listens."""

    ip: str
    port: int


class Proxy:
    """Chooses a Pod for each request to a Service, all with the same probability, by ``random``."""

    def __init__(self, client: Client, random: Random) -> None:
        self._client = client
        self._random = random

    def choose(self, service: str, namespace: str = "default", port: int | str | None = None) -> Backend | None:
        """The Pod that gets the next request, ``None`` when nobody can answer.

        ``NotFound`` when there is no such Service. ``port`` is a port of the Service, by number or name; ``None``: its
        first one.
        """
        found = self.backends(service, namespace, port)
        return found[self._random.randrange(len(found))] if found else None

    def backends(self, service: str, namespace: str = "default", port: int | str | None = None) -> list[Backend]:
        """All Pods among which ``choose`` chooses: the ready ones.

        When none is ready, those that still serve while they are being deleted; better an answer from them than none.
        """
        asked = _port(self._client.get("Service", service, namespace), port)
        if asked is None:
            return []
        ready: list[Backend] = []
        leaving: list[Backend] = []
        for slice_, number in self._slices(service, namespace, asked.name):
            for endpoint in slice_.endpoints:
                places = [Backend(address, number) for address in endpoint.addresses[:1]]
                if _is_ready(endpoint.conditions):
                    ready += places
                elif _serves_while_leaving(endpoint.conditions):
                    leaving += places
        return ready or leaving

    def _slices(self, service: str, namespace: str, port_name: str) -> list[tuple[EndpointSlice, int]]:
        """The slices of a Service that know the port, each with the number that the port has there."""
        label = f"{SERVICE_LABEL}={service}"
        slices: list[EndpointSlice] = self._client.list("EndpointSlice", namespace, by=("label", label))
        return [(each, port.port) for each in slices for port in each.ports if port.name == port_name]


def _port(service: Service, asked: int | str | None) -> ServicePort | None:
    """The port of the Service that was asked for; the first one by default."""
    ports = service.spec.ports
    if asked is None:
        return ports[0] if ports else None
    return next((port for port in ports if asked in (port.port, port.name)), None)


def _is_ready(conditions: EndpointConditions) -> bool:
    """An endpoint of which nothing else is said counts as ready."""
    return conditions.ready is not False


def _serves_while_leaving(conditions: EndpointConditions) -> bool:
    return conditions.serving is not False and conditions.terminating is True
