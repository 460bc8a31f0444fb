"""Label selectors written as text, as after ``kubectl get -l``: ``app=web,tier!=db,zone in (a,b),!old``.

Source of the grammar and of the words of its errors: ``staging/src/k8s.io/apimachinery/pkg/labels/selector.go``.
"""

from __future__ import annotations

import re

from kubelite.objects.meta import LabelSelector, LabelSelectorRequirement

_TOKEN = re.compile(r"[ \t\r\n]*(==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+|$)")
_OPERATORS = {"=": "In", "==": "In", "in": "In", "!=": "NotIn", "notin": "NotIn", ">": "Gt", "<": "Lt"}
_SYMBOLS = frozenset({"", ",", "!", "(", ")", "=", "==", "!=", ">", "<"})
_BINARY_OPERATORS = "in, notin, =, ==, !=, gt, lt"


class SelectorError(ValueError):
    """A text that is no label selector; the message is Kubernetes' own."""


def parse(text: str) -> LabelSelector:
    """The selector that ``text`` describes; an empty text selects everything. Raises ``SelectorError``."""
    tokens = _Tokens(text)
    requirements = []
    while tokens.next:
        if tokens.next != "!" and tokens.next in _SYMBOLS:
            raise SelectorError(f"found '{tokens.next}', expected: !, identifier, or 'end of string'")
        try:
            requirements.append(_requirement(tokens))
        except SelectorError as error:
            raise SelectorError(f"unable to parse requirement: {error}") from None
        _end_of_requirement(tokens)
    return LabelSelector(match_expressions=tuple(requirements))


class _Tokens:
    """The words and signs of a selector, one after the other; ``next`` is ``""`` at the end."""

    def __init__(self, text: str) -> None:
        words: list[str] = _TOKEN.findall(text)
        self._all = iter(words)
        self.next = next(self._all)

    def take(self) -> str:
        taken, self.next = self.next, next(self._all, "")
        return taken

    def take_name(self) -> str:
        """A key or value; whatever else comes is an error."""
        name = self.take()
        if name in _SYMBOLS:
            raise SelectorError(f"found '{name}', expected: identifier")
        return name


def _requirement(tokens: _Tokens) -> LabelSelectorRequirement:
    absent = tokens.next == "!"
    if absent:
        tokens.take()
    key = tokens.take_name()
    if absent or tokens.next in ("", ","):
        return LabelSelectorRequirement(key=key, operator="DoesNotExist" if absent else "Exists")
    sign = tokens.take()
    if sign not in _OPERATORS:
        raise SelectorError(f"found '{sign}', expected: {_BINARY_OPERATORS}")
    values = _values(tokens) if sign in ("in", "notin") else _value(tokens)
    return LabelSelectorRequirement(key=key, operator=_OPERATORS[sign], values=values)


def _value(tokens: _Tokens) -> tuple[str, ...]:
    """The one value behind ``=``; nothing there means the empty text."""
    return ("",) if tokens.next in ("", ",") else (tokens.take_name(),)


def _values(tokens: _Tokens) -> tuple[str, ...]:
    """The values between parentheses, sorted, each once; between two commas there may be nothing."""
    if (sign := tokens.take()) != "(":
        raise SelectorError(f"found '{sign}' expected: '('")
    values: list[str] = []
    while True:
        values.append("" if tokens.next in (",", ")") else _listed(tokens, first=not values))
        sign = tokens.take()
        if sign == ")":
            return tuple(sorted(set(values)))
        if sign != ",":
            raise SelectorError(f"found '{sign}', expected: ',' or ')'")


def _listed(tokens: _Tokens, first: bool) -> str:
    if tokens.next in _SYMBOLS:
        expected = "',', ')' or identifier" if first else "',', or identifier"
        raise SelectorError(f"found '{tokens.next}', expected: {expected}")
    return tokens.take()


def _end_of_requirement(tokens: _Tokens) -> None:
    if not (sign := tokens.take()):
        return
    if sign != ",":
        raise SelectorError(f"found '{sign}', expected: ',' or 'end of string'")
    if tokens.next != "!" and tokens.next in _SYMBOLS:
        raise SelectorError(f"found '{tokens.next}', expected: identifier after ','")
