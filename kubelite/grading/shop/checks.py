"""Six small troubles for the shop of a learner. Each function takes the manifests and gives back the story of what went
wrong, with names and numbers, or an empty text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from kubelite.cluster import Cluster
from kubelite.grading.shop.databases import shares_a_claim, unknown_order, where_it_wrote
from kubelite.grading.shop.deployed import (
    BACKEND,
    CUSTOMERS_ASK,
    DATA,
    DATABASE,
    FRONTEND,
    PROGRAMS,
    Program,
    Shop,
    ShopError,
    container_of,
    named,
    programs_in,
)
from kubelite.grading.shop.orders import Orders
from kubelite.grading.shop.reading import read_shop
from kubelite.manifests import ManifestError
from kubelite.node.routes import Place
from kubelite.objects import Pod, Service
from kubelite.objects.errors import APIError
from kubelite.rules.podstate import is_ready
from kubelite.rules.selectors import matches_labels

Look = Callable[[Any], str]

FULL = """
apiVersion: v1
kind: Pod
metadata: {name: report, namespace: default}
spec:
  priorityClassName: system-node-critical
  containers:
  - name: report
    image: shop/report:1.0
    resources: {requests: {RESOURCE: AMOUNT}}
"""
LONE_BACKEND = """
apiVersion: v1
kind: Pod
metadata: {name: backend-1, labels: {shop: backend}}
spec: {containers: [{name: backend, image: "shop/backend:1.0"}]}
---
"""
ORDERS = 12


def told(look: Look) -> Look:
    """A look that tells the error when manifests cannot be read, are refused, or never become a shop."""

    @wraps(look)
    def telling(manifests: Any) -> str:
        try:
            return look(manifests)
        except ManifestError as error:
            return f"These manifests cannot be read. {error}"
        except APIError as error:
            return f"The API server refuses these manifests.\n{error}"
        except ShopError as error:
            return str(error)

    return telling


@told
def services_lead_to_pods(manifests: str) -> str:
    """Each Service has Pods behind it, and a request to it is answered."""
    shop = Shop(manifests)
    shop.wait(60)
    services = [each for each in shop.cluster.client.list("Service", "default") if each.metadata.name != "kubernetes"]
    names = [service.metadata.name for service in services]
    if FRONTEND.name not in names:
        there = ", ".join(names) or "no Service"
        return f"Customers look for a Service that is called frontend. In namespace default there is {there}."
    stories = (_leads_nowhere(shop, service) for service in services if service.spec.selector)
    if story := next(filter(None, stories), ""):
        return story
    answer = shop.cluster.request(CUSTOMERS_ASK)
    return f"Customers come to port 80 of the Service frontend: {answer}." if "did not answer" in answer else ""


@told
def a_service_for_the_backend(manifest: str) -> str:
    """One Service that is called backend and leads to the only Pod that there is, which has the label shop=backend."""
    read_shop(manifest)
    shop = Shop(LONE_BACKEND + manifest)
    shop.wait(30)
    services: list[Service] = shop.cluster.client.list("Service", "default")
    mine = [service for service in services if service.metadata.name == BACKEND.name]
    if not mine:
        return "There is no Service with the name backend."
    if not mine[0].spec.selector:
        return "The Service backend has no selector, so that it finds no pod."
    return _leads_nowhere(shop, mine[0])


def _leads_nowhere(shop: Shop, service: Service) -> str:
    """Why requests to this Service reach nobody."""
    name, pods = service.metadata.name, shop.all_pods()
    if not any(matches_labels(service.spec.selector, pod.metadata.labels) for pod in pods):
        have = "\n".join(f"    {pod.metadata.name} has {_labels(pod.metadata.labels)}" for pod in pods[:8])
        looks_for = _labels(service.spec.selector)
        return f"The Service {name} looks for pods with {looks_for}, and no pod has that:\n{have}"
    for port in service.spec.ports:
        wrong = (_wrong_port(shop, name, place) for place in shop.places(f"{name}:{port.port}"))
        if story := next(filter(None, wrong), ""):
            return story
        answer = shop.cluster.request(f"{name}:{port.port}")
        if "did not answer" in answer:
            return f"A customer asked the Service {name} on its port {port.port}: {answer}."
    return ""


def _wrong_port(shop: Shop, name: str, place: Place) -> str:
    """Why nobody listens at this place, as far as the programs of the shop are known."""
    pod = shop.pod_at(place)
    programs = programs_in(pod) if pod else []
    if pod is None or not programs:
        return ""
    beside = [each for each in pod.spec.containers if each.name not in [container_of(pod, it) for it in programs]]
    known = {program.port for program in programs} | {port.container_port for each in beside for port in each.ports}
    if place.backend.port in known:
        return ""
    listens = " and ".join(f"{program.name} listens on {program.port}" for program in programs)
    return f"The Service {name} leads to port {place.backend.port} of {pod.metadata.name}, but {listens}."


@told
def nobody_is_sent_to_a_starting_pod(manifests: str) -> str:
    """A Pod is called ready only when its program answers."""
    shop = Shop(manifests)
    for _ in range(60):
        shop.wait(1)
        for program in PROGRAMS:
            for pod in filter(is_ready, shop.pods(program)):
                answer = shop.cluster.request(f"{pod.status.pod_ip}:{program.port}")
                if "did not answer" in answer:
                    return (
                        f"{pod.metadata.name} is called ready, and requests are sent to it. But its program has just "
                        f"begun to start, and takes some seconds until it answers. A customer asked it: {answer}."
                    )
    shop.start()
    stories = (_probe_elsewhere(pod, program) for program in PROGRAMS for pod in shop.pods(program))
    return next(filter(None, stories), "")


def _probe_elsewhere(pod: Pod, program: Program) -> str:
    """A probe that asks a port on which the program does not listen; kubelite itself does not look at the port."""
    container = next(each for each in pod.spec.containers if each.name == container_of(pod, program))
    numbers: dict[int | str, int] = {port.name: port.container_port for port in container.ports if port.name}
    for probe in (container.startup_probe, container.readiness_probe, container.liveness_probe):
        action = (probe.http_get or probe.tcp_socket or probe.grpc) if probe else None
        if action is not None and numbers.get(action.port, action.port) != program.port:
            return (
                f"A probe of {pod.metadata.name} asks its port {action.port}, but {program.name} listens on "
                f"{program.port}. In a real cluster nobody would answer, and the pod would never be ready."
            )
    return ""


@told
def a_full_node_gets_no_pod(manifests: str) -> str:
    """No Pod of the shop comes to a node whose CPU, or whose memory, others have asked for."""
    for resource, amount in (("cpu", "4"), ("memory", "8Gi")):
        shop = Shop(manifests, workers=1, prepare=_filled(resource, amount))
        shop.wait(30)
        for pod in shop.all_pods():
            if pod.spec.node_name == "worker-1" and programs_in(pod):
                return (
                    f"worker-1 has {amount} of {resource}, and the pod report has asked for all of it. All the same "
                    f"{pod.metadata.name} was placed there: it asks for no {resource}, so the scheduler counts "
                    "nothing for it."
                )
    return ""


def _filled(resource: str, amount: str) -> Callable[[Cluster], None]:
    """Fills the worker of a cluster. Nobody may push the Pod away that does it."""

    def fill(cluster: Cluster) -> None:
        cluster.apply(FULL.replace("RESOURCE", resource).replace("AMOUNT", amount))
        cluster.run(seconds=10)

    return fill


@told
def each_pod_runs_one_program(manifests: str) -> str:
    """No Pod holds two programs of the shop."""
    shop = Shop(manifests)
    shop.wait(60)
    for pod in shop.all_pods():
        names = [program.name for program in programs_in(pod)]
        if len(names) > 1:
            return (
                f"The pod {pod.metadata.name} holds {' and '.join(names)}. One of them cannot be scaled, replaced or "
                f"moved to another node without the others: who needs one {names[0]} more gets one {names[-1]} more."
            )
    shop.start()
    return ""


@told
def new_pods_are_found(manifests: str) -> str:
    """Who calls another program finds it also when all of its Pods have been replaced."""
    shop = Shop(manifests)
    shop.start()
    for caller, called in ((FRONTEND, BACKEND), (BACKEND, DATABASE)):
        address = shop.whom_it_calls(caller)
        if story := _unanswered(shop, caller, address):
            return story
        gone = shop.pods(called)
        for pod in gone:
            shop.cluster.delete("pod", pod.metadata.name)
        shop.wait(30)
        if not shop.pods(called):
            return f"{named(gone)} went, and nobody made a new one: the shop has no {called.name} any more."
        shop.start()
        if story := _unanswered(shop, caller, address):
            return f"{named(gone)} went. In their place came {named(shop.pods(called))}.\n{story}"
    return ""


def _unanswered(shop: Shop, caller: Program, address: str) -> str:
    pod = shop.pods(caller)[0]
    answer = shop.cluster.request(address, source=pod)
    if "did not answer" not in answer:
        return ""
    return f"The {caller.name} has {caller.calls}={address}. It asked, but {answer}."


@told
def orders_are_kept(manifests: str) -> str:
    """An order is found again by whoever asks, also when the database has been replaced."""
    shop = Shop(manifests)
    shop.start()
    if story := shares_a_claim(shop):
        return story
    orders = Orders(shop)
    for _ in range(ORDERS):
        orders.place()
    if not orders.stored:
        return f"The backend has DATABASE={shop.whom_it_calls(BACKEND)}, and no database could be found there."
    if story := unknown_order(orders):
        return story
    before = shop.pods(DATABASE)
    for pod in before:
        shop.cluster.delete("pod", pod.metadata.name)
    shop.wait(30)
    shop.start()
    left = len(orders.kept())
    if left < ORDERS:
        return (
            f"{ORDERS} orders were written into {DATA}. Then the database was replaced by a new pod, and "
            f"{left} of {ORDERS} orders are left. {where_it_wrote(before[0])}"
        )
    return ""


def _labels(labels: Mapping[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in labels.items()) or "no labels"
