"""The Client inside one process: the API's verbs, with views handed out instead of documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kubelite.client import Manifest, Subscription, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.apiserver.answer import shown
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.apiserver.events import EventRecorder
from kubelite.controlplane.etcd import Record, Watch
from kubelite.objects import Object, Pod, kinds, view
from kubelite.objects.kinds import Resource


class LocalClient:
    """A ``Client`` that speaks to an ``APIServer`` in the same process.

    Each revision of an object is made into a view once.
    """

    def __init__(self, api: APIServer, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._events = EventRecorder(api, clock)

    def get(self, kind: str, name: str, namespace: str = "default") -> Any:
        resource = kinds.named(kind)
        found: Any = self._reader(resource)(self._api.get(resource, namespace, name))
        return found

    def list(
        self, kind: str, namespace: str | None = None, *, by: tuple[str, str] | None = None, at: int | None = None
    ) -> list[Any]:
        resource, etcd = kinds.named(kind), self._api.etcd
        if at is not None:
            records = etcd.at(resource.qualified, at)
            records = [record for record in records if by is None or by[1] in etcd.values(record, by[0])]
        elif by is not None:
            records = etcd.lookup(resource.qualified, *by)
        else:
            records = etcd.list(resource.qualified, namespace or "")
        read = view_of if at is not None else self._reader(resource)
        return [read(record) for record in records if not namespace or record.key.namespace == namespace]

    def manifest(self, kind: str, name: str, namespace: str = "default") -> Manifest:
        resource = kinds.named(kind)
        document = shown(self._api.get(resource, namespace, name))
        complete = self._api.completions.get(resource.qualified)
        manifest: Manifest = _copy(complete(document) if complete else document)
        return manifest

    def create(self, obj: Manifest) -> Any:
        resource = kinds.of_manifest(obj)
        return _view(self._api.create(resource, namespace_of(obj, resource), obj).record)

    def update(self, obj: Manifest) -> Any:
        resource = kinds.of_manifest(obj)
        name = (obj.get("metadata") or {}).get("name", "")
        return _view(self._api.update(resource, namespace_of(obj, resource), name, obj).record)

    def update_status(self, obj: Object, status: Mapping[str, Any]) -> Any:
        resource, metadata = kinds.named(obj.kind), obj.metadata
        return _view(self._api.set_status(resource, metadata.namespace, metadata.name, status, metadata.uid).record)

    def patch(
        self, kind: str, name: str, change: Mapping[str, Any], namespace: str = "default", *, subresource: str = ""
    ) -> Any:
        return _view(self._api.patch(kinds.named(kind), namespace, name, change, subresource=subresource).record)

    def delete(
        self,
        kind: str,
        name: str,
        namespace: str = "default",
        grace: int | None = None,
        *,
        propagation: str = "",
    ) -> None:
        self._api.delete(kinds.named(kind), namespace, name, grace=grace, propagation=propagation)

    def bind(self, pod: Pod, node_name: str) -> None:
        self._api.bind(pod.metadata.namespace, pod.metadata.name, node_name)

    def evict(self, pod: Pod) -> None:
        self._api.evict(pod.metadata.namespace, pod.metadata.name, uid=pod.metadata.uid)

    def watch(
        self,
        kind: str,
        on_change: Callable[[WatchEvent], None],
        since: int | None = None,
        *,
        by: tuple[str, str] | None = None,
    ) -> Subscription:
        resource, etcd = kinds.named(kind).qualified, self._api.etcd
        watch = etcd.watch(resource, lambda record: on_change(event_of(record)), since, by)
        if since is None:
            for record in etcd.lookup(resource, *by) if by else etcd.list(resource):
                self._clock.soon(_report_existing, watch, on_change, record)
        return watch

    def event(self, obj: Object, type: str, reason: str, message: str, component: str) -> None:
        self._events.record(obj, type, reason, message, component)

    def _reader(self, resource: Resource) -> Callable[[Record], Any]:
        """How a record becomes a view: with what is known only at the moment of reading, if there is such a thing."""
        complete = self._api.completions.get(resource.qualified)
        return (lambda record: view(complete(shown(record)))) if complete else view_of


def view_of(record: Record) -> Any:
    """The view of a record, made at its first reading."""
    if record.view is None:
        record.view = view(shown(record))
    return record.view


def event_of(record: Record) -> WatchEvent:
    """What a watcher is told of a record."""
    before = record.before if record.before and record.before.document is not None else None
    old = view_of(before) if before else None
    if record.document is None:
        return WatchEvent("DELETED", old, old, record.revision)
    return WatchEvent("MODIFIED" if before else "ADDED", view_of(record), old, record.revision)


def _report_existing(watch: Watch, on_change: Callable[[WatchEvent], None], record: Record) -> None:
    """Report an object that was there when the watch began."""
    if not watch.stopped:
        on_change(WatchEvent("ADDED", view_of(record)))


def namespace_of(obj: Manifest, resource: Resource) -> str:
    """The namespace that a manifest names; ``default`` where it names none."""
    metadata = obj.get("metadata")
    named = metadata.get("namespace") if isinstance(metadata, dict) else None
    return (named if isinstance(named, str) and named else "default") if resource.namespaced else ""


def _view(record: Record | None) -> Any:
    return view_of(record) if record is not None else None


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
