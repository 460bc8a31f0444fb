"""Texts in base64, as Go reads them: strictly, skipping line ends, and naming the first byte that is wrong.

Source of the rules: ``encoding/base64`` of Go, function ``decodeQuantum``.
"""

from __future__ import annotations

import base64
import re

_VALID = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", re.ASCII)
_Places = list[tuple[int, int]]  # the place of a byte in the text, and the byte
_LETTER = re.compile(r"[A-Za-z0-9+/]", re.ASCII)


def normalised(text: str) -> str | None:
    """``text`` as Go would write it again; None when it is no base64."""
    joined = text.replace("\n", "").replace("\r", "")
    if not _VALID.fullmatch(joined):
        return None
    return base64.b64encode(base64.b64decode(joined)).decode("ascii")


def first_wrong_byte(text: str) -> int:
    """Where Go gives up on a text that is no base64."""
    places = [(place, letter) for place, letter in enumerate(text.encode()) if letter not in b"\r\n"]
    for start in range(0, len(places), 4):
        group = places[start : start + 4]
        wrong = _wrong_in_group(group, start + 4 >= len(places), len(text.encode()), places[start + 4 :])
        if wrong is not None:
            return wrong
    return len(text.encode())


def _wrong_in_group(group: _Places, last: bool, end: int, rest: _Places) -> int | None:
    """The first wrong byte among four letters; padding may stand only at the end."""
    for index, (place, letter) in enumerate(group):
        if _LETTER.match(chr(letter)):
            continue
        if chr(letter) != "=" or index < 2:
            return place
        if index == 2:
            return _wrong_in_double_padding(group, place, end, rest)
        return None if last else rest[0][0]
    return end - len(group) if len(group) < 4 else None


def _wrong_in_double_padding(group: _Places, place: int, end: int, rest: _Places) -> int | None:
    if len(group) == 3:
        return end
    if chr(group[3][1]) != "=":
        return place
    return rest[0][0] if rest else None
