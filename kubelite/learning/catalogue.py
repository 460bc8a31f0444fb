"""The catalogue of the course: what each lesson asks and checks, read from the notebooks themselves."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

_NUMBERED = "[0-9][0-9]_*.ipynb"
_MAGIC = re.compile(r"(?m)^\s*[%!].*$")  # lines for IPython, which are no Python


class Question(NamedTuple):
    """A question that a lesson has the learner guess at; ``options`` are letter → text, if there are any."""

    text: str
    options: dict[str, str]


class Lesson(NamedTuple):
    """One lesson with its exercise. ``part`` is ``""`` when there is no exercise; ``checks`` are the titles of its
    visible checks.
    """

    number: str
    title: str
    questions: tuple[Question, ...]
    part: str
    checks: tuple[str, ...]


def catalogue(clone: Path) -> tuple[Lesson, ...]:
    """The lessons of a clone, by number. A notebook that cannot be read counts as empty."""
    exercises = {path.stem: path for path in clone.glob(f"exercises/*/{_NUMBERED}")}
    return tuple(_lesson(path, exercises.get(path.stem)) for path in sorted(clone.glob(f"course/{_NUMBERED}")))


def _lesson(lesson: Path, exercise: Path | None) -> Lesson:
    told, practised = _cells(lesson), _cells(exercise) if exercise else []
    calls = list(_calls(practised))
    parts = [_text(call) for call in calls if ast.unparse(call.func) == "Exercise"]
    return Lesson(
        number=lesson.stem[:2],
        title=_title(told, lesson),
        questions=tuple(_questions([*told, *practised])),
        part=parts[0] if parts else "",
        checks=tuple(_text(call) for call in calls if ast.unparse(call.func) == "exercise.check"),
    )


def _cells(notebook: Path) -> list[dict[str, Any]]:
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return [cell for cell in cells if isinstance(cell, dict)]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _title(cells: list[dict[str, Any]], lesson: Path) -> str:
    """The first heading without the number: ``# 03 Nodes`` is ``Nodes``."""
    found = re.search(r"(?m)^# (?:\d\d )?(.+)$", "\n".join(_source(cell) for cell in cells[:1]))
    return found[1] if found else lesson.stem[3:].replace("_", " ").capitalize()


def _questions(cells: list[dict[str, Any]]) -> Iterator[Question]:
    for call in _calls(cells):
        if ast.unparse(call.func) == "predict" and (text := _text(call)):
            yield Question(text, _options(call))


def _calls(cells: list[dict[str, Any]]) -> Iterator[ast.Call]:
    """The function calls in the code cells, from top to bottom."""
    for cell in cells:
        if cell.get("cell_type") == "code":
            try:
                tree = ast.parse(_MAGIC.sub("", _source(cell)))
            except SyntaxError:
                continue
            yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _source(cell: dict[str, Any]) -> str:
    """The text of a cell, which a file holds as one string or as lines."""
    return "".join(cell.get("source", ""))


def _text(call: ast.Call) -> str:
    """The first argument, if it is written as a text; ``""`` when it is something else."""
    return _constant(call.args[0]) if call.args else ""


def _options(call: ast.Call) -> dict[str, str]:
    written = next((word.value for word in call.keywords if word.arg == "options"), None)
    if not isinstance(written, ast.Dict):
        return {}
    pairs = zip(written.keys, written.values, strict=True)
    return {_constant(letter): _constant(text) for letter, text in pairs}


def _constant(node: ast.expr | None) -> str:
    """A text as it is written; ``""`` for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
