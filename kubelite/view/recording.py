"""A recording: every change of what is drawn, with the moment at which it happened.

It watches the API as a component does. A change costs one entry, so that memory grows with what changes, and not with
the time that passes or the size of the cluster: the objects before and after are the views that the API keeps anyway.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from kubelite.client import Client, WatchEvent
from kubelite.objects.meta import Object

KINDS = ("Node", "Deployment", "StatefulSet", "Job", "ReplicaSet", "Pod", "Service", "EndpointSlice")
"""What is drawn, owners before what they own."""

Place = tuple[str, str, str]
"""Kind, namespace, name."""


class Moment(Protocol):
    """A time at which something changed, and the last revision that was written then."""

    @property
    def time(self) -> float: ...
    @property
    def revision(self) -> int: ...


class Change(NamedTuple):
    """At ``moment`` (virtual seconds) an object changed; ``old`` or ``new`` is None where it did not exist."""

    moment: float
    revision: int
    place: Place
    old: Object | None
    new: Object | None


class Recording:
    """Begins with the first revision, and grows until ``stop()``. ``changes`` are in the order in which they happened.

    ``history`` says which revision was the last one of which moment. ``settle()`` lets the watches replay the past.
    """

    def __init__(self, client: Client, history: Sequence[Moment], settle: Callable[[], None]) -> None:
        self.changes: list[Change] = []
        self.on_change: Callable[[], object] = _nothing
        self._history = history
        self._known = (0, 0, 0.0)
        self._watches = [client.watch(kind, self._record, since=0) for kind in KINDS]
        settle()
        self.changes.sort(key=_revision)

    def position(self, moment: float) -> int:
        """How many changes had happened when ``moment`` was over."""
        return bisect_right(self.changes, moment, key=_moment)

    def stop(self) -> None:
        """Record nothing more."""
        for watch in self._watches:
            watch.stop()

    def _record(self, event: WatchEvent) -> None:
        found: Object = event.object
        place = (found.kind, found.metadata.namespace, found.metadata.name)
        new = None if event.type == "DELETED" else found
        self.changes.append(Change(self._moment_of(event.revision), event.revision, place, event.old, new))
        self.on_change()

    def _moment_of(self, revision: int) -> float:
        """When a revision was written; most come at the same moment as the one before."""
        after, until, time = self._known
        if not after < revision <= until:
            place = bisect_left(self._history, revision, key=_revision)
            until, time = self._history[place].revision, self._history[place].time
            self._known = (self._history[place - 1].revision if place else 0, until, time)
        return time


def _moment(change: Change) -> float:
    return change.moment


def _revision(found: Change | Moment) -> int:
    return found.revision


def _nothing() -> None:
    """Nobody wants to know of changes."""
