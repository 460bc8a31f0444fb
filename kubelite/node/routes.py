"""Where a request goes: from a name or an address to the Pods among which it is spread.

A name is asked from DNS; the address of a Service is replaced by one of its Pods, by the rules that the kube-proxy on
the sender's node wrote last; the address of a Pod leads to that Pod.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address
from typing import NamedTuple

from kubelite.client import Client
from kubelite.node.dns import resolve
from kubelite.node.machine import Machine
from kubelite.node.network import node_number
from kubelite.node.proxy import Backend, Proxy
from kubelite.node.run import Run
from kubelite.objects.core.service import Service
from kubelite.objects.errors import NotFound

HTTP = 80


class Target(NamedTuple):
    """Whom a request is sent to: a DNS name or an address, and a port where one is given."""

    host: str
    port: int | None = None

    @classmethod
    def read(cls, text: str) -> Target:
        """``backend``, ``backend.shop:8080``, ``http://10.0.3.7/path``. ``ValueError`` for anything else."""
        host = text.removeprefix("http://").partition("/")[0]
        host, colon, port = host.partition(":")
        if not host or (colon and not port.isdecimal()):
            raise ValueError(f"{text!r} is no target; give a name or an address, such as backend or backend.shop:8080")
        return cls(host, int(port) if colon else None)

    @property
    def is_address(self) -> bool:
        """Whether it needs no DNS."""
        return self.host.replace(".", "").isdecimal()


class Place:
    """An address and a port, the ``machine`` to which they lead, and who listens there."""

    __slots__ = ("_run", "backend", "machine")

    def __init__(self, backend: Backend, machine: Machine | None) -> None:
        self.backend = backend
        self.machine = machine
        self._run: Run | None = None

    def listener(self) -> Run | None:
        """The container that listens here now. It is looked for when the one that did has ended."""
        if self._run is None or self._run.ended is not None:
            sandbox = self.machine.sandbox_at(*self.backend) if self.machine else None
            self._run = sandbox.listener(self.backend.port) if sandbox else None
        return self._run

    def is_somebodys(self) -> bool:
        """Whether the address belongs to a Pod now."""
        return self.machine is not None and self.machine.sandbox_at(*self.backend) is not None

    def __str__(self) -> str:
        return f"{self.backend.ip}:{self.backend.port}"


class Route(NamedTuple):
    """The places among which requests are spread; when there are none, why. ``unknown``: nobody even says no."""

    places: Sequence[Place]
    problem: str = ""
    unknown: bool = False


class Routes:
    """Finds routes. ``machines`` are those of the cluster, by number."""

    def __init__(self, client: Client, machines: dict[int, Machine]) -> None:
        self._client = client
        self._machines = machines

    def machine_at(self, address: str) -> Machine | None:
        """The machine to which the address of a node or of a Pod leads."""
        number = node_number(address)
        return None if number is None else self._machines.get(number)

    def find(self, target: Target, proxy: Proxy, namespace: str) -> Route:
        """The route of a request that is sent through ``proxy`` by somebody in ``namespace``."""
        if target.is_address:
            return self._of_address(target.host, target.port, proxy)
        addresses = resolve(self._client, target.host, namespace)
        if not addresses:
            return self._nobody(target, namespace)
        if len(addresses) == 1:
            return self._of_address(addresses[0], target.port, proxy)
        port = target.port or HTTP
        return self._to([Backend(address, port) for address in addresses])

    def _nobody(self, target: Target, namespace: str) -> Route:
        return Route((), f'nobody has the name "{target.host}" in namespace {namespace}', unknown=True)

    def _of_address(self, address: str, port: int | None, proxy: Proxy) -> Route:
        if not _is_ipv4(address):
            return Route((), f"{address} is outside of the cluster", unknown=True)
        machine = self.machine_at(address)
        if machine is not None and address == machine.hardware.address and port is not None:
            node_port = self._services("nodePort", str(port))
            if node_port:
                number = next(each.port for each in node_port[0].spec.ports if each.node_port == port)
                return self._balanced(node_port[0], number, machine.proxy)
        if machine is not None:
            return self._to([Backend(address, port or HTTP)])
        services = self._services("ip", address) or self._balanced_at(address)
        if not services:
            return Route((), f"no Service has the address {address}", unknown=True)
        return self._balanced(services[0], port, proxy)

    def _to(self, backends: Iterable[Backend]) -> Route:
        return Route([Place(backend, self.machine_at(backend.ip)) for backend in backends])

    def _services(self, what: str, value: str) -> list[Service]:
        found: list[Service] = self._client.list("Service", by=("address", f"{what}:{value}"))
        return found

    def _balanced_at(self, address: str) -> list[Service]:
        """The Service whose load balancer has this address."""
        services: list[Service] = self._client.list("Service")
        return [each for each in services if address in [held.ip for held in each.status.load_balancer.ingress]]

    def _balanced(self, service: Service, port: int | None, proxy: Proxy) -> Route:
        name, namespace = service.metadata.name, service.metadata.namespace
        try:
            backends = proxy.backends(name, namespace, port)
        except NotFound:
            return Route((), f'the kube-proxy on the sender\'s node does not know Service "{name}"', unknown=True)
        if backends:
            return self._to(backends)
        if port is not None and port not in [each.port for each in service.spec.ports]:
            return Route((), f'Service "{name}" has no port {port}', unknown=True)
        return Route((), f'Service "{name}" has no ready Pod')


def _is_ipv4(text: str) -> bool:
    try:
        IPv4Address(text)
    except ValueError:
        return False
    return True
