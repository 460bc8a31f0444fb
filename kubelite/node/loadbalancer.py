"""The load balancers that a cloud gives to Services of type LoadBalancer: each gets an address outside of the cluster.

Source of the rules: ``staging/src/k8s.io/cloud-provider/controllers/service/controller.go``.
"""

from __future__ import annotations

from ipaddress import IPv4Network

from kubelite.client import Client, Subscription, WatchEvent
from kubelite.objects.core.service import Service

ADDRESSES = IPv4Network("203.0.113.0/24")
"""Addresses that are kept for examples, so that nobody's own appears in a lesson."""


class LoadBalancers:
    """The cloud outside: gives each Service that asks for one the lowest free address, and keeps it there."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._watch: Subscription | None = None

    def start(self) -> None:
        """Begin to watch Services."""
        if self._watch is None:
            self._watch = self._client.watch("Service", self._on_service)

    def stop(self) -> None:
        """End watching; the addresses that were given stay."""
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def _on_service(self, event: WatchEvent) -> None:
        service: Service = event.object
        if event.type == "DELETED" or service.spec.type != "LoadBalancer" or service.status.load_balancer.ingress:
            return
        address = self._free_address()
        if address is not None:
            self._client.update_status(service, {"loadBalancer": {"ingress": [{"ip": address}]}})

    def _free_address(self) -> str | None:
        services: list[Service] = self._client.list("Service")
        taken = {ingress.ip for each in services for ingress in each.status.load_balancer.ingress}
        return next((str(address) for address in ADDRESSES.hosts() if str(address) not in taken), None)
