"""What a student's code prints: kept up to a limit, and never taken for anything else."""

from __future__ import annotations

import io

MOST = 10_000  # characters for one question
ENOUGH = "\n… more was printed, but only so much is kept.\n"


class Printed(io.TextIOBase):
    """A file that remembers the beginning of what is written to it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = MOST

    def write(self, text: str) -> int:
        """Keep ``text``, as long as there is room."""
        if self._room > 0 and text:
            kept = text[: self._room]
            self._parts.append(kept if len(kept) == len(text) else kept + ENOUGH)
            self._room -= len(text)
        return len(text)

    def writable(self) -> bool:
        """It is a file to write to."""
        return True

    def taken(self) -> str:
        """What was printed since the last time."""
        if not self._parts:
            return ""
        text = "".join(self._parts).encode("utf-8", "replace").decode("utf-8")
        self._parts.clear()
        self._room = MOST
        return text
