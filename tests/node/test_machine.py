"""A machine whose parts stop one by one, that loses its power, or its network."""

from typing import Any

import pytest

from kubelite.node.behaviour import Behaviour
from kubelite.objects.errors import NotFound
from tests.node.conftest import Lab
from tests.node.test_proxy import endpoint, service, slice_of


def ready(lab: Lab, name: str = "worker-1") -> tuple[str, str]:
    found = next(each for each in lab.node(name).status.conditions if each.type == "Ready")
    return found.status, found.message


def restarts(lab: Lab, name: str = "web") -> int:
    return lab.pod(name).status.container_statuses[0].restart_count


def test_without_its_runtime_a_node_is_not_ready_and_new_pods_hang(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web")
    lab.clock.advance(10)
    machine.stop("runtime")
    lab.run("new")
    lab.clock.advance(29)
    assert ready(lab)[0] == "True"
    lab.clock.advance(1)
    assert ready(lab) == ("False", "container runtime is down")
    assert (lab.state("web"), lab.pod("new").status.phase, machine.stopped) == ("Running", "Pending", ("runtime",))
    machine.start("runtime")
    lab.clock.advance(10)
    assert (ready(lab)[0], lab.state("new"), restarts(lab)) == ("True", "Running", 0)


def test_a_runtime_that_is_back_soon_is_not_told_of(lab: Lab) -> None:
    machine = lab.machine()
    before = lab.etcd.revision
    machine.stop("runtime")
    lab.clock.advance(20)
    machine.start("runtime")
    lab.clock.advance(100)
    assert lab.etcd.revision == before


def test_what_happens_while_the_runtime_is_stopped_is_seen_afterwards(lab: Lab) -> None:
    machine = lab.machine()
    lab.images["shop:1"] = Behaviour(exit_code=3, exit_after=20)
    lab.run("web")
    lab.run("slow", image="slow:1")
    lab.clock.advance(10)
    lab.run("starting")
    machine.stop("runtime")
    lab.client.delete("Pod", "slow")
    lab.clock.advance(100)
    assert (lab.state("web"), restarts(lab), lab.is_there("slow")) == ("Running", 0, True)
    machine.start("runtime")
    lab.clock.advance(5)
    assert (restarts(lab), lab.is_there("slow"), lab.state("starting")) == (1, False, "Running")


def test_without_kube_proxy_requests_go_where_pods_were(lab: Lab) -> None:
    machine = lab.machine()
    service(lab)
    slice_of(lab, endpoint("10.244.1.1"))
    machine.stop("kube-proxy")
    name = lab.client.list("EndpointSlice")[0].metadata.name
    lab.client.patch("EndpointSlice", name, {"endpoints": [endpoint("10.244.1.2")]})
    service(lab, "new")
    lab.clock.advance(100)
    assert [backend.ip for backend in machine.proxy.backends("backend")] == ["10.244.1.1"]
    with pytest.raises(NotFound):
        machine.proxy.backends("new")
    assert (ready(lab)[0], machine.proxy.is_following) == ("True", False)
    machine.start("kube-proxy")
    assert [backend.ip for backend in machine.proxy.backends("backend")] == ["10.244.1.2"]


def test_a_part_has_a_name(lab: Lab) -> None:
    with pytest.raises(ValueError, match="a node has no part 'docker'; its parts are kubelet, runtime, kube-proxy"):
        lab.machine().stop("docker")


def test_a_machine_without_power_says_nothing_and_begins_anew(lab: Lab) -> None:
    machine = lab.machine()
    probe: dict[str, Any] = {"httpGet": {"port": 80}}
    lab.images["slow:1"] = Behaviour(pull_seconds=60)
    lab.run("web", container={"livenessProbe": probe})
    lab.run("pulling", image="slow:1")
    lab.clock.advance(20)
    address = lab.pod("web").status.pod_ip
    before = lab.etcd.revision
    machine.power_off()
    assert lab.etcd.revision == before + 1  # the last renewal of its lease, which it had sent before
    lab.clock.advance(1000)
    assert (lab.etcd.revision, lab.state("web"), ready(lab)[0]) == (before + 1, "Running", "True")
    assert machine.runtime.sandbox_at(address) is None
    assert machine.kubelet.last_renewal(lab.clock.now) == 20
    machine.recover()
    lab.clock.advance(100)
    status = lab.pod("web").status.container_statuses[0]
    assert status.last_state.terminated is not None
    assert (status.last_state.terminated.exit_code, status.last_state.terminated.reason) == (255, "Unknown")
    assert (lab.state("web"), restarts(lab), lab.state("pulling")) == ("Running", 1, "Running")
    assert lab.pod("web").status.pod_ip != address


def test_pods_that_were_deleted_while_the_power_was_off_are_gone_afterwards(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web")
    lab.run("by-force")
    lab.clock.advance(10)
    machine.power_off()
    lab.client.delete("Pod", "web")
    lab.client.delete("Pod", "by-force", grace=0)
    lab.clock.advance(100)
    assert lab.is_there("web")
    machine.recover()
    lab.clock.advance(1)
    assert not lab.is_there("web")
    assert machine.runtime.sandboxes == {}


def test_a_node_that_is_cut_off_goes_on_and_reports_later(lab: Lab) -> None:
    machine = lab.machine()
    lab.images["shop:1"] = Behaviour(exit_code=1, exit_after=50)
    lab.run("web")
    lab.run("gone")
    lab.run("gone-by-force")
    lab.clock.advance(15)
    machine.cut_off()
    before = lab.etcd.revision
    lab.client.delete("Pod", "gone")
    lab.client.delete("Pod", "gone-by-force", grace=0)
    lab.run("new")
    lab.clock.advance(60)
    assert lab.etcd.revision == before + 3  # ours: one marked, one gone, one created
    assert (restarts(lab), machine.kubelet.last_renewal(lab.clock.now)) == (0, 10)
    runs = next(iter(machine.runtime.sandboxes.values())).runs["app"]
    assert [run.attempt for run in runs] == [0, 1]  # its kubelet restarted it
    machine.recover()
    lab.clock.advance(30)
    assert (restarts(lab), lab.state("new")) == (1, "Running")
    assert [pod.metadata.name for pod in lab.client.list("Pod")] == ["new", "web"]
    assert len(machine.runtime.sandboxes) == 2


def test_who_listens_where(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web", container={"ports": [{"containerPort": 8080}]})
    lab.run("agent", hostNetwork=True, container={"ports": [{"containerPort": 9100}]})
    lab.clock.advance(10)
    web, agent = (machine.runtime.sandboxes[lab.pod(name).metadata.uid] for name in ("web", "agent"))
    assert machine.sandbox_at(lab.pod("web").status.pod_ip, 8080) is web
    assert machine.sandbox_at(machine.hardware.address, 9100) is agent
    assert machine.sandbox_at(machine.hardware.address, 80) is None
    assert (web.listener(8080) is not None, web.listener(80)) == (True, None)
