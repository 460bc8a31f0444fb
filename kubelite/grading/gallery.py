"""The grader's grader: runs the very cells of an exercise with wrong and right variants in the place of the solution.

A gallery is a folder with one Python file a variant, written as a learner would write it. The name of a right one
begins with ``right_``, that of a wrong one with ``wrong_``. A wrong one says in its first lines which test cell must
catch it, and a piece of the message:

    # caught by: fits-requests
    # saying: Your filter sent web away

``python -m kubelite.grading.gallery NOTEBOOK FOLDER CELL`` prints a table; CELL is the id of the solution cell.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

STUB = "stub"
REFERENCE = "reference"
_SOLUTION = re.compile(r"^([ \t]*)### BEGIN SOLUTION\n.*?### END SOLUTION[ \t]*$", re.MULTILINE | re.DOTALL)


class Cell(NamedTuple):
    """One code cell of an exercise that nbgrader knows; ``points`` is 0 for one that is not graded."""

    id: str
    source: str
    points: float
    is_solution: bool


class Result(NamedTuple):
    """What one test cell gave."""

    cell: str
    points: float
    most: float
    message: str


class Score(NamedTuple):
    """What the test cells gave for one variant."""

    results: tuple[Result, ...]

    @property
    def points(self) -> float:
        """The points of all test cells together."""
        return sum(result.points for result in self.results)

    @property
    def most(self) -> float:
        """How many points there are."""
        return sum(result.most for result in self.results)

    @property
    def failures(self) -> dict[str, str]:
        """Test cell → message, for those that gave less than all of their points."""
        return {result.cell: result.message for result in self.results if result.points < result.most}


class Variant(NamedTuple):
    """One solution of a gallery; ``caught_by`` and ``saying`` are ``""`` for a right one."""

    name: str
    source: str
    caught_by: str = ""
    saying: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether it must lose points."""
        return self.name.startswith("wrong_")


def read_cells(notebook: Path) -> tuple[Cell, ...]:
    """The cells of an exercise that count: set-up, solutions and tests, in their order."""
    found = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        about = cell["metadata"].get("nbgrader")
        if cell["cell_type"] == "code" and about:
            points = float(about.get("points", 0)) if about["grade"] else 0.0
            found.append(Cell(about["grade_id"], "".join(cell["source"]), points, about["solution"]))
    return tuple(found)


def read_gallery(folder: Path) -> tuple[Variant, ...]:
    """The variants of a gallery, by name."""
    return tuple(_variant(file) for file in sorted(folder.glob("*_*.py")))


def stub(source: str) -> str:
    """The cell as learners get it: what is between the solution marks becomes ``raise NotImplementedError()``."""
    return _SOLUTION.sub(r"\1raise NotImplementedError()", source)


def stubs(cells: tuple[Cell, ...]) -> dict[str, str]:
    """All solution cells as learners get them."""
    return {cell.id: stub(cell.source) for cell in cells if cell.is_solution}


def score(cells: tuple[Cell, ...], replaced: Mapping[str, str]) -> Score:
    """Run the cells in order, some of them ``replaced`` (id → source), and count the points of the test cells.

    A test cell that raises gives no points. Nothing that the cells print is shown.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    results = []
    for cell in cells:
        message = _run(replaced.get(cell.id, cell.source), cell.id, names)
        if cell.points:
            results.append(Result(cell.id, 0.0 if message else cell.points, cell.points, message))
    return Score(tuple(results))


def table(notebook: Path, folder: Path, solution: str) -> Iterator[str]:
    """One line a variant: its name, its points, which check caught it, and the first line of the story."""
    cells = read_cells(notebook)
    scores = [(STUB, score(cells, stubs(cells))), (REFERENCE, score(cells, {}))]
    scores += [(variant.name, score(cells, {solution: variant.source})) for variant in read_gallery(folder)]
    for name, got in scores:
        yield f"{name:32} {got.points:g} of {got.most:g}"
        for cell, message in got.failures.items():
            yield f"    {cell}: {' '.join(message.split())[:160]}"


def _variant(file: Path) -> Variant:
    source = file.read_text(encoding="utf-8")
    said = dict(re.findall(r"^# (caught by|saying): (.+)$", source, re.MULTILINE))
    return Variant(file.stem, source, said.get("caught by", ""), said.get("saying", ""))


def _run(source: str, name: str, names: dict[str, Any]) -> str:
    """Run one cell; the message of what it raised, or ``""``."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(compile(source, f"<cell {name}>", "exec"), names)
        except Exception as error:
            return str(error) or type(error).__name__
    return ""


if __name__ == "__main__":
    for line in table(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]):
        print(line)
