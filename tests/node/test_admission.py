"""Which Pods a kubelet refuses."""

from typing import Any

import pytest

from kubelite.node.admission import Refusal, Used, refusal
from kubelite.objects import Node, Pod, view
from tests.node.conftest import Lab

AFFINITY = {"requiredDuringSchedulingIgnoredDuringExecution": {
    "nodeSelectorTerms": [{"matchExpressions": [{"key": "disk", "operator": "In", "values": ["ssd"]}]}]
}}  # fmt: skip


def node(**spec: Any) -> Node:
    status = {"allocatable": {"cpu": "4", "memory": "1Gi", "pods": "2"}}
    manifest = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}, "spec": spec, "status": status}
    found = view(manifest)
    assert isinstance(found, Node)
    return found


def pod(name: str = "p", port: int = 0, requests: dict[str, str] | None = None, **spec: Any) -> Pod:
    ports = [{"hostPort": port}] if port else []
    container = {"name": "app", "resources": {"requests": requests or {}}, "ports": ports}
    metadata = {"name": name, "uid": name}
    found = view({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": [container], **spec}})
    assert isinstance(found, Pod)
    return found


def used(*pods: Pod) -> Used:
    found = Used()
    for each in pods:
        found.take(each)
    return found


def test_a_pod_that_fits_exactly_is_taken() -> None:
    assert refusal(pod(requests={"cpu": "1"}), node(), used(pod("old", requests={"cpu": "3"}))) is None


def test_too_little_cpu() -> None:
    refused = refusal(pod(requests={"cpu": "2"}), node(), used(pod("old", requests={"cpu": "3"})))
    assert refused == Refusal(
        "OutOfcpu", "Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000"
    )


def test_too_little_memory() -> None:
    refused = refusal(pod(requests={"memory": "1Gi"}), node(), used(pod("old", requests={"memory": "1Ki"})))
    assert refused is not None
    assert refused.reason == "OutOfmemory"
    assert refused.message.endswith("memory, requested: 1073741824, used: 1024, capacity: 1073741824")


def test_too_many_pods() -> None:
    refused = refusal(pod(), node(), used(pod("a"), pod("b")))
    assert refused == Refusal("OutOfpods", "Node didn't have enough resource: pods, requested: 1, used: 2, capacity: 2")


def test_a_resource_that_the_node_does_not_have() -> None:
    refused = refusal(pod(requests={"nvidia.com/gpu": "1"}), node(), Used())
    assert refused is not None
    assert refused.reason == "OutOfnvidia.com/gpu"


def test_what_is_given_back_is_free() -> None:
    old = pod("old", requests={"cpu": "3"}, port=80)
    taken = used(old, old)
    assert taken.amounts == {"pods": 1, "cpu": 3000}
    taken.give_back(old)
    taken.give_back(old)
    assert taken.amounts == {"pods": 0, "cpu": 0}
    assert refusal(pod(requests={"cpu": "4"}, port=80), node(), taken) is None


@pytest.mark.parametrize("spec", [{"nodeSelector": {"disk": "ssd"}}, {"affinity": {"nodeAffinity": AFFINITY}}])
def test_a_node_with_other_labels(spec: dict[str, Any]) -> None:
    assert refusal(pod(**spec), node(), Used()) == Refusal(
        "NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"
    )


def test_a_host_port_that_is_taken() -> None:
    refused = refusal(pod(port=80), node(), used(pod("old", port=80)))
    assert refused is not None
    assert refused.reason == "NodePorts"
    assert refusal(pod(port=80), node(), used(pod("old", port=81))) is None


@pytest.mark.parametrize(
    ("effect", "tolerations", "taken"),
    [
        ("NoExecute", [], False),
        ("NoExecute", [{"operator": "Exists"}], True),
        ("NoSchedule", [], True),  # concerns the scheduler only
    ],
)
def test_taints(effect: str, tolerations: list[dict[str, str]], taken: bool) -> None:
    tainted = node(taints=[{"key": "broken", "effect": effect}])
    refused = refusal(pod(tolerations=tolerations), tainted, Used())
    assert (refused is None) == taken
    assert taken or (refused is not None and refused.reason == "TaintToleration")


BIG: dict[str, Any] = {"container": {"resources": {"requests": {"cpu": "3"}}}}


def test_a_refused_pod_has_failed_for_good(lab: Lab) -> None:
    lab.machine(cpu="4")
    lab.run("first", **BIG)
    lab.run("second", **BIG)
    message = "Node didn't have enough resource: cpu, requested: 3000, used: 3000, capacity: 4000"
    second = lab.pod("second").status
    assert (second.phase, second.reason, second.message) == ("Failed", "OutOfcpu", f"Pod was rejected: {message}")
    assert lab.events("second") == [("OutOfcpu", message)]
    lab.client.delete("Pod", "first")
    lab.clock.advance(60)
    assert lab.pod("second").status.phase == "Failed"
    assert second.container_statuses == ()
    lab.client.delete("Pod", "second")
    lab.clock.settle()
    assert not lab.is_there("second")


def test_a_pod_that_does_not_fit_and_has_vanished_already(lab: Lab) -> None:
    lab.machine(cpu="1")
    spec = {"nodeName": "worker-1", "containers": [{"name": "app", "image": "shop:1", **BIG["container"]}]}
    lab.client.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "big"}, "spec": spec})
    lab.client.delete("Pod", "big", grace=0)
    lab.clock.advance(10)
    assert not lab.is_there("big")


def test_a_pod_that_leaves_makes_room(lab: Lab) -> None:
    lab.machine(cpu="4")
    lab.run("first", **BIG)
    lab.client.delete("Pod", "first")
    lab.run("too-early", **BIG)
    lab.clock.advance(60)
    lab.run("later", **BIG)
    lab.clock.advance(60)
    assert lab.pod("too-early").status.phase == "Failed"  # the first one was still ending
    assert lab.pod("later").status.phase == "Running"


def test_a_pod_that_has_ended_makes_room(lab: Lab) -> None:
    lab.machine(cpu="4")
    lab.run("task", restartPolicy="Never", **BIG)
    lab.clock.advance(60)
    lab.run("later", **BIG)
    lab.clock.advance(60)
    assert (lab.pod("task").status.phase, lab.pod("later").status.phase) == ("Succeeded", "Running")
