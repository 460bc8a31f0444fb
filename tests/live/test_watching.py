"""Watching bit by bit: nothing is lost and nothing comes twice, also when the server forgets."""

from __future__ import annotations

from kubelite.live.client import LiveClient
from tests.live.scenes import pod
from tests.live.server import Server


def told(events: object) -> list[tuple[str, str]]:
    return [(event.type, event.object.metadata.name) for event in events]  # type: ignore[attr-defined]


def test_what_is_there_comes_first_and_each_change_once(client: LiveClient) -> None:
    client.create(pod("a"))
    watch = client.watch_here("Pod", "default")
    assert told(watch.changes(0.1)) == [("ADDED", "a")]
    client.create(pod("b"))
    client.patch("Pod", "a", {"metadata": {"labels": {"x": "1"}}})
    client.delete("Pod", "b", grace=0)
    events = list(watch.changes(0.1))
    assert told(events) == [("ADDED", "b"), ("MODIFIED", "a"), ("DELETED", "b")]
    assert [event.old is not None for event in events] == [False, True, True]
    assert all(event.revision for event in events)
    assert told(watch.changes(0.1)) == []


def test_other_namespaces_are_left_out(client: LiveClient) -> None:
    watch = client.watch_here("Pod", "default")
    list(watch.changes(0.1))
    here = client.watch_here("Lease", "default")
    assert told(here.changes(0.1)) == []


def test_what_happened_while_the_server_forgot_is_found_out(server: Server, client: LiveClient) -> None:
    for name in ("stays", "goes", "changes"):
        client.create(pod(name))
    watch = client.watch_here("Pod", "default")
    list(watch.changes(0.1))
    server.forgets = 1
    assert told(watch.changes(0.1)) == []
    client.delete("Pod", "goes", grace=0)
    client.create(pod("comes"))
    client.patch("Pod", "changes", {"metadata": {"labels": {"x": "1"}}})
    events = list(watch.changes(0.1))
    assert told(events) == [("DELETED", "goes"), ("MODIFIED", "changes"), ("ADDED", "comes")]
    assert events[1].old.metadata.labels == {}
    assert told(watch.changes(0.1)) == []


def test_a_bookmark_moves_the_revision_on(server: Server, client: LiveClient) -> None:
    watch = client.watch_here("Pod", "default")
    list(watch.changes(0.1))
    client.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "other"}})
    list(watch.changes(0.1))
    list(watch.changes(0.1))
    asked = [path for _, path, _ in server.requests if "watch=true" in path]
    revisions = [int(path.partition("resourceVersion=")[2].partition("&")[0]) for path in asked]
    assert revisions == sorted(revisions)
    assert revisions[-1] > revisions[0]
