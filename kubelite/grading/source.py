"""The text of notebook cells, as Python: what it binds, what it uses, and magics, which only IPython understands."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable

_MAGIC = re.compile(r"^(\s*)(?:[%!?]|[\w.]+\?\??\s*$).*$")
_CELL_MAGIC = re.compile(r"\s*%%(time|capture|prun)\b.*\n?")


def as_python(source: str) -> str:
    """The cell without the lines that are meant for IPython (``%time …``, ``!ls``, ``fits?``), if it has any."""
    if parsed(source) is not None:
        return source
    body = _CELL_MAGIC.sub("\n", source, count=1)
    cleaned = "\n".join(_MAGIC.sub(r"\1pass", line) for line in body.split("\n"))
    return cleaned if parsed(cleaned) is not None else source


def parsed(source: str) -> ast.Module | None:
    """The syntax tree, or ``None`` for what is no Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def binds(tree: ast.AST) -> set[str]:
    """The names that the statements in ``tree`` bind, at the level of the notebook."""
    found: set[str] = set()
    for node in _outer(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
    return found


def uses(tree: ast.AST) -> set[str]:
    """Every name that is read anywhere in ``tree``, also within functions."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def is_builtin(name: str) -> bool:
    """Whether Python itself brings this name."""
    return hasattr(builtins, name)


def _outer(tree: ast.AST) -> Iterable[ast.AST]:
    """All nodes of ``tree`` that are not inside of a function or a class."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))
