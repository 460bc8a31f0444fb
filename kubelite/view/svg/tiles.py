"""Pods as tiles: one for each, or, where there are many, one for all Pods of an owner that are in one state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kubelite.view import amounts
from kubelite.view.snapshot import PodState
from kubelite.view.svg.colours import CARD, EDGE, FAINT, Stripe, badge
from kubelite.view.svg.elements import box, element, shortened, text, tooltip, width_of

HEIGHT, GAP = 36, 6
_URGENCY = ("failing", "not ready", "pending", "starting", "ending", "ready", "done")
"""What is shown first where not all can be shown."""


class Tile(NamedTuple):
    """``owner`` chooses the colour, ``health`` the sign; ``label`` is the first line.

    ``details`` are the second line: as many of them as there is room for.
    """

    owner: str
    health: str
    label: str
    details: tuple[str, ...]
    tip: str


def singles(pods: Sequence[PodState]) -> list[Tile]:
    """One tile for each Pod."""
    return [_single(pod) for pod in pods]


def counted(pods: Sequence[PodState], most: int) -> list[Tile]:
    """One tile for all Pods of an owner that are in one state; at most ``most`` tiles, the urgent ones first."""
    groups: dict[tuple[str, str], list[PodState]] = defaultdict(list)
    for pod in pods:
        groups[pod.owner, pod.health].append(pod)
    members = [groups[key] for key in sorted(groups)]
    if len(members) <= most:
        return [_group(found) for found in members]
    members.sort(key=lambda found: (_URGENCY.index(found[0].health), -len(found)))
    rest = sum(map(len, members[most - 1 :]))
    return [*map(_group, members[: most - 1]), Tile("", "", f"and {rest} more", (), f"{rest} more pods")]


def _single(pod: PodState) -> Tile:
    suffix = pod.name.rpartition("-")[2] if pod.owner else ""
    restarts = "" if not pod.restarts else "1 restart" if pod.restarts == 1 else f"{pod.restarts} restarts"
    first = suffix if pod.health == "ready" and suffix else pod.state
    more = [restarts, suffix if first != suffix else ""]
    return Tile(pod.owner, pod.health, short_name(pod), (first, *filter(None, more)), tip(pod))


def _group(pods: Sequence[PodState]) -> Tile:
    first = pods[0]
    if len(pods) == 1:
        return _single(first)
    said = f"{len(pods)} pods of {first.owner or 'nobody'}: {first.health}"
    label = short_name(first) if first.owner else "without owner"
    return Tile(first.owner, first.health, label, (f"×{len(pods)}",), said)


def short_name(pod: PodState) -> str:
    """The name of the owner, or the Pod's own."""
    return pod.owner.partition("/")[2] or pod.name


def tip(pod: PodState) -> str:
    """All about a Pod, one fact a line."""
    place = pod.name if pod.namespace == "default" else pod.key
    facts = [place, f"{pod.state}, {pod.ready} of {pod.containers} ready"]
    if pod.restarts:
        facts.append(f"restarts: {pod.restarts}")
    if pod.owner:
        facts.append(f"owner: {pod.owner}")
    if pod.cpu or pod.memory:
        facts.append(f"requests: cpu {amounts.cpu(pod.cpu)}, memory {amounts.memory(pod.memory)}")
    return "\n".join([*facts, pod.reason[:200]] if pod.reason else facts)


def draw(tile: Tile, x: float, y: float, width: float, stripes: Mapping[str, Stripe]) -> str:
    """A tile with its upper left corner at ``x``, ``y``."""
    parts = [tooltip(tile.tip), box(0, 0, width, HEIGHT, CARD, 5, stroke=EDGE)]
    if not tile.health:
        parts.append(text(width / 2, 20, shortened(tile.label, 10, width - 8), 10, FAINT, anchor="middle"))
        return element("g", *parts, transform=f"translate({x:g} {y:g})")
    parts += _stripe(*stripes[tile.owner])
    parts.append(text(12, 14, shortened(tile.label, 10, width - 15, bold=True), 10, bold=True))
    parts.append(text(12, 27, _fitting(tile.details, 9.5, width - 34), 9.5, FAINT))
    parts.append(badge(width - 11, HEIGHT - 11, tile.health))
    return element("g", *parts, transform=f"translate({x:g} {y:g})")


def _fitting(details: Sequence[str], size: float, room: float) -> str:
    """The details joined by dots, without the last ones where they do not fit."""
    for count in range(len(details), 1, -1):
        joined = " · ".join(details[:count])
        if width_of(joined, size) <= room:
            return joined
    return shortened(details[0], size, room)


def _stripe(colour: str, turn: int) -> list[str]:
    """The owner's colour at the left edge: in one piece, or in two, three … in later rounds of the palette."""
    pieces = min(turn, 3) + 1
    height = (HEIGHT - 8 - 3 * (pieces - 1)) / pieces
    return [box(4, 4 + piece * (height + 3), 4, height, colour, 1.5) for piece in range(pieces)]
