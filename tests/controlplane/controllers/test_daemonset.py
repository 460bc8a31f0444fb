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


def images_on(plane, node):
    return sorted(pod.spec.containers[0].image for pod in plane.pods() if node_of(pod) == node)


def release(plane, image):
    change = {"containers": [{"name": "main", "image": image}]}
    plane.patch("DaemonSet", "agent", {"spec": {"template": {"spec": change}}})


def surging(plane, nodes, surge=1, **spec):
    for name in nodes:
        add_node(plane, name)
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge, "maxUnavailable": 0}}
    plane.create(daemon_set(updateStrategy=strategy, **spec))
    for pod in plane.pods():
        plane.report(pod)


def test_with_a_surge_the_new_pod_comes_first(plane) -> None:
    surging(plane, ("n1", "n2", "n3"), "50%")
    release(plane, "agent:2")
    assert len(plane.pods()) == 5, "50 % of 3 are 2, rounded up"
    for _ in range(3):
        plane.report(next(pod for pod in plane.pods() if not is_ready(pod)))
        assert sum(map(is_ready, plane.pods())) == 3, "at every moment each node has one that is ready"
    assert [images_on(plane, node) for node in ("n1", "n2", "n3")] == [["agent:2"]] * 3


def test_with_a_surge_an_old_pod_of_no_use_does_not_count(plane) -> None:
    surging(plane, ("n1", "n2"))
    plane.report(plane.pods()[1], ready=False)
    release(plane, "agent:2")
    assert len(plane.pods()) == 3, "one node has two Pods; on the other the old one was not ready, and went"
    assert sum(not is_ready(pod) for pod in plane.pods()) == 2


def test_with_a_surge_the_old_pod_stays_until_the_new_one_is_available(plane) -> None:
    surging(plane, ("n1",), minReadySeconds=10)
    plane.clock.advance(10)
    release(plane, "agent:2")
    plane.report(next(pod for pod in plane.pods() if not is_ready(pod)))
    plane.clock.advance(9)
    assert images_on(plane, "n1") == ["agent:1", "agent:2"]
    plane.clock.advance(1)
    assert images_on(plane, "n1") == ["agent:2"]


def test_a_daemon_tolerates_for_ever_what_its_template_tolerates_for_a_while(plane) -> None:
    add_node(plane, "n1")
    short = {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute"}
    manifest = daemon_set()
    manifest["spec"]["template"]["spec"]["tolerations"] = [{**short, "tolerationSeconds": 30}]
    plane.create(manifest)
    found = plane.stored("Pod", plane.pods()[0].metadata.name)["spec"]["tolerations"]
    assert found[0] == short
    assert len(found) == 6


def test_a_pod_of_a_node_that_is_gone_is_not_misplaced(plane) -> None:
    add_node(plane, "n1")
    plane.create(daemon_set())
    plane.client.bind(plane.pods()[0], "n1")
    plane.delete("Node", "n1")
    assert plane.client.get("DaemonSet", "agent").status.number_misscheduled == 0
