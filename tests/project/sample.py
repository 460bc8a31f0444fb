"""Tiny notebooks for the tests of the tools."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.notebooks import normalise, to_bytes


def write(path: Path, *cells: NotebookNode | str) -> Path:
    """Write a notebook as an editor would save it; a string stands for a code cell that was not run."""
    notebook = new_notebook(cells=[new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def tidy(path: Path, *cells: NotebookNode | str) -> Path:
    """Write a notebook that is normalised, and run as far as its cells' outputs say; its ids are readable."""
    write(path, *cells)
    notebook = normalise(nbformat.read(path, as_version=4))
    for number, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), start=1):
        cell.execution_count = number
    path.write_bytes(to_bytes(notebook))
    return path


def printed(source: str, text: str, name: str = "stdout") -> NotebookNode:
    """A code cell with what it printed."""
    return new_code_cell(source, outputs=[nbformat.v4.new_output("stream", name=name, text=text)])


def said(text: str) -> NotebookNode:
    """A markdown cell."""
    return new_markdown_cell(text)


def graded(source: str, grade_id: str, *, points: int | None = None) -> NotebookNode:
    """A cell that nbgrader knows: a test cell with `points`, otherwise a solution cell."""
    kind = {"grade": points is not None, "solution": points is None, "locked": points is not None}
    extra = {} if points is None else {"points": points}
    return new_code_cell(
        source, metadata={"nbgrader": {"grade_id": grade_id, "schema_version": 3, "task": False, **kind, **extra}}
    )
