"""A machine of the cluster with its three parts: container runtime, kubelet and kube-proxy."""

from __future__ import annotations

from random import Random

from kubelite.client import Client
from kubelite.clock import Clock
from kubelite.node.behaviour import Images
from kubelite.node.kubelet import Kubelet
from kubelite.node.network import PodAddresses
from kubelite.node.node_object import Hardware
from kubelite.node.proxy import Proxy
from kubelite.node.runtime import Runtime


class Machine:
    """One node: ``Machine(Hardware(name="worker-1", number=1), client=…, clock=…, images=…, random=…)``.

    The ``number`` is the machine's own in its cluster: its addresses follow from it.
    """

    def __init__(self, hardware: Hardware, *, client: Client, clock: Clock, images: Images, random: Random) -> None:
        self.hardware = hardware
        self.name = hardware.name
        self.runtime = Runtime(clock, images, PodAddresses(hardware.number))
        self.kubelet = Kubelet(hardware, client=client, clock=clock, runtime=self.runtime)
        self.proxy = Proxy(client, random)

    def start(self) -> None:
        """Switch the kubelet on: the node registers and takes Pods."""
        self.kubelet.start()

    def stop(self) -> None:
        """Switch the kubelet off; what runs, runs on."""
        self.kubelet.stop()

    def __repr__(self) -> str:
        return f"<Machine {self.name}: {len(self.runtime.sandboxes)} pods>"
