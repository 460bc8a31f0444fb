"""Simulated time: a list of calls that are due, and a now that moves only when it is told to.

Nothing in kubelite reads the wall clock. A ``Clock`` holds calls in the order in which they are due; ``advance`` lets
time pass from one to the next. Two calls that are due at one moment run in the order in which they were asked for, so
that the same inputs always give the same run.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

EPOCH = datetime(2026, 1, 1, 9, 0, 0, tzinfo=UTC)
"""Simulated time starts here, on every machine."""

MOST_CALLS_AT_ONE_MOMENT = 5_000_000
"""More calls than any healthy cluster makes without time passing; beyond it something repeats itself for ever."""

Call = Callable[..., object]


class Timer:
    """A call that is due later; ``cancel()`` takes it back."""

    __slots__ = ("args", "call", "due")

    def __init__(self, due: float, call: Call | None, args: tuple[Any, ...]) -> None:
        self.due = due
        self.call = call
        self.args = args

    def cancel(self) -> None:
        """Take the call back; cancelling twice, or after the call, does nothing."""
        self.call = None


class Clock:
    """Simulated seconds since ``EPOCH``, and what is to happen when.

    ``soon`` and ``after`` put a call on the list, ``settle`` makes all calls that are due now, ``advance`` lets time
    pass.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self._due_now: deque[tuple[Call, tuple[Any, ...]]] = deque()
        self._later: list[tuple[float, int, Timer]] = []
        self._counter = 0

    def soon(self, call: Call, *args: Any) -> None:
        """Make ``call(*args)`` at this moment, after what is already due."""
        self._due_now.append((call, args))

    def after(self, seconds: float, call: Call, *args: Any) -> Timer:
        """Make ``call(*args)`` when ``seconds`` (0 or more) have passed."""
        if seconds < 0:
            raise ValueError(f"after({seconds}): time does not run backwards; give 0 or more seconds")
        timer = Timer(self.now + seconds, call, args)
        self._counter += 1
        heapq.heappush(self._later, (timer.due, self._counter, timer))
        return timer

    def settle(self) -> None:
        """Make every call that is due at this moment, also those which these calls ask for."""
        due_now, made = self._due_now, 0
        while True:
            while due_now:
                call, args = due_now.popleft()
                call(*args)
                made += 1
                if made > MOST_CALLS_AT_ONE_MOMENT:
                    raise RuntimeError(f"time stands still at {self.now} s: {call!r} is asked for again and again")
            if not self._wake(self.now):
                return

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass, from one due call to the next."""
        if seconds < 0:
            raise ValueError(f"advance({seconds}): time does not run backwards; give 0 or more seconds")
        self.advance_to(self.now + seconds)

    def advance_to(self, moment: float) -> None:
        """Let time pass until ``moment`` (in seconds since the start); what is due at that moment is done too."""
        self.settle()
        while (due := self.next_due()) is not None and due <= moment:
            self.now = max(self.now, due)
            self.settle()
        self.now = max(self.now, moment)

    def run_until(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Let time pass until ``condition()`` holds, at most ``timeout`` seconds; say whether it does."""
        end = self.now + timeout
        self.settle()
        while not condition():
            due = self.next_due()
            if due is None or due > end:
                self.advance_to(end)
                return condition()
            self.advance_to(due)
        return True

    def next_due(self) -> float | None:
        """When the next timer is due, in seconds since the start; ``None`` when nothing is planned."""
        while self._later and self._later[0][2].call is None:
            heapq.heappop(self._later)
        return self._later[0][0] if self._later else None

    def time(self, at: float | None = None) -> datetime:
        """The simulated date and time, now or ``at`` seconds since the start."""
        return EPOCH + timedelta(seconds=self.now if at is None else at)

    def timestamp(self, at: float | None = None) -> str:
        """The same as Kubernetes writes it, in whole seconds: ``2026-01-01T09:00:00Z``."""
        return _written(self.now if at is None else at)

    def micro_timestamp(self, at: float | None = None) -> str:
        """The same with microseconds, as Leases and Events want it."""
        return self.time(at).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def _wake(self, moment: float) -> bool:
        """Move the timers that are due at ``moment`` into the queue; say whether there were any."""
        woken = False
        while self._later and self._later[0][0] <= moment:
            timer = heapq.heappop(self._later)[2]
            if timer.call is not None:
                self._due_now.append((timer.call, timer.args))
                timer.call = None
                woken = True
        return woken


@lru_cache(maxsize=1000)
def _written(seconds: float) -> str:
    """A moment as text. At one moment many components write it, and all share one text."""
    return (EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_since_start(moment: datetime) -> float:
    """The simulated seconds at which ``moment`` lies."""
    return (moment - EPOCH).total_seconds()
