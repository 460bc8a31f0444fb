"""Execute notebooks and write them so that two runs give the same bytes.

    python -m tools.notebooks [NOTEBOOK …]          execute and write (all of course/ and solutions/ without a name)
    python -m tools.notebooks --check [NOTEBOOK …]  execute, write nothing, fail when a stored notebook would change

Everything that differs from run to run or from machine to machine is left out: times, random ids, the state of
widgets, the version of Python, tracebacks with paths. Execution counts stay, because nbval needs them.
"""

import argparse
import difflib
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
CELL_TIMEOUT = 60  # seconds
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CELL_METADATA = ("deletable", "editable", "nbgrader", "tags")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # holds a random model id; the text and SVG beside it stay


def stored_notebooks(root: Path = ROOT) -> list[Path]:
    """Return the notebooks that are kept executed, in reading order."""
    return sorted((root / "course").glob("*.ipynb")) + sorted((root / "solutions").glob("*/*.ipynb"))


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Run all cells in place, in a fresh kernel whose current folder is `folder`.

    Raises CellExecutionError or CellTimeoutError; a cell tagged `raises-exception` may fail.
    """
    client = NotebookClient(
        notebook,
        kernel_name=KERNEL["name"],
        timeout=CELL_TIMEOUT,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,  # otherwise the timing of prints decides how many outputs there are
        resources={"metadata": {"path": str(folder)}},
    )
    here = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # where cells find `kubelite`
    alone = {"KUBELITE_LIVE": "off"}  # no real cluster, also where there is one, unless the environment asks for it
    client.execute(env={**alone, **os.environ, "PATH": here, "KUBELITE_MEMORY": "off"})


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Reduce a notebook, in place, to what does not depend on who ran it, when and where."""
    notebook.metadata = NotebookNode(kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(name="python"))
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    taken: set[str] = set()
    for cell in notebook.cells:
        cell.source = cell.source.rstrip()
        kept = {key: cell.metadata[key] for key in CELL_METADATA if cell.metadata.get(key) not in (None, [])}
        cell.metadata = NotebookNode(kept)
        cell.id = cell_id(cell, taken)
        taken.add(cell.id)
        for output in cell.get("outputs", ()):
            _normalise_output(output)
    return notebook


def cell_id(cell: NotebookNode, taken: Iterable[str] = ()) -> str:
    """Return the cell's `grade_id`, else its id when that is made of words, else a new id from its first words."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    if grade_id:
        return str(grade_id)
    wanted = cell.get("id", "")
    if not is_readable_id(wanted):
        wanted = "-".join(re.findall(r"[a-z][a-z0-9]*", cell.source.lower())[:3])[:40] or cell.cell_type
    return next(name for name in _numbered(wanted) if name not in taken)


def is_readable_id(name: str) -> bool:
    """Tell words (`first-pod`) from what editors make up (`3f2a9c1e`, `a1b2c3d4-…`)."""
    made_up = re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=.*\d)[0-9a-f]{8}", name)
    return not made_up and len(name) <= 40 and re.fullmatch(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*", name) is not None


def _numbered(name: str) -> Iterable[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def _normalise_output(output: NotebookNode) -> None:
    if output.output_type in ("display_data", "execute_result"):
        output.metadata = NotebookNode()
        output.data.pop(WIDGET_VIEW, None)
    if output.output_type == "error":  # frames show paths, and the numbers of lines in other files
        output.traceback = [f"{output.ename}: {output.evalue}"]


def to_bytes(notebook: NotebookNode) -> bytes:
    """Return the one way to write this notebook: sorted keys, one space of indent, UTF-8, a final newline."""
    return (nbformat.writes(notebook).rstrip("\n") + "\n").encode()


def refreshed(path: Path) -> bytes:
    """Return what `path` should hold: its cells executed in their folder and normalised."""
    notebook = normalise(nbformat.read(path, as_version=4))
    execute(notebook, path.parent)
    return to_bytes(normalise(notebook))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.notebooks", description="Execute notebooks and write them.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of course/ and solutions/")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a notebook would change")
    options = parser.parse_args(arguments)
    failed = [path for path in options.notebooks or stored_notebooks() if not _visit(path, options.check)]
    return 1 if failed else 0


def _visit(path: Path, check: bool) -> bool:
    """Refresh or check one notebook, print one line about it, and return whether all is well."""
    try:
        fresh = refreshed(path)
    except (CellExecutionError, CellTimeoutError) as error:
        print(f"failed     {path}\n{error}", file=sys.stderr)
        return False
    stored = path.read_bytes()
    if fresh == stored:
        print(f"unchanged  {path}")
    elif check:
        print(f"differs    {path}: `make notebooks` writes it anew\n{difference(stored, fresh)}", file=sys.stderr)
    else:
        path.write_bytes(fresh)
        print(f"written    {path}")
    return fresh == stored or not check


def difference(stored: bytes, fresh: bytes, lines: int = 20) -> str:
    """Return the first lines in which two notebooks differ."""
    old, new = stored.decode().splitlines(), fresh.decode().splitlines()
    diff = difflib.unified_diff(old, new, "stored", "fresh", n=1, lineterm="")
    return "\n".join(line[:160] for line in list(diff)[:lines])


if __name__ == "__main__":
    sys.exit(main())
