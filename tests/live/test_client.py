"""The verbs over HTTP: the same views and errors as in process, and nothing written where it does not belong."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from kubelite.client import Client, WatchEvent
from kubelite.controlplane.apiserver.local import LocalClient
from kubelite.live.client import LiveClient
from kubelite.live.transport import Transport
from kubelite.objects import errors, kinds
from kubelite.view.snapshot import snapshot
from tests.live.scenes import pod
from tests.live.server import Server


def test_it_is_a_client(client: LiveClient) -> None:
    assert isinstance(client, Client)


@pytest.mark.parametrize("kind", ["Node", "Pod", "Service", "EndpointSlice", "ReplicaSet", "Lease", "Namespace", "hpa"])
def test_a_list_is_what_the_client_in_process_gives(server: Server, client: LiveClient, kind: str) -> None:
    for number in range(7):  # more than a page
        client.create(pod(f"p{number}", scheduler="default-scheduler"))
    with server.lock:
        inside: Any = LocalClient(server.api, server.clock).list(kind)
    found = client.list(kind)
    assert [without_revision(item) for item in found] == [without_revision(item) for item in inside]


def without_revision(item: Any) -> Any:
    """Pods start and leases are renewed while the test looks."""
    return (item.kind, item.api_version, item.metadata.namespace, item.metadata.name, item.metadata.uid)


def test_an_empty_list_is_empty(client: LiveClient) -> None:
    assert client.list("Job") == []


def test_a_list_that_takes_too_long_is_begun_again(server: Server, client: LiveClient) -> None:
    for number in range(7):
        client.create(pod(f"p{number}"))
    server.forgets = 1
    assert len(client.list("Pod", "default")) == 7
    assert server.forgets == 0


def test_lists_by_node_label_and_owner(server: Server, client: LiveClient) -> None:
    client.create(pod("here", scheduler="nobody", nodeName="worker-1"))
    client.create({**pod("there"), "metadata": {"name": "there", "namespace": "default", "labels": {"app": "web"}}})
    owner = client.get("Pod", "there").metadata.uid
    owned = {"name": "owned", "ownerReferences": [reference(owner, controller=True)]}
    client.create({**pod("owned"), "metadata": owned})
    names = lambda by: [item.metadata.name for item in client.list("Pod", "default", by=by)]  # noqa: E731
    assert names(("node", "worker-1")) == ["here"]
    assert names(("label", "app=web")) == ["there"]
    assert names(("owner", owner)) == ["owned"]
    assert names(("owner", "")) == ["here", "there"]
    assert any("fieldSelector=spec.nodeName" in path for _, path, _ in server.requests)
    with pytest.raises(ValueError, match="by node, owner or label"):
        names(("colour", "red"))


def reference(uid: str, **more: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "name": "there", "uid": uid, **more}


def test_a_past_moment_can_be_listed(client: LiveClient) -> None:
    first = client.create(pod("first"))
    client.create(pod("second"))
    at = int(first.metadata.resource_version)
    assert [item.metadata.name for item in client.list("Pod", "default", at=at)] == ["first"]


def test_one_object_as_a_view_and_as_a_manifest(client: LiveClient) -> None:
    client.create(pod("web"))
    assert client.get("po", "web").spec.scheduler_name == "my-scheduler"
    assert client.manifest("Pod", "web")["metadata"]["managedFields"]
    with pytest.raises(errors.NotFound, match=r'^pods "web2" not found$'):
        client.get("Pod", "web2")
    with pytest.raises(errors.NotFound):
        client.get("Pod", "../web")


def test_refusals_have_the_servers_words(client: LiveClient) -> None:
    client.create(pod("web"))
    with pytest.raises(errors.AlreadyExists, match='pods "web" already exists'):
        client.create(pod("web"))
    with pytest.raises(errors.Invalid, match=r'Pod "web!" is invalid: metadata\.name') as refused:
        client.create(pod("web!"))
    assert refused.value.causes[0].field == "metadata.name"
    with pytest.raises(errors.BadRequest, match=r'unknown field "spec\.replicas"'):
        client.create(pod("wrong", replicas=1))
    stale = client.manifest("Pod", "web")
    client.patch("Pod", "web", {"metadata": {"labels": {"a": "1"}}})
    with pytest.raises(errors.Conflict, match="the object has been modified"):
        client.update(stale)


def test_writes_change_what_they_should(server: Server, client: LiveClient) -> None:
    client.create(pod("web"))
    manifest = client.manifest("Pod", "web")
    manifest["metadata"]["labels"] = {"a": "1", "b": "2"}
    assert client.update(manifest).metadata.labels == {"a": "1", "b": "2"}
    patched = client.patch("Pod", "web", {"metadata": {"labels": {"a": None}}})
    assert patched.metadata.labels == {"b": "2"}
    assert server.requests[-1][2] == "application/merge-patch+json"
    told = client.update_status(client.get("Pod", "web"), {"phase": "Pending", "message": "told"})
    assert told.status.message == "told"
    assert told.metadata.labels == {"b": "2"}
    client.delete("Pod", "web", grace=0)
    with pytest.raises(errors.NotFound):
        client.get("Pod", "web")


def test_the_status_of_another_object_of_the_same_name_is_left_alone(client: LiveClient) -> None:
    old = client.create(pod("web"))
    client.delete("Pod", "web", grace=0)
    client.create(pod("web"))
    with pytest.raises(errors.Conflict, match="another one by now"):
        client.update_status(old, {"message": "told"})


def test_a_binding_names_the_node_and_is_read_without_models(server: Server, client: LiveClient) -> None:
    waiting = client.create(pod("web"))
    client.bind(waiting, "worker-2")
    assert client.get("Pod", "web").spec.node_name == "worker-2"
    with pytest.raises(errors.Conflict, match='pod web is already assigned to node "worker-2"'):
        client.bind(waiting, "worker-1")


def test_a_binding_is_for_this_very_pod(client: LiveClient) -> None:
    old = client.create(pod("web"))
    client.delete("Pod", "web", grace=0)
    client.create(pod("web"))
    with pytest.raises(errors.Conflict, match="UID"):
        client.bind(old, "worker-1")
    assert client.get("Pod", "web").spec.node_name == ""


def test_only_pods_of_the_own_scheduler_and_namespace_are_bound(server: Server, client: LiveClient) -> None:
    other = client.create(pod("other", scheduler="somebody-else"))
    with pytest.raises(errors.Forbidden, match="asks for somebody-else, and my-scheduler leaves it alone"):
        client.bind(other, "worker-1")
    mine = client.create(pod("mine"))
    client.namespace = "shop"
    with pytest.raises(errors.Forbidden, match="own namespace shop only, not into default"):
        client.bind(mine, "worker-1")
    assert not any("binding" in path for _, path, _ in server.requests)


WRITES: list[tuple[str, tuple[Any, ...]]] = [
    ("create", (pod("web", namespace="kube-system"),)),
    ("update", (pod("web", namespace="kube-system"),)),
    ("patch", ("Pod", "web", {}, "kube-system")),
    ("delete", ("Pod", "web", "kube-system")),
    ("create", ({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}},)),
    ("delete", ("Namespace", "default", "default")),
    ("delete", ("Node", "worker-1", "default")),
    ("patch", ("Node", "worker-1", {"spec": {"unschedulable": True}})),
]


@pytest.mark.parametrize(("verb", "arguments"), WRITES)
def test_nothing_is_written_elsewhere(
    server: Server, client: LiveClient, verb: str, arguments: tuple[Any, ...]
) -> None:
    with pytest.raises(errors.Forbidden):
        getattr(client, verb)(*arguments)
    with pytest.raises(errors.Forbidden):
        getattr(LiveClient(client.transport), verb)(*arguments)
    assert server.requests == []


def test_status_events_and_evictions_elsewhere_are_refused_too(server: Server, client: LiveClient) -> None:
    node: Any = client.get("Node", "worker-1")
    lease_of_a_node: Any = client.list("Lease", "kube-node-lease")[0]
    server.requests.clear()
    with pytest.raises(errors.Forbidden):
        client.update_status(node, {})
    with pytest.raises(errors.Forbidden):
        client.event(lease_of_a_node, "Normal", "Reason", "message", "me")
    with pytest.raises(errors.Forbidden):
        client.evict(lease_of_a_node)
    assert server.requests == []


def test_an_eviction_asks_the_budgets(server: Server, client: LiveClient) -> None:
    server.pace = 0
    metadata = {"name": "web", "labels": {"app": "web"}}
    client.create({**pod("web", scheduler="default-scheduler"), "metadata": metadata})
    spec = {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}}
    client.create({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"}, "spec": spec})
    server.advance(30)
    with pytest.raises(errors.TooManyRequests, match="disruption budget"):
        client.evict(client.get("Pod", "web"))
    client.delete("pdb", "web")
    client.evict(client.get("Pod", "web"))
    assert client.get("Pod", "web").metadata.deletion_timestamp


def test_an_event_is_about_an_object(client: LiveClient) -> None:
    client.event(client.create(pod("web")), "Normal", "Scheduled", "x" * 2000, "my-scheduler")
    event = next(each for each in client.list("Event", "default") if each.involved_object.kind == "Pod")
    assert (event.involved_object.name, event.reason, event.source.component) == ("web", "Scheduled", "my-scheduler")
    assert len(event.message) == 1024


def test_a_busy_server_is_asked_again_and_not_for_ever(server: Server, client: LiveClient) -> None:
    server.busy = 4
    assert client.get("Node", "worker-1")
    server.busy = 5
    with pytest.raises(errors.TooManyRequests, match="storage is"):
        client.get("Node", "worker-1")


def test_nobody_at_the_address_is_told(server: Server, client: LiveClient) -> None:
    server.__exit__()
    client.transport._client.client.rest_client.pool_manager.clear()
    with pytest.raises(errors.APIError, match="does not answer") as refused:
        client.list("Pod")
    assert refused.value.code == 503


def test_a_kind_that_is_not_served_is_told(client: LiveClient) -> None:
    with pytest.raises(errors.NotFound):
        client.transport.request("GET", "/apis/example.com/v1/widgets")
    with pytest.raises(errors.NotFound, match="doesn't have a resource type"):
        client.list("widgets")


def test_a_picture_is_the_same_as_in_process(server: Server, client: LiveClient) -> None:
    server.pace = 0
    with server.lock:
        inside = snapshot(LocalClient(server.api, server.clock))
    assert snapshot(client) == inside


def test_a_watch_in_a_thread_reports_what_is_there_and_what_changes(client: LiveClient) -> None:
    client.create(pod("old"))
    seen: list[WatchEvent] = []
    begun, enough = threading.Event(), threading.Event()

    def note(event: WatchEvent) -> None:
        seen.append(event)
        begun.set()
        if event.type == "DELETED":
            enough.set()

    watch = client.watch("Pod", note, by=("owner", ""))
    assert begun.wait(10)
    client.create(pod("new"))
    client.delete("Pod", "new", grace=0)
    assert enough.wait(10)
    watch.stop()
    assert [event.object.metadata.name for event in seen if event.type == "ADDED"] == ["old", "new"]
    assert seen[-1].old.metadata.name == "new"


def test_a_watch_from_a_forgotten_revision_is_gone(server: Server, client: LiveClient) -> None:
    server.forgets = 1
    with pytest.raises(errors.Gone):
        client.watch("Pod", print, since=1)


def test_the_transport_needs_no_discovery(server: Server, client: LiveClient) -> None:
    client.list("Deployment")
    assert [path.partition("?")[0] for _, path, _ in server.requests] == ["/apis/apps/v1/deployments"]
    assert isinstance(client.transport, Transport)
    assert kinds.named("Deployment").api_version == "apps/v1"
