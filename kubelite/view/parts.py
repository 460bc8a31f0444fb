"""The parts of a cluster that decide something, and whose they are, as a table."""

from __future__ import annotations

from kubelite.controlplane.scheduler.profile import Part
from kubelite.view.table import columns


class Parts(tuple[Part, ...]):
    """All parts, as a tuple that prints as a table."""

    __slots__ = ()

    def __repr__(self) -> str:
        rows = [[part.point, part.name, part.owner, part.replaces or "-", part.note or "-"] for part in self]
        return columns([["POINT", "NAME", "OWNER", "REPLACES", "NOTE"], *rows])
