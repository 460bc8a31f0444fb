"""A machine of the cluster with its three parts: container runtime, kubelet and kube-proxy."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from kubelite.client import Client
from kubelite.clock import Clock
from kubelite.node.access import files_of, running_container
from kubelite.node.behaviour import Images
from kubelite.node.files import Disks, FileSystem
from kubelite.node.kubelet import Kubelet
from kubelite.node.network import PodAddresses
from kubelite.node.node_object import Hardware
from kubelite.node.ownrules import OwnRules
from kubelite.node.proxy import Proxy
from kubelite.node.run import Sandbox
from kubelite.node.runtime import Runtime
from kubelite.objects.core.pod import Pod
from kubelite.rules.images import Host

PARTS = ("kubelet", "runtime", "kube-proxy")


class Machine:
    """One node: ``Machine(Hardware(name="worker-1", number=1), client=…, clock=…, images=…, random=…)``.

    The ``number`` is the machine's own in its cluster: its addresses follow from it. Each of its ``PARTS`` can be
    stopped and started alone; the machine can lose its power, and it can be cut off from the network.
    """

    def __init__(
        self,
        hardware: Hardware,
        *,
        client: Client,
        clock: Clock,
        images: Images,
        random: Random,
        disks: Disks | None = None,
        rules: OwnRules | None = None,
    ) -> None:
        self.hardware = hardware
        self.name = hardware.name
        self.disks = disks or Disks()
        self.is_on = False
        self.is_cut_off = False
        host = Host(hardware.name, architecture=hardware.architecture)
        self.runtime = Runtime(clock, images, PodAddresses(hardware.number), host, rules)
        self.kubelet = Kubelet(hardware, client=client, clock=clock, runtime=self.runtime)
        self.proxy = Proxy(client, random)
        self._client = client
        self._stopped: set[str] = set()
        self._api_is_there = True

    def start(self, part: str = "") -> None:
        """Start one part, by default all three."""
        self._stopped -= {_part(part)} if part else set(PARTS)
        self.is_on = True
        self._put_in_order()

    def stop(self, part: str = "kubelet") -> None:
        """Stop one part; the others go on, and what runs, runs on."""
        self._stopped.add(_part(part))
        self._put_in_order()

    def power_off(self) -> None:
        """The power fails: all containers end, and nobody tells the API."""
        self.is_on = False
        self._put_in_order()
        self.runtime.power_off()

    def recover(self) -> None:
        """Power, network and all three parts are as they should be."""
        self.is_cut_off = False
        self.start()

    def cut_off(self) -> None:
        """The network fails: the containers go on, and nobody else can be reached."""
        self.is_cut_off = True
        self._put_in_order()

    def api_is_there(self, there: bool) -> None:
        """Whether the API server runs."""
        self._api_is_there = there
        self._put_in_order()

    @property
    def stopped(self) -> tuple[str, ...]:
        """The parts that somebody stopped."""
        return tuple(part for part in PARTS if part in self._stopped)

    def sandbox_at(self, address: str, port: int) -> Sandbox | None:
        """Who listens on a port of this machine: the Pod with this address, or one that uses the machine's own."""
        if address != self.hardware.address:
            return self.runtime.sandbox_at(address)
        on_host = (each for each in self.runtime.sandboxes.values() if each.host_network)
        return next((each for each in on_host if each.listener(port)), None)

    def files(self, pod: Pod, container: str | None = None) -> FileSystem:
        """The files as a running container of the Pod sees them, by default its first."""
        return files_of(pod, container, self.runtime, self._client, self.disks)

    def environment(self, pod: Pod, container: str | None = None) -> Mapping[str, str]:
        """The environment variables with which a running container of the Pod started, by default its first."""
        return running_container(pod, container, self.runtime).environment

    def _put_in_order(self) -> None:
        """Let each part be as the state of the machine asks for. The kubelet comes last: it looks at the runtime."""
        if self.is_on:
            self.runtime.halt() if "runtime" in self._stopped else self.runtime.resume()
        reachable = self._api_is_there and not self.is_cut_off
        self.proxy.follow(self.is_on and reachable and "kube-proxy" not in self._stopped)
        works = self.is_on and "kubelet" not in self._stopped
        self.kubelet.connect() if reachable else self.kubelet.disconnect()
        self.kubelet.start() if works else self.kubelet.stop()

    def __repr__(self) -> str:
        return f"<Machine {self.name}: {len(self.runtime.sandboxes)} pods>"


def _part(name: str) -> str:
    """The name of a part; ``ValueError`` when there is no such part."""
    if name not in PARTS:
        raise ValueError(f"a node has no part {name!r}; its parts are {', '.join(PARTS)}")
    return name
