from kubelite.controlplane.controllers.slices import MOST_IN_A_SLICE
from kubelite.rules.owners import controller_of


def service(name="web", **spec):
    wanted = {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}], **spec}
    metadata = {"name": name, "labels": {"team": "shop"}}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": wanted}


def node(name, zone="a"):
    labels = {"topology.kubernetes.io/zone": zone}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}}


def slices(plane):
    return plane.client.list("EndpointSlice", "default")


def listed(plane):
    """Name of the Pod → ready, serving, terminating."""
    endpoints = [endpoint for each in slices(plane) for endpoint in each.endpoints]
    return {
        each.target_ref.name: (each.conditions.ready, each.conditions.serving, each.conditions.terminating)
        for each in endpoints
    }


def running(plane, pod, name, *, ip, ready=True, **spec):
    """A Pod that runs on worker-1."""
    plane.create(pod(name, {"app": "web"}, nodeName="worker-1", **spec))
    plane.report(plane.client.get("Pod", name), ready=ready, ip=ip)


def test_a_service_without_pods_has_one_empty_slice(plane) -> None:
    plane.create(service())
    (only,) = slices(plane)
    assert (only.endpoints, only.ports) == ((), ())
    assert only.metadata.name.startswith("web-")
    assert only.metadata.labels == {
        "team": "shop",
        "kubernetes.io/service-name": "web",
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
    }
    assert controller_of(only).name == "web"
    assert plane.stored("EndpointSlice", only.metadata.name)["ports"] is None


def test_it_lists_pods_with_an_address_and_says_which_are_ready(plane, pod) -> None:
    plane.create(node("worker-1"), service())
    running(plane, pod, "a", ip="10.1.0.1")
    running(plane, pod, "b", ip="10.1.0.2", ready=False)
    running(plane, pod, "c", ip="")
    running(plane, pod, "d", ip="10.1.0.4")
    plane.report(plane.client.get("Pod", "d"), "Failed", ip="10.1.0.4", ready=False)
    assert listed(plane) == {"a": (True, True, False), "b": (False, False, False)}
    (only,) = slices(plane)
    entry = plane.stored("EndpointSlice", only.metadata.name)["endpoints"][0]
    uid = plane.client.get("Pod", "a").metadata.uid
    assert entry == {
        "addresses": ["10.1.0.1"],
        "conditions": {"ready": True, "serving": True, "terminating": False},
        "nodeName": "worker-1",
        "targetRef": {"kind": "Pod", "namespace": "default", "name": "a", "uid": uid},
        "zone": "a",
    }
    assert [(port.name, port.port, port.protocol) for port in only.ports] == [("", 8080, "TCP")]


def test_a_pod_on_its_way_out_serves_but_is_not_ready(plane, pod) -> None:
    plane.create(node("worker-1"), service())
    running(plane, pod, "a", ip="10.1.0.1")
    plane.delete("Pod", "a")
    assert listed(plane) == {"a": (False, True, True)}
    plane.delete("Pod", "a", grace=0)
    assert listed(plane) == {}


def test_publish_not_ready_addresses_makes_all_ready(plane, pod) -> None:
    plane.create(node("worker-1"), service(publishNotReadyAddresses=True))
    running(plane, pod, "a", ip="10.1.0.1", ready=False)
    assert listed(plane) == {"a": (True, False, False)}


def test_a_pod_that_no_longer_matches_goes_from_the_slice(plane, pod) -> None:
    plane.create(node("worker-1"), service())
    running(plane, pod, "a", ip="10.1.0.1")
    plane.patch("Pod", "a", {"metadata": {"labels": {"app": "debug"}}})
    assert listed(plane) == {}


def test_a_named_port_is_looked_up_in_each_pod(plane, pod) -> None:
    ports = [{"name": "http", "port": 80, "targetPort": "web"}]
    plane.create(node("worker-1"), service(ports=ports))
    for number, name in ((8080, "a"), (9090, "b"), (None, "c")):
        declared = [{"name": "web", "containerPort": number}] if number else []
        containers = [{"name": "main", "image": "shop:1", "ports": declared}]
        running(plane, pod, name, ip=f"10.1.0.{ord(name)}", containers=containers)
    found = {each.endpoints[0].target_ref.name: [port.port for port in each.ports] for each in slices(plane)}
    assert found == {"a": [8080], "b": [9090], "c": []}


def test_pods_of_an_unknown_node_are_listed_when_the_node_appears(plane, pod) -> None:
    plane.create(service())
    running(plane, pod, "a", ip="10.1.0.1")
    assert listed(plane) == {}
    plane.create(node("worker-1"))
    assert set(listed(plane)) == {"a"}


def test_a_headless_service_says_so_and_names_its_hosts(plane, pod) -> None:
    plane.create(node("worker-1"), service(clusterIP="None"))
    running(plane, pod, "a", ip="10.1.0.1", hostname="a", subdomain="web")
    running(plane, pod, "b", ip="10.1.0.2", hostname="b", subdomain="other")
    (only,) = slices(plane)
    assert only.metadata.labels["service.kubernetes.io/headless"] == ""
    assert [endpoint.hostname for endpoint in only.endpoints] == ["a", ""]


def test_services_without_selector_and_external_names_get_no_slices(plane) -> None:
    plane.create(service("bare", selector={}), service("far", type="ExternalName", externalName="example.com"))
    assert slices(plane) == []


def test_endpoints_stay_in_their_slice_and_only_changed_slices_are_written(plane, pod) -> None:
    plane.create(node("worker-1"))
    for number in range(MOST_IN_A_SLICE + 50):
        running(plane, pod, f"p{number:03}", ip=f"10.1.{number // 250}.{number % 250}")
    plane.create(service())
    assert sorted(len(each.endpoints) for each in slices(plane)) == [50, MOST_IN_A_SLICE]
    before = {each.metadata.name: each.metadata.resource_version for each in slices(plane)}
    home = {e.target_ref.name: each.metadata.name for each in slices(plane) for e in each.endpoints}
    plane.report(plane.client.get("Pod", "p000"), ready=False, ip="10.1.0.0")
    after = {each.metadata.name: each.metadata.resource_version for each in slices(plane)}
    assert [name for name in after if after[name] != before[name]] == [home["p000"]]
    assert {e.target_ref.name: each.metadata.name for each in slices(plane) for e in each.endpoints} == home


def test_a_slice_that_lost_its_last_endpoint_goes(plane, pod) -> None:
    plane.create(node("worker-1"))
    for number in range(MOST_IN_A_SLICE + 1):
        running(plane, pod, f"p{number:03}", ip=f"10.1.{number // 250}.{number % 250}")
    plane.create(service())
    alone = next(each.endpoints[0].target_ref.name for each in slices(plane) if len(each.endpoints) == 1)
    plane.delete("Pod", alone, grace=0)
    assert [len(each.endpoints) for each in slices(plane)] == [MOST_IN_A_SLICE]


def test_a_slice_that_somebody_deletes_or_spoils_is_put_right(plane, pod) -> None:
    plane.create(node("worker-1"), service())
    running(plane, pod, "a", ip="10.1.0.1")
    name = slices(plane)[0].metadata.name
    plane.patch("EndpointSlice", name, {"endpoints": []})
    assert set(listed(plane)) == {"a"}
    plane.delete("EndpointSlice", name)
    assert set(listed(plane)) == {"a"}


def test_what_endpoints_do_not_show_wakes_nobody(plane, pod) -> None:
    plane.create(node("worker-1"), service())
    running(plane, pod, "a", ip="10.1.0.1")
    controller = next(each for each in plane.manager.controllers if each.name == "EndpointSlice")
    woken = []
    controller.reconcile = woken.append
    plane.patch("Pod", "a", {"metadata": {"annotations": {"note": "hello"}}})
    assert woken == []
