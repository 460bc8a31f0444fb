"""Containers that crash."""

import pytest

from kubelite.client import WatchEvent
from kubelite.node.behaviour import Behaviour
from kubelite.objects.errors import BadRequest, NotFound
from tests.node.conftest import Lab


def test_a_crashed_container_is_restarted_in_the_same_pod(lab: Lab) -> None:
    machine = lab.machine()
    before = lab.run("web")
    lab.clock.advance(10)
    address = lab.pod("web").status.pod_ip
    machine.kubelet.crash("web", exit_code=7)
    lab.clock.settle()
    assert (lab.pod("web").status.phase, lab.state("web")) == ("Running", "Error")
    assert lab.conditions("web")["Ready"] == "False"
    lab.clock.advance(1)
    pod = lab.pod("web")
    container = pod.status.container_statuses[0]
    assert (pod.metadata.uid, pod.status.pod_ip) == (before.metadata.uid, address)
    assert (container.restart_count, container.ready) == (1, True)
    assert container.last_state.terminated is not None
    assert container.last_state.terminated.exit_code == 7
    assert container.last_state.terminated.finished_at == lab.clock.time(10)


def test_a_container_that_keeps_crashing_is_restarted_later_and_later(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(exit_code=1, pull_seconds=0, start_seconds=0)
    lab.run("web")
    seen: dict[int, float] = {}

    def note(event: WatchEvent) -> None:
        seen.setdefault(event.object.status.container_statuses[0].restart_count, lab.clock.now)

    lab.client.watch("Pod", note)
    lab.clock.advance(1000)
    assert seen == {1: 0, 2: 10, 3: 30, 4: 70, 5: 150, 6: 310, 7: 610, 8: 910}


def test_waiting_for_a_restart_is_explained(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(exit_code=3, exit_after=2, pull_seconds=0, start_seconds=0)
    pod = lab.run("web")
    lab.clock.advance(4)  # it has run twice
    container = lab.pod("web").status.container_statuses[0]
    waiting, name = container.state.waiting, f"web_default({pod.metadata.uid})"
    assert waiting is not None
    assert (waiting.reason, waiting.message) == (
        "CrashLoopBackOff", f"back-off 10s restarting failed container=app pod={name}"
    )  # fmt: skip
    assert container.last_state.terminated is not None
    assert (container.last_state.terminated.exit_code, container.last_state.terminated.reason) == (3, "Error")
    assert container.last_state.terminated.finished_at == lab.clock.time(4)
    assert lab.pod("web").status.phase == "Running"
    assert ("BackOff", f"Back-off restarting failed container app in pod {name}") in lab.events("web")
    lab.clock.advance(40)
    assert "back-off 40s" in lab.pod("web").status.container_statuses[0].state.waiting.message  # type: ignore[union-attr]


def test_a_container_that_ran_long_enough_is_restarted_at_once_again(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web")
    for crashes in range(1, 4):
        lab.clock.advance(700)
        machine.kubelet.crash("web")
        lab.clock.advance(1)
        assert lab.pod("web").status.container_statuses[0].restart_count == crashes
        assert lab.state("web") == "Running"


def test_only_the_container_that_crashed_is_restarted(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web", containers=[{"name": "app", "image": "shop:1"}, {"name": "log", "image": "log:1"}])
    lab.clock.advance(10)
    machine.kubelet.crash("web", container="log")
    lab.clock.advance(10)
    assert [each.restart_count for each in lab.pod("web").status.container_statuses] == [0, 1]


def test_a_crash_needs_a_container_that_runs(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web")
    with pytest.raises(BadRequest, match='container "app" in pod "web" is not running: ContainerCreating'):
        machine.kubelet.crash("web")
    with pytest.raises(BadRequest, match="container database is not valid for pod web"):
        machine.kubelet.crash("web", container="database")
    with pytest.raises(NotFound):
        machine.kubelet.crash("shop")


def test_logs_of_this_run_and_of_the_previous_one(lab: Lab) -> None:
    machine = lab.machine()
    lab.images["shop:1"] = Behaviour(logs=("listening on 8080",), pull_seconds=0)
    lab.run("web")
    with pytest.raises(BadRequest, match='container "app" in pod "web" is waiting to start: ContainerCreating'):
        machine.kubelet.logs("web")
    lab.clock.advance(10)
    with pytest.raises(BadRequest, match='previous terminated container "app" in pod "web" not found'):
        machine.kubelet.logs("web", previous=True)
    machine.kubelet.crash("web")
    lab.clock.advance(10)
    assert machine.kubelet.logs("web") == [(11, "listening on 8080")]
    assert machine.kubelet.logs("web", previous=True) == [(1, "listening on 8080")]
