"""Who answers a request to a Service, and under which names it is found."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from kubelite.node.dns import resolve
from kubelite.node.proxy import SERVICE_LABEL, Backend, Proxy
from kubelite.objects.errors import NotFound
from tests.node.conftest import Lab

PORTS = [{"name": "http", "port": 80, "targetPort": 8080}, {"name": "metrics", "port": 9000, "targetPort": 9100}]


def service(lab: Lab, name: str = "backend", **spec: Any) -> str:
    """A Service; its address."""
    spec = {"selector": {"app": name}, "ports": PORTS, **spec}
    manifest = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}
    address: str = lab.client.create(manifest).spec.cluster_ip
    return address


def slice_of(lab: Lab, *endpoints: dict[str, Any], name: str = "backend", number: int = 8080) -> None:
    """An EndpointSlice of the Service ``name``."""
    lab.client.create({
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": f"{name}-{number}-{len(endpoints)}", "labels": {SERVICE_LABEL: name}},
        "addressType": "IPv4",
        "endpoints": list(endpoints),
        "ports": [{"name": "http", "port": number}, {"name": "metrics", "port": 9100}],
    })  # fmt: skip


def endpoint(
    ip: str, ready: bool = True, serving: bool = True, terminating: bool = False, **more: Any
) -> dict[str, Any]:
    return {"addresses": [ip], "conditions": {"ready": ready, "serving": serving, "terminating": terminating}, **more}


@pytest.fixture
def proxy(lab: Lab) -> Proxy:
    return Proxy(lab.client, Random(7))


def test_requests_are_spread_over_the_ready_pods(lab: Lab, proxy: Proxy) -> None:
    service(lab)
    slice_of(lab, endpoint("10.244.1.1"), endpoint("10.244.1.2", ready=False, serving=False), endpoint("10.244.1.3"))
    slice_of(lab, endpoint("10.244.1.4"))
    chosen = Counter(proxy.choose("backend") for _ in range(3000))
    assert set(chosen) == {Backend(f"10.244.1.{n}", 8080) for n in (1, 3, 4)}
    assert all(900 < times < 1100 for times in chosen.values())


def test_without_ready_pods_those_that_still_serve_are_asked(lab: Lab, proxy: Proxy) -> None:
    service(lab)
    leaving = endpoint("10.244.1.1", ready=False, terminating=True)
    slice_of(lab, leaving, endpoint("10.244.1.2", ready=False))
    slice_of(lab, endpoint("10.244.1.3", ready=False, serving=False, terminating=True))
    assert proxy.backends("backend") == [Backend("10.244.1.1", 8080)]
    slice_of(lab, endpoint("10.244.1.4"), number=8081)
    assert proxy.backends("backend") == [Backend("10.244.1.4", 8081)]


def test_nobody_answers_when_there_is_no_pod(lab: Lab, proxy: Proxy) -> None:
    service(lab)
    assert proxy.choose("backend") is None
    with pytest.raises(NotFound, match='services "shop" not found'):
        proxy.choose("shop")


@pytest.mark.parametrize(("port", "number"), [(None, 8080), (80, 8080), ("metrics", 9100), (9000, 9100)])
def test_the_port_of_the_service_is_not_the_port_of_the_pod(
    lab: Lab, proxy: Proxy, port: int | str | None, number: int
) -> None:
    service(lab)
    slice_of(lab, endpoint("10.244.1.1"))
    assert proxy.choose("backend", port=port) == Backend("10.244.1.1", number)


def test_a_port_that_the_service_does_not_have(lab: Lab, proxy: Proxy) -> None:
    service(lab)
    slice_of(lab, endpoint("10.244.1.1"))
    assert proxy.choose("backend", port=81) is None


def test_a_service_of_another_namespace_is_another_service(lab: Lab, proxy: Proxy) -> None:
    lab.client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
    manifest = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "backend", "namespace": "shop"}}
    lab.client.create({**manifest, "spec": {"ports": PORTS}})
    service(lab)
    slice_of(lab, endpoint("10.244.1.1"))
    assert proxy.choose("backend", "shop") is None


@pytest.mark.parametrize(
    "name",
    [
        "backend",
        "backend.default",
        "backend.default.svc",
        "backend.default.svc.cluster.local",
        "backend.default.svc.cluster.local.",
    ],
)
def test_names_of_a_service(lab: Lab, name: str) -> None:
    address = service(lab)
    assert resolve(lab.client, name) == (address,)


def test_from_another_namespace_only_the_longer_names_work(lab: Lab) -> None:
    address = service(lab)
    assert resolve(lab.client, "backend", "shop") == ()
    assert resolve(lab.client, "backend.default", "shop") == (address,)


def test_names_that_nobody_has(lab: Lab) -> None:
    service(lab)
    assert [resolve(lab.client, name) for name in ("frontend", "backend.shop", "example.com", "")] == [(), (), (), ()]


def test_a_headless_service_answers_with_its_ready_pods(lab: Lab) -> None:
    service(lab, "db", clusterIP="None")
    slice_of(lab, endpoint("10.244.1.1", hostname="db-0"), endpoint("10.244.1.2", ready=False), name="db")
    assert resolve(lab.client, "db") == ("10.244.1.1",)
    assert resolve(lab.client, "db-0.db") == ("10.244.1.1",)
    assert resolve(lab.client, "db-1.db") == ()


def test_an_external_name_answers_with_another_name(lab: Lab) -> None:
    manifest = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "payments"}}
    lab.client.create({**manifest, "spec": {"type": "ExternalName", "externalName": "pay.example.com"}})
    assert resolve(lab.client, "payments") == ("pay.example.com",)
