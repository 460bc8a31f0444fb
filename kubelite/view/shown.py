"""What shows itself: a cluster as a sentence, as text, as a picture, and as a file; a simulated one like a real one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

from kubelite.view.narration import narrate
from kubelite.view.snapshot import Snapshot
from kubelite.view.svg import to_svg
from kubelite.view.text import to_text


class Shown(ABC):
    """Everything follows from the ``snapshot``."""

    @abstractmethod
    def snapshot(self) -> Snapshot:
        """The cluster at this moment, as plain data."""

    def sentence(self) -> str:
        """The state of the cluster in a sentence or two."""
        return narrate(self.snapshot())

    def save(self, path: str | Path) -> None:
        """Write the picture of the cluster into an SVG file."""
        Path(path).write_text(to_svg(self.snapshot()) + "\n", encoding="utf-8")

    def __repr__(self) -> str:
        return to_text(self.snapshot())

    def _repr_svg_(self) -> str:
        return to_svg(self.snapshot())
