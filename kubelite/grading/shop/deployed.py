"""A shop in a cluster of its own: its three programs, their Pods, and whom they call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from kubelite.cluster import Cluster
from kubelite.grading.shop.reading import read_shop
from kubelite.node.behaviour import Behaviour
from kubelite.node.routes import Place, Routes, Target
from kubelite.objects import Pod
from kubelite.objects.errors import APIError
from kubelite.objects.told import Told
from kubelite.rules.podstate import is_active, is_ready


class Program(NamedTuple):
    """One of the three programs: its image without the version, the port on which it listens, and the variable that
    tells it whom to call (``""``: it calls nobody).
    """

    name: str
    image: str
    port: int
    calls: str = ""


FRONTEND = Program("frontend", "shop/frontend", 8080, "BACKEND")
BACKEND = Program("backend", "shop/backend", 5000, "DATABASE")
DATABASE = Program("database", "shop/database", 5432)
PROGRAMS = (FRONTEND, BACKEND, DATABASE)

VERSION = "1.0"
READY_SECONDS = 5.0
"""How long each program needs from its start until it answers."""
CUSTOMERS_ASK = "frontend:80"
"""The Service to which customers come, and its port."""
DATA = "/data"
"""The folder in which the database keeps its orders."""


class ShopError(Told, ValueError):
    """The shop cannot work like this; the message says what is missing."""


class Shop:
    """The manifests of a learner, applied to a new cluster with four workers (of 4 CPUs and 8Gi, unless others are
    asked for).

    ``prepare`` gets the cluster before the shop comes. Raises ``ManifestError`` or ``APIError`` for manifests that
    cannot be read or are refused.
    """

    def __init__(
        self,
        manifests: str,
        *,
        seed: int = 0,
        workers: int = 4,
        cpu: str = "4",
        memory: str = "8Gi",
        prepare: Callable[[Cluster], object] | None = None,
    ) -> None:
        wanted = read_shop(manifests)
        self.cluster = Cluster(workers=workers, seed=seed, cpu=cpu, memory=memory)
        for image in images_in(wanted):
            self.cluster.images[image] = Behaviour(missing=True)
        for program in PROGRAMS:
            self.cluster.images[f"{program.image}:{VERSION}"] = Behaviour(ready_seconds=READY_SECONDS)
        if prepare is not None:
            prepare(self.cluster)
        self.cluster.apply(wanted)

    def wait(self, seconds: float) -> None:
        """Let time pass. It is quicker than ``cluster.run``, which also says in words how the cluster is."""
        self.cluster.clock.advance(seconds)

    def all_pods(self) -> list[Pod]:
        """The Pods that are neither finished nor on their way out."""
        return [pod for pod in self.cluster.client.list("Pod", "default") if is_active(pod)]

    def pods(self, program: Program) -> list[Pod]:
        """The Pods in which ``program`` is, also those that are still starting."""
        return [pod for pod in self.all_pods() if container_of(pod, program)]

    def is_up(self) -> bool:
        """Whether there are Pods of every program, and all of them are ready."""
        every = [self.pods(program) for program in PROGRAMS]
        return all(every) and all(is_ready(pod) for pods in every for pod in pods)

    def start(self, seconds: int = 120) -> None:
        """Let time pass until all is up. ``ShopError`` when that takes longer than ``seconds``."""
        for _ in range(seconds):
            if self.is_up():
                return
            self.wait(1)
        raise ShopError(self.why_not_up(seconds))

    def why_not_up(self, seconds: int) -> str:
        """What is missing, in a few lines."""
        for program in PROGRAMS:
            if not self.pods(program):
                images = sorted({each.image for pod in self.all_pods() for each in pod.spec.containers})
                there = f" The pods that there are run {', '.join(images)}." if images else ""
                return f"No pod runs the image {program.image}:{VERSION}.{there}"
        problems = "\n".join(f"    {problem}" for problem in self.cluster.problems()[:5])
        return f"After {seconds} seconds the shop is still not ready:\n{problems}"

    def whom_it_calls(self, program: Program) -> str:
        """The address in the variable of ``program``, such as ``backend:5000``. ``ShopError`` when it has none."""
        for pod in self.pods(program):
            with suppress(APIError):  # its container does not run
                variables = self.cluster.environment(pod, container=container_of(pod, program))
                return _checked(program, variables.get(program.calls, ""))
        raise ShopError(f"No pod of the {program.name} runs, so nobody knows whom it calls.")

    def places(self, address: str) -> list[Place]:
        """The Pods among which requests to ``address`` are spread, each with the port to which they go."""
        machines = {machine.hardware.number: machine for machine in self.cluster.nodes.values()}
        routes = Routes(self.cluster.client, machines)
        return list(routes.find(Target.read(address), self.cluster.proxy, "default").places)

    def pod_at(self, place: Place) -> Pod | None:
        """The Pod to which a place leads; ``None`` when the address is nobody's."""
        return next((pod for pod in self.all_pods() if pod.status.pod_ip == place.backend.ip), None)


def container_of(pod: Pod, program: Program) -> str:
    """The name of the container of ``pod`` that runs ``program``, in whichever version; ``""`` when there is none."""
    return next((each.name for each in pod.spec.containers if _runs(each.image, program)), "")


def images_in(manifests: object) -> Iterator[str]:
    """The images of the three programs, wherever they stand, in the versions that are asked for."""
    if isinstance(manifests, dict):
        image = manifests.get("image")
        if isinstance(image, str) and any(_runs(image, program) for program in PROGRAMS):
            yield image
        manifests = list(manifests.values())
    if isinstance(manifests, list):
        for inner in manifests:
            yield from images_in(inner)


def programs_in(pod: Pod) -> list[Program]:
    """The programs of the shop that are in ``pod``."""
    return [program for program in PROGRAMS if container_of(pod, program)]


def named(pods: Iterable[Pod]) -> str:
    """The names of Pods, for a sentence."""
    return ", ".join(pod.metadata.name for pod in pods)


def _runs(image: str, program: Program) -> bool:
    return image.partition(":")[0] == program.image


def _checked(program: Program, address: str) -> str:
    if not address:
        raise ShopError(f"The {program.name} has no variable {program.calls}, so it does not know whom to call.")
    try:
        Target.read(address)
    except ValueError as error:
        raise ShopError(f"The {program.name} has the variable {program.calls}={address!r}: {error}") from None
    return address
