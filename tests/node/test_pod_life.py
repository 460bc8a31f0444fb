"""A Pod on a node, from its first container to its last."""

import math

import pytest

from kubelite.node.behaviour import Behaviour
from tests.node.conftest import Lab

READINESS = {"readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 5}}

SIDECAR = {"name": "log", "image": "log:1", "restartPolicy": "Always"}


def test_a_pod_comes_to_life(lab: Lab) -> None:
    lab.machine()
    lab.run("web")
    waiting = lab.pod("web").status
    assert (waiting.phase, waiting.pod_ip, lab.state("web")) == ("Pending", "", "ContainerCreating")
    lab.clock.advance(3)
    status = lab.pod("web").status
    assert (status.phase, status.host_ip, status.pod_ip) == ("Running", "192.168.0.11", "10.244.1.1")
    assert [each.ip for each in status.pod_ips] == ["10.244.1.1"]
    assert (status.start_time, status.qos_class) == (lab.clock.time(0), waiting.qos_class)
    container = status.container_statuses[0]
    assert (container.ready, container.started, container.restart_count) == (True, True, 0)
    assert container.state.running is not None
    assert container.state.running.started_at == lab.clock.time(3)


def test_conditions_tell_when_they_changed(lab: Lab) -> None:
    lab.machine()
    lab.run("web", container=READINESS)
    lab.images["shop:1"] = Behaviour(ready_seconds=1)
    names = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"]
    assert list(lab.conditions("web")) == names
    assert list(lab.conditions("web").values()) == ["False", "True", "False", "False", "True"]
    lab.clock.advance(60)
    assert set(lab.conditions("web").values()) == {"True"}
    since = {each.type: each.last_transition_time for each in lab.pod("web").status.conditions}
    assert (since["PodScheduled"], since["PodReadyToStartContainers"]) == (lab.clock.time(0), lab.clock.time(2))
    assert since["Ready"] == since["ContainersReady"] == lab.clock.time(3)


def test_events_tell_the_story_in_the_kubelets_words(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(pull_seconds=2.5, size=1000)
    lab.run("first")
    lab.clock.advance(10)
    lab.run("second")
    lab.clock.advance(10)
    assert lab.events("first") == [
        ("Pulling", 'Pulling image "shop:1"'),
        ("Pulled", 'Successfully pulled image "shop:1" in 2.5s (2.5s including waiting). Image size: 1000 bytes.'),
        ("Created", "Container created"),
        ("Started", "Container started"),
    ]
    present = 'Container image "shop:1" already present on machine and can be accessed by the pod'
    assert lab.events("second")[0] == ("Pulled", present)
    assert lab.pod("second").status.container_statuses[0].state.running is not None


@pytest.mark.parametrize(
    ("policy", "reasons"), [("Always", ["Pulling", "Pulled"]), ("IfNotPresent", ["Pulled", "Created"])]
)
def test_the_pull_policy_says_whether_to_ask_again(lab: Lab, policy: str, reasons: list[str]) -> None:
    lab.machine()
    lab.run("first")
    lab.clock.advance(10)
    lab.run("second", container={"imagePullPolicy": policy})
    lab.clock.advance(10)
    assert [reason for reason, _ in lab.events("second")][:2] == reasons


def test_readiness_comes_with_the_first_probe_that_succeeds(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(ready_seconds=8)
    lab.run("web", container=READINESS)
    lab.clock.advance(12.9)
    assert (lab.pod("web").status.phase, lab.conditions("web")["Ready"]) == ("Running", "False")
    lab.clock.advance(0.1)  # started at 3, asked at 3, 8 and 13
    assert lab.conditions("web")["Ready"] == "True"


def test_a_release_that_is_never_ready(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(ready_seconds=math.inf)
    lab.run("web", container=READINESS)
    lab.clock.advance(3600)
    assert (lab.pod("web").status.phase, lab.conditions("web")["Ready"]) == ("Running", "False")


def test_init_containers_run_one_after_the_other_before_the_app(lab: Lab) -> None:
    lab.machine()
    lab.images["slow:1"] = Behaviour(exit_code=0, exit_after=10, pull_seconds=0)
    lab.images["shop:1"] = Behaviour(pull_seconds=0)
    lab.run("web", initContainers=[{"name": "one", "image": "slow:1"}, {"name": "two", "image": "slow:1"}])
    lab.clock.advance(5)
    status = lab.pod("web").status
    assert (status.phase, lab.state("web")) == ("Pending", "PodInitializing")
    assert lab.conditions("web")["Initialized"] == "False"
    one, two = status.init_container_statuses
    assert one.state.running is not None
    assert two.state.waiting is not None
    lab.clock.advance(10)
    one, two = lab.pod("web").status.init_container_statuses
    assert one.state.terminated is not None
    assert (one.state.terminated.reason, one.ready) == ("Completed", True)
    assert two.state.running is not None
    lab.clock.advance(20)
    assert (lab.pod("web").status.phase, lab.conditions("web")["Ready"]) == ("Running", "True")


def test_an_init_container_that_nobody_described_ends_well(lab: Lab) -> None:
    lab.machine()
    lab.run("web", initContainers=[{"name": "wait", "image": "busybox:1"}])
    lab.clock.advance(30)
    assert lab.pod("web").status.phase == "Running"


def test_an_init_container_that_fails_is_tried_again_later_and_later(lab: Lab) -> None:
    lab.machine()
    lab.images["broken:1"] = Behaviour(exit_code=1, pull_seconds=0)
    lab.run("web", initContainers=[{"name": "wait", "image": "broken:1"}])
    lab.clock.advance(45)
    status = lab.pod("web").status
    assert (status.phase, status.init_container_statuses[0].restart_count) == ("Pending", 3)  # after 0, 10 and 20 s
    assert lab.state("web") == "PodInitializing"


def test_an_init_container_that_fails_ends_a_pod_that_never_restarts(lab: Lab) -> None:
    lab.machine()
    lab.images["broken:1"] = Behaviour(exit_code=1)
    lab.run("task", restartPolicy="Never", initContainers=[{"name": "wait", "image": "broken:1"}])
    lab.clock.advance(30)
    assert lab.pod("task").status.phase == "Failed"
    assert lab.state("task") == "PodInitializing"
    assert [reason for reason, _ in lab.events("task")] == ["Pulling", "Pulled", "Created", "Started"]


def test_a_sidecar_starts_first_and_does_not_keep_a_task_from_ending(lab: Lab) -> None:
    lab.machine()
    lab.images["log:1"] = Behaviour(pull_seconds=0, start_seconds=5)
    lab.run("task", restartPolicy="Never", initContainers=[SIDECAR])
    lab.clock.advance(4)
    assert lab.state("task") == "PodInitializing"
    lab.clock.advance(8)
    assert lab.pod("task").status.phase == "Running"
    lab.clock.advance(30)
    status = lab.pod("task").status
    assert status.phase == "Succeeded"
    assert status.init_container_statuses[0].state.terminated is not None
    assert ("Killing", "Stopping container log") in lab.events("task")


def test_the_app_is_restarted_while_its_sidecar_waits(lab: Lab) -> None:
    machine = lab.machine()
    lab.images["log:1"] = Behaviour(exit_code=1, exit_after=30)
    lab.run("web", initContainers=[SIDECAR])
    lab.clock.advance(70)
    assert lab.pod("web").status.init_container_statuses[0].state.waiting is not None
    machine.kubelet.crash("web")
    lab.clock.advance(1)
    assert (lab.state("web"), lab.pod("web").status.container_statuses[0].restart_count) == ("Running", 1)


def test_an_image_is_asked_for_once(lab: Lab) -> None:
    lab.machine()
    lab.run("web")
    lab.client.patch("Pod", "web", {"metadata": {"labels": {"new": "yes"}}})
    assert lab.calls("event", lambda: lab.clock.advance(1)) == 0


def test_a_sidecar_is_restarted_although_the_pod_never_is(lab: Lab) -> None:
    machine = lab.machine()
    lab.images["shop:1"] = Behaviour(exit_code=0, exit_after=100)
    lab.run("task", restartPolicy="Never", initContainers=[SIDECAR])
    lab.clock.advance(20)
    machine.kubelet.crash("task", container="log")
    lab.clock.advance(5)
    assert lab.pod("task").status.init_container_statuses[0].restart_count == 1
    lab.clock.advance(200)
    assert lab.pod("task").status.phase == "Succeeded"


@pytest.mark.parametrize(
    ("policy", "code", "phase"),
    [("Never", 0, "Succeeded"), ("Never", 1, "Failed"), ("OnFailure", 0, "Succeeded"), ("OnFailure", 1, "Running")],
)
def test_how_a_task_ends(lab: Lab, policy: str, code: int, phase: str) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(exit_code=code, exit_after=2)
    lab.run("task", restartPolicy=policy)
    lab.clock.advance(30)
    assert lab.pod("task").status.phase == phase


def test_a_task_that_nobody_described_ends_well(lab: Lab) -> None:
    lab.machine()
    lab.run("task", restartPolicy="OnFailure")
    lab.clock.advance(12)
    assert lab.pod("task").status.phase == "Running"
    lab.clock.advance(2)
    status = lab.pod("task").status
    assert (status.phase, status.pod_ip, lab.state("task")) == ("Succeeded", "10.244.1.1", "Completed")
    assert lab.conditions("task")["PodReadyToStartContainers"] == "False"


def test_tasks_that_have_ended_hold_no_address(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(exit_code=0, start_seconds=0, pull_seconds=0)
    for number in range(300):  # more than the node has addresses
        lab.run(f"task-{number}", restartPolicy="Never")
    assert {pod.status.phase for pod in lab.client.list("Pod")} == {"Succeeded"}


def test_containers_of_one_pod_share_its_address(lab: Lab) -> None:
    lab.machine()
    lab.run("web", containers=[{"name": "app", "image": "shop:1"}, {"name": "log", "image": "log:1"}])
    lab.clock.advance(10)
    assert [each.name for each in lab.pod("web").status.container_statuses] == ["app", "log"]
    assert lab.pod("web").status.pod_ip == "10.244.1.1"


def test_a_pod_on_the_hosts_network_has_the_nodes_address(lab: Lab) -> None:
    lab.machine()
    lab.run("web", hostNetwork=True)
    lab.clock.advance(10)
    assert lab.pod("web").status.pod_ip == "192.168.0.11"


def test_a_pod_that_somebody_else_declared_failed_is_stopped(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web")
    lab.clock.advance(10)
    lab.client.update_status(lab.pod("web"), {"phase": "Failed", "reason": "Evicted"})
    lab.clock.advance(40)
    assert not any(run.is_running for sandbox in machine.runtime.sandboxes.values() for run in sandbox.runs["app"])
    assert lab.pod("web").status.phase == "Failed"


def test_what_somebody_else_wrote_into_the_status_is_put_right(lab: Lab) -> None:
    lab.machine()
    lab.run("web")
    lab.clock.advance(10)
    conditions = [{"type": "Ready", "status": "False"}, {"type": "Mine", "status": "True"}]
    lab.client.update_status(lab.pod("web"), {"phase": "Running", "conditions": conditions})
    lab.clock.advance(1)
    assert (lab.conditions("web")["Ready"], lab.conditions("web")["Mine"]) == ("True", "True")
