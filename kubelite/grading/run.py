"""Running a rebuilt notebook: its tests here, in the grader's process, and the student's cells in a process apart."""

from __future__ import annotations

import ast
import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kubelite.grading.program import Role, Step, cell_name, program
from kubelite.grading.remote.messages import Failure, Run
from kubelite.grading.remote.printed import Printed
from kubelite.grading.remote.student import Student

Output = dict[str, Any]


class Grading:
    """One student's notebook while it is graded. The cells get outputs as a kernel would have made them."""

    def __init__(self, student: Student) -> None:
        self._student = student
        self._printed = Printed()
        self._names: dict[str, Any] = {"__name__": "__main__", "display": self._display}
        self._shown: list[Output] = []

    def run(self, notebook: Any, released: Mapping[str, str], folder: Path) -> None:
        """Run all cells in place. ``folder`` is the current one of the tests; ``released`` as in ``rebuild``."""
        cells = {cell_name(cell): cell for cell in notebook["cells"] if cell["cell_type"] == "code"}
        with _quietly(folder, self._printed):
            for count, step in enumerate(program(notebook["cells"], released), start=1):
                cell = cells[step.id]
                cell["execution_count"] = count
                cell["outputs"] = self._solution(step) if step.role is Role.SOLUTION else self._trusted(step, count)

    def _solution(self, step: Step) -> list[Output]:
        """A student's cell: runs in their process; here its names become stubs and plain values."""
        ran = self._student.run(Run(step.id, step.child_source, step.wanted))
        for name in step.wanted:
            self._names.pop(name, None)  # an earlier version, from the lesson, must not stand in for the student's
        self._names.update(ran.bound)
        return [*_stream(ran.printed), *([_error(ran.failure)] if ran.failure else [])]

    def _trusted(self, step: Step, count: int) -> list[Output]:
        """A cell of the instructor's. What the solutions use of it also runs in the student's process."""
        if step.child_source:
            self._student.run(Run(step.id, step.child_source))
        self._student.begin_cell()
        self._shown = []
        failure = None
        try:
            self._execute(step, count)
            self._student.end_cell()
        except Exception as error:
            failure = _told(error)
        return [*_stream(self._printed.taken()), *self._shown, *([failure] if failure else [])]

    def _execute(self, step: Step, count: int) -> None:
        tree = ast.parse(step.source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        name = f"<cell {step.id}>"
        exec(compile(tree, name, "exec"), self._names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), name, "eval"), self._names)
            if value is not None and not step.source.rstrip().endswith(";"):
                self._shown.append(
                    {"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": _data(value)}
                )

    def _display(self, *values: Any) -> None:
        self._shown += [{"output_type": "display_data", "metadata": {}, "data": _data(value)} for value in values]


def refuse(notebook: Any, reason: str) -> None:
    """Give every test the same ``reason`` in the place of a result."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            if cell["metadata"].get("nbgrader", {}).get("grade"):
                cell["outputs"] = [_error(Failure("NotGraded", reason))]


@contextlib.contextmanager
def _quietly(folder: Path, printed: Printed) -> Iterator[None]:
    """In ``folder``, with all that is printed kept apart, and with nothing remembered of a learner."""
    before, memory = Path.cwd(), os.environ.get("KUBELITE_MEMORY")
    os.environ["KUBELITE_MEMORY"] = "off"
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            yield
    finally:
        os.chdir(before)
        os.environ.pop("KUBELITE_MEMORY")
        if memory is not None:
            os.environ["KUBELITE_MEMORY"] = memory


def _data(value: Any) -> dict[str, str]:
    picture = getattr(value, "_repr_svg_", None)
    drawn = {"image/svg+xml": picture()} if callable(picture) else {}
    return {"text/plain": repr(value), **drawn}


def _stream(text: str) -> list[Output]:
    return [{"output_type": "stream", "name": "stdout", "text": text}] if text else []


def _told(error: Exception) -> Output:
    """What went wrong in a test, without a line of the test: a check tells its own story."""
    show = getattr(error, "_render_traceback_", None)
    told = "\n".join(show()) if callable(show) else _sentence(Failure(type(error).__name__, str(error)))
    return {"output_type": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": [told]}


def _error(failure: Failure) -> Output:
    line = f"\n    {failure.line}" if failure.line else ""
    told = _sentence(failure) + line
    return {"output_type": "error", "ename": failure.kind, "evalue": failure.text, "traceback": [told]}


def _sentence(failure: Failure) -> str:
    return f"{failure.kind}: {failure.text}" if failure.text else failure.kind
