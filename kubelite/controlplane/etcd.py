"""etcd: where the cluster's state is kept, as a log of revisions.

Every write gets the next revision and is appended to the log; the current state is the last record of every key. A
watch is a replay of the log from some revision on, which never ends. Documents are plain JSON and are never changed in
place: a write brings a new document, so that every old revision stays true.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from kubelite.objects.errors import Gone

Document = dict[str, Any]
Indexer = Callable[[Document], Iterable[str]]
Records = Sequence["Record"]
WatchPlace = tuple[str, tuple[str, str] | None]
"""What is watched: a resource, all of it or one value of an index."""


class Key(NamedTuple):
    """``resource`` is the qualified plural (``deployments.apps``), ``namespace`` is empty for cluster-wide kinds."""

    resource: str
    namespace: str
    name: str


class Record:
    """One revision of one key. ``document`` is ``None`` where the key was deleted; ``before`` is the record it
    replaced.

    ``view`` is a place for a reader's own form of the document, made at most once a revision.
    """

    __slots__ = ("before", "document", "key", "revision", "view")

    def __init__(self, key: Key, revision: int, document: Document | None, before: Record | None) -> None:
        self.key = key
        self.revision = revision
        self.document = document
        self.before = before
        self.view: Any = None


class Watch:
    """One watcher and the records that it has not been told of yet; ``stop()`` ends it."""

    def __init__(
        self, etcd: Etcd, place: WatchPlace, deliver: Callable[[Record], None], missed: Iterable[Record]
    ) -> None:
        self.place = place
        self.stopped = False
        self._etcd = etcd
        self._deliver = deliver
        self._pending = list(missed)
        if self._pending:
            etcd.soon(self._replay)

    def stop(self) -> None:
        """Deliver nothing more."""
        self.stopped = True
        self._etcd.forget(self)

    def add(self, record: Record) -> None:
        """There is something new: tell of it soon. Several writes at one moment wake a watcher once."""
        if not self._pending:
            self._etcd.soon(self._replay)
        self._pending.append(record)

    def _replay(self) -> None:
        pending, self._pending = self._pending, []
        for record in pending:
            if not self.stopped:
                self._deliver(record)


class Etcd:
    """A store of documents by key, with revisions, compare-and-swap, watches and indexes.

    ``soon`` is called with a function that should run at this moment, after what is already due (``Clock.soon``).
    """

    def __init__(self, soon: Callable[[Callable[[], None]], None]) -> None:
        self.revision = 0
        self.compacted = 0
        self.soon = soon
        self.on_write: Callable[[int], None] | None = None
        """Is told of every revision when it is written."""
        self._current: dict[str, dict[tuple[str, str], Record]] = {}
        self._deleted: dict[str, dict[tuple[str, str], Record]] = {}
        self._logs: dict[str, list[Record]] = {}
        self._watches: dict[WatchPlace, list[Watch]] = {}
        self._indexers: dict[str, dict[str, Indexer]] = {}
        self._indexes: dict[tuple[str, str, str], set[tuple[str, str]]] = {}

    def get(self, key: Key) -> Record | None:
        """The current record of ``key``, or ``None``."""
        return self._current.get(key.resource, {}).get((key.namespace, key.name))

    def put(self, key: Key, document: Document, expected: int | None = None) -> Record | None:
        """Write ``document`` and return its record.

        ``expected`` is the revision that must be current (0: the key must be free); if it is not, nothing is written
        and the answer is ``None``.
        """
        return self._write(key, document, expected)

    def delete(self, key: Key, expected: int | None = None) -> Record | None:
        """Delete ``key``; ``None`` when it is not there, or when ``expected`` is not its current revision."""
        return self._write(key, None, expected) if self.get(key) else None

    def list(self, resource: str, namespace: str = "") -> Records:
        """All current records of ``resource``, in the order of their keys; of one ``namespace`` where it is given."""
        records = self._current.get(resource, {})
        return [records[place] for place in sorted(records) if not namespace or place[0] == namespace]

    def index(self, resource: str, name: str, indexer: Indexer) -> None:
        """Keep an index: ``indexer(document)`` gives the values under which a document can be looked up."""
        self._indexers.setdefault(resource, {})[name] = indexer
        for place, record in self._current.get(resource, {}).items():
            for value in indexer(record.document or {}):
                self._indexes.setdefault((resource, name, value), set()).add(place)

    def lookup(self, resource: str, name: str, value: str) -> Records:
        """The current records whose documents have ``value`` in the index ``name``, in the order of their keys."""
        records = self._current.get(resource, {})
        return [records[place] for place in sorted(self._indexes.get((resource, name, value), ()))]

    def log(self, resource: str, since: int) -> Records:
        """All records of ``resource`` after revision ``since``, oldest first; ``Gone`` when they were compacted."""
        if since < self.compacted:
            raise Gone(
                f"The resourceVersion for the provided watch is too old: {since} (the oldest kept is {self.compacted})"
            )
        records = self._logs.get(resource, [])
        return records[bisect_right(records, since, key=_revision) :]

    def at(self, resource: str, revision: int) -> Records:
        """All records of ``resource`` as they were at ``revision``, in the order of their keys."""
        if revision < self.compacted:
            raise Gone(f"The provided resource version is too old: {revision} (the oldest kept is {self.compacted})")
        state = {place: _as_of(record, revision) for place, record in self._latest(resource).items()}
        return [
            record for place in sorted(state) if (record := state[place]) is not None and record.document is not None
        ]

    def values(self, record: Record, index: str) -> set[str]:
        """Under which values of ``index`` a record stands."""
        indexer = self._indexers.get(record.key.resource, {}).get(index)
        return set(indexer(record.document)) if indexer and record.document else set()

    def watch(
        self,
        resource: str,
        deliver: Callable[[Record], None],
        since: int | None = None,
        by: tuple[str, str] | None = None,
    ) -> Watch:
        """Call ``deliver`` with every record of ``resource`` after ``since`` (default: from now on).

        With ``by`` (index, value) only with records that stand under this value, or did before the change. Writes
        elsewhere then cost such a watcher nothing.
        """
        missed = self.log(resource, self.revision if since is None else since)
        watch = Watch(
            self, (resource, by), deliver, [record for record in missed if by is None or self.concerns(record, by)]
        )
        self._watches.setdefault(watch.place, []).append(watch)
        return watch

    def concerns(self, record: Record, by: tuple[str, str]) -> bool:
        """Does the record stand under this index value, or did it before the change?"""
        name, value = by
        return value in self.values(record, name) or bool(record.before and value in self.values(record.before, name))

    def forget(self, watch: Watch) -> None:
        """Called by a watch that stops."""
        watches = self._watches.get(watch.place, [])
        if watch in watches:
            watches.remove(watch)

    def compact(self, revision: int) -> None:
        """Forget what happened up to ``revision``; the current state stays."""
        self.compacted = max(self.compacted, min(revision, self.revision))
        for resource, records in self._logs.items():
            self._logs[resource] = records[bisect_right(records, self.compacted, key=_revision) :]
        for resource in list(self._current):
            for record in self._latest(resource).values():
                oldest = _as_of(record, self.compacted)
                if oldest is not None:
                    oldest.before = None
            deleted = self._deleted.get(resource, {})
            for place in [place for place, record in deleted.items() if record.revision <= self.compacted]:
                del deleted[place]

    def _write(self, key: Key, document: Document | None, expected: int | None) -> Record | None:
        place, records = (key.namespace, key.name), self._current.setdefault(key.resource, {})
        before = records.get(place)
        if expected is not None and expected != (before.revision if before else 0):
            return None
        self.revision += 1
        deleted = self._deleted.setdefault(key.resource, {})
        record = Record(key, self.revision, document, before or deleted.pop(place, None))
        if document is None:
            del records[place]
            deleted[place] = record
        else:
            records[place] = record
        if self.on_write is not None:
            self.on_write(self.revision)
        self._reindex(place, before, record)
        self._logs.setdefault(key.resource, []).append(record)
        for watch in self._watches.get((key.resource, None), ()):
            watch.add(record)
        return record

    def _reindex(self, place: tuple[str, str], before: Record | None, after: Record) -> None:
        """Note under which values the record stands now, and wake those who watch these or the old ones."""
        resource = after.key.resource
        for name, indexer in self._indexers.get(resource, {}).items():
            old = set(indexer(before.document)) if before and before.document else set()
            new = set(indexer(after.document)) if after.document else set()
            for value in old - new:
                places = self._indexes[resource, name, value]
                places.remove(place)
                if not places:
                    del self._indexes[resource, name, value]
            for value in new - old:
                self._indexes.setdefault((resource, name, value), set()).add(place)
            for value in sorted(old | new):
                for watch in self._watches.get((resource, (name, value)), ()):
                    watch.add(after)

    def _latest(self, resource: str) -> dict[tuple[str, str], Record]:
        """The newest record of every key, deletions included."""
        return {**self._current.get(resource, {}), **self._deleted.get(resource, {})}


def _revision(record: Record) -> int:
    return record.revision


def _as_of(record: Record | None, revision: int) -> Record | None:
    while record is not None and record.revision > revision:
        record = record.before
    return record
