"""A student, as the grader sees them: names that stand for functions in another process.

``Student`` starts the process, gives it the cells, and begins anew with a fresh process when one was lost, so that an
endless loop in one case costs no more than the check that met it.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import msgspec

from kubelite.grading.calling import NoAnswer, raised
from kubelite.grading.remote.channel import Broken, TooLate
from kubelite.grading.remote.messages import Call, Failure, Raised, Ran, Returned, Run
from kubelite.grading.remote.process import CannotConfine, Process
from kubelite.grading.remote.sandbox import Applied
from kubelite.grading.remote.sending import Outbox
from kubelite.grading.remote.strength import weaknesses
from kubelite.grading.remote.wire import AFunction, Foreign, NotPlain, unpack

NOTHING_RUNS = Ran({}, Failure("NoAnswer", "the cells before this one have already used up all of the time"))


class Times(msgspec.Struct, frozen=True):
    """How long a student's code may take, in seconds of real time."""

    call: float = 10.0
    """One call of a function, or one cell."""
    cell: float = 30.0
    """All calls of one test cell."""
    notebook: float = 120.0
    """Everything."""


class Student:
    """One student's cells, in a process of their own. ``close`` ends it; so does leaving a ``with``.

    Raises ``CannotConfine`` when this machine cannot keep the process apart, unless ``allow_weak``.
    """

    def __init__(self, times: Times | None = None, *, allow_weak: bool = False, **limits: Any) -> None:
        self.times = times or Times()
        self.applied = Applied()
        self._allow_weak = allow_weak
        self._limits = {"cpu_seconds": int(self.times.notebook) + 1, **limits}
        self._cells: list[Run] = []
        self._process: Process | None = None
        self._launched: Process | None = None
        self._outbox = Outbox()
        self._lost = ""
        self._used = 0.0
        self._left = self.times.cell

    def __enter__(self) -> Student:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def launched(self) -> Student:
        """Start the process already, without waiting for it."""
        self._launched = Process(**self._limits)
        return self

    def start(self) -> Applied:
        """Start the process and say what keeps it apart."""
        self._running()
        return self.applied

    def begin_cell(self) -> None:
        """A new test cell: its calls have all of their time again, and a lost process is replaced."""
        self._lost = ""
        self._left = self.times.cell

    def end_cell(self) -> None:
        """The end of a test cell. Raises ``NoAnswer`` when more was said than was asked for: an answer was forged."""
        if self._process is not None and not self._lost:
            self._asked(Run("", ""))

    def run(self, cell: Run) -> Ran:
        """Run one of the student's cells. What its names stand for is in ``bound``: values, or stubs."""
        self.begin_cell()
        self._cells.append(cell)
        try:
            answer = self._asked(cell)
        except NoAnswer as error:
            return Ran({}, Failure("NoAnswer", str(error)))
        if not isinstance(answer, Ran):
            return Ran({}, Failure("NoAnswer", "The cell said something that is no answer."))
        bound = {name: self._value(name, answer.bound[name]) for name in cell.wanted if name in answer.bound}
        return Ran(bound, answer.failure, answer.printed)

    def call(self, name: str, *arguments: Any) -> Any:
        """Call a function of the student's. Raises what it raised, or ``NoAnswer``."""
        process = self._running()
        outbox = self._outbox
        forget = outbox.full
        if forget:
            self._outbox = outbox = Outbox()
        packed = [outbox.pack(argument) for argument in arguments]
        answer = self._asked(Call(name, packed, outbox.taken(), forget), process)
        if isinstance(answer, Returned | Raised) and answer.printed:
            sys.stdout.write(answer.printed)
        if isinstance(answer, Returned):
            return self._unpacked(answer.value)
        if isinstance(answer, Raised):
            raise raised(answer.failure.kind, answer.failure.text, answer.failure.line)
        raise self._gone("It said something that is no answer.")

    def close(self) -> None:
        """End the process and everything that it started."""
        for process in (self._process, self._launched):
            if process is not None:
                process.close()
        self._process = self._launched = None

    def _value(self, name: str, packed: Any) -> Any:
        try:
            value = unpack(packed, self._outbox.made)
        except (NotPlain, RecursionError):
            value = Foreign()
        return Function(name, self) if isinstance(value, AFunction) else value

    def _unpacked(self, packed: Any) -> Any:
        if packed is True or packed is False:
            return packed
        try:
            return unpack(packed, self._outbox.made)
        except (NotPlain, RecursionError):
            raise self._gone("It gave back something that is no value.") from None

    def _asked(self, question: Run | Call, process: Process | None = None) -> Any:
        """The answer, if it comes in time."""
        process = process or self._running(before=question)
        seconds = min(self.times.call, self._left, self.times.notebook - self._used)
        if seconds <= 0:
            raise self._gone("Its time for this notebook is used up." if self._left > 0 else "It took too long.")
        begin = time.monotonic()
        try:
            return process.ask(question, seconds)
        except TooLate:
            raise self._gone(f"It gave no answer within {seconds:.0f} s. Does a loop in it ever end?") from None
        except Broken as error:
            reason = process.how_it_ended or f"The process in which it ran {error}."
            raise self._gone(reason) from None
        finally:
            took = time.monotonic() - begin
            self._left -= took
            self._used += took

    def _running(self, before: Run | Call | None = None) -> Process:
        """The process, a fresh one if need be, in which all cells have run (those that come ``before`` a new one)."""
        if self._lost:
            raise NoAnswer(self._lost)
        if self._process is None:
            self._process = process = self._launched or Process(**self._limits)
            self._launched = None
            self._outbox = Outbox()
            self.applied = process.confined()
            if (weak := weaknesses(self.applied)) and not self._allow_weak:
                raise CannotConfine("\n".join(weak))
            for cell in self._cells:
                if cell is not before:
                    self._asked(cell, process)
        return self._process

    def _gone(self, reason: str) -> NoAnswer:
        self.close()
        self._lost = reason
        return NoAnswer(reason)


class Function:
    """Stands for a function of the student's: calling it sends the arguments, and gives back plain data."""

    def __init__(self, name: str, student: Student) -> None:
        self.__name__ = self.__qualname__ = name
        self._student = student

    def __call__(self, *arguments: Any) -> Any:
        return self._student.call(self.__name__, *arguments)

    def __repr__(self) -> str:
        return f"<function {self.__name__} of the student>"
