"""Counts of Pods that are kept, not recounted: a Pod that changes costs the same whether it is one of ten or of
ten thousand.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelite.client import WatchEvent
from kubelite.objects import Pod
from kubelite.rules.owners import controller_of
from kubelite.rules.podstate import is_active, is_finished, is_ready, is_terminating


class Counts(NamedTuple):
    """How many Pods an owner has. ``turnover`` grows whenever one comes, goes, or gets other labels or owners."""

    active: int = 0
    ready: int = 0
    terminating: int = 0
    turnover: int = 0

    def plus(self, pod: Pod, sign: int) -> Counts:
        """The counts with one Pod more (1) or less (-1)."""
        return self._replace(
            active=self.active + sign * is_active(pod),
            ready=self.ready + sign * (is_active(pod) and is_ready(pod)),
            terminating=self.terminating + sign * (is_terminating(pod) and not is_finished(pod)),
        )


class PodTally:
    """The counts of every owner, as far as the watch has told. ``orphans`` grows when a Pod without owner changes."""

    def __init__(self) -> None:
        self._counts: dict[str, Counts] = {}
        self.orphans = 0

    def note(self, event: WatchEvent) -> None:
        """A Pod has changed."""
        before = event.old if event.type != "ADDED" else None
        after = event.object if event.type != "DELETED" else None
        same = before is not None and after is not None and _identity(before) == _identity(after)
        for pod, sign in ((before, -1), (after, 1)):
            if pod is None:
                continue
            owner = controller_of(pod)
            if owner is None:
                self.orphans += 1
                continue
            counts = self._counts.get(owner.uid, Counts()).plus(pod, sign)
            self._counts[owner.uid] = counts if same else counts._replace(turnover=counts.turnover + 1)

    def of(self, owner: str) -> Counts:
        """The counts of the owner with this uid."""
        return self._counts.get(owner, Counts())

    def forget(self, owner: str) -> None:
        """The owner with this uid is gone."""
        self._counts.pop(owner, None)

    def clear(self) -> None:
        """Forget everything: a watch that begins anew tells everything again."""
        self._counts.clear()
        self.orphans = 0


def _identity(pod: Pod) -> object:
    return pod.metadata.labels, pod.metadata.owner_references
