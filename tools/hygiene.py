"""The house rules for notebooks, each a small function that yields what is wrong in words.

`problems(path)` gathers them for one notebook; CONTRIBUTING.md says why the rules are as they are.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from tools.notebooks import CELL_METADATA, KERNEL, is_readable_id, to_bytes

MAX_CELLS = 40
MAX_LINES = {"code": 15, "markdown": 8, "raw": 8}
MAX_COLUMNS = 92  # of code; JupyterLab cuts off what is longer, and with it what a learner has to edit
MIN_COMPARED_OUTPUTS = 5  # in each lesson of course/
MAX_IGNORED_SHARE = 0.02  # of the cells of the course
REAL_CLUSTER = "12_"  # the one lesson that may use the network
FORBIDDEN_CALLS = {"sleep", "input", "getpass"}
NETWORK = {"aiohttp", "http", "httpx", "requests", "socket", "urllib", "urllib3"}
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(home|Users|root|private|tmp)/\w|\b[A-Z]:\\\w")
IGNORE = "# NBVAL_IGNORE_OUTPUT"
OTHER_MARKS = ("nbval-ignore-output", "nbval-skip", "NBVAL_SKIP")  # they would hide what IGNORE shows


def problems(path: Path) -> list[str]:
    """Return one sentence for each rule that the notebook breaks, with the cell's id."""
    notebook = nbformat.read(path, as_version=4)
    found = [*_name(path), *_form(path, notebook), *_size(notebook), *_ids(notebook)]
    for cell in notebook.cells:
        rules = [_source(cell)]
        if cell.cell_type == "code":
            rules += [_code(cell, network=path.name.startswith(REAL_CLUSTER)), _outputs(cell)]
        found += [f"cell {cell.id}: {problem}" for rule in rules for problem in rule]
    found += _run_in_order(notebook)
    return found


def lesson_problems(path: Path) -> list[str]:
    """Return what is wrong with a lesson of course/: `problems`, and whether nbval has enough to compare."""
    count = sum(is_compared(cell) for cell in nbformat.read(path, as_version=4).cells)
    few = [f"only {count} cells have an output that nbval compares; a lesson shows at least {MIN_COMPARED_OUTPUTS}"]
    return problems(path) + (few if count < MIN_COMPARED_OUTPUTS else [])


def is_compared(cell: NotebookNode) -> bool:
    """Tell whether nbval compares a non-empty output of this cell (it never compares bitmaps and tracebacks)."""
    if cell.cell_type != "code" or is_ignored(cell):
        return False
    bitmaps = {"image/png", "image/jpeg"}
    return any(output.get("text") or output.get("data", {}).keys() - bitmaps for output in cell.outputs)


def is_ignored(cell: NotebookNode) -> bool:
    """Tell whether nbval is asked to ignore what this cell prints."""
    return cell.cell_type == "code" and IGNORE in cell.source


def _name(path: Path) -> Iterator[str]:
    if not re.fullmatch(r"\d\d_[a-z0-9_]+", path.stem):
        yield f"the name {path.name!r} does not begin with two digits, as in 03_nodes.ipynb"


def _form(path: Path, notebook: NotebookNode) -> Iterator[str]:
    if notebook.metadata != {"kernelspec": KERNEL, "language_info": {"name": "python"}}:
        yield "the notebook's metadata differ from those that `make notebooks` writes"
    if path.read_bytes() != to_bytes(notebook):
        yield "the file is not written as `make notebooks` writes it"
    for cell in notebook.cells:
        if extra := sorted(set(cell.metadata) - set(CELL_METADATA)):
            yield f"cell {cell.id}: metadata that do not belong there: {', '.join(extra)}"


def _size(notebook: NotebookNode) -> Iterator[str]:
    if len(notebook.cells) > MAX_CELLS:
        yield f"{len(notebook.cells)} cells; a notebook has at most {MAX_CELLS}"


def _ids(notebook: NotebookNode) -> Iterator[str]:
    for name, count in Counter(cell.id for cell in notebook.cells).items():
        if count > 1:
            yield f"cell {name}: {count} cells share this id"
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id and grade_id != cell.id:
            yield f"cell {cell.id}: its id differs from its grade_id {grade_id!r}"
        if not is_readable_id(cell.id):
            yield f"cell {cell.id}: an id is made of a few short words, as in first-pod"


def _source(cell: NotebookNode) -> Iterator[str]:
    lines = len(cell.source.splitlines())
    if not cell.source.strip():
        yield "it is empty"
    if lines > MAX_LINES[cell.cell_type]:
        yield f"{lines} lines; a {cell.cell_type} cell has at most {MAX_LINES[cell.cell_type]}"
    if match := MACHINE_PATH.search(cell.source):
        yield f"it names a place on one machine: {match[0]}…"


def _code(cell: NotebookNode, network: bool) -> Iterator[str]:
    if (longest := max(map(len, cell.source.splitlines()), default=0)) > MAX_COLUMNS:
        yield f"a line of {longest} characters; a line of code has at most {MAX_COLUMNS}"
    try:
        tree = ast.parse(TransformerManager().transform_cell(cell.source))
    except SyntaxError as error:
        yield f"it is not Python: {error.msg}"
        return
    for name in sorted(_called(tree) & FORBIDDEN_CALLS):
        yield f"it calls {name}(), which makes whoever runs all cells wait"
    if not network:
        for name in sorted(_imported(tree) & NETWORK):
            yield f"it imports {name}: only the lesson on a real cluster may use the network"
    if is_ignored(cell) and not re.search(rf"(?m)^# .+\n{IGNORE}$|^{IGNORE}\n# .+", cell.source):
        yield f"{IGNORE} stands without its reason in a comment on the line before or after"
    for mark in OTHER_MARKS:
        if mark in cell.source or mark in cell.metadata.get("tags", []):
            yield f"{mark} hides an output; write {IGNORE} with its reason instead"


def _called(tree: ast.AST) -> set[str]:
    functions = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {f.id if isinstance(f, ast.Name) else f.attr for f in functions if isinstance(f, ast.Name | ast.Attribute)}


def _imported(tree: ast.AST) -> set[str]:
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}


def _outputs(cell: NotebookNode) -> Iterator[str]:
    for output in cell.outputs:
        text = "".join(map(str, [output.get("text", ""), output.get("evalue", ""), *output.get("data", {}).values()]))
        if output.get("name") == "stderr":
            yield "it writes to stderr"
        if match := MACHINE_PATH.search(text):
            yield f"its output names a place on one machine: {match[0]}…"
        if re.search(r" at 0x[0-9a-f]{6,}", text):
            yield "its output shows a memory address, which changes with each run"


def _run_in_order(notebook: NotebookNode) -> Iterator[str]:
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    if counts != list(range(1, len(counts) + 1)):
        yield "its cells were not executed once each from top to bottom; `make notebooks` does that"
