"""Nodes as cards: name, role and state, what is asked of them, taints, and their Pods as tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kubelite.view import amounts
from kubelite.view.snapshot import Level, NodeState
from kubelite.view.svg import tiles
from kubelite.view.svg.colours import (
    BAD,
    CARD,
    EDGE,
    FAINT,
    FULL,
    GOOD,
    INK,
    LIMITS,
    REQUESTED,
    TRACK,
    USED,
    WARN,
    Stripe,
    badge,
)
from kubelite.view.svg.elements import box, element, shortened, text, tooltip, width_of

_PAD = 12
_HEAD = 92
_TAINT = 17


class Card(NamedTuple):
    """A node, how many Pods are on it, and their tiles, ready to be drawn."""

    node: NodeState
    pods: int
    tiles: Sequence[tiles.Tile]


def height_of(card: Card, width: float, across: int) -> float:
    """How tall the card is in pixels, with ``across`` tiles side by side."""
    rows = -(-len(card.tiles) // across)
    marks = _TAINT * len(_marks(card.node))
    return _HEAD + marks + max(rows, 1) * (tiles.HEIGHT + tiles.GAP) + _PAD - tiles.GAP


def draw(card: Card, width: float, height: float, across: int, stripes: Mapping[str, Stripe]) -> str:
    """The card, with ``across`` tiles side by side."""
    node, troubled = card.node, not card.node.ready
    edge = {"stroke": BAD if troubled else EDGE, "stroke_dasharray": "5 4" if troubled else None, "stroke_width": 1.5}
    parts = [tooltip(_tip(node)), box(0, 0, width, height, "#fff5f4" if troubled else CARD, 10, **edge)]
    parts += [*_head(card, width), *_levels(node, width)]
    y_now = float(_HEAD)
    for colour, words in _marks(node):
        parts.append(_mark(words, colour, y_now - 2, width))
        y_now += _TAINT
    return "".join([*parts, *_tiles(card, y_now, width, across, stripes)])


def _head(card: Card, width: float) -> list[str]:
    node, role = card.node, card.node.role or "worker"
    room = width - 2 * _PAD - width_of(role, 9.5) - 32
    word = {"Ready": "Ready", "NotReady": "Not ready"}.get(node.status, "Unknown")
    chip = width_of(role, 9.5) + 12
    return [
        badge(_PAD + 6, 20, "ready" if node.ready else "failing"),
        text(_PAD + 18, 24.5, shortened(node.name, 12.5, room, bold=True), 12.5, bold=True),
        box(width - _PAD - chip, 12, chip, 17, "#eef1f6", 8.5),
        text(width - _PAD - chip / 2, 24, role, 9.5, FAINT, anchor="middle"),
        text(_PAD, 44, word, 10.5, GOOD if node.ready else BAD, bold=True),
        text(width - _PAD, 44, _pod_count(card.pods), 10.5, FAINT, anchor="end"),
    ]


def _pod_count(number: int) -> str:
    return "1 pod" if number == 1 else f"{number} pods"


def _levels(node: NodeState, width: float) -> list[str]:
    return [*_bar("cpu", "cpu", node.cpu, 54, width), *_bar("memory", "mem", node.memory, 71, width)]


def _bar(resource: str, label: str, level: Level, y: float, width: float) -> list[str]:
    """Requests as the bar, limits as a line below it, usage as a line inside it."""
    words = amounts.of_total(level, resource)
    left, right = _PAD + 32, 92
    room = width - left - right - _PAD
    over = level.requested > level.allocatable
    parts = [
        text(_PAD, y + 9, label, 10, FAINT),
        box(left, y + 2, room, 7, TRACK, 3.5),
        text(width - _PAD, y + 9, shortened(words, 9.5, right), 9.5, FULL if over else INK, anchor="end"),
    ]
    for amount, top, thick, colour in (
        (level.requested, y + 2, 7, FULL if over else REQUESTED),
        (level.used or 0, y + 4.5, 2, USED),
        (level.limits, y + 10.5, 1.5, LIMITS),
    ):
        share = min(1.0, amount / level.allocatable) if level.allocatable else 0.0
        if share:
            parts.append(box(left, top, max(2.0, room * share), thick, colour, thick / 2))
    return parts


def _marks(node: NodeState) -> list[tuple[str, str]]:
    """What keeps Pods away: a cordon, taints. The taint that belongs to the cordon is told once."""
    marks = [(WARN, "cordoned: takes no new pods")] if node.cordoned else []
    hidden = "node.kubernetes.io/unschedulable:NoSchedule" if node.cordoned else ""
    return marks + [(FAINT, taint) for taint in node.taints if taint != hidden]


def _mark(words: str, colour: str, y: float, width: float) -> str:
    """A sign and a line of words; of a taint's key only what follows the domain, the rest is in the tooltip."""
    sign = element("circle", cx=_PAD + 5, cy=y + 2, r=4, fill="none", stroke=colour, stroke_width=1.4)
    slash = element("path", d=f"M{_PAD + 2.2:g} {y + 4.8:g}l5.6-5.6", stroke=colour, stroke_width=1.4)
    said = text(_PAD + 14, y + 5.5, shortened(words.rpartition("/")[2], 9.5, width - 2 * _PAD - 14), 9.5, colour)
    return element("g", tooltip(words), sign, slash, said)


def _tiles(card: Card, top: float, width: float, across: int, stripes: Mapping[str, Stripe]) -> list[str]:
    if not card.tiles:
        return [text(width / 2, top + 22, "no pods", 10.5, FAINT, anchor="middle")]
    each = (width - 2 * _PAD - (across - 1) * tiles.GAP) / across
    return [
        tiles.draw(
            tile,
            _PAD + index % across * (each + tiles.GAP),
            top + index // across * (tiles.HEIGHT + tiles.GAP),
            each,
            stripes,
        )
        for index, tile in enumerate(card.tiles)
    ]


def across(width: float, fullest: int) -> int:
    """How many tiles stand side by side: few get room for whole names."""
    return max(1, int((width - 2 * _PAD) // (150 if fullest <= 6 else 98)))


def _tip(node: NodeState) -> str:
    return "\n".join(
        [
            f"node {node.name}: {node.status}{', cordoned' if node.cordoned else ''}",
            f"cpu requested: {amounts.of_total(node.cpu, 'cpu')}, limits {amounts.cpu(node.cpu.limits)}",
            f"memory requested: {amounts.of_total(node.memory, 'memory')}, limits {amounts.memory(node.memory.limits)}",
            *(f"taint {taint}" for taint in node.taints),
        ]
    )


CELL_WIDTH, CELL_HEIGHT = 72.7, 30


def draw_cell(node: NodeState, x: float, y: float, pods: int) -> str:
    """A node in a crowd: its name, how many Pods it has, how much of its CPU is asked for."""
    share = min(1.0, node.cpu.requested / node.cpu.allocatable) if node.cpu.allocatable else 0.0
    parts = [
        tooltip(f"{node.name}: {node.status}, {_pod_count(pods)}, cpu {amounts.of_total(node.cpu, 'cpu')}"),
        box(0, 0, CELL_WIDTH, CELL_HEIGHT, CARD if node.ready else "#fde7e5", 4, stroke=EDGE if node.ready else BAD),
        text(5, 12, shortened(node.name, 9, CELL_WIDTH - 10), 9),
        text(5, 24, str(pods) if node.ready else f"✕ {pods}", 9, FAINT if node.ready else BAD),
        box(28, 19, 40 * share, 5, REQUESTED, 2) if share else "",
    ]
    return element("g", *parts, transform=f"translate({x:g} {y:g})")
