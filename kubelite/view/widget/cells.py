"""The notebook's cells around a picture: it looks again after each of them, and goes when its own cell runs anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from IPython.core.getipython import get_ipython

PICTURES = "kubelite_pictures"
"""The attribute of the shell that keeps them: cell → number of the execution, and the pictures that it made."""


class Picture(Protocol):
    """What can be closed."""

    def close(self) -> None: ...


def after_each(call: Callable[[], None]) -> Callable[[], None]:
    """Make ``call`` after each cell, which may let time pass without changing anything. Returns what ends this."""
    shell = get_ipython()
    if shell is None:
        return lambda: None

    def after(_result: object) -> None:
        call()

    shell.events.register("post_run_cell", after)
    return lambda: shell.events.unregister("post_run_cell", after)


def belongs_to_this_one(picture: Picture) -> None:
    """Close ``picture`` when the cell that is running now runs once more, or when it is deleted.

    Its output is replaced then; without this the old picture and its cluster would stay in memory for ever.
    """
    shell: Any = get_ipython()
    request = _metadata(shell)
    cell = request.get("cellId")
    if cell is None:
        return
    pictures: dict[str, tuple[int, list[Picture]]] = vars(shell).setdefault(PICTURES, {})
    for gone in {*request.get("deletedCells", ()), cell} & set(pictures):
        execution, old = pictures[gone]
        if gone != cell or execution != shell.execution_count:
            del pictures[gone]
            for each in old:
                each.close()
    pictures.setdefault(cell, (shell.execution_count, []))[1].append(picture)


def _metadata(shell: Any) -> dict[str, Any]:
    """What the page said of the cell that it wants to be run. Not every front end says which cell that is."""
    request: dict[str, Any] = shell.get_parent() if hasattr(shell, "get_parent") else {}
    found: dict[str, Any] = request.get("metadata") or {}
    return found
