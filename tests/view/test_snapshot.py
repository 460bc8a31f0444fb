"""A snapshot says what the API knows, as plain data."""

import json

import msgspec
import pytest

from kubelite.view.snapshot import Extras, Level, as_data, snapshot, without_system
from tests.view.scenes import FakeClient, node, pod, service, workload


def test_a_node_adds_up_what_its_running_pods_ask_for() -> None:
    finished = pod("done", "worker-1", status={"phase": "Succeeded"})
    seen = snapshot(FakeClient(node("worker-1"), pod("a", "worker-1"), pod("b", "worker-1"), finished))
    assert seen.nodes[0].cpu == Level(4000, 200, 400)
    assert seen.nodes[0].memory == Level(8 << 30, 128 << 20, 256 << 20)
    assert seen.nodes[0].pods == ("default/a", "default/b", "default/done")


def test_a_node_tells_role_state_cordon_and_taints() -> None:
    taints = [{"key": "gpu", "value": "true", "effect": "NoSchedule"}, {"key": "old", "effect": "NoExecute"}]
    labels = {"node-role.kubernetes.io/control-plane": ""}
    seen = snapshot(
        FakeClient(node("n", ready="Unknown", spec={"taints": taints, "unschedulable": True}, labels=labels))
    )
    only = seen.nodes[0]
    assert (only.role, only.status, only.ready, only.cordoned) == ("control-plane", "NotReady", False, True)
    assert only.taints == ("gpu=true:NoSchedule", "old:NoExecute")


def test_the_owner_is_the_deployment_at_the_top() -> None:
    deployment = workload("Deployment", "web")
    rs, lone_rs = workload("ReplicaSet", "web-1", deployment), workload("ReplicaSet", "lone")
    gone = workload("ReplicaSet", "gone-1")
    seen = snapshot(
        FakeClient(deployment, rs, lone_rs, pod("a", owner=rs), pod("b", owner=lone_rs), pod("c", owner=gone), pod("d"))
    )
    assert [each.owner for each in seen.pods] == ["Deployment/web", "ReplicaSet/lone", "ReplicaSet/gone-1", ""]


@pytest.mark.parametrize(
    ("on", "status", "meta", "health", "state"),
    [
        ("", {"phase": "Pending"}, {}, "pending", "Pending"),
        ("n", {"phase": "Pending"}, {}, "starting", "Pending"),
        ("n", None, {}, "ready", "Running"),
        ("n", None, {"deletionTimestamp": "2026-01-01T09:01:00Z"}, "ending", "Terminating"),
        ("n", {"phase": "Running", "conditions": [{"type": "Ready", "status": "False"}]}, {}, "not ready", "Running"),
        ("n", {"phase": "Succeeded"}, {}, "done", "Succeeded"),
        ("n", {"phase": "Failed", "reason": "OutOfcpu"}, {}, "failing", "OutOfcpu"),
    ],
)
def test_health_is_coarse_and_state_is_kubectls(on: str, status: dict, meta: dict, health: str, state: str) -> None:  # type: ignore[type-arg]
    seen = snapshot(FakeClient(node("n"), pod("a", on, status=status, **meta)))
    assert (seen.pods[0].health, seen.pods[0].state) == (health, state)


@pytest.mark.parametrize(
    ("reason", "health"),
    [("ContainerCreating", "starting"), ("CrashLoopBackOff", "failing"), ("ImagePullBackOff", "failing")],
)
def test_what_a_container_waits_for_decides(reason: str, health: str) -> None:
    waiting = {"name": "c", "state": {"waiting": {"reason": reason, "message": "because"}}}
    seen = snapshot(FakeClient(node("n"), pod("a", "n", status={"phase": "Pending", "containerStatuses": [waiting]})))
    assert (seen.pods[0].health, seen.pods[0].state, seen.pods[0].reason) == (health, reason, "because")


def test_a_pending_pod_gives_the_schedulers_reason() -> None:
    condition = {"type": "PodScheduled", "status": "False", "message": "0/1 nodes are available: 1 Insufficient cpu."}
    seen = snapshot(FakeClient(pod("a", status={"phase": "Pending", "conditions": [condition]})))
    assert [each.reason for each in seen.pending] == ["0/1 nodes are available: 1 Insufficient cpu."]


def test_a_pod_whose_node_is_gone_is_elsewhere() -> None:
    seen = snapshot(FakeClient(node("n"), pod("a", "n"), pod("b", "gone"), pod("c")))
    assert [each.name for each in seen.elsewhere] == ["b"]
    assert [each.name for each in seen.pending] == ["c"]


def test_a_service_knows_who_receives_requests() -> None:
    seen = snapshot(FakeClient(*service("web", ready=["b", "a", "a"], not_ready=["c"])))
    assert (seen.services[0].ready, seen.services[0].not_ready) == (("a", "b"), ("c",))
    assert (seen.services[0].address, seen.services[0].ports) == ("10.96.0.7", ("80/TCP",))


def test_system_pods_can_be_left_out_but_count_on_their_node() -> None:
    seen = snapshot(FakeClient(node("n"), pod("dns", "n", namespace="kube-system"), *service("kubernetes")))
    shown = without_system(seen)
    assert (len(seen.pods), len(shown.pods), len(shown.services)) == (1, 0, 0)
    assert shown.nodes[0].cpu.requested == 100


def test_extras_bring_what_the_api_does_not_know() -> None:
    extras = Extras(moment=2.5, used={"n": {"cpu": 70, "memory": 5}})
    seen = snapshot(FakeClient(node("n"), node("other")), extras=extras)
    assert (seen.moment, seen.nodes[0].cpu.used, seen.nodes[0].memory.used) == (2.5, 70, 5)
    assert seen.nodes[1].cpu.used is None


def test_a_snapshot_is_frozen_plain_data() -> None:
    seen = snapshot(FakeClient(node("n"), pod("a", "n"), *service("web", ready=["a"])))
    with pytest.raises(AttributeError):
        seen.nodes[0].name = "other"  # type: ignore[misc]
    assert json.loads(json.dumps(as_data(seen))) == json.loads(msgspec.json.encode(seen))
