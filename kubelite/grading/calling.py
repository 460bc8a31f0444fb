"""Calling a learner's function, and what came of it: the only way in which a check touches the learner's code."""

from __future__ import annotations

import contextlib
import linecache
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any, NamedTuple

from kubelite.grading.plain import is_plain, kind_of, shown, unnamed

LONGEST = 200  # characters of an exception's message
PLAIN = "Give back plain data: numbers, texts, True or False, or a list of such things. Whole objects do not count."
PARENTHESES = "Did you forget the parentheses of a call?"
LAZY = "It would give its items one by one, when somebody asks for them. Make a list of it: list(…)."
ONE_BY_ONE = ("generator", "map", "filter", "zip", "reversed", "dict_keys", "dict_values", "dict_items")


class NoAnswer(Exception):
    """A function in another process gave no answer: it took too long, or its process has ended. Says why."""


class Elsewhere(Exception):
    """An exception of a function in another process; ``line`` is the learner's line where it was raised."""

    line = ""
    text = ""

    def __str__(self) -> str:
        return self.text


KNOWN = (
    *(ArithmeticError, AssertionError, AttributeError, IndexError, KeyError, LookupError, NameError),
    *(NotImplementedError, RecursionError, RuntimeError, TypeError, ValueError, ZeroDivisionError),
)


def raised(kind: str, text: str, line: str) -> Exception:
    """An exception of the type that is called ``kind``: also a Python one, if it is among the usual."""
    bases = (Elsewhere, *(known for known in KNOWN if known.__name__ == kind))
    error: Exception = type(kind if kind.isidentifier() else "Exception", bases, {"text": text, "line": line})()
    return error


class Answer(NamedTuple):
    """What a call gave: plain data in ``value``, or in ``problem`` a sentence about why there is none."""

    value: Any = None
    problem: str = ""
    advice: str = ""


def ask(function: Callable[..., Any], *args: Any) -> Answer:
    """Call ``function(*args)`` and catch what can go wrong with code that is still being written.

    What the function prints to stderr goes to stdout: nbgrader gives no points to a test cell that writes to stderr.
    """
    name = name_of(function)
    if not callable(function):
        return Answer(problem=f"What is to be checked is {kind_of(function)}, not a function.")
    try:
        with contextlib.redirect_stderr(sys.stdout):
            value = unnamed(function(*args))
    except NotImplementedError:
        return Answer(
            problem=f"{name} is not written yet.",
            advice="Replace `raise NotImplementedError()` by lines of your own, run that cell, then this one again.",
        )
    except NoAnswer as none:
        return Answer(problem=f"{name} gave no answer. {none}")
    except (Exception, SystemExit) as error:
        return Answer(problem=f"{name} stopped with {_told(error)}.{_where(function, error)}")
    if value is None:
        return Answer(problem=f"{name} gave nothing back (None).", advice="Did you forget `return`?")
    if not is_plain(value):
        return Answer(problem=f"{name} gave back {_not_plain(value)}.", advice=_how_to_be_plain(value))
    return Answer(value)


def _how_to_be_plain(value: Any) -> str:
    if type(value).__name__ in ONE_BY_ONE:
        return LAZY
    return PARENTHESES if _is_call(value) else PLAIN


def _is_call(value: Any) -> bool:
    """Whether ``value`` is something that was to be called, or a list in which there is such a thing."""
    return any(map(_is_call, value)) if type(value) in (list, tuple, set) else callable(value)


def _not_plain(value: Any) -> str:
    """What is wrong with ``value``, in words; of a list, the first item that does not belong there."""
    if type(value) not in (list, tuple, set):
        return shown(value)
    strange = next(item for item in value if not is_plain(item))
    return f"{kind_of(value)} with {_not_plain(strange)} in it"


def name_of(function: Any) -> str:
    """The name of a function, for messages."""
    name = getattr(function, "__name__", "")
    return name if type(name) is str and name else "your function"


def _told(error: BaseException) -> str:
    """``ZeroDivisionError: division by zero``; an exception whose own text fails is told by its type."""
    kind = type(error).__name__
    try:
        text = str(error)
    except Exception:
        text = ""
    return f"{kind}: {text[:LONGEST]}" if text else kind


def _where(function: Any, error: BaseException) -> str:
    """The last line of the learner's own that was running."""
    text = error.line if isinstance(error, Elsewhere) else _line(function, error.__traceback__)
    return f"\nThat was at this line of yours:\n\n    {text}" if text else ""


def _line(function: Any, trace: TracebackType | None) -> str:
    code = getattr(function, "__code__", None)
    filename = getattr(code, "co_filename", None)
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return linecache.getline(filename, line).strip() if filename and line else ""
