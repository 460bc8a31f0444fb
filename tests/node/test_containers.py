"""Running containers: probes that fail, memory that runs out, ports that clash, hooks before the end."""

from typing import Any

import pytest

from kubelite.node.behaviour import MEBIBYTE, Behaviour
from kubelite.node.hooks import pre_stop_seconds
from kubelite.objects.core.container import Container, ExecAction, Lifecycle, LifecycleHandler, SleepAction
from tests.node.conftest import Lab

HTTP: dict[str, Any] = {"httpGet": {"port": 8080, "path": "/healthz"}}
LIMIT = {"resources": {"limits": {"memory": "64Mi"}}}


def restarts(lab: Lab, name: str = "web") -> int:
    return lab.pod(name).status.container_statuses[0].restart_count


def last_end(lab: Lab, name: str = "web") -> tuple[str, int]:
    ended = lab.pod(name).status.container_statuses[0].last_state.terminated
    assert ended is not None
    return ended.reason, ended.exit_code


def test_a_container_that_hangs_is_restarted_by_its_liveness_probe(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web", container={"livenessProbe": HTTP, "readinessProbe": HTTP})
    lab.clock.advance(10)  # it runs since 3
    address = lab.pod("web").status.pod_ip
    machine.kubelet.hang("web")
    lab.clock.advance(22)  # probes at 13, 23, 33
    assert lab.conditions("web")["Ready"] == "True"
    lab.clock.advance(1)
    assert lab.conditions("web")["Ready"] == "False"
    lab.clock.advance(7)
    assert (restarts(lab), lab.conditions("web")["Ready"], lab.pod("web").status.pod_ip) == (1, "True", address)
    said = lab.events("web")
    late = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
    late = f'Get "http://{address}:8080/healthz": {late}'
    assert ("Unhealthy", f"Liveness probe failed: {late}") in said
    assert ("Killing", "Container app failed liveness probe, will be restarted") in said


def test_without_probes_a_container_that_hangs_stays_as_it_is(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web")
    lab.clock.advance(10)
    machine.kubelet.hang("web")
    lab.clock.advance(1000)
    assert (restarts(lab), lab.conditions("web")["Ready"]) == (0, "True")


def test_readiness_comes_back_when_a_container_recovers(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web", container={"readinessProbe": {**HTTP, "periodSeconds": 5}})
    lab.clock.advance(10)
    machine.kubelet.hang("web", seconds=30)
    lab.clock.advance(20)
    assert lab.conditions("web")["Ready"] == "False"
    lab.clock.advance(20)
    assert (lab.conditions("web")["Ready"], restarts(lab)) == ("True", 0)


def test_a_container_that_refuses_at_first_is_told_of_once(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(ready_seconds=60)
    lab.run("web", container={"readinessProbe": HTTP})
    lab.clock.advance(100)
    address = lab.pod("web").status.pod_ip
    why = f"dial tcp {address}:8080: connect: connection refused"
    words = f'Readiness probe failed: Get "http://{address}:8080/healthz": {why}'
    assert [message for reason, message in lab.events("web") if reason == "Unhealthy"] == [words]
    assert lab.conditions("web")["Ready"] == "True"


def test_a_slow_start_needs_a_startup_probe(lab: Lab) -> None:
    lab.machine(cpu="2")
    lab.images["shop:1"] = Behaviour(ready_seconds=60)
    lab.run("patient", container={"livenessProbe": HTTP, "startupProbe": {**HTTP, "failureThreshold": 30}})
    lab.run("hasty", container={"livenessProbe": HTTP})
    lab.clock.advance(120)
    assert (restarts(lab, "patient"), restarts(lab, "hasty") > 1) == (0, True)


def test_more_memory_than_the_limit_ends_a_container(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(memory=60 * MEBIBYTE, leak=MEBIBYTE / 10)
    lab.run("web", container=LIMIT)
    lab.clock.advance(3 + 39)  # it runs since 3, and four MiB are left
    assert restarts(lab) == 0
    lab.clock.advance(10)
    assert (restarts(lab), last_end(lab)) == (1, ("OOMKilled", 137))


def test_a_leak_may_begin_later_and_ends_with_the_container(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web", container=LIMIT)
    lab.clock.advance(10)
    machine.kubelet.leak("web", rate=MEBIBYTE)
    lab.clock.advance(31)
    assert restarts(lab) == 0
    lab.clock.advance(10)
    assert (restarts(lab), last_end(lab)) == (1, ("OOMKilled", 137))
    lab.clock.advance(1000)
    assert restarts(lab) == 1


def test_a_limit_below_what_is_needed_ends_in_a_crash_loop(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(memory=100 * MEBIBYTE)
    lab.run("web", container=LIMIT)
    lab.clock.advance(20)
    assert (lab.state("web"), last_end(lab)) == ("CrashLoopBackOff", ("OOMKilled", 137))


def test_two_containers_cannot_listen_on_one_port(lab: Lab) -> None:
    machine = lab.machine()
    port = [{"containerPort": 8080}]
    lab.run("web", containers=[
        {"name": "app", "image": "shop:1", "ports": port}, {"name": "other", "image": "shop:1", "ports": port}
    ])  # fmt: skip
    lab.clock.advance(20)
    assert (lab.state("web", 0), lab.state("web", 1)) == ("Running", "CrashLoopBackOff")
    assert machine.kubelet.logs("web", container="other")[0].text == "listen tcp :8080: bind: address already in use"


HOOKS: list[tuple[dict[str, Any], float]] = [
    ({"sleep": {"seconds": 5}}, 6),
    ({"exec": {"command": ["/bin/sh", "-c", "sleep 5"]}}, 6),
    ({"exec": {"command": ["/bin/say", "goodbye"]}}, 1),
    ({"exec": {"command": ["sleep", "60"]}}, 31),  # the grace period is over, and the container is quick
]


@pytest.mark.parametrize(("hook", "seconds"), HOOKS)
def test_a_hook_comes_before_the_end(lab: Lab, hook: dict[str, Any], seconds: float) -> None:
    lab.machine()
    lab.run("web", container={"lifecycle": {"preStop": hook}})
    lab.clock.advance(10)
    lab.client.delete("Pod", "web")
    lab.clock.advance(seconds - 0.1)
    assert lab.is_there("web")
    lab.clock.advance(0.2)
    assert not lab.is_there("web")


def test_a_stubborn_container_gets_two_seconds_after_a_hook_that_took_all(lab: Lab) -> None:
    machine = lab.machine()
    lab.images["shop:1"] = Behaviour(stop_seconds=100)
    lab.run("web", container={"lifecycle": {"preStop": {"exec": {"command": ["sleep", "60"]}}}})
    lab.clock.advance(10)
    uid = lab.pod("web").metadata.uid
    run = machine.runtime.sandboxes[uid].runs["app"][0]
    lab.client.delete("Pod", "web")
    lab.clock.advance(60)
    assert (run.term, run.ended, run.exit_code) == (40, 42, 137)


def test_how_long_hooks_take() -> None:
    def container(**hook: Any) -> Container:
        return Container(lifecycle=Lifecycle(pre_stop=LifecycleHandler(**hook)))

    assert pre_stop_seconds(Container()) == 0
    assert pre_stop_seconds(container(sleep=SleepAction(seconds=3))) == 3
    assert pre_stop_seconds(container(_exec=ExecAction(command=("sh", "-c", "sleep 2; sleep 1.5 && stop")))) == 3.5
    assert pre_stop_seconds(container(_exec=ExecAction(command=("stop",)))) == 0
