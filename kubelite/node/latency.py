"""How long requests take, from how long they take at each hop."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kubelite.node.serving import Answer

Hop = Sequence[Answer]
"""What the Pods behind one name answered."""

PARTS = (0.5, 0.95, 0.99)
SPREADS = tuple(-math.log(1 - part) for part in PARTS)
"""How many times the mean so many of a hundred wait at most, in a queue: most wait shortly, a few for long."""


def percentiles(hops: Sequence[Hop]) -> tuple[float, ...]:
    """The seconds within which half, 95 % and 99 % of the requests are answered that pass all ``hops``.

    They are taken hop by hop and added up, as if one request were slow everywhere: a little more than the truth.
    """
    totals = [0.0] * len(PARTS)
    for hop in hops:
        count = sum([answer.served for answer in hop])
        if len(hop) == 1 or _much_alike(hop):
            slowest = max(hop, key=_mean)
            for number, spread in enumerate(SPREADS):
                totals[number] += slowest.seconds + slowest.wait * spread
        else:
            for number, (part, spread) in enumerate(zip(PARTS, SPREADS, strict=True)):
                totals[number] += _within(hop, part * count, spread)
    return tuple(totals)


def _within(hop: Hop, wanted: float, spread: float) -> float:
    """The seconds within which as many requests as ``wanted`` are answered."""
    seen, seconds = 0, 0.0
    for seconds, count in sorted([(answer.seconds + answer.wait * spread, answer.served) for answer in hop]):
        seen += count
        if seen >= wanted:
            return seconds
    return seconds


def _mean(answer: Answer) -> float:
    return answer.seconds + answer.wait


def _much_alike(hop: Hop) -> bool:
    """Whether the Pods differ by less than a millisecond; then they need not be told apart."""
    means = [_mean(answer) for answer in hop]
    return max(means) - min(means) < 0.001
