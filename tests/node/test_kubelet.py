"""The kubelet and its node."""

import pytest

from kubelite.node.behaviour import Behaviour
from kubelite.objects.errors import APIError
from tests.node.conftest import Lab


def test_a_kubelet_registers_its_node(lab: Lab) -> None:
    extra = {"nvidia.com/gpu": "1"}
    lab.machine("worker-1", cpu="2", memory="4Gi", pods=50, zone="a", labels={"disk": "ssd"}, extra=extra)
    node = lab.node()
    assert dict(node.metadata.labels) == {
        "kubernetes.io/hostname": "worker-1",
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "topology.kubernetes.io/zone": "a",
        "disk": "ssd",
    }
    assert node.spec.pod_cidr == "10.244.1.0/24"
    resources = {"cpu": "2", "memory": "4Gi", "pods": "50", "ephemeral-storage": "100Gi", "nvidia.com/gpu": "1"}
    assert dict(node.status.allocatable) == dict(node.status.capacity) == resources
    assert [(each.type, each.address) for each in node.status.addresses] == [
        ("InternalIP", "192.168.0.11"), ("Hostname", "worker-1")
    ]  # fmt: skip
    assert [(each.type, each.status, each.reason) for each in node.status.conditions] == [
        ("MemoryPressure", "False", "KubeletHasSufficientMemory"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID"),
        ("Ready", "True", "KubeletReady"),
    ]
    assert node.status.node_info is not None
    assert node.status.node_info.os_image == "kubelite"


def test_a_control_plane_machine_is_tainted(lab: Lab) -> None:
    lab.machine("control-plane", control_plane=True)
    taints = [(taint.key, taint.effect) for taint in lab.node("control-plane").spec.taints]
    assert ("node-role.kubernetes.io/control-plane", "NoSchedule") in taints
    assert lab.node("control-plane").metadata.labels["node-role.kubernetes.io/control-plane"] == ""


def test_images_are_reported_with_their_size(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(size=1000)
    lab.run("web")
    lab.run("task", image="task", restartPolicy="Never")
    changes = lab.calls("update_status", lambda: lab.clock.advance(2))
    images = [(each.names, each.size_bytes) for each in lab.node().status.images]
    assert images == [(("shop:1",), 1000), (("task:latest",), 60 * 1024**2)]
    assert changes == 2 + 1  # two pods; the node once, since both images came at one moment


def test_a_kubelet_takes_only_pods_of_its_own_node(lab: Lab) -> None:
    lab.machine("worker-1")
    lab.machine("worker-2")
    lab.run("one", node="worker-1")
    lab.run("two", node="worker-2")
    lab.run("three", node="worker-9")
    lab.clock.advance(10)
    assert [lab.pod(name).status.pod_ip for name in ("one", "two", "three")] == ["10.244.1.1", "10.244.2.1", ""]


def test_a_lease_is_written_at_the_start_and_at_the_end_and_computed_between(lab: Lab) -> None:
    lab.clock.advance(3)
    kubelet = lab.machine().kubelet
    lease = lab.client.get("Lease", "worker-1", "kube-node-lease")
    assert (lease.spec.holder_identity, lease.spec.lease_duration_seconds) == ("worker-1", 40)
    assert lease.spec.renew_time == lab.clock.time(3)
    before = lab.etcd.revision
    lab.clock.advance(95)
    assert (kubelet.last_renewal(lab.clock.now), lab.etcd.revision) == (93, before)
    kubelet.stop()
    lab.clock.advance(1000)
    assert kubelet.last_renewal(lab.clock.now) == 93
    assert lab.client.get("Lease", "worker-1", "kube-node-lease").spec.renew_time == lab.clock.time(93)
    kubelet.start()
    assert kubelet.last_renewal(lab.clock.now + 12) == lab.clock.now + 10


def test_containers_run_on_without_their_kubelet(lab: Lab) -> None:
    machine = lab.machine()
    lab.images["shop:1"] = Behaviour(exit_code=1, exit_after=100)
    lab.run("web")
    lab.clock.advance(10)
    machine.stop()
    lab.run("new")
    lab.clock.advance(200)
    assert not machine.kubelet.is_running
    assert (lab.state("web"), lab.pod("new").status.phase) == ("Running", "Pending")  # nobody says that it has ended
    with pytest.raises(APIError, match=r"dial tcp 192\.168\.0\.11:10250: connect: connection refused"):
        machine.kubelet.logs("web")
    machine.start()
    lab.clock.advance(10)
    assert lab.pod("web").status.container_statuses[0].restart_count == 1
    assert (lab.state("web"), lab.pod("new").status.phase) == ("Running", "Running")


def test_a_kubelet_that_comes_back_keeps_what_runs(lab: Lab) -> None:
    machine = lab.machine(cpu="1")
    lab.run("web", container={"resources": {"requests": {"cpu": "1"}}})
    lab.clock.advance(10)
    address = lab.pod("web").status.pod_ip
    machine.stop()
    lab.run("a-second-one", container={"resources": {"requests": {"cpu": "1"}}})
    machine.start()
    lab.clock.advance(10)
    assert (lab.pod("web").status.pod_ip, lab.pod("web").status.container_statuses[0].restart_count) == (address, 0)
    assert lab.pod("a-second-one").status.reason == "OutOfcpu"


def test_a_stopped_kubelet_restarts_nothing(lab: Lab) -> None:
    machine = lab.machine()
    lab.images["shop:1"] = Behaviour(exit_code=1)
    lab.run("web")
    lab.clock.advance(5)
    assert lab.state("web") == "CrashLoopBackOff"
    machine.stop()
    lab.clock.advance(100)
    assert [run.attempt for box in machine.runtime.sandboxes.values() for run in box.runs["app"]] == [0, 1]


def test_what_was_refused_stays_refused(lab: Lab) -> None:
    machine = lab.machine(cpu="1")
    whole = {"resources": {"requests": {"cpu": "1"}}}
    lab.run("first", container=whole)
    lab.run("refused", container=whole)
    machine.stop()
    lab.client.delete("Pod", "first", grace=0)
    machine.start()
    lab.run("next", container=whole)
    lab.clock.advance(10)
    assert (lab.pod("refused").status.reason, lab.pod("next").status.phase) == ("OutOfcpu", "Running")


def test_a_pod_that_only_has_to_go_is_not_refused(lab: Lab) -> None:
    machine = lab.machine(cpu="1")
    machine.stop()
    lab.run("big", container={"resources": {"requests": {"cpu": "2"}}})
    lab.client.delete("Pod", "big")
    machine.start()
    lab.clock.settle()
    assert not lab.is_there("big")
    assert lab.events("big") == []


def test_pods_that_were_deleted_meanwhile_are_stopped(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("politely")
    lab.run("by-force")
    lab.clock.advance(10)
    machine.stop()
    lab.client.delete("Pod", "politely")
    lab.client.delete("Pod", "by-force", grace=0)
    lab.clock.advance(100)
    assert lab.is_there("politely")
    machine.start()
    lab.clock.advance(10)
    assert not lab.is_there("politely")
    assert machine.runtime.sandboxes == {}


def test_a_pull_that_was_under_way_when_the_kubelet_stopped_is_not_lost(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web")
    lab.clock.advance(1)
    machine.stop()
    lab.clock.advance(100)
    assert lab.node().status.images == ()  # nobody reports it
    machine.start()
    lab.clock.advance(10)
    assert lab.state("web") == "Running"
    assert [each.names for each in lab.node().status.images] == [("shop:1",)]


def test_starting_and_stopping_twice_changes_nothing(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web")
    lab.clock.advance(10)
    before = lab.etcd.revision
    machine.start()
    lab.clock.advance(10)
    assert lab.etcd.revision == before
    machine.stop()
    stopped = lab.etcd.revision
    machine.stop()
    lab.clock.advance(10)
    assert lab.etcd.revision == stopped


def test_a_node_that_was_declared_lost_reports_itself_again(lab: Lab) -> None:
    machine = lab.machine()
    machine.stop()
    lab.clock.advance(100)
    lost = {"type": "Ready", "status": "Unknown", "lastTransitionTime": "2026-01-01T09:00:50Z"}
    other = {"type": "Other", "status": "True", "reason": "Mine"}
    lab.client.update_status(lab.node(), {"conditions": [lost, other]})
    machine.start()
    found = {each.type: each for each in lab.node().status.conditions}
    assert (found["Ready"].status, found["Ready"].last_transition_time) == ("True", lab.clock.time(100))
    assert found["Other"].reason == "Mine"


def test_a_node_that_somebody_deleted_does_not_stop_its_kubelet(lab: Lab) -> None:
    lab.machine()
    lab.client.delete("Node", "worker-1", "")
    lab.run("web")
    lab.clock.advance(10)
    assert lab.state("web") == "Running"
