"""Maps that cannot be changed, for the views of API objects."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenMap(dict[K, V]):
    """A map that reads, prints, encodes and pickles like a ``dict`` and refuses every change.

    A view shows one revision of an object to everybody at once; a change to it would reach people who never asked for
    it.
    """

    __slots__ = ()

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("this map shows a stored object and cannot be changed; dict(it) gives you a copy of your own")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return (FrozenMap, (dict(self),))
