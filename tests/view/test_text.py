"""The picture in words."""

import pytest

from kubelite.view.amounts import cpu, memory
from kubelite.view.narration import narrate
from kubelite.view.snapshot import snapshot
from kubelite.view.text import to_text
from tests.view.scenes import FakeClient, node, pod, service, workload

RS = workload("ReplicaSet", "web")
REFUSED = {"type": "PodScheduled", "status": "False", "message": "0/2 nodes are available: 2 Insufficient cpu."}
CRASHED = {"name": "c", "restartCount": 2, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}


def test_text_has_a_line_for_every_node_and_names_what_waits() -> None:
    client = FakeClient(
        node("worker-1"),
        node("worker-2", spec={"unschedulable": True, "taints": [{"key": "gpu", "effect": "NoSchedule"}]}),
        RS,
        pod("web-1", "worker-1", owner=RS),
        pod("web-2", "worker-1", owner=RS),
        pod("cart", "worker-1", status={"phase": "Running", "containerStatuses": [CRASHED]}),
        pod("big", status={"phase": "Pending", "conditions": [REFUSED]}),
        *service("web", ready=["web-1", "web-2"], not_ready=["cart"]),
    )
    assert (
        to_text(snapshot(client))
        == """\
2 of 4 pods are ready; 1 is pending. 1 pod is in trouble: cart (CrashLoopBackOff).

NODE       STATUS            CPU         MEMORY         PODS
worker-1   Ready             300m of 4   192Mi of 8Gi   cart (CrashLoopBackOff), web ×2
worker-2   Ready, cordoned   0 of 4      0 of 8Gi       [taint gpu:NoSchedule]

PENDING
big: 0/2 nodes are available: 2 Insufficient cpu.

SERVICE   ENDPOINTS READY   PODS
web       2 of 3            web-1, web-2, cart (not ready)"""
    )


def test_an_empty_cluster_says_so() -> None:
    assert to_text(snapshot(FakeClient())) == "No pod runs yet; there are 0 nodes."


def test_a_pod_whose_node_is_gone_is_listed() -> None:
    assert "ON NO NODE\na: Its node is gone." in to_text(snapshot(FakeClient(pod("a", "gone"))))


@pytest.mark.parametrize(
    ("pods", "said"),
    [
        ([], "No pod runs yet; there is one node."),
        ([pod("a", "n")], "The only pod, a, is ready on n; nothing is pending."),
        ([pod("a")], "The only pod, a, is pending."),
        ([pod("a", "n"), pod("b", "n")], "2 of 2 pods are ready on 1 node; nothing is pending."),
        ([pod("a"), pod("b")], "None of 2 pods is ready; all of them are pending."),
        ([pod("a", "n"), pod("b"), pod("c")], "1 of 3 pods are ready; 2 are pending."),
        ([pod("a", "n"), pod("b", "n", status={"phase": "Pending"})], "1 of 2 pods are ready; nothing is pending."),
        ([pod("a", "n"), pod("b", "n"), pod("c", "n", status={"phase": "Succeeded"})],
         "2 of 2 pods are ready on 1 node; nothing is pending."),
    ],
)  # fmt: skip
def test_narration(pods: list, said: str) -> None:  # type: ignore[type-arg]
    assert narrate(snapshot(FakeClient(node("n"), *pods))) == said


def test_narration_names_nodes_that_are_down() -> None:
    said = narrate(snapshot(FakeClient(node("n", ready="Unknown"), node("m"), pod("a", "m"))))
    assert said == "The only pod, a, is ready on m; nothing is pending. 1 node is not ready: n."


@pytest.mark.parametrize(("millicores", "text"), [(0, "0"), (250, "250m"), (1000, "1"), (1500, "1.5"), (64000, "64")])
def test_cpu_is_short(millicores: int, text: str) -> None:
    assert cpu(millicores) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0"), (512, "512"), (64 << 20, "64Mi"), (3 << 29, "1.5Gi"), (1000 << 20, "1000Mi"), (8 << 30, "8Gi")],
)
def test_memory_is_short(size: int, text: str) -> None:
    assert memory(size) == text
