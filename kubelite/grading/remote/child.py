"""The student's process: it runs cells, answers calls, and knows nothing of tests.

Started as ``python -I -S -c …`` by ``process.py`` with an empty environment. Whatever the student's code does to this
process, it can only spoil its own answers: what it sends is checked on the other side.
"""

from __future__ import annotations

import linecache
import socket
import sys
import types
from collections.abc import Callable
from typing import Any

from kubelite.grading.remote.channel import NONCE, Channel
from kubelite.grading.remote.messages import (
    Answer,
    Begin,
    Call,
    Confined,
    Failure,
    Raised,
    Ran,
    Returned,
    Run,
    encode,
    read_question,
)
from kubelite.grading.remote.printed import Printed
from kubelite.grading.remote.receiving import Inbox
from kubelite.grading.remote.sandbox import confine
from kubelite.grading.remote.wire import NotPlain, pack
from kubelite.grading.source import as_python

LARGEST_QUESTION = 2**30  # the grader is trusted
LONGEST = 500  # characters of an exception's text


def main(descriptor: int) -> None:
    """Answer questions until the grader hangs up. ``descriptor`` is that of the connection; the nonce comes first."""
    connection = socket.socket(fileno=descriptor)
    nonce = connection.recv(NONCE, socket.MSG_WAITALL)
    channel = Channel(connection, nonce, LARGEST_QUESTION)
    number, body = channel.receive()
    begin = read_question(body)
    assert isinstance(begin, Begin)
    applied = confine(begin.confinement, descriptor)
    channel.send(number, encode(Confined(applied)))
    student = Student()
    while True:
        number, body = channel.receive()
        channel.send(number, student.answer(body))


class Student:
    """The names that the student's cells have made, and the objects that came from the grader."""

    def __init__(self) -> None:
        module = types.ModuleType("__main__")
        self._names = module.__dict__
        self._names["display"] = print
        self._inbox = Inbox()
        self._printed = Printed()
        sys.modules["__main__"] = module
        sys.stdout = sys.stderr = self._printed

    def answer(self, body: bytes) -> bytes:
        """Do what one question asks for."""
        question = read_question(body)
        if type(question) is Call:
            return encode(self._call(question))
        assert isinstance(question, Run)
        return encode(self._run(question))

    def _run(self, cell: Run) -> Answer:
        before = {name: self._names.get(name) for name in cell.wanted}
        name = f"<cell {cell.id}>"
        failure = None
        try:
            source = as_python(cell.source)
            linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
            exec(compile(source, name, "exec", dont_inherit=True), self._names)
        except BaseException as error:
            failure = failed(error)
        bound = {name: self._names[name] for name in cell.wanted if self._is_new(name, before[name])}
        return Ran({name: _described(value) for name, value in bound.items()}, failure, self._printed.taken())

    def _is_new(self, name: str, before: Any) -> bool:
        return name in self._names and (before is None or self._names[name] is not before)

    def _call(self, call: Call) -> Answer:
        inbox = self._inbox
        if call.forget:
            inbox.forget()
        if call.objects:
            inbox.add(call.objects)
        arguments = [inbox.unpack(argument) for argument in call.arguments]
        try:
            value = inbox.pack(self._names[call.name](*arguments))
        except BaseException as error:
            return Raised(failed(error), self._printed.taken())
        return Returned(value, self._printed.taken())


def failed(error: BaseException) -> Failure:
    """What the grader hears of an exception: its type, its text, and the last line of a cell that was running."""
    line, trace = "", error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename.startswith("<cell "):
            line = linecache.getline(filename, trace.tb_lineno).strip()
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and type(error.text) is str:
        line = error.text.strip()
    return Failure(_safe(lambda: type(error).__name__), _safe(lambda: str(error)), _safe(lambda: line))


def _safe(text: Callable[[], str]) -> str:
    """A text that can travel; the student's own ``__str__`` may fail."""
    try:
        return str.__str__(text())[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    except BaseException:
        return ""


def _described(value: Any) -> Any:
    try:
        return pack(value, lambda other: ["c"] if callable(other) else ["o", type(other).__name__])
    except (NotPlain, RecursionError):
        return ["o", "object"]
