"""What a student's process is given of a notebook: the solution cells, and of the other cells only what these use.

A solution may call a helper that the lesson has imported or shown. So the child also gets the statements of the
released notebook that bind a name which the student's cells use, and what these need in turn. It never gets a test.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from kubelite.grading.source import as_python, is_builtin, names, parsed

REFLECTION = {"eval", "exec", "globals", "locals", "vars", "getattr", "__import__"}
OF_IPYTHON = {"display", "get_ipython", "In", "Out"}


class Role(Enum):
    """What a cell is there for."""

    TEXT = "text"
    ORDINARY = "ordinary"
    SOLUTION = "solution"
    TEST = "test"


class Step(NamedTuple):
    """One code cell on its way: ``wanted`` are the names that a solution is asked for."""

    id: str
    role: Role
    source: str
    child_source: str = ""
    wanted: tuple[str, ...] = ()


def role(cell: Mapping[str, Any]) -> Role:
    """The role of a cell of a released notebook, from nbgrader's metadata."""
    about = cell["metadata"].get("nbgrader", {})
    if cell["cell_type"] != "code":
        return Role.TEXT
    if about.get("solution"):
        return Role.SOLUTION
    return Role.TEST if about.get("grade") else Role.ORDINARY


def cell_name(cell: Mapping[str, Any]) -> str:
    """The name by which a cell is known: its ``grade_id``, else its id."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id") or cell.get("id", ""))


def program(cells: Sequence[Mapping[str, Any]], released: Mapping[str, str]) -> list[Step]:
    """The code cells of a rebuilt notebook, in order. ``released`` has the solution cells as they were handed out.

    The names that a student may define for the tests are those that the released cell binds, and those that the other
    cells use but nobody binds. So no solution can put itself in the place of a check.
    """
    code = [(cell_name(cell), role(cell), cell["source"]) for cell in cells if role(cell) is not Role.TEXT]
    others = [source for _, kind, source in code if kind is not Role.SOLUTION]
    free = _free(others)
    parts = _used_parts(code)
    steps = []
    for name, kind, source in code:
        wanted: tuple[str, ...] = ()
        if kind is Role.SOLUTION:
            wanted = tuple(sorted(free | names(as_python(released.get(name, ""))).bound))
        steps.append(Step(name, kind, source, source if kind is Role.SOLUTION else parts.get(name, ""), wanted))
    return steps


def _free(sources: Iterable[str]) -> frozenset[str]:
    """The names that these cells use, and that none of them binds."""
    found = [names(as_python(source)) for source in sources]
    bound = frozenset().union(*(each.bound for each in found))
    if "*" in bound:
        return frozenset()
    used = frozenset().union(*(each.used for each in found))
    return frozenset(name for name in used - bound - OF_IPYTHON if not is_builtin(name))


def _used_parts(code: list[tuple[str, Role, str]]) -> dict[str, str]:
    """Ordinary cell → those of its statements that the solutions use, as a text."""
    needed: set[str] = set()
    for _, kind, source in code:
        if kind is Role.SOLUTION:
            needed |= names(as_python(source)).used
    ordinary = {name: parsed(as_python(source)) for name, kind, source in code if kind is Role.ORDINARY}
    statements = {name: tree.body if tree else [] for name, tree in ordinary.items()}
    everything = bool(needed & REFLECTION)
    kept = _closure([statement for body in statements.values() for statement in body], needed, everything)
    texts = {}
    for name, body in statements.items():
        parts = [_pruned(statement, needed, everything) for statement in body if id(statement) in kept]
        texts[name] = "\n".join(ast.unparse(part) for part in parts)
    return texts


def _closure(statements: list[ast.stmt], needed: set[str], everything: bool) -> set[int]:
    """The statements that bind or change what is ``needed``, by id; adds to ``needed`` what they need in turn."""
    kept: set[int] = set()
    grew = True
    while grew:
        grew = False
        for statement in statements:
            if id(statement) in kept:
                continue
            bound, used = names(ast.unparse(statement))
            if everything or "*" in bound or (bound | _changed(statement)) & needed:
                kept.add(id(statement))
                needed |= used
                grew = True
    return kept


def _changed(statement: ast.stmt) -> set[str]:
    """Names whose objects a statement changes: ``cluster`` in ``cluster.apply(…)`` and in ``cluster.x = 1``."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        targets: list[ast.expr] = [statement.value.func]
    elif isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AugAssign):
        targets = [statement.target]
    else:
        return set()
    return {root for target in targets if (root := _root(target))}


def _root(target: ast.expr) -> str:
    """``cluster`` of ``cluster.nodes[0].x``; nothing for a plain name."""
    inner = target
    while isinstance(inner, ast.Attribute | ast.Subscript):
        inner = inner.value
    return inner.id if isinstance(inner, ast.Name) and inner is not target else ""


def _pruned(statement: ast.stmt, needed: set[str], everything: bool) -> ast.stmt:
    """An import without the names that nobody needs: they would take time to load."""
    if everything or not isinstance(statement, ast.ImportFrom | ast.Import):
        return statement
    names = [alias for alias in statement.names if alias.name == "*" or _local(alias) in needed]
    if isinstance(statement, ast.Import):
        return ast.Import(names)
    return ast.ImportFrom(statement.module, names, statement.level)


def _local(alias: ast.alias) -> str:
    return (alias.asname or alias.name).partition(".")[0]
