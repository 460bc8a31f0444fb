"""Errors that a learner can make. A notebook shows what they say, and where, without the inside of kubelite."""

from __future__ import annotations

import traceback


class Told(Exception):
    """Base of errors whose message says all: what came, what was expected, what to try.

    Outside of notebooks they behave as every other exception.
    """

    def _render_traceback_(self) -> list[str]:
        """What IPython prints in the place of a traceback: the line of the cell, and the message."""
        own = [frame for frame in traceback.extract_tb(self.__traceback__) if _is_cell(frame.filename)]
        where = [f"Line {own[-1].lineno} of the cell: {own[-1].line}", ""] if own and own[-1].line else []
        return [*where, f"{type(self).__name__}: {self}"]


def _is_cell(filename: str) -> bool:
    return "ipykernel_" in filename or filename.startswith("<ipython-input")
