"""What stands below the nodes: the Pods that wait for one, the Services, and what the signs mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kubelite.view.snapshot import PodState, ServiceState
from kubelite.view.svg import tiles
from kubelite.view.svg.colours import (
    CARD,
    EDGE,
    FAINT,
    INK,
    LIMITS,
    REQUESTED,
    STATE_COLOURS,
    USED,
    WARN,
    Stripe,
    badge,
)
from kubelite.view.svg.elements import box, element, shortened, text, tooltip, width_of, wrapped

_PAD = 12
_MOST_PENDING, _MOST_SERVICES = 8, 40
_TILE, _INDENT = 150, 76.0


class Block(NamedTuple):
    """Something that is drawn at the left edge and has a height in pixels."""

    height: float
    drawing: str


def waiting(title: str, otherwise: str, pods: Sequence[PodState], width: float, stripes: Mapping[str, Stripe]) -> Block:
    """A tray of Pods that are on no node, with the reason beside each; ``otherwise`` stands where a Pod has none.

    Pods of one owner for one reason share a line.
    """
    groups: dict[tuple[str, str], list[PodState]] = defaultdict(list)
    for pod in pods:
        groups[pod.owner or pod.key, pod.reason].append(pod)
    parts, y = [text(_PAD, 21, f"{title}: {len(pods)}", 12, WARN, bold=True)], 32.0
    shown = sorted(groups)[:_MOST_PENDING]
    for key in shown:
        found = groups[key]
        tile = tiles.counted(found, most=1)[0]
        parts.append(tiles.draw(tile, _PAD, y, _TILE, stripes))
        reason = key[1] or otherwise
        lines = wrapped(reason, 11, width - _TILE - 3 * _PAD, 2)
        first = y + (15 if len(lines) > 1 else 21)
        said = [text(_TILE + 2 * _PAD, first + 14 * index, line, 11, INK) for index, line in enumerate(lines)]
        parts.append(element("g", tooltip(reason), *said))
        y += tiles.HEIGHT + tiles.GAP
    rest = sum(len(groups[key]) for key in sorted(groups)[_MOST_PENDING:])
    if rest:
        parts.append(text(_PAD, y + 12, f"and {rest} more", 11, FAINT))
        y += 20
    height = y + _PAD - tiles.GAP
    frame = box(0, 0, width, height, "#fff8e6", 10, stroke="#d9a521", stroke_width=1.2, stroke_dasharray="5 4")
    return Block(height, frame + "".join(parts))


def services(found: Sequence[ServiceState], width: float) -> Block:
    """Services as chips: the name, and how many of their endpoints are ready."""
    parts, x, y = [text(0, 14, "Services", 12, bold=True)], _INDENT, 0.0
    for service in found[:_MOST_SERVICES]:
        chip, room = _chip(service)
        if x + room > width:
            x, y = _INDENT, y + 28
        parts.append(element("g", chip, transform=f"translate({x:g} {y:g})"))
        x += room + 8
    if len(found) > _MOST_SERVICES:
        y += 28
        parts.append(text(_INDENT, y + 14, f"and {len(found) - _MOST_SERVICES} more", 11, FAINT))
    return Block(y + 24, "".join(parts))


def _chip(service: ServiceState) -> tuple[str, float]:
    ready, total = len(service.ready), len(service.ready) + len(service.not_ready)
    name, count = shortened(service.name, 11, 170), f"{ready}/{total} ready" if total else "no endpoints"
    name_room = width_of(name, 11, bold=True)
    room = name_room + width_of(count, 10) + 38
    health = "pending" if not total else "ready" if ready == total else "not ready" if ready else "failing"
    colour = STATE_COLOURS[health]
    tip = [
        f"Service {service.name}, {service.type} {service.address}",
        f"ready: {', '.join(service.ready[:12]) or 'none'}",
    ]
    tip += [f"not ready: {', '.join(service.not_ready[:12])}"] if service.not_ready else []
    drawn = [
        tooltip("\n".join(tip)),
        box(0, -2, room, 23, CARD, 11.5, stroke=colour, stroke_width=1.2),
        badge(13, 9.5, health),
        text(25, 13.5, name, 11, bold=True),
        text(room - 10, 13.5, count, 10, colour, anchor="end"),
    ]
    return "".join(drawn), room


_SIGNS = ("ready", "starting", "not ready", "failing", "ending", "done", "pending")


def legend(healths: set[str], measured: bool, width: float) -> Block:
    """What the signs and bars mean; only of what the picture shows."""
    parts, x = [], 0.0
    for health in (sign for sign in _SIGNS if sign in healths):
        parts += [badge(x + 7, 8, health), text(x + 18, 11.5, health, 10, FAINT)]
        x += width_of(health, 10) + 34
    right = width
    bars = [("limits", LIMITS, 2), *([("used", USED, 2)] if measured else []), ("requests", REQUESTED, 7)]
    for words, colour, thick in bars:
        right -= width_of(words, 10)
        parts.append(text(right, 11.5, words, 10, FAINT))
        parts.append(box(right - 24, 8 - thick / 2, 18, thick, colour, thick / 2))
        right -= 40
    return Block(16, "".join(parts))


__all__ = ["EDGE", "Block", "legend", "services", "waiting"]
