"""kube-proxy: who answers a request that is sent to a Service.

Source of the rules: ``pkg/proxy/topology.go`` (``CategorizeEndpoints``) and ``pkg/proxy/iptables/proxier.go``.
"""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import NamedTuple

from kubelite.client import Client
from kubelite.objects.core.service import Service, ServicePort
from kubelite.objects.discovery import EndpointConditions, EndpointSlice
from kubelite.objects.errors import not_found

SERVICE_LABEL = "kubernetes.io/service-name"


class Backend(NamedTuple):
    """Where a request goes: the address of a Pod, and the port on which the Pod listens."""

    ip: str
    port: int


class Proxy:
    """Chooses a Pod for each request to a Service, all with the same probability, by ``random``.

    It follows the API as long as ``follow(True)`` holds. After ``follow(False)`` (it is stopped, or cannot reach the
    API) the rules that it wrote last stay in force: requests go where Pods were then, and new Services are unknown.
    """

    def __init__(self, client: Client, random: Random) -> None:
        self._client = client
        self._random = random
        self._frozen: Rules | None = None

    @property
    def is_following(self) -> bool:
        """Whether it knows what the API knows."""
        return self._frozen is None

    def follow(self, following: bool) -> None:
        """Follow the API, or keep to what is known now."""
        if following:
            self._frozen = None
        elif self._frozen is None:
            self._frozen = Rules.of(self._client)

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
        asked = _port(self._service(service, namespace), port)
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

    def _service(self, name: str, namespace: str) -> Service:
        if self._frozen is None:
            found: Service = self._client.get("Service", name, namespace)
        elif (namespace, name) in self._frozen.services:
            found = self._frozen.services[namespace, name]
        else:
            raise not_found("services", name)
        return found

    def _slices(self, service: str, namespace: str, port_name: str) -> list[tuple[EndpointSlice, int]]:
        """The slices of a Service that know the port, each with the number that the port has there."""
        if self._frozen is None:
            label = f"{SERVICE_LABEL}={service}"
            slices: list[EndpointSlice] = self._client.list("EndpointSlice", namespace, by=("label", label))
        else:
            slices = self._frozen.slices.get((namespace, service), [])
        return [(each, port.port) for each in slices for port in each.ports if port.name == port_name]


class Rules(NamedTuple):
    """What a kube-proxy knew when it last heard from the API: by namespace and name of the Service."""

    services: dict[tuple[str, str], Service]
    slices: dict[tuple[str, str], list[EndpointSlice]]

    @classmethod
    def of(cls, client: Client) -> Rules:
        """What there is to know now."""
        services: list[Service] = client.list("Service")
        slices = defaultdict[tuple[str, str], list[EndpointSlice]](list)
        for each in client.list("EndpointSlice"):
            slices[each.metadata.namespace, each.metadata.labels.get(SERVICE_LABEL, "")].append(each)
        return cls({(each.metadata.namespace, each.metadata.name): each for each in services}, dict(slices))


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
