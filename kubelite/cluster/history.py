"""Every past moment of a simulated cluster: which revision belongs to which time, and what there was then.

The store forgets nothing, so the past is read and not recorded. Only the times are noted, once for each moment at which
something changed: memory grows with changes, and not with time.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple, overload

from kubelite.client import Client
from kubelite.clock import Clock
from kubelite.view.snapshot import Extras, Snapshot, snapshot
from kubelite.view.svg import to_svg
from kubelite.view.text import to_text


class Moment(NamedTuple):
    """A time at which something changed, in seconds since the start, and the last revision that was written then."""

    time: float
    revision: int


class Past:
    """The cluster as it was; it shows itself like the cluster."""

    def __init__(self, moment: Moment, snapshot: Snapshot) -> None:
        self.moment = moment
        self.snapshot = snapshot

    def __repr__(self) -> str:
        return to_text(self.snapshot)

    def _repr_svg_(self) -> str:
        return to_svg(self.snapshot)


class History(Sequence[Moment]):
    """The moments at which something changed, oldest first. ``at(120)`` is the cluster as it was after 120 seconds."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._times = array("d")
        self._revisions = array("q")

    def note(self, revision: int) -> None:
        """This revision has been written now."""
        if self._times and self._times[-1] == self._clock.now:
            self._revisions[-1] = revision
        else:
            self._times.append(self._clock.now)
            self._revisions.append(revision)

    def moment(self, time: float) -> Moment:
        """The last moment up to ``time`` at which something changed. ``ValueError`` before the first one, or in the
        future.
        """
        if not 0 <= time <= self._clock.now:
            raise ValueError(f"history knows the times from 0 to {self._clock.now:g} s, and not {time:g} s")
        place = bisect_right(self._times, time) - 1
        return self[place] if place >= 0 else Moment(0.0, 0)

    def at(self, time: float) -> Past:
        """The cluster as it was at ``time``, in seconds since the start."""
        moment = self.moment(time)
        return Past(moment, snapshot(self._client, at=moment.revision, extras=Extras(moment=time)))

    def objects(self, kind: str, time: float, namespace: str | None = "default") -> list[Any]:
        """All objects of a kind as they were at ``time``; ``namespace=None``: of all namespaces."""
        return self._client.list(kind, namespace, at=self.moment(time).revision)

    @overload
    def __getitem__(self, index: int) -> Moment: ...
    @overload
    def __getitem__(self, index: slice) -> list[Moment]: ...
    def __getitem__(self, index: int | slice) -> Moment | list[Moment]:
        if isinstance(index, slice):
            return [Moment(*each) for each in zip(self._times[index], self._revisions[index], strict=True)]
        return Moment(self._times[index], self._revisions[index])

    def __len__(self) -> int:
        return len(self._times)

    def __repr__(self) -> str:
        if not self._times:
            return "Nothing has happened yet."
        times = f"from {self._times[0]:g} s to {self._times[-1]:g} s"
        return f"{len(self)} moments {times}, {self._revisions[-1]} revisions"
