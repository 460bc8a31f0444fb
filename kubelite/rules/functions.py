"""Functions that a learner wrote: what is said when one of them goes wrong.

A mistake in such a function must not stop the cluster. It becomes a ``FunctionError`` whose message says what happened,
in which of the learner's own lines, and what to try; the component that called the function puts it on the object as an
Event.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kubelite.objects.told import Told

_NOT_THE_LEARNERS = tuple(str(folder) + os.sep for folder in (Path(__file__).parent.parent, Path(os.__file__).parent))
MOST_LINES = 5
FUNCTION_FAILED = "FunctionFailed"
"""The reason of the Event that tells of it."""


class Unwritten(Exception):
    """The function still raises ``NotImplementedError``: it is left out, or the built-in part does its work."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(f"{name_of(function)} is not written yet")
        self.function = function


class FunctionError(Told):
    """A function that raised an exception, or returned something else than it should."""


class Place:
    """The place of one decision: a function of a learner may stand in it instead of the built-in rule.

    ``point`` is what ``use`` calls the place, and ``replaces`` says whose decision it is. Whoever decides asks the
    place first, if it ``is_taken``.
    """

    def __init__(self, point: str, replaces: str) -> None:
        self.point = point
        self.replaces = replaces
        self.function: Callable[..., Any] | None = None
        self.written = True

    def take(self, function: Callable[..., Any]) -> None:
        """Let ``function`` decide from now on, in the place of one that did before."""
        self.function, self.written = function, True

    @property
    def is_taken(self) -> bool:
        """Whether a function decides that is written."""
        return self.function is not None and self.written

    def ask(self, *arguments: Any, about: str) -> Any:
        """What the function answers; ``about`` says in words what it was asked.

        Raises ``FunctionError``; or ``Unwritten``, once, with a word to its author: the built-in rule decides then.
        """
        assert self.function is not None, "only a place that is taken can be asked"
        try:
            return self.function(*arguments)
        except Exception as error:
            problem = failed(self.function, error, about)
            if isinstance(problem, Unwritten):
                self.written = False
                print(f"{name_of(self.function)} is not written yet: kubelite's own {self.replaces} does its work.")
            raise problem from error

    def wrong(self, answer: object, *, about: str, expected: str, hint: str = "") -> FunctionError:
        """What to raise when the ``answer`` is none that makes sense here."""
        assert self.function is not None, "only a place that is taken has an answer"
        return wrong_result(self.function, answer, about, expected=expected, hint=hint)


def failed(function: Callable[..., Any], error: Exception, about: str) -> Unwritten | FunctionError:
    """What to raise when ``function`` raised ``error``; ``about`` is what it was asked: "pod web and node worker-2"."""
    if isinstance(error, NotImplementedError):
        return Unwritten(function)
    said = f"{type(error).__name__}: {error}".removesuffix(": ")
    return FunctionError(f"your function {name_of(function)} failed for {about}: {said}{own_lines(error)}")


def wrong_result(
    function: Callable[..., Any], result: object, about: str, *, expected: str, hint: str = ""
) -> FunctionError:
    """What to raise when ``function`` returned ``result``: it says what came, what was expected and what to try."""
    came = "None" if result is None else _short(result)
    advice = "did you forget `return`?" if result is None else hint
    said = f"your function {name_of(function)} returned {came} for {about}; expected {expected}"
    return FunctionError(f"{said}: {advice}" if advice else said)


def name_of(function: Callable[..., Any]) -> str:
    """What a learner calls the function."""
    return str(getattr(function, "__name__", type(function).__name__))


def own_lines(error: BaseException) -> str:
    """Where in the learner's own code ``error`` was raised: one line a call, the innermost last.

    File names are left out: those of notebook cells are different each time.
    """
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith(_NOT_THE_LEARNERS)]
    lines = [f"line {frame.lineno} of {frame.name}: {frame.line}".removesuffix(": ") for frame in frames[-MOST_LINES:]]
    return "".join(f"\n  {line}" for line in lines)


def _short(value: object) -> str:
    """``3.5 (float)``; what shows nothing but where it lies in memory is named by its type alone."""
    text, kind = repr(value), type(value).__name__
    if text.startswith("<"):
        return f"an object of type {kind}"
    return f"{text} ({kind})" if len(text) <= 60 else f"{text[:57]}... ({kind})"
