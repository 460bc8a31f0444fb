"""kubelite/grading/services.py: random cases for endpoints, and a living cluster in which a Pod is replaced."""

from random import Random

import pytest

from kubelite import Cluster
from kubelite.controlplane.controllers.endpointslice import SERVICE_NAME
from kubelite.grading import CheckFailed, agree, takes_over
from kubelite.grading.expectations import in_any_order, meets
from kubelite.grading.services import Services, Situation, accidents
from kubelite.rules.podstate import is_ready, is_terminating

BACKEND = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: backend}
spec:
  replicas: 2
  selector: {matchLabels: {tier: backend}}
  template:
    metadata: {labels: {tier: backend}}
    spec:
      containers: [{name: main, image: "shop/backend:1.0", ports: [{name: web, containerPort: 8080}]}]
---
apiVersion: v1
kind: Service
metadata: {name: backend}
spec: {selector: {tier: backend}, ports: [{port: 80, targetPort: web}]}
"""
LED = {"answered at first": 50, "behind backend": 2, "answered after a pod was replaced": 50, "still behind": 2}


def reference(service, pods):
    """The rule as lesson 07 tells it."""
    found = []
    for pod in pods:
        labels, selector = pod.metadata.labels, service.spec.selector
        is_meant = bool(selector) and all(labels.get(key) == value for key, value in selector.items())
        is_here = pod.metadata.namespace == service.metadata.namespace
        if is_meant and is_here and is_ready(pod) and not is_terminating(pod):
            found += [(pod.status.pod_ip, number(pod, port.target_port)) for port in service.spec.ports]
    return found


def number(pod, wanted):
    named = {port.name: port.container_port for each in pod.spec.containers for port in each.ports}
    return named.get(wanted, wanted)


@pytest.mark.slow
def test_the_lesson_and_kubernetes_agree_on_10_000_draws():
    draws, random = Services(), Random("agreement")
    cases = [draws.draw(random) for _ in range(10_000)]
    assert all(meets(reference(*case), draws.expected(case)) for case in cases)
    sizes = [len(draws.expected(case).items) for case in cases]
    assert all(sizes.count(size) > 500 for size in (0, 1, 2)), "few and many endpoints are drawn often"


def test_cases_also_agree_when_something_was_taken_out():
    draws, random = Services(), Random(1)
    for case in (draws.draw(random) for _ in range(200)):
        for less in draws.smaller(case):
            assert meets(reference(*less), draws.expected(less))


def test_a_whole_cluster_agrees_with_what_is_expected():
    """The built-in controller of a living cluster writes the same addresses into its slices."""
    cluster = Cluster(workers=2)
    cluster.apply(BACKEND)
    cluster.run(until=cluster.ready)
    cluster.delete("pod", cluster.get("pods")[0].metadata.name)
    service, pods = cluster.get("service", "backend"), tuple(cluster.client.list("Pod"))
    (found,) = cluster.client.list("EndpointSlice", by=("label", f"{SERVICE_NAME}=backend"))
    listed = [each.addresses[0] for each in found.endpoints if each.conditions.ready]
    written = in_any_order(*((address, found.ports[0].port) for address in listed))
    assert meets(list(Services().expected(Situation(service, pods)).items), written)


def test_a_counter_example_is_told_in_words():
    def everybody(service, pods):
        return [(pod.status.pod_ip, number(pod, service.spec.ports[0].target_port)) for pod in pods]

    with pytest.raises(CheckFailed) as raised:
        agree("It agrees", everybody, Services())
    message = str(raised.value)
    assert "/backend: " in message
    assert message.count("/pod-") == 1
    assert "expected          []" in message


def led(function):
    takes_over("Led", function, Cluster(workers=2), "endpoints", BACKEND, seen=accidents, wanted=LED, seconds=10)


def test_a_function_leads_requests_in_a_living_cluster(capsys):
    led(reference)
    assert capsys.readouterr().out == "✓ Led\n"


def test_the_port_of_the_service_is_noticed_by_the_requests():
    with pytest.raises(CheckFailed, match="'answered at first': 0"):
        led(lambda service, pods: [(pod.status.pod_ip, 80) for pod in pods if is_ready(pod)])


def test_the_built_in_rule_in_its_place_does_not_count():
    def endpoints(service, pods):
        raise NotImplementedError

    with pytest.raises(CheckFailed, match="it is not written yet"):
        led(endpoints)
