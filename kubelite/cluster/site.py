"""What a simulated cluster stands on: its machines, and the way to a Pod on one of them."""

from __future__ import annotations

from kubelite.client import Client
from kubelite.clock import Clock
from kubelite.node.behaviour import Images
from kubelite.node.machine import Machine
from kubelite.objects import Object, Pod
from kubelite.objects.errors import NotFound, not_found


class Site:
    """The ground on which the verbs of a simulated cluster stand.

    ``_eye`` is a Client that sees what is stored also while the API server is stopped. It serves what stands outside of
    the cluster: those who watch it, and those who break it.
    """

    clock: Clock
    images: Images
    nodes: dict[str, Machine]
    _eye: Client

    def _machine(self, name: str) -> Machine:
        """The machine of this name; ``NotFound`` when there is none."""
        name = name.removeprefix("node/").removeprefix("nodes/")
        if name not in self.nodes:
            raise not_found("nodes", name, hint=f"There are {', '.join(self.nodes)}.")
        return self.nodes[name]

    def _place_of(self, pod: str | Object, namespace: str) -> tuple[Machine, Pod]:
        """A Pod, and the machine that it is on; ``NotFound`` when there is no such Pod, or it has no node."""
        name, namespace = named(pod, namespace)
        found: Pod = self._eye.get("Pod", name, namespace)
        node = found.spec.node_name
        if not node:
            raise NotFound(f'pod "{name}" has no node yet; let time pass, then try again')
        if node not in self.nodes:
            raise NotFound(f"node {node} is gone")
        return self.nodes[node], found


def named(pod: str | Object, namespace: str) -> tuple[str, str]:
    """Name and namespace of a Pod that is given by name, as ``pod/web``, or as an object."""
    if isinstance(pod, Object):
        return pod.metadata.name, pod.metadata.namespace
    return pod.removeprefix("pod/").removeprefix("pods/"), namespace
