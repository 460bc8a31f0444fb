"""The namespace of one's own: made, and deleted with all that is in it, and nothing else."""

from __future__ import annotations

import atexit
from collections.abc import Callable

import pytest

from kubelite.live.client import LiveClient
from kubelite.live.namespace import OwnNamespace
from kubelite.objects import errors
from tests.live.scenes import pod
from tests.live.server import Server


@pytest.fixture
def client(client: LiveClient) -> LiveClient:
    client.namespace = ""
    return client


def test_it_is_made_once_and_has_an_account_for_pods(client: LiveClient) -> None:
    own = OwnNamespace(client)
    name = own.make()
    assert own.make() == name == client.namespace
    assert name.startswith("kubelite-")
    assert client.get("Namespace", name).metadata.labels["app.kubernetes.io/managed-by"] == "kubelite"
    assert client.get("ServiceAccount", "default", name)
    client.create(pod("web", namespace=name))


def test_two_of_them_do_not_meet(client: LiveClient) -> None:
    other = LiveClient(client.transport)
    assert OwnNamespace(client).make() != OwnNamespace(other).make()


def test_it_is_deleted_with_all_that_is_in_it_and_others_stay(server: Server, client: LiveClient) -> None:
    server.pace = 200
    own = OwnNamespace(client)
    name = own.make()
    client.create(pod("web", namespace=name))
    before = {each.metadata.name for each in client.list("Namespace")} - {name}
    assert own.delete(20) == f"The namespace {name} is gone, with all that was in it."
    assert {each.metadata.name for each in client.list("Namespace")} == before
    assert client.namespace == ""
    assert own.delete(20) == "There is nothing to clean up."
    with pytest.raises(errors.Forbidden, match="make a namespace first"):
        client.create(pod("web", namespace=name))
    assert own.make() != name


def test_one_that_is_gone_already_is_no_error(server: Server, client: LiveClient) -> None:
    server.pace = 200
    own, copy = OwnNamespace(client), OwnNamespace(LiveClient(client.transport))
    name = own.make()
    copy._client.namespace, copy._uid = name, own._uid
    assert "is gone" in copy.delete(20)
    assert "is gone" in own.delete(20)


def test_another_one_of_the_same_name_is_left_alone(server: Server, client: LiveClient) -> None:
    own = OwnNamespace(client)
    name = own.make()
    own._uid = "the-uid-of-one-that-was-there-before"
    assert "is gone" in own.delete(5)
    assert client.get("Namespace", name).metadata.deletion_timestamp is None


def test_waiting_ends_with_a_message(lonely: Server, lone_client: LiveClient) -> None:
    """Without its controller a namespace is never emptied."""
    own = OwnNamespace(lone_client)
    name = own.make()
    said = own.delete(0.1)
    assert said == (
        f"After 0.1 s the namespace {name} is still there, and marked as deleted. Kubernetes goes on with it."
    )
    assert "is still there" in own.delete(0.1)


@pytest.fixture
def lone_client(lonely: Server, tmp_path_factory: pytest.TempPathFactory) -> LiveClient:
    from kubelite.live.kubeconfig import find
    from kubelite.live.transport import Transport

    _, api_client = find({"KUBECONFIG": str(lonely.kubeconfig(tmp_path_factory.mktemp("lonely")))})
    return LiveClient(Transport(api_client))


def test_it_is_deleted_when_python_ends(server: Server, client: LiveClient, monkeypatch: pytest.MonkeyPatch) -> None:
    registered: list[Callable[[], None]] = []
    monkeypatch.setattr(atexit, "register", registered.append)
    name = OwnNamespace(client).make()
    registered[0]()
    server.advance(60)
    with pytest.raises(errors.NotFound):
        client.get("Namespace", name)
    registered[0]()


def test_a_cluster_that_is_gone_by_then_is_no_error(server: Server, client: LiveClient) -> None:
    own = OwnNamespace(client)
    own.make()
    server.__exit__()
    client.transport._client.client.rest_client.pool_manager.clear()
    own._at_exit()
