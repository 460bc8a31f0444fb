"""What holds on every node, whatever happens."""

import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kubelite.node.behaviour import MEBIBYTE, Behaviour
from kubelite.node.machine import PARTS
from kubelite.objects import Pod
from kubelite.objects.errors import APIError
from kubelite.rules.podstate import is_finished
from kubelite.rules.requests import request
from tests.node.conftest import Lab

NAMES = ["a", "b", "c", "d", "e"]
step = st.one_of(
    st.tuples(st.just("run"), st.sampled_from(NAMES), st.sampled_from(["shop:1", "task:1", "broken:1"])),
    st.tuples(st.just("delete"), st.sampled_from(NAMES), st.sampled_from([None, 0, 5])),
    st.tuples(st.just("crash"), st.sampled_from(NAMES)),
    st.tuples(st.just("advance"), st.sampled_from([0.5, 1, 3, 20, 400])),
    st.tuples(st.just("start"), st.sampled_from(PARTS), st.integers(0, 1)),
    st.tuples(st.just("stop"), st.sampled_from(PARTS), st.integers(0, 1)),
    st.tuples(st.sampled_from(["power_off", "cut_off", "recover"]), st.integers(0, 1)),
    st.tuples(st.just("hang"), st.sampled_from(NAMES), st.sampled_from([5.0, 60.0, math.inf])),
    st.tuples(st.just("leak"), st.sampled_from(NAMES)),
    st.tuples(st.just("image"), st.booleans()),
)


@given(st.lists(step, max_size=40))
def test_nodes_stay_sound(steps: list[tuple[Any, ...]]) -> None:
    lab = laboratory()
    for each in steps:
        take(lab, each)
        check(lab)
    lab.images["shop:1"] = Behaviour()
    for machine in lab.machines:
        machine.recover()
    lab.clock.advance(2000)
    check(lab)
    assert all(settled(pod) for pod in lab.client.list("Pod"))
    present = {pod.metadata.uid for pod in lab.client.list("Pod")}
    assert all(set(machine.runtime.sandboxes) <= present for machine in lab.machines)


def laboratory() -> Lab:
    lab = Lab()
    lab.machine("worker-1", cpu="1")
    lab.machine("worker-2", cpu="1")
    lab.images["task:1"] = Behaviour(exit_code=0, exit_after=5)
    lab.images["broken:1"] = Behaviour(exit_code=1, exit_after=2)
    return lab


def take(lab: Lab, step: tuple[Any, ...]) -> None:
    """One step; what the API refuses is part of the game."""
    verb, *rest = step
    try:
        if verb == "run":
            policy = "Never" if rest[1] == "task:1" else "Always"
            node = lab.machines[NAMES.index(rest[0]) % 2].name
            resources = {"requests": {"cpu": "500m"}, "limits": {"memory": "200Mi"}}
            probe = {"tcpSocket": {"port": 80}}
            container = {"resources": resources, "livenessProbe": probe, "readinessProbe": probe}
            lab.run(rest[0], node=node, image=rest[1], restartPolicy=policy, container=container)
        elif verb == "delete":
            lab.client.delete("Pod", rest[0], grace=rest[1])
        elif verb == "crash":
            lab.machines[NAMES.index(rest[0]) % 2].kubelet.crash(rest[0])
        elif verb == "advance":
            lab.clock.advance(rest[0])
        elif verb == "hang":
            lab.machines[NAMES.index(rest[0]) % 2].kubelet.hang(rest[0], seconds=rest[1])
        elif verb == "leak":
            lab.machines[NAMES.index(rest[0]) % 2].kubelet.leak(rest[0], rate=float(MEBIBYTE))
        elif verb == "image":
            lab.images["shop:1"] = Behaviour(missing=rest[0])
        elif verb in ("start", "stop"):
            getattr(lab.machines[rest[1]], verb)(rest[0])
        else:
            getattr(lab.machines[rest[0]], verb)()
    except APIError:
        pass
    lab.clock.settle()


def check(lab: Lab) -> None:
    pods: list[Pod] = lab.client.list("Pod")
    active = [pod for pod in pods if not is_finished(pod)]
    addresses = [pod.status.pod_ip for pod in active if pod.status.pod_ip]
    assert len(addresses) == len(set(addresses))
    for machine in lab.machines:
        taken = [pod for pod in active if pod.metadata.uid in machine.runtime.sandboxes]
        assert sum(request(pod, "cpu") for pod in taken) <= 1000
        for sandbox in machine.runtime.sandboxes.values():
            assert sum(run.is_running for run in sandbox.runs.get("app", ())) <= 1


def settled(pod: Pod) -> bool:
    """Whether nothing is left to be done for the Pod."""
    return pod.metadata.deletion_timestamp is None and (is_finished(pod) or pod.status.phase == "Running")
