"""A scheduler of one's own: whom it places, where, and what it says when it cannot."""

from __future__ import annotations

from typing import Any

import pytest

from kubelite import live
from kubelite.controlplane.apiserver.local import LocalClient
from kubelite.controlplane.scheduler.plugins.noderesourcesfit import NodeResourcesFit
from kubelite.live.client import LiveClient
from kubelite.live.scheduling import OwnScheduler
from kubelite.objects import errors
from kubelite.rules.nodeinfo import NodeInfo
from tests.live.scenes import node, pod
from tests.live.server import Server


@pytest.fixture
def scheduler(client: LiveClient) -> OwnScheduler:
    """Over the simulated cluster, with kubelite's own functions."""
    scheduler = OwnScheduler(client)
    scheduler.use(filter=live.fits)
    scheduler.use(score=live.least_allocated)
    return scheduler


def place_of(client: LiveClient, name: str) -> str:
    return str(client.get("Pod", name).spec.node_name)


def test_pods_are_placed_one_after_the_other_on_the_emptier_node(client: LiveClient, scheduler: OwnScheduler) -> None:
    for name in ("a", "b", "c", "d"):
        client.create(pod(name, cpu="1"))
    lines = scheduler.place_all()
    assert len(lines) == 4
    assert all("→ worker-" in line and "scores: worker-1" in line for line in lines)
    places = [place_of(client, name) for name in ("a", "b", "c", "d")]
    assert sorted(places) == ["worker-1", "worker-1", "worker-2", "worker-2"]
    assert {places[0], places[1]} == {"worker-1", "worker-2"}
    assert scheduler.place_all() == []


def test_the_pods_of_other_namespaces_take_room_too(
    server: Server, client: LiveClient, scheduler: OwnScheduler
) -> None:
    with server.lock:
        inside = LocalClient(server.api, server.clock)
        for number in range(3):
            system = pod(f"s{number}", scheduler="nobody", cpu="1", namespace="kube-system", nodeName="worker-1")
            inside.create(system)
    client.create(pod("a", cpu="1500m"))
    scheduler.place_all()
    assert place_of(client, "a") == "worker-2"


def test_nobody_elses_pods_are_touched(server: Server, client: LiveClient, scheduler: OwnScheduler) -> None:
    with server.lock:
        LocalClient(server.api, server.clock).create(pod("far", namespace="kube-system"))
    client.create(pod("other", scheduler="somebody-else"))
    client.create(pod("gated", schedulingGates=[{"name": "example.com/wait"}]))
    assert scheduler.place_all() == []
    assert client.get("Pod", "far", "kube-system").spec.node_name == ""
    assert place_of(client, "other") == place_of(client, "gated") == ""


def test_without_a_function_nothing_happens(client: LiveClient) -> None:
    client.create(pod("a"))
    assert OwnScheduler(client).place_all() == []


def test_a_pod_that_fits_nowhere_is_told_once_with_event_and_condition(
    client: LiveClient, scheduler: OwnScheduler
) -> None:
    client.create(pod("giant", cpu="1000"))
    (line,) = scheduler.place_all()
    assert line.startswith("giant gets no node: 0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 ")
    assert scheduler.place_all() == []
    events = [each for each in client.list("Event", "default") if each.involved_object.name == "giant"]
    assert [(each.reason, each.source.component) for each in events] == [("FailedScheduling", "my-scheduler")]
    condition = client.get("Pod", "giant").status.conditions[0]
    assert (condition.type, condition.status, condition.reason) == ("PodScheduled", "False", "Unschedulable")
    assert condition.message in line
    client.delete("Pod", "giant", grace=0)
    client.create(pod("giant", cpu="1"))
    assert "→" in scheduler.place_all()[0]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "your function fits returned None"),
        ("yes", "your function fits returned 'yes' (str)"),
        (ZeroDivisionError("by zero"), "your function fits failed for pod a and node worker-"),
    ],
)
def test_mistakes_in_a_function_are_told_and_the_pod_waits(client: LiveClient, answer: Any, words: str) -> None:
    def fits(pod: Any, node: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    scheduler = OwnScheduler(client)
    scheduler.use(filter=fits)
    client.create(pod("a"))
    assert words in scheduler.place_all()[0]
    assert place_of(client, "a") == ""


def test_a_function_that_is_not_written_yet_is_left_out(client: LiveClient, capsys: pytest.CaptureFixture[str]) -> None:
    def fits(pod: Any, node: Any) -> Any:
        raise NotImplementedError

    scheduler = OwnScheduler(client)
    scheduler.use(filter=fits)
    client.create(pod("a"))
    assert "→ worker-" in scheduler.place_all()[0]
    assert "fits is not written yet" in capsys.readouterr().out


def test_who_was_quicker_is_right(client: LiveClient, scheduler: OwnScheduler, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = client.create(pod("a"))
    client.bind(waiting, "worker-1")
    monkeypatch.setattr(scheduler, "_waiting", lambda: [waiting])
    assert 'already assigned to node "worker-1"' in scheduler.place_all()[0]
    client.delete("Pod", "a", grace=0)
    assert "not found" in scheduler.place_all()[0]


def test_taints_and_cordons_keep_pods_away(server: Server, client: LiveClient, scheduler: OwnScheduler) -> None:
    with server.lock:
        inside = LocalClient(server.api, server.clock)
        inside.patch("Node", "worker-1", {"spec": {"unschedulable": True}})
        taint = {"key": "only", "value": "gpu", "effect": "NoSchedule"}
        inside.patch("Node", "worker-2", {"spec": {"taints": [taint]}})
    client.create(pod("a"))
    assert "gets no node" in scheduler.place_all()[0]
    toleration = {"key": "only", "operator": "Equal", "value": "gpu", "effect": "NoSchedule"}
    client.create(pod("b", tolerations=[toleration]))
    assert any(line.startswith("b → worker-2") for line in scheduler.place_all())


@pytest.mark.parametrize(("ready", "placed"), [("True", True), ("", True), ("False", False), ("Unknown", False)])
def test_without_a_controller_the_condition_counts_and_not_the_taint(
    lonely: Server, lone_client: LiveClient, ready: str, placed: bool
) -> None:
    """The API server gives each new node the taint not-ready; without its controller it stays for ever."""
    with lonely.lock:
        inside: Any = LocalClient(lonely.api, lonely.clock)
        made = inside.create(node("n1", ready=ready))
        inside.update_status(made, node("n1", ready=ready)["status"])
        assert [taint.key for taint in inside.get("Node", "n1").spec.taints] == ["node.kubernetes.io/not-ready"]
    scheduler = OwnScheduler(lone_client)
    scheduler.use(filter=live.fits)
    lone_client.create(pod("a"))
    assert ("a → n1" in scheduler.place_all()[0]) is placed
    assert place_of(lone_client, "a") == ("n1" if placed else "")


def test_without_nodes_it_is_said(lone_client: LiveClient) -> None:
    scheduler = OwnScheduler(lone_client)
    scheduler.use(filter=live.fits)
    lone_client.create(pod("a"))
    assert scheduler.place_all() == ["a gets no node: no nodes available to schedule pods"]


@pytest.fixture
def lone_client(lonely: Server, tmp_path_factory: pytest.TempPathFactory) -> LiveClient:
    from kubelite.live.kubeconfig import find
    from kubelite.live.transport import Transport

    _, api_client = find({"KUBECONFIG": str(lonely.kubeconfig(tmp_path_factory.mktemp("lonely")))})
    return LiveClient(Transport(api_client), "default")


def test_the_most_important_and_then_the_oldest_come_first(
    server: Server, client: LiveClient, scheduler: OwnScheduler
) -> None:
    with server.lock:
        inside = LocalClient(server.api, server.clock)
        inside.create(
            {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "high"}, "value": 9}
        )
    client.create(pod("z-first"))
    server.advance(2)
    client.create(pod("a-second"))
    client.create(pod("vip", priorityClassName="high"))
    assert [line.split()[0] for line in scheduler.place_all()] == ["vip", "z-first", "a-second"]


def test_kubelites_own_functions_are_the_built_in_rules(client: LiveClient) -> None:
    rule = NodeResourcesFit()
    for name in ("worker-1", "control-plane"):
        info = NodeInfo(client.get("Node", name), client.list("Pod", by=("node", name)))
        for cpu in ("100m", "3900m", "4", "4001m", "9"):
            asking: Any = client.create(pod(f"p-{name}-{cpu}", cpu=cpu))
            state: Any = {}
            rule.pre_filter(state, asking)
            rule.pre_score(state, asking, [info])
            assert live.fits(asking, info) is (rule.filter(state, asking, info).code == "Success")
            assert live.least_allocated(asking, info) == rule.score(state, asking, info)


def test_a_binding_that_is_forbidden_is_told(client: LiveClient, scheduler: OwnScheduler) -> None:
    client.create(pod("a"))
    scheduler._client = LiveClient(client.transport, "default", "my-scheduler")
    scheduler._client.bind = refuse  # type: ignore[method-assign]
    assert scheduler.place_all()[0].startswith("a gets no node: not bound to worker-")


def refuse(pod: Any, node_name: str) -> None:
    raise errors.Forbidden('pods "a" is forbidden: User "me" cannot create resource "pods/binding"')
