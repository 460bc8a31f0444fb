"""Mutants: a reference solution with one small mistake each. Checks that let many of them pass are too weak."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}


class Mutant(NamedTuple):
    """``source`` with one mistake; ``change`` says which, as ``line 3: `a < b` → `a <= b```."""

    change: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of the functions in ``source``, each once."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    texts = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # docstrings
    seen = {ast.unparse(tree)}
    for node in nodes:
        for variant in () if id(node) in texts else _variants(node):
            changed = ast.unparse(_Replaced(node, variant).visit(tree))
            if changed not in seen:
                seen.add(changed)
                line = getattr(node, "lineno", 0)
                yield Mutant(f"line {line}: `{_short(ast.unparse(node))}` → `{_short(ast.unparse(variant))}`", changed)


class _Replaced:
    """Copies a tree with ``variant`` in the place of ``node``; the tree itself stays as it is."""

    def __init__(self, node: ast.AST, variant: ast.AST) -> None:
        self._node = node
        self._variant = variant

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self._node:
            return self._variant
        fields = {name: self._field(value) for name, value in ast.iter_fields(node)}
        return _with(node, **fields)

    def _field(self, value: object) -> object:
        if isinstance(value, list):
            return [self._field(item) for item in value]
        return self.visit(value) if isinstance(value, ast.AST) else value


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one mistake, in every way that we know."""
    yield from _of_expression(node)
    yield from _of_statement(node)


def _of_expression(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for position, operator in enumerate(node.ops):
            for other in _COMPARISONS.get(type(operator), ()):
                yield _with(node, ops=[*node.ops[:position], other(), *node.ops[position + 1 :]])
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield _with(node, op=_OPERATORS[type(node.op)]())
        yield node.left
        yield node.right
    elif isinstance(node, ast.BoolOp):
        yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        yield from node.values
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from (_with(node, value=value) for value in _other_values(node.value))
    elif isinstance(node, ast.Tuple | ast.List) and len(node.elts) > 1:
        yield from (_with(node, elts=[e for e in node.elts if e is not left_out]) for left_out in node.elts)
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield _with(node, ifs=[])


def _of_statement(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Return) and node.value is not None:
        yield from (_with(node, value=ast.Constant(value)) for value in (True, False))
    elif isinstance(node, ast.If):
        yield from (_with(node, test=ast.Constant(value)) for value in (True, False))
    elif isinstance(node, ast.AugAssign | ast.Continue | ast.Break):
        yield ast.Pass()


def _other_values(value: object) -> tuple[object, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1)
    return (f"{value}?",) if isinstance(value, str) else ()


def _with(node: ast.AST, **changes: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in changes.items():
        setattr(other, name, value)
    return other


def _short(text: str) -> str:
    return " ".join(text.split())[:60]
