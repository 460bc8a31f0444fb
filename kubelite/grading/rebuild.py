"""Rebuilding: the student's answers, by the names of their cells, in the notebook as it was released.

Whatever else a submission holds (edited, deleted, pasted or broken cells, outputs, metadata) is left behind.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, NamedTuple

from kubelite.grading.program import cell_name
from kubelite.grading.submission import HandedIn, Submission


class Rebuilt(NamedTuple):
    """The notebook to grade, what to tell about it, and the solution cells as they were released (name → source)."""

    notebook: Any
    notes: tuple[str, ...]
    released: dict[str, str]


def rebuild(released: Mapping[str, Any], submission: Submission) -> Rebuilt:
    """Put the answers of ``submission`` into a copy of the ``released`` notebook."""
    notebook: Any = copy.deepcopy(released)
    originals, missing = {}, []
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if not (about.get("solution") or about.get("task")):
            continue
        name = cell_name(cell)
        originals[name] = cell["source"]
        answer = _answer(name, cell["source"], submission)
        if answer is not None:
            cell["source"] = answer.source
        elif not submission.refused:
            missing.append(f"The cell “{name}” is missing from the notebook that was handed in.")
    return Rebuilt(notebook, (*submission.notes, *missing), originals)


def _answer(name: str, original: str, submission: Submission) -> HandedIn | None:
    """The cell that holds the answer: of several the first that the student has changed.

    A pasted copy has the same ``grade_id`` and another id; metadata may be lost, and an id may be renewed.
    """
    exact = [cell for cell in submission.cells if cell.id == name and cell.grade_id in (name, "")]
    other = [cell for cell in submission.cells if cell.grade_id == name and cell.id != name]
    candidates = exact + other
    changed = (cell for cell in candidates if cell.source.strip() != original.strip())
    return next(changed, candidates[0] if candidates else None)
