"""The picture of a cluster as SVG: nodes as cards, Pods as tiles, what is pending, and the Services.

The same snapshot gives the same bytes. The picture has its own background, so that it is legible on light and dark
pages, and needs nothing from outside. Above ``MOST_PODS``, Pods are counted; above ``MOST_CARDS``, nodes are small.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from kubelite.view.narration import narrate
from kubelite.view.snapshot import Snapshot, without_system
from kubelite.view.svg import nodes, tiles, trays
from kubelite.view.svg.colours import EDGE, FAINT, INK, PAPER, Stripe, owner_stripes, signs
from kubelite.view.svg.elements import box, element, text, wrapped
from kubelite.view.svg.trays import Block

MOST_PODS, MOST_TILES, MOST_CARDS, MOST_CELLS = 450, 420, 40, 800
MOST_TILES_IN_A_CARD = 24
WIDTH, MARGIN, GAP = 960, 16, 12
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"


def to_svg(whole: Snapshot, system: bool = False) -> str:
    """The picture of a snapshot, as text of a complete SVG document.

    ``system`` shows the namespaces ``kube-…`` and the Service of the API server, too.
    """
    shown = whole if system else without_system(whole)
    stripes = owner_stripes(pod.owner for pod in shown.pods)
    inner = WIDTH - 2 * MARGIN
    blocks = [
        _head(shown, inner),
        _cards(shown, inner, stripes) if len(shown.nodes) <= MOST_CARDS else _cells(shown, inner),
    ]
    if shown.pending:
        blocks.append(trays.waiting("Pending", "No scheduler has looked at it yet.", shown.pending, inner, stripes))
    if shown.elsewhere:
        blocks.append(trays.waiting("On no node", "Its node is gone.", shown.elsewhere, inner, stripes))
    if shown.services:
        blocks.append(trays.services(shown.services, inner))
    blocks.append(trays.legend(_healths(shown), any(node.cpu.used is not None for node in shown.nodes), inner))
    return _document(shown, blocks)


def _document(shown: Snapshot, blocks: list[Block]) -> str:
    height, parts = float(MARGIN), []
    for block in blocks:
        parts.append(element("g", block.drawing, transform=f"translate({MARGIN} {height:g})"))
        height += block.height + GAP
    height += MARGIN - GAP
    return element(
        "svg",
        element("title", "Picture of the cluster"),
        element("desc", escape(narrate(shown))),
        signs(),
        box(0.5, 0.5, WIDTH - 1, height - 1, PAPER, 12, stroke=EDGE),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height:g}",
        width="100%",  # JupyterLab shows it as an image and cuts off what is wider than the cell
        role="img",
        fill=INK,
        stroke_linecap="round",
        font_family=_FONT,
    )


def _head(shown: Snapshot, width: float) -> Block:
    moment = "" if shown.moment is None else f"{shown.moment:.1f}".removesuffix(".0") + " s"
    lines = wrapped(narrate(shown), 13, width - 70, 3, bold=True)
    parts = [text(0, 14 + 18 * index, line, 13, bold=True) for index, line in enumerate(lines)]
    return Block(18 * len(lines), "".join([*parts, text(width, 14, moment, 12, FAINT, anchor="end")]))


def _cards(shown: Snapshot, width: float, stripes: dict[str, Stripe]) -> Block:
    """The nodes in rows; cards of one row have one height."""
    cards = _filled(shown)
    in_a_row = _across(len(cards))
    each = (width - (in_a_row - 1) * GAP) / in_a_row
    side_by_side = nodes.across(each, max((len(card.tiles) for card in cards), default=0))
    parts, y = [], 0.0
    for start in range(0, len(cards), in_a_row):
        row = cards[start : start + in_a_row]
        height = max(nodes.height_of(card, each, side_by_side) for card in row)
        for column, card in enumerate(row):
            drawn = nodes.draw(card, each, height, side_by_side, stripes)
            parts.append(element("g", drawn, transform=f"translate({column * (each + GAP):g} {y:g})"))
        y += height + GAP
    return Block(max(0.0, y - GAP), "".join(parts))


def _filled(shown: Snapshot) -> list[nodes.Card]:
    """The nodes with their tiles; Pods are counted on all of them or on none, so that tiles can be compared."""
    known = {pod.key: pod for pod in shown.pods}
    on_nodes = [[known[key] for key in node.pods if key in known] for node in shown.nodes]
    if len(known) <= MOST_PODS and max(map(len, on_nodes), default=0) <= MOST_TILES_IN_A_CARD:
        drawn = [tiles.singles(pods) for pods in on_nodes]
    else:
        most = min(MOST_TILES_IN_A_CARD, max(4, MOST_TILES // len(on_nodes)))
        drawn = [tiles.counted(pods, most) for pods in on_nodes]
    return [nodes.Card(node, len(pods), own) for node, pods, own in zip(shown.nodes, on_nodes, drawn, strict=True)]


def _across(count: int) -> int:
    """How many cards stand side by side: rows as even as possible, at most four."""
    return count if count in (1, 2, 3, 4) else 3 if count in (5, 6, 9) else 4


def _cells(shown: Snapshot, width: float) -> Block:
    """Very many nodes, each in few strokes."""
    known = {pod.key for pod in shown.pods}
    across = int((width + 5) // (nodes.CELL_WIDTH + 5))
    parts = []
    for index, node in enumerate(shown.nodes[:MOST_CELLS]):
        x, y = index % across * (nodes.CELL_WIDTH + 5), index // across * (nodes.CELL_HEIGHT + 5)
        parts.append(nodes.draw_cell(node, x, y, sum(1 for key in node.pods if key in known)))
    height = -(-min(len(shown.nodes), MOST_CELLS) // across) * (nodes.CELL_HEIGHT + 5)
    rest = len(shown.nodes) - MOST_CELLS
    if rest > 0:
        parts.append(text(0, height + 14, f"and {rest} more nodes", 12, FAINT))
        height += 20
    return Block(height, "".join(parts))


def _healths(shown: Snapshot) -> set[str]:
    return {pod.health for pod in shown.pods} | {"failing" for node in shown.nodes if not node.ready}
