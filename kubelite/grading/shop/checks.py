"""Six small troubles for the shop of a learner. Each function takes the manifests and gives back the story of what went
wrong, with names and numbers, or an empty text.
"""

from __future__ import annotations

from collections.abc import Callable

from kubelite.cluster import Cluster
from kubelite.grading.shop.databases import shares_a_claim, unknown_order, where_it_wrote
from kubelite.grading.shop.deployed import (
    BACKEND,
    DATA,
    DATABASE,
    FRONTEND,
    PROGRAMS,
    Program,
    Shop,
    container_of,
    named,
    programs_in,
)
from kubelite.grading.shop.look import told
from kubelite.grading.shop.orders import Orders
from kubelite.grading.shop.services import a_service_for_the_backend as a_service_for_the_backend
from kubelite.grading.shop.services import services_lead_to_pods as services_lead_to_pods
from kubelite.objects import Pod
from kubelite.rules.podstate import is_ready

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
ORDERS = 12


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
