"""A recording: every change of what is drawn, with the moment at which it happened.

It watches the API as a component does. A change costs one entry, so that memory grows with what changes, and not with
the time that passes or the size of the cluster: the objects before and after are the views that the API keeps anyway.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from kubelite.client import Client, WatchEvent
from kubelite.objects.meta import Object

KINDS = ("Node", "Deployment", "StatefulSet", "Job", "ReplicaSet", "Pod", "Service", "EndpointSlice")
"""What is drawn, owners before what they own."""

Place = tuple[str, str, str]
"""Kind, namespace, name."""


class Change(NamedTuple):
    """At ``moment`` (virtual seconds) an object changed; ``old`` or ``new`` is None where it did not exist."""

    moment: float
    place: Place
    old: Object | None
    new: Object | None


class Recording:
    """Begins with the cluster as it is, and grows until ``stop()``.

    ``now()`` gives the moment in virtual seconds; ``settle()`` lets the watches report what exists. ``changes`` are in
    the order in which they happened; ``start`` holds what existed at ``begin``.
    """

    def __init__(self, client: Client, now: Callable[[], float], settle: Callable[[], None]) -> None:
        self.begin = now()
        self.start: dict[Place, Object] = {}
        self.changes: list[Change] = []
        self.on_change: Callable[[], object] = _nothing
        self._now = now
        self._watches = [client.watch(kind, self._record) for kind in KINDS]
        settle()
        for _, place, _, new in self.changes:
            if new is not None:
                self.start[place] = new
            else:
                self.start.pop(place, None)
        self.changes.clear()

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
        self.changes.append(Change(self._now(), place, event.old, None if event.type == "DELETED" else found))
        self.on_change()


def _moment(change: Change) -> float:
    return change.moment


def _nothing() -> None:
    """Nobody wants to know of changes."""
