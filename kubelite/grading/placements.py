"""Random cases for a filter by resources: a Pod, and a node with Pods on it.

Drawn only where lesson 03's rule and Kubernetes' agree: no node is over-committed (there Kubernetes still lets in a Pod
that asks for nothing), no init containers, no resources beside cpu, memory and the number of pods. Every node offers
some of each, so that shares of it can be worked out. Every case lies near its limit, where mistakes show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from kubelite.controlplane.scheduler.framework import SUCCESS, CycleState
from kubelite.controlplane.scheduler.plugins.noderesourcesfit import NodeResourcesFit
from kubelite.grading.objects import Manifest, a_container, a_node, a_pod
from kubelite.objects import Pod
from kubelite.objects.core.container import Container, ResourceRequirements
from kubelite.objects.frozen import FrozenMap
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.podstate import is_finished
from kubelite.rules.requests import pod_limits, pod_requests

MILLICORES = 250  # one step of cpu
MEBIBYTES = 256  # one step of memory
PHASES = ("Running", "Running", "Running", "Pending", "Succeeded", "Failed")


class Placement(NamedTuple):
    """May ``pod`` run on ``node``?"""

    pod: Pod
    node: NodeInfo


@dataclass(frozen=True)
class Placements:
    """Draws placements and asks the built-in filter NodeResourcesFit about them."""

    def draw(self, random: Random) -> Placement:
        """A Pod, and a node on which up to six Pods leave room for none to three steps of each resource."""
        count = random.randint(0, 6)
        pods = [_random_pod(random, f"pod-{number}", random.choice(PHASES)) for number in range(1, count + 1)]
        running = [pod for pod in pods if not is_finished(pod)]
        used = {name: sum(pod_requests(pod)[name] for pod in running) for name in ("cpu", "memory")}
        cpu = max(used["cpu"] + random.randint(0, 3) * MILLICORES, MILLICORES)
        memory = max(used["memory"] // 2**20 + random.randint(0, 3) * MEBIBYTES, MEBIBYTES)
        most = max(len(running) + random.choice((0, 1, 2, 100)), 1)
        node = a_node("node-a", cpu=_cpu(random, cpu), memory=f"{memory}Mi", max_pods=most, pods=pods)
        return Placement(_random_pod(random, "new-pod", "Pending", most=2), node)

    def expected(self, case: Placement) -> bool:
        """What NodeResourcesFit says."""
        state = CycleState()
        plugin = NodeResourcesFit()
        plugin.pre_filter(state, case.pod)
        return plugin.filter(state, case.pod, case.node).code == SUCCESS.code

    def told(self, case: Placement) -> str:
        """The node, the Pods on it and the new one, one a line."""
        return told(case.pod, case.node)

    def smaller(self, case: Placement) -> Iterator[Placement]:
        """The same case with one Pod less on the node, or with a simpler Pod; the node never becomes too full by it."""
        for pod in case.node.pods:
            yield Placement(case.pod, case.node.without_pod(pod))
        for pod in case.node.pods:
            yield from (Placement(case.pod, case.node.with_pod(simpler)) for simpler in _simpler(pod))
        yield from (Placement(simpler, case.node) for simpler in _simpler(case.pod))


def told(pod: Pod, node: NodeInfo) -> str:
    """A scenario in words: what the node offers, what the Pods on it ask for, and what the new Pod asks for."""
    offers = node.node.status.allocatable
    room = f"cpu {offers['cpu']}, memory {offers['memory']}, and takes at most {offers['pods']} pods"
    lines = [f"{node.name} offers {room}."]
    lines += [f"    there: {_asked(other)} ({other.status.phase})" for other in node.pods]
    return "\n".join([*lines, f"    new:   {_asked(pod)}"])


def _asked(pod: Pod) -> str:
    """``web asks for cpu 500m, memory 128Mi; limits: cpu 1000m``."""
    each = [container.resources.requests.items() for container in pod.spec.containers]
    parts = [", ".join(f"{name} {quantity}" for name, quantity in asked) or "nothing" for asked in each]
    limits = ", ".join(_size(name, amount) for name, amount in sorted(pod_limits(pod).items()))
    asked = " and ".join(parts) + (" in its two containers" if len(parts) == 2 else "")
    return f"{pod.metadata.name} asks for {asked}" + (f"; limits: {limits}" if limits else "")


def _size(resource: str, amount: int) -> str:
    return f"{resource} {amount}m" if resource == "cpu" else f"{resource} {amount // 2**20}Mi"


def _simpler(pod: Pod) -> Iterator[Pod]:
    """The same Pod with a container less, or with one of them asking for less."""
    every = pod.spec.containers
    for at, container in enumerate(every):
        others = [_with(each, each.resources) for each in every if each is not container]
        if others:
            yield a_pod(pod.metadata.name, *others, phase=pod.status.phase)
        for resources in _less(container.resources):
            changed = [*others[:at], _with(container, resources), *others[at:]]
            yield a_pod(pod.metadata.name, *changed, phase=pod.status.phase)


def _less(resources: ResourceRequirements) -> Iterator[ResourceRequirements]:
    """The same without limits; or without one request, where no limit would become the request."""
    if resources.limits:
        yield ResourceRequirements(requests=resources.requests)
        return
    for gone in resources.requests:
        kept = {name: amount for name, amount in resources.requests.items() if name != gone}
        yield ResourceRequirements(requests=FrozenMap(kept))


def _with(container: Container, resources: ResourceRequirements) -> Manifest:
    asked = resources.requests
    return a_container(
        container.name, cpu=asked.get("cpu", ""), memory=asked.get("memory", ""), limits=resources.limits
    )


def _random_pod(random: Random, name: str, phase: str, most: int = 3) -> Pod:
    """One or two containers, each asking for up to ``most`` steps of a resource; some with limits of twice as much."""
    containers = []
    for part in ("main", "helper")[: random.choice((1, 1, 2))]:
        cpu, memory = random.randint(0, most) * MILLICORES, random.randint(0, most) * MEBIBYTES
        limited = cpu and memory and random.random() < 0.5  # a limit without a request would become the request
        limits = {"cpu": f"{2 * cpu}m", "memory": f"{2 * memory}Mi"} if limited else None
        asked = _cpu(random, cpu) if cpu else "", _memory(random, memory) if memory else ""
        containers.append(a_container(part, cpu=asked[0], memory=asked[1], limits=limits))
    return a_pod(name, *containers, phase=phase)


def _cpu(random: Random, millicores: int) -> str:
    """The same amount in one of the ways in which people write it: ``500m`` or ``0.5``."""
    return random.choice((f"{millicores}m", f"{millicores / 1000:g}"))


def _memory(random: Random, mebibytes: int) -> str:
    return random.choice((f"{mebibytes}Mi", f"{mebibytes * 1024}Ki", f"{mebibytes / 1024:g}Gi"))
