"""How a measurement is taken and printed."""

from __future__ import annotations

import time
from collections.abc import Callable


def seconds(work: Callable[[], object], repeat: int = 3) -> float:
    """The shortest of some runs of ``work``, in seconds."""
    best = float("inf")
    for _ in range(repeat):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def baseline() -> float:
    """A piece of plain Python that takes about a tenth of a second: other times are told as multiples of it."""
    return seconds(lambda: sum(hash((number, str(number))) & 1 for number in range(300_000)))


def line(what: str, took: float, unit: float, goal: str = "") -> None:
    """Print one measurement with its ratio to the baseline ``unit``."""
    print(f"{what:<64} {took:8.3f} s  {took / unit:7.1f} × baseline{f'   ({goal})' if goal else ''}", flush=True)
