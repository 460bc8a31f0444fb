"""A whole cluster: the one place where all parts meet.

``Cluster()`` builds a control plane and some nodes, connects them through the API, and offers the verbs of kubectl.
Simulated time stands still until ``run`` lets it pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any, Literal

from kubelite import manifests
from kubelite.client import Client
from kubelite.clock import Clock
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.apiserver.describe import describe_object
from kubelite.controlplane.apiserver.local import LocalClient
from kubelite.controlplane.controllers import ControllerManager, all_but
from kubelite.controlplane.etcd import Etcd
from kubelite.controlplane.scheduler import Decision, Scheduler
from kubelite.controlplane.scheduler.ownfunctions import FilterFunction, ScoreFunction
from kubelite.controlplane.scheduler.profile import Part
from kubelite.node.behaviour import Images
from kubelite.node.machine import Machine
from kubelite.node.node_object import Hardware
from kubelite.node.proxy import Proxy
from kubelite.objects import Object, kinds
from kubelite.objects.errors import NotFound
from kubelite.view.narration import narrate
from kubelite.view.problems import problems
from kubelite.view.snapshot import Extras, Snapshot, snapshot
from kubelite.view.svg import to_svg
from kubelite.view.table import Table, Text, columns, table_of
from kubelite.view.text import to_text

FIRST_NAMESPACES = ("default", "kube-system", "kube-public", "kube-node-lease")


class NotInTime(TimeoutError):
    """``run(until=…)`` gave up; the message says what was still missing."""


class Parts(tuple[Part, ...]):
    """The parts of a cluster that decide something, and whose they are; prints as a table."""

    __slots__ = ()

    def __repr__(self) -> str:
        rows = [[part.point, part.name, part.owner, part.replaces or "-", part.note] for part in self]
        return columns([["POINT", "NAME", "OWNER", "REPLACES", "NOTE"], *rows])


class Cluster:
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
        self._etcd = Etcd(self.clock.soon)
        self.client: Client = LocalClient(APIServer(self._etcd, self.clock, self._random), self.clock)
        self._furnish()
        self.images = Images()
        self.proxy = Proxy(self.client, self._random)
        self.controllers = ControllerManager(self.client, self.clock, all_but(without))
        plugins = () if scheduler == "stub" else None
        self.scheduler = Scheduler(self.client, self.clock, self._random, plugins=plugins)
        self.nodes: dict[str, Machine] = {}
        self.controllers.start()
        self.scheduler.start()
        self.add_node("control-plane", control_plane=True)
        for number in range(1, workers + 1):
            self.add_node(f"worker-{number}", cpu=cpu, memory=memory, pods=pods)

    # What kubectl does

    def apply(self, source: manifests.Source, namespace: str = "default") -> manifests.Applied:
        """Create or change what the manifests say: YAML text, a path, a dict, an object, or several of these."""
        applied = manifests.apply(self.client, manifests.read(source), namespace)
        self.clock.settle()
        return applied

    def get(
        self,
        kind: str,
        name: str = "",
        namespace: str = "default",
        *,
        all_namespaces: bool = False,
        selector: str = "",
        wide: bool = False,
    ) -> Any:
        """``get("pods")`` is a table that prints like ``kubectl get`` and holds the objects; ``get("pod", "web")`` is
        one object.
        """
        kind, name = _parted(kind, name)
        if name:
            return self.client.get(kind, name, namespace)
        where = None if all_namespaces else namespace
        return table_of(self.client, kind, self.clock.time(), where, selector=selector, wide=wide)

    def describe(self, kind: str, name: str = "", namespace: str = "default") -> Text:
        """All there is to say about one object, as ``kubectl describe`` says it."""
        kind, name = _parted(kind, name)
        return Text(describe_object(self.client, kind, name, namespace, self.clock.time()))

    def manifest(self, kind: str, name: str = "", namespace: str = "default") -> dict[str, Any]:
        """The stored document of one object, with all its fields; a copy of your own."""
        return self.client.manifest(*_parted(kind, name), namespace)

    def delete(self, kind: str, name: str = "", namespace: str = "default", *, grace: int | None = None) -> Text:
        """Delete one object; a Pod gets ``grace`` seconds to stop (default: its own)."""
        kind, name = _parted(kind, name)
        self.client.delete(kind, name, namespace, grace)
        self.clock.settle()
        return Text(f'{kinds.named(kind).singular} "{name}" deleted')

    def scale(self, kind: str, name: str = "", namespace: str = "default", *, replicas: int) -> Text:
        """``scale("deployment/web", replicas=3)``: say how many Pods there should be."""
        kind, name = _parted(kind, name)
        self.client.patch(kind, name, {"spec": {"replicas": replicas}}, namespace)
        self.clock.settle()
        return Text(f"{kinds.named(kind).singular}/{name} scaled")

    def events(self, namespace: str = "default") -> Table:
        """What the parts said lately, oldest first."""
        return table_of(self.client, "events", self.clock.time(), namespace)

    def logs(
        self, pod: str | Object, namespace: str = "default", *, container: str | None = None, previous: bool = False
    ) -> Text:
        """What a container of the Pod printed, by default its first, in its present run or in the ``previous`` one."""
        name, namespace = _of(pod, namespace)
        lines = self._machine_of(name, namespace).kubelet.logs(name, namespace, container, previous=previous)
        return Text("\n".join(map(str, lines)))

    # What only a simulated cluster can do

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
        """One sentence for each object that is not ready, with the reason."""
        return problems(self.client)

    def crash(
        self, pod: str | Object, namespace: str = "default", *, container: str | None = None, exit_code: int = 1
    ) -> Text:
        """End a container of the Pod, by default its first, as if its program had died."""
        name, namespace = _of(pod, namespace)
        self._machine_of(name, namespace).kubelet.crash(name, namespace, container, exit_code)
        self.clock.settle()
        return Text(f"pod/{name} crashed")

    def add_node(
        self,
        name: str,
        *,
        cpu: str = "4",
        memory: str = "8Gi",
        pods: int = 110,
        zone: str = "",
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
            labels=labels or {},
            control_plane=control_plane,
        )
        machine = Machine(hardware, client=self.client, clock=self.clock, images=self.images, random=self._random)
        self.nodes[name] = machine
        machine.start()
        self.clock.settle()

    # What learners write

    def use(
        self,
        *,
        filter: FilterFunction | None = None,
        score: ScoreFunction | None = None,
        weight: int | None = None,
        replaces: str | None = None,
    ) -> None:
        """Let a function of your own decide: ``use(filter=fits, replaces="NodeResourcesFit")``, ``use(score=…,
        weight=2)``.

        The part that it ``replaces`` does not run beside it. Using a function of the same name again replaces the
        first.
        """
        self.scheduler.use(filter=filter, score=score, weight=weight, replaces=replaces)
        self.clock.settle()

    def parts(self) -> Parts:
        """Which parts decide, and which of them are yours."""
        manager = (Part("controller", each.name, "kubelite") for each in self.controllers.controllers)
        return Parts((*self.scheduler.parts(), *manager))

    def why(self, pod: str | Object, namespace: str = "default") -> Decision:
        """Why is the Pod where it is, or nowhere: what the scheduler thought of every node at its last attempt."""
        name, namespace = _of(pod, namespace)
        decision = self.scheduler.why(name, namespace)
        if decision is None:
            self.client.get("Pod", name, namespace)  # NotFound, if that is the reason
            raise NotFound(f'the scheduler has not looked at pod "{name}" yet; let time pass, then ask again')
        return decision

    # What you see

    def snapshot(self) -> Snapshot:
        """The cluster at this moment, as plain data."""
        return snapshot(self.client, extras=Extras(moment=self.clock.now))

    def sentence(self) -> str:
        """The state of the cluster in a sentence or two."""
        return narrate(self.snapshot())

    def save(self, path: str | Path) -> None:
        """Write the picture of the cluster into an SVG file."""
        Path(path).write_text(to_svg(self.snapshot()), encoding="utf-8")

    def __repr__(self) -> str:
        return to_text(self.snapshot())

    def _repr_svg_(self) -> str:
        return to_svg(self.snapshot())

    def _furnish(self) -> None:
        """What every new cluster has: four namespaces, and the Service behind which the API itself is found."""
        for name in FIRST_NAMESPACES:
            self.client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
        ports = [{"name": "https", "port": 443, "targetPort": 6443}]
        labels = {"component": "apiserver", "provider": "kubernetes"}
        metadata = {"name": "kubernetes", "namespace": "default", "labels": labels}
        spec = {"clusterIP": "10.0.0.1", "ports": ports}
        self.client.create({"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec})

    def _machine_of(self, pod: str, namespace: str) -> Machine:
        node = self.client.get("Pod", pod, namespace).spec.node_name
        if node not in self.nodes:
            raise NotFound(
                f'pod "{pod}" has no node yet; let time pass, then try again' if not node else f"node {node} is gone"
            )
        return self.nodes[node]


def _parted(kind: str, name: str) -> tuple[str, str]:
    """``deployment/web`` as two words."""
    if "/" not in kind:
        return kind, name
    first, second = kind.split("/", 1)
    return first, name or second


def _of(pod: str | Object, namespace: str) -> tuple[str, str]:
    """Name and namespace of a Pod that is given by name, as ``pod/web``, or as an object."""
    if isinstance(pod, Object):
        return pod.metadata.name, pod.metadata.namespace
    return pod.removeprefix("pod/").removeprefix("pods/"), namespace
