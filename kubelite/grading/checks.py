"""Checks: a scenario, a call, an expectation, and the story that is told when the call disappoints.

    check("A pod that needs exactly what is left still fits").call(fits, web, node).expect(
        True, story="worker-1 has 500m of CPU left, and web asks for 500m. Your filter sent it away."
    )

A check touches the learner's code only by calling it, and compares the plain data that comes back. It says what
happened, in names and numbers, never how to write the code.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

from kubelite.grading.calling import Answer, ask, name_of
from kubelite.grading.expectations import expected, is_of_kind, kind_expected, meets
from kubelite.grading.plain import kind_of, shown

WIDTH = 92  # columns; JupyterLab breaks a longer line of an error in the middle of a word


class CheckFailed(AssertionError):
    """A check that did not hold. A notebook shows its message and nothing else."""

    def __init__(self, title: str, message: str) -> None:
        self.title = title
        super().__init__(f"{title}\n\n{message}")

    def _render_traceback_(self) -> list[str]:
        """What IPython prints in the place of a traceback, which would show the inside of the check."""
        return [wrapped(f"✗ {self}")]


class Check:
    """One check: ``check(title).call(function, …).expect(value, story=…)`` prints a line, or raises ``CheckFailed``."""

    def __init__(self, title: str, help: str = "", on_result: Callable[[Check, bool], None] | None = None) -> None:
        self.title = title
        self.help = help
        self._on_result = on_result
        self._name = ""
        self.called: tuple[Callable[..., Any], tuple[Any, ...]] | None = None
        self.wanted: Any = None
        self._answer = Answer(problem="This check calls nothing.")

    def call(self, function: Callable[..., Any], *args: Any) -> Check:
        """Call the learner's function with kubelite objects or plain data."""
        self._name = name_of(function)
        self.called = (function, args)
        self._answer = ask(function, *args)
        return self

    def expect(self, wanted: Any, *, story: str, advice: str = "") -> None:
        """Compare the answer with ``wanted``, by exact type, or as ``in_any_order`` and ``one_of`` say.

        ``story`` tells the scenario and what is wrong with the other answer; ``advice`` says where to look.
        """
        self.wanted = wanted
        came = self._there()
        if type(wanted) is bool and type(came) is not bool:  # the story tells of the other truth value
            self.fail(self._compared(wanted), "Give back True or False.")
        if type(wanted) is int and type(came) is float and came == wanted:  # the story tells of another number
            self.fail(self._compared(wanted), "The number is right. Give it back as a whole number, without a point.")
        if not meets(came, wanted):
            self.fail(f"{story}\n\n{self._compared(wanted)}", advice)
        self._hold()

    def passes(self, look: Callable[[Any], str], *, advice: str = "") -> None:
        """Ask ``look`` about the answer, where very different answers are right: a manifest, say.

        It gives back the story of what went wrong, or an empty text.
        """
        if story := look(self._there()):
            self.fail(story, advice)
        self._hold()

    def result(self) -> Any:
        """The answer itself, for a cell that goes on with it; ``CheckFailed`` says why there is none."""
        return self._there()

    def fail(self, message: str, advice: str = "") -> None:
        """Raise ``CheckFailed`` with the message, the advice and where to find more help."""
        self._note(False)
        raise CheckFailed(self.title, "\n\n".join(filter(None, [message, advice, self.help]))) from None

    @property
    def has_answer(self) -> bool:
        """Whether the function gave an answer, right or wrong."""
        return not self._answer.problem

    def _compared(self, wanted: Any) -> str:
        came, label = self._answer.value, f"{self._name} said"
        width = max(len(label), len("expected"))
        lines = [f"    {'expected':{width}}    {expected(wanted)}", f"    {label:{width}}    {shown(came)}"]
        if not is_of_kind(came, wanted):
            lines.append(f"That is {kind_of(came)}; expected is {kind_expected(wanted)}.")
        return "\n".join(lines)

    def _there(self) -> Any:
        """The answer, if there is one."""
        if self._answer.problem:
            self.fail(self._answer.problem, self._answer.advice)
        return self._answer.value

    def _hold(self) -> None:
        self._note(True)
        print(f"✓ {self.title}")

    def _note(self, passed: bool) -> None:
        if self._on_result is not None:
            self._on_result(self, passed)


def check(title: str) -> Check:
    """Begin a check; ``title`` is the sentence that holds when it passes."""
    return Check(title)


def wrapped(text: str) -> str:
    """``text`` in lines of at most ``WIDTH`` columns, broken between words; what is indented stays as it is."""
    return "\n".join(line if line[:1].isspace() else _broken(line) for line in text.splitlines())


def _broken(line: str) -> str:
    return textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
