"""How a Decision shows itself: as text in a terminal, as a table in a notebook."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kubelite.controlplane.scheduler.decision import Decision, Score

_CHOSEN = "font-weight: bold"
_OUT = "opacity: 0.6"
_HEAD = "vertical-align: bottom"
_NODE = "white-space: nowrap"
_REASON = "text-align: left"
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def to_text(decision: Decision) -> str:
    """The outcome, one line a node, one column a plugin that scores, and what would help."""
    lines = [outcome(decision)]
    if decision.feasible or decision.rejected:
        headings = _headings(decision)
        rows = [["NODE", *headings, "TOTAL"] if headings else ["NODE", ""]]
        lines += _aligned(rows + [_row(decision, node) for node in decision.nodes])
    if decision.remedies:
        lines += ["What would help:", *(f"  {remedy.text}" for remedy in decision.remedies)]
    return "\n".join(lines)


def to_html(decision: Decision) -> str:
    """The same as a table."""
    headings = _headings(decision)
    width = len(headings) + 1
    rows = [_breakable(_cells("th", ["node", *headings, "total" if headings else ""], _HEAD))]
    for node in decision.nodes:
        first, *rest = _row(decision, node)
        style = _CHOSEN if node == decision.node else _OUT if node in decision.rejected else ""
        span = width if len(rest) == 1 else 1
        rows.append(_cells("td", [first, *rest], style, span))
    table = f"<table>{''.join(rows)}</table>" if decision.nodes else ""
    helpful = "".join(f"<li>{escape(remedy.text)}</li>" for remedy in decision.remedies)
    help_told = f"<p>What would help:</p><ul>{helpful}</ul>" if helpful else ""
    return f"<p>{escape(outcome(decision))}</p>{table}{help_told}"


def outcome(decision: Decision) -> str:
    """Where the Pod goes, or why nowhere, and whether others must go for it."""
    if decision.node:
        return f"{decision.pod} → {decision.node}"
    if not decision.nominated:
        return f"{decision.pod}: {decision.message}"
    leaving = f", once it is free of {', '.join(decision.victims)}" if decision.victims else ""
    return f"{decision.pod}: {decision.message} Room for it is being made on {decision.nominated}{leaving}."


def _headings(decision: Decision) -> list[str]:
    return [f"{column.plugin}×{column.weight}" for column in decision.scored]


def _row(decision: Decision, node: str) -> list[str]:
    mark = "  ← chosen" if node == decision.node else ""
    if (why := decision.rejected.get(node)) is not None:
        return [node, f"no: {why.plugin}: {', '.join(why.reasons)}"]
    if not decision.scored:
        return [node, f"yes{mark}"]
    position = decision.feasible.index(node)
    cells = [_cell(column[position]) for column in decision.scored]
    return [node, *cells, f"{decision.totals[position]}{mark}"]


def _cell(score: Score) -> str:
    raw = "" if score.raw == score.normalized else f"{score.raw} → "
    return f"{raw}{score.normalized}"


def _cells(tag: str, cells: list[str], style: str = "", span: int = 1) -> str:
    name, *others = cells
    told = [f'<{tag} style="{_NODE}">{escape(name)}</{tag}>', *(f"<{tag}>{escape(cell)}</{tag}>" for cell in others)]
    if span > 1:
        told[-1] = f'<{tag} colspan="{span}" style="{_REASON}">{escape(cells[-1])}</{tag}>'
    opening = f'<tr style="{style}">' if style else "<tr>"
    return f"{opening}{''.join(told)}</tr>"


def _breakable(headings: str) -> str:
    """Long names of plugins may be broken before an inner capital, so that the last columns stay on the page."""
    return _INNER_CAPITAL.sub("<wbr>", headings)


def _aligned(rows: list[list[str]]) -> list[str]:
    """Rows of text in columns; the last cell of a row, and the reasons of a rejected node, run on freely."""
    full = max(len(row) for row in rows)
    widths = [max((len(row[i]) for row in rows if len(row) == full or i == 0), default=0) for i in range(full)]
    return ["   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows]
