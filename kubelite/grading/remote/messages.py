"""What the grader asks a student's process, and what it answers. All of it is JSON, checked field by field."""

from __future__ import annotations

from typing import Any

import msgspec

from kubelite.grading.remote.sandbox import Applied, Confinement


class Message(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Base of all messages: an array, its first item is the name of the class."""


class Begin(Message, frozen=True):
    """Put on the layers and say which they are. Answer: ``Confined``."""

    confinement: Confinement


class Run(Message, frozen=True):
    """Run a cell, and say what the names in ``wanted`` stand for afterwards. Answer: ``Ran``."""

    id: str
    source: str
    wanted: tuple[str, ...] = ()


class Call(Message, frozen=True):
    """Call a function by its name. ``objects`` holds what was never sent before. Answer: ``Returned`` or ``Raised``."""

    name: str
    arguments: list[Any]
    objects: list[tuple[int, str, msgspec.Raw]] = []  # number, type, content
    forget: bool = False
    """Forget all objects that were sent before."""


class Confined(Message, frozen=True):
    """The layers that are on now."""

    applied: Applied


class Failure(msgspec.Struct, frozen=True, array_like=True):
    """An exception: its type, its text, and the student's line where it was raised."""

    kind: str
    text: str = ""
    line: str = ""


class Ran(Message, frozen=True):
    """Name → value of what the cell bound, what went wrong, and what was printed."""

    bound: dict[str, Any]
    failure: Failure | None = None
    printed: str = ""


class Returned(Message, frozen=True):
    """What a call gave back."""

    value: Any
    printed: str = ""


class Raised(Message, frozen=True):
    """What a call raised."""

    failure: Failure
    printed: str = ""


Question = Begin | Run | Call
Answer = Confined | Ran | Returned | Raised

encode = msgspec.json.Encoder().encode
read_question = msgspec.json.Decoder(Question).decode
read_answer = msgspec.json.Decoder(Answer).decode
