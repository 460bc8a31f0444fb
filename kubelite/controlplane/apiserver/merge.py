"""Merge patch: a change written as the part of the object that changes (RFC 7386)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def merged(document: Any, change: Any) -> Any:
    """``document`` with ``change`` merged in: maps are merged, ``None`` removes a field, everything else replaces it.

    Neither argument is changed; what the change does not touch is shared with ``document``.
    """
    if not isinstance(change, Mapping):
        return change
    result = dict(document) if isinstance(document, Mapping) else {}
    for field, value in change.items():
        if value is None:
            result.pop(field, None)
        else:
            result[field] = merged(result.get(field), value)
    return result
