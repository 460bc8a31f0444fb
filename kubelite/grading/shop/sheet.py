"""The score sheet of a game day: what was lost, how long it took until all was well, and what it cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from kubelite.view.table import columns

MOST_LOST = 0.001
"""The part of the requests that may be lost; it has to be less."""
SHOWN_CAUSES = 3


class Chapter(NamedTuple):
    """A part of the day: requests that were sent and lost, and the seconds until the last of them was lost."""

    title: str
    sent: int
    lost: int
    recovery: float


@dataclass(frozen=True, kw_only=True)
class ScoreSheet:
    """What a game day gave. ``cpu_hours`` is what the shop pays for: CPUs set aside or used, times hours."""

    chapters: tuple[Chapter, ...]
    sent: int
    lost: int
    orders: int
    orders_lost: int
    cpu_hours: float
    causes: Counter[str] = field(default_factory=Counter)

    @property
    def lost_part(self) -> float:
        """Which part of the requests was not served, from 0 to 1."""
        return self.lost / self.sent if self.sent else 0.0

    @property
    def recovery(self) -> float:
        """The longest time, in seconds, from the begin of a trouble to the last request that was lost by it."""
        return max((chapter.recovery for chapter in self.chapters), default=0.0)

    @property
    def passed(self) -> bool:
        """Whether less than 0.1 % of the requests were lost, and no order."""
        return self.lost_part < MOST_LOST and not self.orders_lost

    def __repr__(self) -> str:
        rows = [["WHAT HAPPENED", "REQUESTS", "LOST", "WELL AGAIN AFTER"], *map(_row, self.chapters)]
        lines = [columns(rows), ""]
        lines += [f"Requests lost: {self.lost:,} of {self.sent:,} ({self.lost_part:.3%}; the aim is less than 0.1 %)"]
        lines += [f"Orders lost:   {self.orders_lost} of {self.orders} (the aim is 0)"]
        lines += [f"Recovery:      {self.recovery:.0f} s at the longest"]
        lines += [f"Cost:          {self.cpu_hours:.1f} CPU-hours, set aside or used"]
        lines += [f"  {count:,} × {cause}" for cause, count in self.causes.most_common(SHOWN_CAUSES)]
        return "\n".join([*lines, "", self._verdict()])

    def _verdict(self) -> str:
        if self.passed:
            return "The shop passes. Can you make it cheaper, or lose even fewer requests?"
        missing = [("requests", self.lost_part >= MOST_LOST), ("orders", self.orders_lost > 0)]
        too_many = " and ".join(what for what, is_missing in missing if is_missing)
        return f"Too many {too_many} were lost. Look at what happened, change the manifests, and play again."


def _row(chapter: Chapter) -> list[str]:
    return [chapter.title, str(chapter.sent), str(chapter.lost), f"{chapter.recovery:.0f} s" if chapter.lost else "-"]
