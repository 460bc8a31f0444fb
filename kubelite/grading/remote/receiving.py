"""Kubelite's objects as they arrive in a student's process, and what goes back from there."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import msgspec

from kubelite.grading.plain import parts_of_action
from kubelite.grading.remote.wire import NODE_INFO, NotPlain, pack, unpack
from kubelite.objects.frozen import FrozenMap
from kubelite.objects.meta import View, view_as
from kubelite.rules.images import Host, Image
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.requests import Amounts

MAPS: dict[str, type[FrozenMap[Any, Any]]] = {"FrozenMap": FrozenMap, "Amounts": Amounts}
SCHEDULER = "kubelite.controlplane.scheduler.framework"  # not imported here, since most exercises do without


class Inbox:
    """The student's side: the objects that came, by number."""

    def __init__(self) -> None:
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}

    def add(self, objects: list[tuple[int, str, msgspec.Raw]]) -> None:
        """Remember objects that came for the first time."""
        for number, kind, content in objects:
            made = self._made(kind, msgspec.json.decode(content))
            self._objects[number] = made
            self._numbers[id(made)] = number

    def forget(self) -> None:
        """Forget everything that came."""
        self._objects.clear()
        self._numbers.clear()

    def unpack(self, value: Any) -> Any:
        """An argument as the function gets it."""
        if type(value) is list and len(value) == 2 and value[0] == "r":  # the most frequent case
            return self._objects[value[1]]
        return unpack(value, lambda _, items: self._objects[items[0]])

    def pack(self, value: Any) -> Any:
        """What a function gave back, for the way. What is not plain goes by the name of its type."""
        try:
            return pack(value, self._other)
        except (NotPlain, RecursionError):
            return ["o", "object"]

    def _other(self, value: Any) -> Any:
        number = self._numbers.get(id(value))
        if number is not None:
            return ["r", number]
        scheduler = sys.modules.get(SCHEDULER)
        if scheduler is not None and type(value) is scheduler.Unschedulable:
            return ["u", *map(str, value.args)]
        if (parts := parts_of_action(value)) is not None:
            return ["a", type(value).__name__, *(pack(part, self._other) for part in parts)]
        if isinstance(value, tuple):  # one with names
            return pack(tuple(value), self._other)
        return ["o", type(value).__name__]

    def _made(self, kind: str, content: Any) -> Any:
        if kind == NODE_INFO:
            node, pods = content
            return NodeInfo(self._objects[node], [self._objects[pod] for pod in pods])
        if kind in MAPS:
            items = [self.unpack(part) for part in content]
            return MAPS[kind](zip(items[::2], items[1::2], strict=True))
        module, _, name = kind.partition(":")
        view = getattr(import_module(module), name)
        if not issubclass(view, View | Image | Host):
            raise NotPlain(kind)
        return view_as(view, content)
