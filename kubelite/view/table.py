"""Tables as ``kubectl get`` prints them, which are at the same time the objects that they show.

A ``Table`` shows itself as text, in a terminal and in a notebook, and is a sequence of views:
``table[0].spec.node_name``.

Source of the layout: ``staging/src/k8s.io/cli-runtime/pkg/printers/tableprinter.go`` and ``tabwriter.go``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, overload

from kubelite.client import Client
from kubelite.controlplane.apiserver import tables
from kubelite.controlplane.apiserver.tables import Cell
from kubelite.objects import kinds
from kubelite.rules.selectors import matches
from kubelite.rules.selectortext import parse

WIDEST = 100  # columns that have room in JupyterLab
_GAP, _NARROWEST = 3, 6
_LINE_END = re.compile(r"[\f\n\r]")


class Text(str):
    """Text that shows itself line by line instead of in quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str | None:
        return _unbroken(self)


class Table(Sequence[Any]):
    """Some objects, printed as a table. ``str(table)`` is the text; indices and loops give the objects."""

    def __init__(self, objects: Sequence[Any], text: str) -> None:
        self._objects = tuple(objects)
        self._text = text

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Any, ...]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self._objects[index]

    def __len__(self) -> int:
        return len(self._objects)

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str | None:
        return _unbroken(self._text)


def _unbroken(text: str) -> str | None:
    """Wide text, to be scrolled sideways: a notebook breaks lines of plain text, and with them the columns.

    ``None`` for a single line, which has no columns, and for what has room as it is.
    """
    lines = text.splitlines()
    if len(lines) < 2 or max(map(len, lines)) <= WIDEST:
        return None
    return f'<pre style="white-space: pre; overflow-x: auto">{html.escape(text)}</pre>'


def table_of(
    client: Client,
    kind: str,
    now: datetime,
    namespace: str | None = "default",
    *,
    name: str = "",
    selector: str = "",
    wide: bool = False,
) -> Table:
    """The objects of a kind, as ``kubectl get`` shows them; ages count up to ``now``.

    ``namespace=None`` takes all namespaces and names them in the first column. ``name`` takes one object (``NotFound``
    when there is none), ``selector`` those whose labels match, as in ``app=web,tier!=back``. Events come oldest first.
    """
    resource = kinds.named(kind)
    space = namespace if resource.namespaced else None
    objects = [client.get(kind, name, space or "default")] if name else client.list(kind, space)
    if selector:
        wanted = parse(selector)
        objects = [item for item in objects if matches(wanted, item.metadata.labels)]
    if resource.kind == "Event":
        objects.sort(key=_when_seen)
    if not objects:
        return Table((), f"No resources found in {space} namespace." if space else "No resources found")
    stored = [client.manifest(kind, item.metadata.name, item.metadata.namespace) for item in objects]
    made = tables.table(resource, stored, now, wide)
    spaces = [item.metadata.namespace for item in objects] if resource.namespaced and namespace is None else None
    return Table(objects, printed(made, spaces))


def _when_seen(event: Any) -> tuple[datetime, int]:
    """Events are a story and stand in the order in which they were last told, not by name."""
    seen = event.last_timestamp or event.metadata.creation_timestamp or datetime.min.replace(tzinfo=UTC)
    return seen, int(event.metadata.resource_version or 0)


def printed(made: tables.Table, namespaces: Sequence[str] | None = None) -> str:
    """A table as text: columns padded with at least three blanks, no blank at the end of a line."""
    rows: list[list[Cell]] = [[column.name.upper() for column in made.columns], *(list(row.cells) for row in made.rows)]
    if namespaces is not None:
        rows = [[first, *row] for first, row in zip(["NAMESPACE", *namespaces], rows, strict=True)]
    return columns([[_shown(cell) for cell in row] for row in rows])


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of equal length, one a line, each column as wide as its widest cell and the gap."""
    *padded, _last = zip(*rows, strict=True)
    widths = [max(_NARROWEST, max(map(len, column)) + _GAP) for column in padded]
    lines = ("".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _shown(cell: Cell) -> str:
    """Truth values as kubectl writes them; text only up to its first line end."""
    if isinstance(cell, bool):
        return str(cell).lower()
    first, *more = _LINE_END.split(str(cell), maxsplit=1)
    return f"{first}..." if more else first
