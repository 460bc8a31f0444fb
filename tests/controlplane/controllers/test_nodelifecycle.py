def node(name="worker-1", **spec):
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}, "spec": spec}


def report(plane, name="worker-1", **conditions):
    """Say what a kubelet would say: condition → status."""
    found = [{"type": type, "status": status} for type, status in conditions.items()]
    plane.client.update_status(plane.client.get("Node", name), {"conditions": found})
    plane.clock.settle()


def taints(plane, name="worker-1"):
    return sorted(f"{taint.key}:{taint.effect}" for taint in plane.client.get("Node", name).spec.taints)


def test_a_new_node_is_not_ready_until_its_kubelet_says_so(plane) -> None:
    plane.create(node())
    plane.clock.advance(60)
    assert taints(plane) == ["node.kubernetes.io/not-ready:NoSchedule"]
    report(plane, Ready="True")
    assert taints(plane) == []
    assert "taints" not in plane.stored("Node", "worker-1")["spec"]


def test_taints_follow_the_conditions(plane) -> None:
    plane.create(node())
    report(plane, Ready="False", MemoryPressure="True", DiskPressure="False")
    assert taints(plane) == ["node.kubernetes.io/memory-pressure:NoSchedule", "node.kubernetes.io/not-ready:NoSchedule"]
    report(plane, Ready="Unknown")
    assert taints(plane) == ["node.kubernetes.io/unreachable:NoSchedule"]
    report(plane, Ready="True", PIDPressure="True")
    assert taints(plane) == ["node.kubernetes.io/pid-pressure:NoSchedule"]


def test_a_cordoned_node_is_tainted_and_an_uncordoned_one_is_not(plane) -> None:
    plane.create(node())
    report(plane, Ready="True")
    plane.patch("Node", "worker-1", {"spec": {"unschedulable": True}})
    assert taints(plane) == ["node.kubernetes.io/unschedulable:NoSchedule"]
    (taint,) = plane.client.get("Node", "worker-1").spec.taints
    assert taint.time_added is not None
    plane.patch("Node", "worker-1", {"spec": {"unschedulable": None}})
    assert taints(plane) == []


def test_taints_of_others_stay(plane) -> None:
    own = {"key": "gpu", "value": "yes", "effect": "NoSchedule"}
    plane.create(node(taints=[own]))
    report(plane, Ready="True")
    assert plane.stored("Node", "worker-1")["spec"]["taints"] == [own]


def test_it_says_once_that_a_node_has_come(plane) -> None:
    plane.create(node())
    report(plane, Ready="True")
    assert plane.events("RegisteredNode") == ["Node worker-1 event: Registered Node worker-1 in Controller"]
    (event,) = [each for each in plane.client.list("Event") if each.reason == "RegisteredNode"]
    assert event.count == 1
