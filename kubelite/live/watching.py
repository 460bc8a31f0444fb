"""Watching a real cluster: first all that is there, then every change.

Each look goes on from the revision at which the last one ended. Where the server has forgotten that revision (410 Gone,
which is usual after some minutes), everything is read again and compared with what was known.

Source of the idea: ``staging/src/k8s.io/client-go/tools/cache/reflector.go``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from kubelite.client import Manifest, WatchEvent
from kubelite.live.transport import Query, Transport
from kubelite.objects import Object, view
from kubelite.objects.errors import APIError, Gone
from kubelite.objects.kinds import Resource

Key = tuple[str, str]
PAGE = 500  # objects in one answer
PAUSE = 1.0  # seconds before the next try after something went wrong


class Watch:
    """The changes of one resource, asked for bit by bit: ``changes(seconds)``.

    ``path`` is that of the list. ``since`` is a revision to begin at; without it the objects that exist come first.
    """

    def __init__(self, transport: Transport, resource: Resource, path: str, since: int | None = None) -> None:
        self._transport = transport
        self._resource = resource
        self._path = path
        self._known: dict[Key, Object] = {}
        self._revision = "" if since is None else str(since)
        self._may_list = since is None

    def changes(self, seconds: float) -> Iterator[WatchEvent]:
        """What changes within about so many seconds. Raises ``Gone`` where ``since`` is too long ago."""
        if not self._revision:
            yield from self._from_a_list()
        query: Query = [("resourceVersion", self._revision), ("allowWatchBookmarks", "true")]
        try:
            for line in self._transport.stream(self._path, query, max(1, round(seconds))):
                if line.get("type") == "ERROR":
                    raise _error(line.get("object") or {})
                if (event := self._event(line["type"], line["object"])) is not None:
                    yield event
        except Gone:
            if not self._may_list:
                raise
            self._revision = ""
        except APIError:
            self._revision = ""
            time.sleep(min(PAUSE, seconds))

    def _from_a_list(self) -> Iterator[WatchEvent]:
        """All that is there, or what has changed since it was known."""
        items, self._revision = read_all(self._transport, self._resource, self._path)
        self._may_list = True
        found = {_key(item): item for item in items}
        for key in [key for key in self._known if key not in found]:
            yield WatchEvent("DELETED", self._known[key], self._known.pop(key))
        for key, item in found.items():
            old = self._known.get(key)
            if old is None or old.metadata.resource_version != item.metadata.resource_version:
                self._known[key] = item
                yield WatchEvent("MODIFIED" if old else "ADDED", item, old, _revision(item))

    def _event(self, type: str, manifest: Manifest) -> WatchEvent | None:
        item = view(manifest)
        self._revision = item.metadata.resource_version or self._revision
        if type == "BOOKMARK":  # says only how far we are
            return None
        old = self._known.get(_key(item))
        if type == "DELETED":
            self._known.pop(_key(item), None)
        else:
            self._known[_key(item)] = item
        return WatchEvent(type, item, old, _revision(item))


class Watching:
    """A watch in a thread of its own, which calls ``on_change(event)``; it ends with ``stop()`` or with Python."""

    def __init__(self, watch: Watch, on_change: Callable[[WatchEvent], None]) -> None:
        self._watch = watch
        self._on_change = on_change
        self._stopped = threading.Event()
        threading.Thread(target=self._run, daemon=True, name="kubelite watch").start()

    def stop(self) -> None:
        """Report nothing more."""
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                for event in self._watch.changes(5):
                    if self._stopped.is_set():
                        return
                    self._on_change(event)
            except Gone:
                return  # `since` is too long ago: the caller was told when the watch began
            except APIError:
                self._stopped.wait(PAUSE)


def read_all(transport: Transport, resource: Resource, path: str, query: Query = ()) -> tuple[list[Any], str]:
    """All objects of a list, page by page, sorted by namespace and name; and the revision of the list.

    A list that takes too long is begun again, since the server forgets where it was (410 Gone).
    """
    try:
        items, revision = _pages(transport, path, [*query, ("limit", str(PAGE))])
    except Gone:
        items, revision = _pages(transport, path, query)
    named = {"apiVersion": resource.api_version, "kind": resource.kind}  # the items of a list leave them out
    return sorted((view({**item, **named}) for item in items), key=_key), revision


def _pages(transport: Transport, path: str, query: Query) -> tuple[list[Manifest], str]:
    items: list[Manifest] = []
    token = ""
    while True:
        page = transport.request("GET", path, [*query, *([("continue", token)] if token else [])])
        items += page.get("items") or []
        metadata = page.get("metadata") or {}
        token = metadata.get("continue") or ""
        if not token:
            return items, metadata.get("resourceVersion") or ""


def _error(status: Manifest) -> APIError:
    """The error that a watch ended with."""
    message = str(status.get("message") or "the watch ended with an error")
    return Gone(message) if status.get("code") == 410 else APIError(message)


def _key(item: Object) -> Key:
    return item.metadata.namespace, item.metadata.name


def _revision(item: Object) -> int:
    revision = item.metadata.resource_version
    return int(revision) if revision.isdigit() else 0
