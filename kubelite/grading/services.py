"""Random cases for the endpoints of a Service: a Service with one port, and the Pods of all namespaces.

Drawn only where lesson 07's rule and Kubernetes' agree: every Pod that is ready has an address, and a container with
the named port that the Service asks for; no Service is headless or of type ExternalName, none publishes Pods that are
not ready.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from kubelite.cluster import Cluster
from kubelite.controlplane.controllers import endpoints as entries
from kubelite.grading.expectations import InAnyOrder, in_any_order
from kubelite.grading.objects import a_container, a_pod, a_service
from kubelite.objects import Pod, Service
from kubelite.rules.podstate import is_ready, is_terminating

Looks = dict[str, Any]  # arguments of ``a_pod``

STATES: tuple[Looks, ...] = (
    {"ready": False},
    {"terminating": True},
    {"ready": False, "terminating": True},
    {"ready": False, "phase": "Succeeded"},
    {"ready": False, "phase": "Failed"},
    {"ready": None, "phase": "Pending", "ip": ""},
)
"""What keeps a Pod from getting requests."""
WRONG: tuple[dict[str, str], ...] = ({"app": "blog"}, {"tier": "frontend"}, {"app": "backend", "tier": "shop"}, {})
SELECTORS: tuple[dict[str, str], ...] = (
    *[{"app": "shop", "tier": "backend"}] * 3,
    *[{"tier": "backend"}] * 2,
    {},
)
NAMESPACES = (("shop", "test"), ("default", "test"), ("test", "default"))
"""That of the Service, and another one."""


class Situation(NamedTuple):
    """Who gets requests for ``service``, when these ``pods`` are there?"""

    service: Service
    pods: tuple[Pod, ...]


@dataclass(frozen=True)
class Services:
    """Draws Services with Pods, and asks the built-in rules for endpoints about them."""

    def draw(self, random: Random) -> Situation:
        """A Service and up to six Pods, of which about a half get requests."""
        target = random.choice((0, 8080, "web"))
        selector = random.choice(SELECTORS)
        place, other = random.choice(NAMESPACES)
        service = a_service("backend", selector=selector, port=80, target_port=target, namespace=place)
        pods = [_random_pod(random, number, place, other) for number in range(1, random.randint(0, 6) + 1)]
        return Situation(service, tuple(pods))

    def expected(self, case: Situation) -> InAnyOrder:
        """The ready entries of the built-in EndpointSlice controller, in any order."""
        found = []
        for pod in case.pods:
            is_here = pod.metadata.namespace == case.service.metadata.namespace
            if not (is_here and entries.selects(case.service, pod) and entries.is_listed(pod)):
                continue
            entry = entries.endpoint(case.service, pod, None)
            if entry.conditions.ready:
                ports = entries.ports_of(case.service, pod)
                found += [(address, number) for address in entry.addresses for _, _, number, _ in ports]
        return in_any_order(*found)

    def told(self, case: Situation) -> str:
        """What the Service asks for, and the Pods, one a line."""
        return told(case.service, case.pods)

    def smaller(self, case: Situation) -> Iterator[Situation]:
        """The same case with one Pod less."""
        for gone in case.pods:
            yield Situation(case.service, tuple(pod for pod in case.pods if pod is not gone))


def told(service: Service, pods: tuple[Pod, ...]) -> str:
    """A scenario in words: what the Service asks for, and what each Pod is like."""
    port, name = service.spec.ports[0], f"{service.metadata.namespace}/{service.metadata.name}"
    asks = _labels(service.spec.selector) if service.spec.selector else "has no selector"
    lines = [f"Service {name}: {asks}; port {port.port}, targetPort {port.target_port!r}."]
    return "\n".join([*lines, *(f"    {_told(pod)}" for pod in pods)])


def _told(pod: Pod) -> str:
    state = [pod.status.phase, "ready" if is_ready(pod) else "not ready"]
    state += ["terminating"] if is_terminating(pod) else []
    ports = [f"{port.name}={port.container_port}" for each in pod.spec.containers for port in each.ports]
    place = pod.status.pod_ip or "no address"
    name = f"{pod.metadata.namespace}/{pod.metadata.name}"
    return f"{name} ({', '.join(state)}), {_labels(pod.metadata.labels)}, at {place}, ports {', '.join(ports)}"


def _labels(labels: Any) -> str:
    return ", ".join(f"{key}: {value}" for key, value in labels.items()) or "no labels"


def _random_pod(random: Random, number: int, place: str, other: str) -> Pod:
    """A Pod that gets requests, or one with a flaw or two; the port ``web`` has another number in each version."""
    labels = {"app": "shop", "tier": "backend"} | random.choice(({}, {"version": "1"}, {"version": "2"}))
    look: Looks = {"phase": "Running", "ready": True, "namespace": place, "ip": f"10.244.{number % 3}.{number}"}
    for _ in range(random.choice((0, 0, 1, 1, 2))):
        flaw = random.choice(("namespace", "label", "state", "state"))
        if flaw == "namespace":
            look["namespace"] = other
        elif flaw == "state":
            look |= random.choice(STATES)
        elif wrong := random.choice(WRONG):
            labels |= wrong
        else:
            labels.pop("tier", None)
    parts = [a_container("main", ports={"admin": 9000, "web": random.choice((8080, 8081))})]
    if random.random() < 0.3:
        parts.insert(0, a_container("log-shipper"))
    return a_pod(f"pod-{number}", *parts, labels=labels, **look)


def accidents(cluster: Cluster) -> dict[str, Any]:
    """Let things happen to the Service ``backend`` of ``cluster``: who is behind it, and whether requests are answered.

    A load of ten requests a second goes on while a Pod is deleted and replaced.
    """
    load = cluster.load("backend:80", per_second=10)
    cluster.run(seconds=5)
    seen: dict[str, Any] = {"answered at first": load.served, "behind backend": _behind(cluster)}
    cluster.delete("pod", cluster.get("pods", selector="tier=backend")[0].metadata.name)
    cluster.run(seconds=15)
    before = load.served
    cluster.run(seconds=5)
    return seen | {"answered after a pod was replaced": load.served - before, "still behind": _behind(cluster)}


def _behind(cluster: Cluster) -> int:
    """How many Pods the EndpointSlices of ``backend`` list as ready."""
    slices = cluster.client.list("EndpointSlice", "default", by=("label", "kubernetes.io/service-name=backend"))
    return sum(each.conditions.ready is not False for found in slices for each in found.endpoints)
