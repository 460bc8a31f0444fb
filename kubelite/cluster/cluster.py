"""A whole cluster: the one place where all parts meet.

``Cluster()`` builds a control plane and some nodes, connects them through the API, and offers the verbs of kubectl.
Simulated time stands still until ``run`` lets it pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Literal

from kubelite.clock import Clock
from kubelite.cluster.damage import Damage
from kubelite.cluster.faults import Faults
from kubelite.cluster.garbage import only_young_garbage
from kubelite.cluster.history import History
from kubelite.cluster.inside import Inside
from kubelite.cluster.metrics import Measured, Metrics, WantsMetrics
from kubelite.cluster.own import OwnFunctions
from kubelite.cluster.site import named
from kubelite.cluster.traffic import Requests
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.apiserver.bootstrap import bootstrap
from kubelite.controlplane.apiserver.local import LocalClient
from kubelite.controlplane.controllers import ControllerManager, all_but
from kubelite.controlplane.etcd import Etcd
from kubelite.controlplane.scheduler import Decision, Scheduler
from kubelite.kubectl import Kubectl
from kubelite.node.behaviour import Images
from kubelite.node.files import Disks
from kubelite.node.lease import LEASE_NAMESPACE
from kubelite.node.loadbalancer import LoadBalancers
from kubelite.node.machine import Machine
from kubelite.node.node_object import Hardware
from kubelite.node.ownrules import OwnRules
from kubelite.node.proxy import Proxy
from kubelite.node.traffic import Traffic
from kubelite.objects import Object
from kubelite.objects.errors import NotFound
from kubelite.objects.told import Told
from kubelite.view.problems import problems
from kubelite.view.shown import Shown
from kubelite.view.snapshot import Extras, Snapshot, snapshot
from kubelite.view.table import Text

LEASES = "leases.coordination.k8s.io"


class NotInTime(Told, TimeoutError):
    """``run(until=…)`` gave up; the message says what was still missing."""


class Cluster(Faults, Inside, Measured, OwnFunctions, Requests, Shown, Kubectl):
    """A simulated Kubernetes cluster.

    ``workers`` is how many worker nodes there are beside the control-plane node; ``cpu`` and ``memory`` are quantities
    and say how big each worker is, ``pods`` how many Pods it takes. The same ``seed`` and the same calls give the same
    run, byte for byte. ``scheduler="stub"`` is the framework without plugins: every Pod goes to the first worker.
    ``without`` names controllers that are left out, to see what they are good for.
    """

    def __init__(
        self,
        workers: int = 3,
        seed: int = 0,
        *,
        cpu: str = "4",
        memory: str = "8Gi",
        pods: int = 110,
        scheduler: Literal["default", "stub"] = "default",
        without: tuple[str, ...] = (),
    ) -> None:
        if workers < 0:
            raise ValueError(f"Cluster(workers={workers}): a cluster cannot have fewer than 0 workers")
        self.clock = Clock()
        self._random = Random(seed)
        self._build_store()
        super().__init__(LocalClient(self.api, self.clock), self.clock.time, only_young_garbage()(self.clock.settle))
        bootstrap(self.client)
        self._build_control_plane(scheduler, without)
        self._build_surroundings()
        self.add_node("control-plane", control_plane=True)
        for number in range(1, workers + 1):
            self.add_node(f"worker-{number}", cpu=cpu, memory=memory, pods=pods)

    def _build_store(self) -> None:
        """etcd, the API server, and an eye that sees what is stored also while the API server is stopped."""
        self.nodes = {}
        self.node_rules = OwnRules()
        self._etcd = Etcd(self.clock.soon)
        self.api = APIServer(self._etcd, self.clock, self._random)
        always_there = APIServer(self._etcd, self.clock, self._random)
        for api in (self.api, always_there):
            api.completions[LEASES] = self._with_last_renewal
        self._eye = LocalClient(always_there, self.clock)
        self.history = History(self._eye, self.clock)
        self._etcd.on_write = self.history.note

    def _build_control_plane(self, scheduler: str, without: tuple[str, ...]) -> None:
        self._stopped, self._damage = set(), Damage()
        self.cloud = LoadBalancers(self.client)
        self.controllers = ControllerManager(self.client, self.clock, all_but(without))
        for controller in self.controllers.controllers:
            if isinstance(controller, WantsMetrics):
                controller.metrics = self._metrics_api
        plugins = () if scheduler == "stub" else None
        self.scheduler = Scheduler(self.client, self.clock, self._random, plugins=plugins)
        self._put_control_plane_in_order()

    def _build_surroundings(self) -> None:
        """What nodes share, and what comes from outside: images, disks, requests, measurements."""
        self.images = Images()
        self.disks = Disks()
        self.proxy = Proxy(self._eye, self._random)
        self._by_number: dict[int, Machine] = {}
        self._traffic = Traffic(self._eye, self.clock, self._random, self._by_number, self.proxy)
        self._loads = []
        self._metrics, self._measured = Metrics(), -1.0

    # What only a simulated cluster can do

    @only_young_garbage()
    def run(
        self, seconds: float | None = None, *, until: Callable[[], bool] | None = None, timeout: float = 600
    ) -> Text:
        """Let simulated time pass: for ``seconds``, or ``until`` a condition holds, at most ``timeout`` seconds.

        ``run(until=cluster.ready)`` waits until everything is ready. Raises ``NotInTime`` when the condition does not
        come true.
        """
        if (seconds is None) == (until is None):
            raise ValueError("run() wants to know how long: run(seconds=10), or run(until=cluster.ready, timeout=60)")
        begin = self.clock.now
        if seconds is not None:
            self.clock.advance(seconds)
        elif until is not None and not self.clock.run_until(until, timeout):
            missing = "\n".join(f"  {problem}" for problem in self.problems()) or "  Every object is ready."
            raise NotInTime(f"After {timeout:g} simulated seconds the condition still does not hold.\n{missing}")
        return Text(f"{self.clock.now - begin:g} s later: {self.sentence()}")

    def ready(self) -> bool:
        """Is everything as it should be? ``problems()`` says what is not."""
        return not self.problems()

    def problems(self) -> list[str]:
        """One sentence for each part that is stopped, and each object that is not ready, with the reason."""
        return [*(f"the {part} is stopped" for part in self.stopped), *problems(self._eye)]

    def add_node(
        self,
        name: str,
        *,
        cpu: str = "4",
        memory: str = "8Gi",
        pods: int = 110,
        zone: str = "",
        architecture: str = "amd64",
        labels: Mapping[str, str] | None = None,
        control_plane: bool = False,
    ) -> None:
        """Switch on one more machine; its kubelet registers it as a Node."""
        if name in self.nodes:
            raise ValueError(f"there is a node {name} already; give the new one another name")
        hardware = Hardware(
            name=name,
            number=len(self.nodes),
            cpu=cpu,
            memory=memory,
            pods=pods,
            zone=zone,
            architecture=architecture,
            labels=labels or {},
            control_plane=control_plane,
        )
        machine = Machine(
            hardware,
            client=self.client,
            clock=self.clock,
            images=self.images,
            random=self._random,
            disks=self.disks,
            rules=self.node_rules,
        )
        self.nodes[name] = self._by_number[hardware.number] = machine
        machine.api_is_there(self.api.is_running)
        machine.start()
        self.clock.settle()

    def why(self, pod: str | Object, namespace: str = "default") -> Decision:
        """Why is the Pod where it is, or nowhere: what the scheduler thought of every node at its last attempt."""
        name, namespace = named(pod, namespace)
        decision = self.scheduler.why(name, namespace)
        if decision is None:
            self._eye.get("Pod", name, namespace)  # NotFound, if that is the reason
            raise NotFound(f'the scheduler has not looked at pod "{name}" yet; let time pass, then ask again')
        return decision

    # What you see

    def snapshot(self) -> Snapshot:
        """The cluster at this moment, as plain data."""
        return snapshot(self._eye, extras=Extras(moment=self.clock.now))

    def _with_last_renewal(self, lease: dict[str, Any]) -> dict[str, Any]:
        """A node's Lease as it is now; its kubelet does not write every renewal."""
        metadata = lease["metadata"]
        machine = self.nodes.get(metadata["name"]) if metadata["namespace"] == LEASE_NAMESPACE else None
        return machine.kubelet.lease.complete(lease) if machine else lease
