"""A control plane without scheduler and kubelets: the tests say what becomes of Pods."""

from collections.abc import Sequence
from random import Random
from typing import Any

from kubelite.client import Client
from kubelite.clock import Clock
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.apiserver.local import LocalClient
from kubelite.controlplane.controllers import CONTROLLERS, Controller, ControllerManager
from kubelite.controlplane.etcd import Etcd
from kubelite.objects import Pod
from kubelite.rules.podstate import is_active

Manifest = dict[str, Any]


class ControlPlane:
    """Store, API server and controllers (all, or all but those ``without``), with the namespace ``default``."""

    def __init__(self, controllers: Sequence[type[Controller]] = CONTROLLERS, *, without: Sequence[str] = ()) -> None:
        self.clock = Clock()
        self.client: Client = LocalClient(APIServer(Etcd(self.clock.soon), self.clock, Random(0)), self.clock)
        self.client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
        chosen = [controller for controller in controllers if controller.name not in without]
        self.manager = ControllerManager(self.client, self.clock, chosen)
        self.manager.start()
        self.clock.settle()

    def create(self, *manifests: Manifest) -> None:
        """Create objects and let the controllers finish."""
        for manifest in manifests:
            self.client.create(manifest)
        self.clock.settle()

    def patch(self, kind: str, name: str, change: Manifest) -> None:
        """Change an object and let the controllers finish."""
        self.client.patch(kind, name, change)
        self.clock.settle()

    def delete(self, kind: str, name: str, grace: int | None = None) -> None:
        """Delete an object and let the controllers finish."""
        self.client.delete(kind, name, grace=grace)
        self.clock.settle()

    def pods(self, *, active: bool = True) -> list[Pod]:
        """The Pods that are neither finished nor on their way out; or, with ``active=False``, all."""
        return [pod for pod in self.client.list("Pod", "default") if is_active(pod) or not active]

    def report(self, pod: Pod, phase: str = "Running", *, ready: bool = True, ip: str = "", **status: Any) -> None:
        """Say what a kubelet would say of ``pod``, and let the controllers finish."""
        condition = {"type": "Ready", "status": str(ready), "lastTransitionTime": self.clock.timestamp()}
        addresses = {"podIP": ip, "podIPs": [{"ip": ip}]} if ip else {}
        self.client.update_status(pod, {"phase": phase, "conditions": [condition], **addresses, **status})
        self.clock.settle()

    def events(self, reason: str) -> list[str]:
        """What was said with this reason."""
        return [event.message for event in self.client.list("Event") if event.reason == reason]

    def stored(self, kind: str, name: str) -> Manifest:
        """The stored document."""
        return self.client.manifest(kind, name)
