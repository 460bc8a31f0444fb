"""Kubelite's objects on their way to a student's process: each is sent once, and afterwards named by its number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from kubelite.controlplane.scheduler.framework import Unschedulable
from kubelite.grading.plain import action_named
from kubelite.grading.remote.wire import NODE_INFO, AFunction, Foreign, NotPlain, pack, unpack
from kubelite.objects.frozen import FrozenMap
from kubelite.objects.meta import View
from kubelite.rules.images import Host, Image
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.requests import Amounts

MOST = 20_000  # objects that both sides remember


class Outbox:
    """The grader's side: which objects the student's process has, and the new ones for the next message."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}  # id() → number; `_objects` keeps the ids from being given to others
        self._objects: list[Any] = []
        self.fresh: list[tuple[int, str, msgspec.Raw]] = []

    def pack(self, value: Any) -> Any:
        """A value for the way. Raises ``NotPlain`` for what cannot travel."""
        number = self._numbers.get(id(value))
        return ["r", number] if number is not None else pack(value, self._other)

    def taken(self) -> list[tuple[int, str, msgspec.Raw]]:
        """The objects that the next message must bring along."""
        if not self.fresh:
            return []
        fresh, self.fresh = self.fresh, []
        return fresh

    @property
    def full(self) -> bool:
        """Whether it is time to begin anew, on both sides."""
        return len(self._objects) > MOST

    def object(self, number: Any) -> Any:
        """The object that was sent under ``number``."""
        if type(number) is not int or not 0 <= number < len(self._objects):
            raise NotPlain("no such object")
        return self._objects[number]

    def made(self, letter: str, items: list[Any]) -> Any:
        """What is not plain in an answer; the second argument of ``unpack``."""
        if letter == "r" and len(items) == 1:
            return self.object(items[0])
        if letter == "c":
            return AFunction()
        if letter == "u" and all(type(item) is str for item in items):
            return Unschedulable(*items)
        if letter == "a" and len(items) == 2 and (action := action_named(str(items[0]))) is not None:
            return action(unpack(items[1], self.made))
        if letter == "o" and len(items) == 1 and type(items[0]) is str:
            return type(_identifier(items[0]), (Foreign,), {})()
        raise NotPlain("no such value")

    def _other(self, value: Any) -> Any:
        number = self._numbers.get(id(value))
        if number is None:
            kind, content = self._described(value)
            number = len(self._objects)
            self._numbers[id(value)] = number
            self._objects.append(value)
            self.fresh.append((number, kind, msgspec.Raw(msgspec.json.encode(content))))
        return ["r", number]

    def _described(self, value: Any) -> tuple[str, Any]:
        kind = type(value)
        if kind is NodeInfo:
            return NODE_INFO, [self._other(value.node)[1], [self._other(pod)[1] for pod in value.pods]]
        if isinstance(value, View | Image | Host):
            return f"{kind.__module__}:{kind.__qualname__}", value
        if kind is FrozenMap or kind is Amounts:
            return kind.__name__, self._map(value)
        raise NotPlain(f"a {kind.__name__} cannot be given to a function in another process")

    def _map(self, value: Mapping[Any, Any]) -> list[Any]:
        return [self.pack(part) for item in value.items() for part in item]


def _identifier(text: str) -> str:
    return text if text.isidentifier() and len(text) <= 60 else "object"
