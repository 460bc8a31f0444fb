"""The queue: which Pod comes next, and which Pods wait for something to change.

A Pod without a node is in one of four places:

    active        its turn will come, by the sort key, then by arrival
    parked        no node would take it; it waits for an event that can help
    backing off   it was woken so soon after it failed that all active Pods come first
    asleep        an error came between; it comes back by itself when its back-off is over

Source of the rules: ``pkg/scheduler/backend/queue/{scheduling_queue,backoff_queue}.go``.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from typing import Any

from kubelite.clock import Clock, Timer
from kubelite.controlplane.scheduler.framework import Event
from kubelite.objects.core.pod import Pod

MAX_BACKOFF = 10.0
LONGEST_WAIT = 300.0
"""Seconds after which a parked Pod is tried again although nothing that could help it has happened."""
CHECK_EVERY = 30.0


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures: 1, 2, 4, 8, 10, 10, …"""
    return min(MAX_BACKOFF, 2.0 ** min(failures - 1, 10))


class QueuedPod:
    """A Pod that has no node yet. ``ticket`` is its place; when it moves it gets a new one, and the old one is void."""

    __slots__ = ("errors", "failures", "parked_at", "pod", "ticket", "waits_for")

    def __init__(self, pod: Pod) -> None:
        self.pod = pod
        self.failures = 0
        self.errors = 0
        self.ticket = 0
        self.parked_at = 0.0
        self.waits_for: frozenset[Event] | None = None


class SchedulingQueue:
    """Pods without a node. ``ready()`` is called when there may be one to ``pop`` again."""

    def __init__(self, clock: Clock, sort_key: Callable[[Pod], Any], ready: Callable[[], object]) -> None:
        self._clock = clock
        self._sort_key = sort_key
        self._ready = ready
        self._pods: dict[str, QueuedPod] = {}
        self._active: list[tuple[Any, int, QueuedPod]] = []
        self._backing_off: list[tuple[float, int, QueuedPod]] = []
        self._parked: dict[frozenset[Event], dict[str, QueuedPod]] = {}
        self._happened: set[Event] = set()
        self._tickets = 0
        self._check: Timer | None = None

    def __len__(self) -> int:
        return len(self._pods)

    def put(self, pod: Pod) -> None:
        """Take in a new Pod, or a newer version of one. A change of what it asks for gives a parked Pod another try."""
        queued = self._pods.get(pod.metadata.uid)
        if queued is None:
            queued = self._pods[pod.metadata.uid] = QueuedPod(pod)
            self._activate(queued)
            return
        old, queued.pod = queued.pod, pod
        if queued.waits_for is not None and (old.spec != pod.spec or old.metadata.labels != pod.metadata.labels):
            self._wake([queued])

    def find(self, namespace: str, name: str) -> Pod | None:
        """The Pod of that name, if it is waiting here."""
        pods = (queued.pod for queued in self._pods.values())
        return next((pod for pod in pods if (pod.metadata.namespace, pod.metadata.name) == (namespace, name)), None)

    def remove(self, pod: Pod) -> None:
        """Forget a Pod; nothing happens when it is not there."""
        queued = self._pods.pop(pod.metadata.uid, None)
        if queued is not None:
            self._unpark(queued)
            queued.ticket = 0

    def pop(self) -> QueuedPod | None:
        """The Pod whose turn it is; it stays known, so that it can be parked. ``None`` when none is ready."""
        for heap in (self._active, self._backing_off):
            while heap:
                _, ticket, queued = heapq.heappop(heap)
                if queued.ticket == ticket:
                    return queued
        return None

    def park(self, queued: QueuedPod, waits_for: frozenset[Event]) -> None:
        """No node would take the Pod: let it wait for one of these events."""
        queued.failures += 1
        queued.errors = 0
        queued.ticket = self._ticket()
        queued.parked_at = self._clock.now
        queued.waits_for = waits_for
        self._parked.setdefault(waits_for, {})[queued.pod.metadata.uid] = queued
        if self._check is None:
            self._check = self._clock.after(CHECK_EVERY, self._wake_the_oldest)

    def put_to_sleep(self, queued: QueuedPod) -> None:
        """An error came between: let the Pod come back when its back-off is over."""
        queued.errors += 1
        queued.ticket = self._ticket()
        self._clock.after(backoff(queued.errors), self._wake_up, queued, queued.ticket)

    def happened(self, events: Iterable[Event]) -> None:
        """Wake the Pods that these events can help; events of one moment are looked at together."""
        if self._parked and not self._happened:
            self._clock.soon(self._wake_those_helped)
        if self._parked:
            self._happened.update(events)

    def wake_all(self) -> None:
        """Give every parked Pod another try: the rules themselves have changed."""
        self._wake([queued for group in self._parked.values() for queued in group.values()])

    def close(self) -> None:
        """Forget everything; what is still planned does nothing."""
        self._pods.clear()
        self._parked.clear()
        if self._check is not None:
            self._check.cancel()

    def _wake_those_helped(self) -> None:
        happened, self._happened = self._happened, set()
        groups = [group for waits_for, group in self._parked.items() if waits_for & happened]
        self._wake([queued for group in groups for queued in group.values()])

    def _wake_the_oldest(self) -> None:
        due = self._clock.now - LONGEST_WAIT
        self._check = None
        self._wake([queued for group in self._parked.values() for queued in group.values() if queued.parked_at <= due])
        if self._parked and self._check is None:
            self._check = self._clock.after(CHECK_EVERY, self._wake_the_oldest)

    def _wake(self, pods: Iterable[QueuedPod]) -> None:
        for queued in pods:
            self._unpark(queued)
            until = queued.parked_at + backoff(queued.failures)
            if until <= self._clock.now:
                self._activate(queued)
            else:
                queued.ticket = self._ticket()
                heapq.heappush(self._backing_off, (until, queued.ticket, queued))
        self._ready()

    def _wake_up(self, queued: QueuedPod, ticket: int) -> None:
        if queued.ticket == ticket and self._pods.get(queued.pod.metadata.uid) is queued:
            self._activate(queued)

    def _activate(self, queued: QueuedPod) -> None:
        queued.ticket = self._ticket()
        heapq.heappush(self._active, (self._sort_key(queued.pod), queued.ticket, queued))
        self._ready()

    def _unpark(self, queued: QueuedPod) -> None:
        if queued.waits_for is not None:
            group = self._parked[queued.waits_for]
            del group[queued.pod.metadata.uid]
            if not group:
                del self._parked[queued.waits_for]
            queued.waits_for = None

    def _ticket(self) -> int:
        self._tickets += 1
        return self._tickets
