"""Colours and shapes. Owners have colours that colour-blind people can tell apart; states have shapes and colours.

Palette of the owners: Paul Tol's "muted" scheme.
"""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from kubelite.view.svg.elements import element

PAPER, CARD, EDGE, INK, FAINT, TRACK = "#f3f5f9", "#fff", "#cfd6e2", "#1f2937", "#566173", "#e3e8f0"
REQUESTED, FULL, LIMITS, USED = "#3b76c4", "#b3261e", "#7a5195", "#123f7a"
GOOD, WARN, BAD, QUIET = "#1b7f4b", "#8a5a00", "#b3261e", "#667085"
_OWNERS = ("#332288", "#88ccee", "#117733", "#ddcc77", "#cc6677", "#44aa99", "#882255", "#999933", "#aa4499")
BARE = "#98a2b3"

Stripe = tuple[str, int]


def owner_stripes(owners: Iterable[str]) -> dict[str, Stripe]:
    """A colour for every owner, and a round: where owners outnumber colours, later rounds are drawn in pieces.

    The name decides where the search for a free colour begins, so that an owner mostly keeps its colour when another
    one comes or goes.
    """
    taken: set[tuple[int, int]] = set()
    stripes: dict[str, Stripe] = {"": (BARE, 0)}
    for owner in sorted(set(owners) - {""}):
        start, turn = crc32(owner.encode()), len(taken) // len(_OWNERS)
        free = (((start + step) % len(_OWNERS), turn) for step in range(len(_OWNERS)))
        place = next(place for place in free if place not in taken)
        taken.add(place)
        stripes[owner] = (_OWNERS[place[0]], turn)
    return stripes


STATE_COLOURS = {
    "ready": GOOD,
    "starting": REQUESTED,
    "not ready": WARN,
    "failing": BAD,
    "ending": QUIET,
    "done": QUIET,
    "pending": WARN,
}
_LINES = {
    "ready": "M-3.2 .2L-1 2.4L3.2-2.4",
    "starting": "M0-3V0L2 1.6",
    "not ready": "M0-3V.6M0 2.6V3",
    "failing": "M-2.4-2.4L2.4 2.4M2.4-2.4L-2.4 2.4",
    "ending": "M-3 0H3",
    "done": "M-2.2-2.2H2.2V2.2H-2.2Z",
    "pending": "M-2.6-3H2.6L-2.6 3H2.6Z",
}
"""The sign inside the badge: a tick, a clock, an exclamation mark, a cross, a dash, a square, an hourglass."""


def badge(x: float, y: float, health: str) -> str:
    """The sign of a state, 13 pixels wide, around ``x``, ``y``; it is drawn once a picture, in ``signs``."""
    return element("use", href=f"#kubelite-{health.replace(' ', '-')}", x=x, y=y)


def signs() -> str:
    """The signs that ``badge`` shows. What is well or wrong is filled; what is on its way is hollow."""
    return element("defs", *map(_sign, STATE_COLOURS))


def _sign(health: str) -> str:
    colour, filled = STATE_COLOURS[health], health in ("ready", "failing", "not ready")
    disc = element("circle", r=6.5, fill=colour if filled else CARD)
    line = element("path", d=_LINES[health], fill="none", stroke=CARD if filled else None, stroke_width=1.6)
    return element("g", disc, line, id=f"kubelite-{health.replace(' ', '-')}", stroke=colour)
