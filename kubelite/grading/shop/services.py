"""Do the Services of a shop lead to its Pods? Two looks at the manifests of a learner."""

from __future__ import annotations

from collections.abc import Mapping

from kubelite.grading.shop.deployed import BACKEND, CUSTOMERS_ASK, FRONTEND, Shop, container_of, programs_in
from kubelite.grading.shop.look import told
from kubelite.grading.shop.reading import read_shop
from kubelite.node.routes import Place
from kubelite.objects import Service
from kubelite.rules.selectors import matches_labels

LONE_BACKEND = """
apiVersion: v1
kind: Pod
metadata: {name: backend-1, labels: {shop: backend}}
spec: {containers: [{name: backend, image: "shop/backend:1.0"}]}
---
"""


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


def _labels(labels: Mapping[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in labels.items()) or "no labels"
