from tests.controlplane.controllers.test_endpointslice import node, running, service


def subsets(plane):
    """Ports → names of the Pods that are ready, names of those that are not."""
    plane.clock.advance(2)
    found = plane.stored("Endpoints", "web").get("subsets", [])
    return sorted(
        (
            [port["port"] for port in each.get("ports", [])],
            [address["targetRef"]["name"] for address in each.get("addresses", [])],
            [address["targetRef"]["name"] for address in each.get("notReadyAddresses", [])],
        )
        for each in found
    )


def test_pods_are_listed_by_whether_they_are_ready(plane, pod) -> None:
    plane.create(node("worker-1"), service())
    running(plane, pod, "a", ip="10.0.0.1")
    running(plane, pod, "b", ip="10.0.0.2", ready=False)
    assert subsets(plane) == [([8080], ["a"], ["b"])]


def test_ports_that_the_same_pods_offer_make_one_subset(plane, pod) -> None:
    ports = [{"name": "web", "port": 80, "targetPort": "http"}, {"name": "metrics", "port": 90, "targetPort": 9100}]
    plane.create(node("worker-1"), service(ports=ports))
    for name, ip, number in (("a", "10.0.0.1", 8080), ("b", "10.0.0.2", 9090)):
        container = {"name": "c", "image": "i", "ports": [{"name": "http", "containerPort": number}]}
        running(plane, pod, name, ip=ip, containers=[container])
    assert subsets(plane) == [([8080], ["a"], []), ([9090], ["b"], []), ([9100], ["a", "b"], [])]


def test_a_headless_service_without_ports_has_addresses_all_the_same(plane, pod) -> None:
    plane.create(node("worker-1"), service(clusterIP="None", ports=None))
    running(plane, pod, "a", ip="10.0.0.1")
    assert subsets(plane) == [([], ["a"], [])]


def test_a_port_that_no_pod_has_leaves_nothing_to_list(plane, pod) -> None:
    plane.create(node("worker-1"), service(ports=[{"port": 80, "targetPort": "nowhere"}]))
    running(plane, pod, "a", ip="10.0.0.1")
    assert subsets(plane) == []
