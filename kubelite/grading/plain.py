"""Plain data: what a learner's function may give back, compared by exact type.

Beside Python's own there are the two things that a controller asks for: ``Create()`` and ``Delete(name)``.
``==`` is never asked of an object that a learner made: a class of one's own can claim to be equal to anything.
"""

from __future__ import annotations

import sys
from typing import Any

ATOMS = (type(None), bool, int, float, str)
WORDS = {
    "NoneType": "nothing",
    "bool": "a truth value (bool)",
    "int": "a whole number (int)",
    "float": "a decimal number (float)",
    "str": "a text (str)",
    "list": "a list",
    "tuple": "a tuple",
    "dict": "a dict",
    "set": "a set",
}
LONGEST = 200  # characters of a value in a message
ACTIONS = "kubelite.controlplane.controllers.ownreconcile"  # not imported here: whoever has an action has done so


def action_named(name: str) -> Any:
    """The class ``Create`` or ``Delete``; ``None`` for other names, and where no one has imported them."""
    return getattr(sys.modules.get(ACTIONS), name, None) if name in ("Create", "Delete") else None


def parts_of_action(value: Any) -> tuple[Any, ...] | None:
    """The fields of a ``Create`` or ``Delete``; ``None`` for everything else."""
    kind = type(value)
    is_action = kind is action_named("Create") or kind is action_named("Delete")
    return tuple(getattr(value, field) for field in kind.__struct_fields__) if is_action else None


def is_plain(value: Any) -> bool:
    """Whether ``value`` is an atom, an action, or a list, tuple, set or dict of such; of no subclass."""
    kind = type(value)
    if kind in ATOMS:
        return True
    if kind in (list, tuple, set):
        return all(map(is_plain, value))
    if (parts := parts_of_action(value)) is not None:
        return is_plain(parts)
    return kind is dict and all(is_plain(key) and is_plain(item) for key, item in value.items())


def unnamed(value: Any) -> Any:
    """``value`` with plain tuples for named ones, and sets for those that never change: both say the same.

    Asks nothing of a class that a learner made: its items are read as those of any tuple.
    """
    kind = type(value)
    if kind is list:
        return [unnamed(item) for item in value]
    if isinstance(value, tuple):
        return tuple(unnamed(item) for item in tuple.__iter__(value))
    if kind is set or kind is frozenset:
        return {unnamed(item) for item in value}
    return value


def same(a: Any, b: Any) -> bool:
    """Whether two values are plain, of the same types all the way down, and equal: ``same(True, 1)`` is False."""
    kind = type(a)
    if kind is not type(b):
        return False
    if kind in ATOMS:
        return bool(a == b)
    if kind is list or kind is tuple:
        return len(a) == len(b) and all(map(same, a, b))
    if kind is dict:
        return len(a) == len(b) and all(map(same, a.items(), b.items()))
    parts = parts_of_action(a)
    return parts is not None and same(parts, parts_of_action(b))


def shown(value: Any) -> str:
    """``value`` for a message; what is not plain is named by its type only, and never asked for its own text."""
    if not is_plain(value):
        return f"an object of type {type(value).__name__}"
    try:
        text = repr(value) if type(value) is not set else f"{{{', '.join(sorted(map(repr, value)))}}}"
    except ValueError:  # Python does not print whole numbers of thousands of digits
        return "a value with a number that is too long to print"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def kind_of(value: Any) -> str:
    """What kind of thing ``value`` is, in words: ``a whole number (int)``."""
    name = type(value).__name__
    return WORDS.get(name, f"an object of type {name}")
