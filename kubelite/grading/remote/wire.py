"""Values as they travel: plain data, kubelite's objects, and the few other things that a function may give back.

None, bool, text and whole numbers of 64 bits are themselves. All else is a list that begins with one letter:

    ["l", …] list    ["t", …] tuple    ["d", key, value, …] dict    ["f", "0x1p+0"] float    ["i", "0xff…"] large int
    ["s", …] set     ["z", …] frozenset    ["m", "2026-01-01T09:00:00+00:00"] moment (datetime)
    ["r", 7] an object that was sent under this number    ["c"] something that can be called
    ["o", "Name"] any other object, by the name of its type
    ["u", reason, …] Unschedulable    ["a", "Delete", "web-1"] what a controller asks for, Create or Delete

Nothing is ever unpickled: whatever comes from a student's process becomes one of these.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

DEEPEST = 50
BITS = 2**63
NODE_INFO = "NodeInfo"  # how a node with its Pods is called on the way; views are called "module:Class"


class NotPlain(ValueError):
    """This cannot travel."""


class AFunction:
    """Stands for a function of the other side."""


class Foreign:
    """Stands for an object of the other side that is not plain: only the name of its type came."""


def pack(value: Any, other: Callable[[Any], Any], depth: int = 0) -> Any:
    """``value`` for the way; ``other`` is asked about everything that is not plain. Looks at exact types only."""
    kind = type(value)
    if kind is bool or value is None:
        return value
    if kind is int:
        return value if -BITS <= value < BITS else ["i", hex(value)]
    if kind is str:
        return value.encode("utf-8", "replace").decode("utf-8")
    if kind is float:
        return ["f", value.hex()]
    if kind is datetime:
        return ["m", value.isoformat()]
    if depth > DEEPEST:
        raise NotPlain("nested too deeply")
    if kind is list or kind is tuple or kind is set or kind is frozenset:
        return [_LETTERS[kind], *(pack(item, other, depth + 1) for item in value)]
    if kind is dict:
        return ["d", *(pack(part, other, depth + 1) for item in value.items() for part in item)]
    return other(value)


def unpack(packed: Any, other: Callable[[str, list[Any]], Any], depth: int = 0) -> Any:
    """The value behind ``packed``; ``other(letter, items)`` makes what is not plain. Raises ``NotPlain``."""
    if type(packed) is not list:
        if type(packed) is float or type(packed) is dict:
            raise NotPlain("no such value")
        return packed
    if not packed or type(packed[0]) is not str or depth > DEEPEST:
        raise NotPlain("no such value")
    letter, items = packed[0], packed[1:]
    if letter in _KINDS:
        return _made(_KINDS[letter], [unpack(item, other, depth + 1) for item in items])
    if letter in "fim":
        return _read(letter, items)
    return other(letter, items)


def _made(kind: type, items: list[Any]) -> Any:
    try:
        return dict(zip(items[::2], items[1::2], strict=True)) if kind is dict else kind(items)
    except (TypeError, ValueError) as error:  # a list as a key, a key without a value
        raise NotPlain("no such value") from error


def _read(letter: str, items: list[Any]) -> float | int | datetime:
    try:
        if letter == "m":
            return datetime.fromisoformat(items[0])
        return float.fromhex(items[0]) if letter == "f" else int(items[0], 16)
    except (TypeError, ValueError, IndexError, OverflowError) as error:
        raise NotPlain("no such number or moment") from error


_LETTERS: dict[type, str] = {list: "l", tuple: "t", set: "s", frozenset: "z"}
_KINDS: dict[str, type] = {letter: kind for kind, letter in _LETTERS.items()} | {"d": dict}
