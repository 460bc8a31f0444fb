from kubelite.controlplane.controllers.daemonpods import node_of
from kubelite.rules.podstate import is_ready


def daemon_set(image="agent:1", **spec):
    template = {"metadata": {"labels": {"app": "agent"}}, "spec": {"containers": [{"name": "main", "image": image}]}}
    wanted = {"selector": {"matchLabels": {"app": "agent"}}, "template": template, **spec}
    return {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent"}, "spec": wanted}


def add_node(plane, name, **spec):
    plane.create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}, "spec": spec})
    report_node(plane, name)


def report_node(plane, name):
    found = plane.client.get("Node", name)
    plane.client.update_status(found, {"conditions": [{"type": "Ready", "status": "True"}]})
    plane.clock.settle()


def places(plane):
    return sorted(node_of(pod) for pod in plane.pods())


def test_each_node_gets_a_pod_also_one_that_comes_later(plane) -> None:
    add_node(plane, "n1")
    plane.create(daemon_set())
    assert places(plane) == ["n1"]
    add_node(plane, "n2")
    assert places(plane) == ["n1", "n2"]
    status = plane.client.get("DaemonSet", "agent").status
    assert (status.desired_number_scheduled, status.number_unavailable) == (2, 2)


def test_a_pod_leaves_a_node_that_no_longer_fits(plane) -> None:
    add_node(plane, "n1")
    plane.create(daemon_set())
    taint = {"key": "maintenance", "effect": "NoSchedule"}
    plane.patch("Node", "n1", {"spec": {"taints": [taint]}})
    assert places(plane) == ["n1"]
    assert plane.client.get("DaemonSet", "agent").status.number_misscheduled == 1
    plane.patch("Node", "n1", {"spec": {"taints": [{**taint, "effect": "NoExecute"}]}})
    assert places(plane) == []


def test_an_update_replaces_one_pod_at_a_time(plane) -> None:
    for name in ("n1", "n2", "n3"):
        add_node(plane, name)
    plane.create(daemon_set())
    for pod in plane.pods():
        plane.report(pod)
    change = {"containers": [{"name": "main", "image": "agent:2"}]}
    plane.patch("DaemonSet", "agent", {"spec": {"template": {"spec": change}}})
    for done in (1, 2, 3):
        new = [pod for pod in plane.pods() if pod.spec.containers[0].image == "agent:2"]
        assert len(new) == done
        plane.report(next(pod for pod in new if not is_ready(pod)))
    assert plane.client.get("DaemonSet", "agent").status.updated_number_scheduled == 3


def test_a_failed_pod_is_made_again_after_a_while(plane) -> None:
    add_node(plane, "n1")
    plane.create(daemon_set())
    (first,) = plane.pods()
    plane.report(first, "Failed", ready=False)
    assert plane.pods() == []
    plane.clock.advance(10)
    (second,) = plane.pods()
    assert second.metadata.uid != first.metadata.uid
