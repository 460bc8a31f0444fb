"""The text of notebook cells, as Python: what it binds, what it uses, and magics, which only IPython understands."""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from collections.abc import Iterator
from typing import NamedTuple

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


class Names(NamedTuple):
    """The names of the notebook that a piece of code binds, and those that it uses; local names are not among them."""

    bound: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()


def names(source: str) -> Names:
    """The names in ``source``; none for what is no Python. ``from … import *`` binds the name ``*``."""
    tree = parsed(source)
    try:
        tables = list(_tables(symtable.symtable(source, "<cell>", "exec"))) if tree else []
    except (SyntaxError, ValueError, RecursionError):
        return Names()
    bound, used = set(), set()
    for table in tables:
        for symbol in table.get_symbols():
            if table.get_type() == "module" or symbol.is_global():
                if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
                    bound.add(symbol.get_name())
                if symbol.is_referenced():
                    used.add(symbol.get_name())
    if tree and any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)):
        bound.add("*")
    return Names(frozenset(bound), frozenset(used))


def is_builtin(name: str) -> bool:
    """Whether Python itself brings this name."""
    return hasattr(builtins, name)


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    """The table of a scope, and those of the scopes within it."""
    yield table
    for inner in table.get_children():
        yield from _tables(inner)
