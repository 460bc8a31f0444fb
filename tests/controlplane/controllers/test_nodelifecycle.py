import pytest

from kubelite.controlplane.controllers import nodehealth
from kubelite.controlplane.controllers.nodehealth import tainting_rates
from kubelite.objects import view


def node(name="worker-1", **spec):
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}, "spec": spec}


def report(plane, name="worker-1", **conditions):
    """Say what a kubelet would say: condition → status."""
    found = [{"type": type, "status": status} for type, status in conditions.items()]
    plane.client.update_status(plane.client.get("Node", name), {"conditions": found})
    plane.clock.settle()


def taints(plane, name="worker-1"):
    return sorted(f"{taint.key}:{taint.effect}" for taint in plane.client.get("Node", name).spec.taints)


def test_a_node_that_says_it_is_not_ready_is_tainted_until_it_is(plane) -> None:
    plane.create(node())
    report(plane, Ready="False")
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


def add_nodes(plane, *names, zone=""):
    labels = {"topology.kubernetes.io/zone": zone} if zone else {}
    for name in names:
        plane.create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}})
        renew(plane, name)


def renew(plane, *names):
    """What a kubelet says every ten seconds, as one report."""
    for name in names:
        heard = {"lastHeartbeatTime": plane.clock.timestamp()}
        conditions = [{"type": "Ready", "status": "True", **heard}]
        plane.client.update_status(plane.client.get("Node", name), {"conditions": conditions})
    plane.clock.settle()


def is_tainted(plane, name):
    return "node.kubernetes.io/unreachable:NoExecute" in taints(plane, name)


def test_a_silent_node_is_lost_after_fifty_seconds_and_found_when_it_speaks(plane, pod) -> None:
    add_nodes(plane, "n1", "n2")
    plane.create(pod("web", {"app": "web"}, nodeName="n1"))
    plane.report(plane.pods()[0])
    plane.clock.advance(45)
    renew(plane, "n2")
    plane.clock.advance(10)
    lost = plane.client.get("Node", "n1").status.conditions
    assert {(each.status, each.reason) for each in lost} >= {("Unknown", "NodeStatusUnknown")}
    both = ["node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule"]
    assert taints(plane, "n1") == both
    (ready,) = [each for each in plane.pods()[0].status.conditions if each.type == "Ready"]
    assert ready.status == "False"
    assert plane.pods()[0].status.phase == "Running"
    plane.clock.advance(1)
    renew(plane, "n1")
    assert taints(plane, "n1") == ["node.kubernetes.io/unreachable:NoExecute"]
    plane.clock.advance(5)
    assert taints(plane, "n1") == []


def test_a_renewed_lease_is_a_sign_of_life(plane) -> None:
    add_nodes(plane, "n1", "n2")
    plane.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kube-node-lease"}})
    lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease"}
    metadata = {"name": "n1", "namespace": "kube-node-lease"}
    plane.create({**lease, "metadata": metadata, "spec": {"renewTime": plane.clock.micro_timestamp(40)}})
    plane.clock.advance(85)
    assert (taints(plane, "n1"), is_tainted(plane, "n2")) == ([], True)
    plane.clock.advance(10)
    assert taints(plane, "n1") != []


def test_a_node_that_never_speaks_gets_a_minute(plane) -> None:
    plane.create(node())
    plane.clock.advance(59)
    assert taints(plane) == []
    plane.clock.advance(6)
    (first, *_) = plane.client.get("Node", "worker-1").status.conditions
    assert (first.type, first.reason) == ("Ready", "NodeStatusNeverUpdated")


def test_nodes_of_one_zone_are_emptied_one_after_the_other(plane) -> None:
    add_nodes(plane, "n1", "n2", "n3", "n4", "n5")
    plane.clock.advance(45)
    renew(plane, "n3", "n4", "n5")
    plane.clock.advance(10)
    assert sum(is_tainted(plane, name) for name in ("n1", "n2")) == 1
    plane.clock.advance(15)
    assert all(is_tainted(plane, name) for name in ("n1", "n2"))


def test_a_controller_that_was_away_gives_every_node_its_full_time(plane) -> None:
    add_nodes(plane, "n1", "n2")
    plane.manager.stop()
    plane.clock.advance(3600)
    plane.manager.start()
    plane.clock.advance(45)
    assert taints(plane, "n1") == []
    renew(plane, "n2")
    plane.clock.advance(10)
    assert is_tainted(plane, "n1")


def nodes(*zones):
    """Nodes by zone: each zone is a text such as ``++-``, a letter a node."""
    for number, zone in enumerate(zones):
        for state in zone:
            labels = {"topology.kubernetes.io/zone": str(number)}
            conditions = [{"type": "Ready", "status": "True" if state == "+" else "Unknown"}]
            manifest = {"kind": "Node", "metadata": {"labels": labels}, "status": {"conditions": conditions}}
            yield view(manifest)


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        (["++++"], [0.1]),
        (["--+"], [0.1]),
        (["---+"], [0.0]),
        (["---++"], [0.0]),
        (["---+++"], [0.1]),
        (["-" * 40 + "+" * 11], [0.01]),
        (["---", "+++"], [0.1, 0.1]),
        (["---", "---"], [0.0, 0.0]),
    ],
)
def test_a_sick_zone_is_emptied_slowly_or_not_at_all(zones, expected) -> None:
    assert list(tainting_rates(nodes(*zones)).values()) == expected


def test_when_no_node_is_ready_nobody_is_driven_away(plane) -> None:
    add_nodes(plane, "n1")
    add_nodes(plane, "n2")
    plane.clock.advance(45)
    renew(plane, "n2")
    plane.clock.advance(10)
    assert is_tainted(plane, "n1")
    plane.clock.advance(60)
    assert taints(plane, "n1") == taints(plane, "n2") == ["node.kubernetes.io/unreachable:NoSchedule"]


def test_the_next_round_is_never_in_the_past():
    moment = sum([0.1] * 50)  # 4.999999999999998 or so
    for hair in (-1e-9, 0.0, 1e-15, 1e-9):
        assert nodehealth.next_round(5 + hair, 0.0) >= 5 + hair
    assert nodehealth.next_round(moment, 0.0) == 5.0
    assert nodehealth.next_round(5.1, 0.0) == 10.0
