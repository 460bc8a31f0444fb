"""The work queue: which objects a controller has to look at, each of them at most once at a moment.

Many changes of one moment become one look, since a key that waits already is not added again. A key whose work failed
comes back after a pause that doubles from failure to failure.

Source of the rules: ``staging/src/k8s.io/client-go/util/workqueue/{queue,delaying_queue,default_rate_limiters}.go``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kubelite.clock import Clock, Timer

FIRST_RETRY = 0.005
"""Seconds after which a key is tried again that failed once; the next pause is twice as long, and so on."""

LONGEST_RETRY = 1000.0
"""No pause is longer, in seconds."""


class Key(NamedTuple):
    """The name of an object. ``kind`` is there only where a controller looks after objects of several kinds."""

    namespace: str
    name: str
    kind: str = ""


class WorkQueue:
    """Calls ``work(key)`` for every key that was added, after everything else that is due at that moment.

    What is added while the work goes on waits for the next round, also when it is the key that is being worked on.
    """

    def __init__(self, clock: Clock, work: Callable[[Key], None]) -> None:
        self._clock = clock
        self._work = work
        self._waiting: dict[Key, None] = {}
        self._later: dict[Key, Timer] = {}
        self._failures: dict[Key, int] = {}
        self._round: Timer | None = None

    def add(self, key: Key) -> None:
        """Look at ``key`` at this moment."""
        self._waiting[key] = None
        if self._round is None:
            # A timer of 0 seconds comes after all calls that are due now: a thousand Pods that change at one moment
            # are a thousand events, and one look.
            self._round = self._clock.after(0, self._work_off)

    def add_after(self, key: Key, seconds: float) -> None:
        """Look at ``key`` when ``seconds`` have passed; the earliest of several wishes counts."""
        planned = self._later.get(key)
        if planned is not None:
            if planned.due <= self._clock.now + seconds:
                return
            planned.cancel()
        self._later[key] = self._clock.after(seconds, self._is_due, key)

    def retry(self, key: Key) -> None:
        """Look at ``key`` again after a pause: 5 ms, 10 ms, 20 ms … at most 1000 s."""
        failures = self._failures.get(key, 0)
        self._failures[key] = failures + 1
        self.add_after(key, min(FIRST_RETRY * 2 ** min(failures, 30), LONGEST_RETRY))

    def forget(self, key: Key) -> None:
        """The work on ``key`` went well: the next failure counts as the first."""
        self._failures.pop(key, None)

    def clear(self) -> None:
        """Empty the queue and cancel every timer."""
        for timer in (self._round, *self._later.values()):
            if timer is not None:
                timer.cancel()
        self._round = None
        for kept in (self._waiting, self._later, self._failures):
            kept.clear()

    def _is_due(self, key: Key) -> None:
        self._later.pop(key, None)
        self.add(key)

    def _work_off(self) -> None:
        keys, self._waiting, self._round = list(self._waiting), {}, None
        for key in keys:
            self._work(key)
