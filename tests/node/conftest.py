"""A laboratory for nodes: an API server and some machines, no scheduler and no controllers."""

from collections.abc import Callable
from random import Random
from typing import Any
from unittest.mock import Mock, patch

import pytest

from kubelite.clock import Clock
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.apiserver.local import LocalClient
from kubelite.controlplane.etcd import Etcd
from kubelite.node.behaviour import Images
from kubelite.node.machine import Machine
from kubelite.node.node_object import Hardware
from kubelite.objects import Node, Pod


class Lab:
    """The API, the clock and machines; Pods are placed by hand."""

    def __init__(self) -> None:
        self.clock = Clock()
        etcd = Etcd(self.clock.soon)
        self.client = LocalClient(APIServer(etcd, self.clock, Random(1)), self.clock)
        self.etcd = etcd
        self.images = Images()
        self.machines: list[Machine] = []
        for name in ("default", "kube-node-lease"):
            self.client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})

    def machine(self, name: str = "worker-1", **hardware: Any) -> Machine:
        """Another machine, switched on."""
        machine = Machine(
            Hardware(name=name, number=len(self.machines) + 1, **hardware),
            client=self.client, clock=self.clock, images=self.images, random=Random(2),
        )  # fmt: skip
        self.machines.append(machine)
        machine.start()
        self.clock.settle()
        return machine

    def run(self, name: str, node: str = "worker-1", image: str = "shop:1", **spec: Any) -> Pod:
        """Place a Pod on a node."""
        container = {"name": "app", "image": image, **spec.pop("container", {})}
        spec = {"nodeName": node, "containers": [container], **spec}
        created: Pod = self.client.create(
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": {"app": name}}, "spec": spec}
        )
        self.clock.settle()
        return created

    def pod(self, name: str) -> Pod:
        found: Pod = self.client.get("Pod", name)
        return found

    def node(self, name: str = "worker-1") -> Node:
        found: Node = self.client.get("Node", name, "")
        return found

    def is_there(self, name: str) -> bool:
        return name in [pod.metadata.name for pod in self.client.list("Pod")]

    def state(self, name: str, container: int = 0) -> str:
        """The state of a container in a word."""
        state = self.pod(name).status.container_statuses[container].state
        if state.running:
            return "Running"
        reason = state.waiting or state.terminated
        assert reason is not None
        return reason.reason

    def conditions(self, name: str) -> dict[str, str]:
        return {each.type: each.status for each in self.pod(name).status.conditions}

    def events(self, name: str) -> list[tuple[str, str]]:
        """Reason and message of the Events of an object, oldest first."""
        events = [event for event in self.client.list("Event") if event.involved_object.name == name]
        events.sort(key=lambda event: int(event.metadata.resource_version))
        return [(event.reason, event.message) for event in events]

    def calls(self, verb: str, action: Callable[[], object]) -> int:
        """How often ``action`` makes somebody call a verb of the API."""
        spy = Mock(side_effect=getattr(self.client, verb))
        with patch.object(self.client, verb, spy):
            action()
        return spy.call_count

    def writes(self, resource: str, action: Callable[[], object]) -> int:
        """How many revisions of a resource ``action`` brings."""
        before = self.etcd.revision
        action()
        return sum(1 for _ in self.etcd.log(resource, before))


@pytest.fixture
def lab() -> Lab:
    """An empty laboratory."""
    return Lab()
