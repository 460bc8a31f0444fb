"""A node's sign of life: the Lease that its kubelet renews every ten seconds.

Nobody writes these renewals, so that an idle cluster costs nothing. The stored Lease changes when a kubelet begins and
when it ceases to renew it, which wakes those who watch; whoever reads the Lease between sees the last renewal, computed
at that moment.

Source of the rules: ``staging/src/k8s.io/component-helpers/apimachinery/lease/controller.go``.
"""

from __future__ import annotations

from typing import Any

from kubelite.client import Client
from kubelite.clock import Clock
from kubelite.objects.errors import NotFound

Document = dict[str, Any]

LEASE_NAMESPACE = "kube-node-lease"
LEASE_SECONDS = 40
RENEWAL_SECONDS = 10


class NodeLease:
    """The Lease of one node. ``begin()`` when its kubelet reaches the API, ``cease()`` when it no longer does."""

    def __init__(self, name: str, client: Client, clock: Clock) -> None:
        self._name = name
        self._client = client
        self._clock = clock
        self._since: float | None = None
        self._last: float | None = None

    def begin(self) -> None:
        """Renew it now, and from now on."""
        self._since = self._clock.now
        self._store(self._since)

    def cease(self) -> None:
        """Renew it no more."""
        self._last = self.renewed(self._clock.now)
        self._since = None
        if self._last is not None:
            self._store(self._last)

    def renewed(self, now: float) -> float | None:
        """When it was last renewed, in seconds since the start of the simulation; ``None``: never."""
        if self._since is None:
            return self._last
        return self._since + (now - self._since) // RENEWAL_SECONDS * RENEWAL_SECONDS

    def complete(self, lease: Document) -> Document:
        """The stored Lease with the time of the last renewal."""
        last = self.renewed(self._clock.now)
        if self._since is None or last is None:
            return lease
        return {**lease, "spec": {**lease["spec"], "renewTime": self._clock.micro_timestamp(last)}}

    def _store(self, renewed: float) -> None:
        renewal = {"renewTime": self._clock.micro_timestamp(renewed)}
        try:
            self._client.patch("Lease", self._name, {"spec": renewal}, LEASE_NAMESPACE)
        except NotFound:
            metadata = {"name": self._name, "namespace": LEASE_NAMESPACE}
            spec = {"holderIdentity": self._name, "leaseDurationSeconds": LEASE_SECONDS, **renewal}
            manifest = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata, "spec": spec}
            self._client.create(manifest)
