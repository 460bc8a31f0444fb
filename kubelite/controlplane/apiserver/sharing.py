"""Equal parts of documents, kept once.

Pods of one application have the same labels and requests, and conditions that changed at the same moments. Since a
stored document is never changed in place, they can share these parts.
"""

from __future__ import annotations

from typing import Any

MOST_PARTS = 4096
"""How many parts are known at one time; then all are forgotten, and stay only where they are used."""


class Parts:
    """The parts that documents share: maps without lists or other maps in them."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], dict[str, Any]] = {}

    def share(self, value: Any) -> Any:
        """``value``, or an equal map that others have already. Inside of ``value`` equal maps take their places."""
        is_map = is_part = value.__class__ is dict
        for place, item in value.items() if is_map else enumerate(value):
            if item.__class__ is dict or item.__class__ is list:
                is_part = False
                if (shared := self.share(item)) is not item:
                    value[place] = shared
        return self._one_for_all(value) if is_part else value

    def _one_for_all(self, part: dict[str, Any]) -> dict[str, Any]:
        if len(self._known) >= MOST_PARTS:
            self._known.clear()
        types = tuple(map(type, part.values()))  # True and 1 are equal in Python, and not in JSON
        return self._known.setdefault((types, *part.items()), part)
