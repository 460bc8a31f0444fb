"""Times, as Go reads and writes them: ``2026-01-31T10:00:00Z``, or with microseconds for leases and events.

Source of the rules: ``staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/time.go`` and
``micro_time.go``; Go's ``time.Parse``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

LAYOUT = "2006-01-02T15:04:05Z07:00"
MICRO_LAYOUT = "2006-01-02T15:04:05.000000Z07:00"

_PIECES = (
    ("2006", r"\d{4}"),
    ("-", "-"),
    ("01", r"\d\d"),
    ("-", "-"),
    ("02", r"\d\d"),
    ("T", "T"),
    ("15", r"\d\d"),
    (":", ":"),
    ("04", r"\d\d"),
    (":", ":"),
    ("05", r"\d\d"),
)
_FRACTION = re.compile(r"[.,]\d+")
_MICROS = re.compile(r"\.\d{6}")
_ZONE = re.compile(r"Z|[+-]\d\d:\d\d")
_CANONICAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_CANONICAL_MICRO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


class TimeError(ValueError):
    """A text that is no time; the message is Go's own."""


@lru_cache(maxsize=4096)
def normalised(text: str, micro: bool = False) -> str:
    """``text`` in UTC, with microseconds or whole seconds. Raises ``TimeError``.

    A cluster writes the same few moments again and again, so each is read once.
    """
    layout = MICRO_LAYOUT if micro else LAYOUT
    rest = _after_date(text, layout)
    rest = _after_fraction(text, rest, layout, micro)
    zone = _ZONE.match(rest)
    if zone is None:
        raise _cannot(text, layout, rest, "Z07:00")
    if extra := rest[zone.end() :]:
        raise TimeError(f'parsing time "{text}": extra text: "{extra}"')
    moment = _moment(text)
    if (_CANONICAL_MICRO if micro else _CANONICAL).fullmatch(text):
        return text
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + (f".{moment.microsecond:06}Z" if micro else "Z")


def _after_date(text: str, layout: str) -> str:
    """What follows the seconds."""
    rest = text
    for name, pattern in _PIECES:
        match = re.match(pattern, rest, re.ASCII)
        if match is None:
            raise _cannot(text, layout, rest, name)
        rest = rest[match.end() :]
    return rest


def _after_fraction(text: str, rest: str, layout: str, micro: bool) -> str:
    match = (_MICROS if micro else _FRACTION).match(rest)
    if match is None and micro:
        raise _cannot(text, layout, rest, ".000000")
    return rest[match.end() :] if match else rest


def _moment(text: str) -> datetime:
    """The moment in UTC; only now are months, days and hours checked for their range."""
    fields = {"month": (5, 12), "day": (8, 31), "hour": (11, 23), "minute": (14, 59), "second": (17, 59)}
    for name, (start, limit) in fields.items():
        number = int(text[start : start + 2])
        if number > limit or (number == 0 and name in ("month", "day")):
            raise TimeError(f'parsing time "{text}": {name} out of range')
    try:
        return datetime.fromisoformat(text.replace(",", ".")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise TimeError(f'parsing time "{text}": day out of range') from None


def _cannot(text: str, layout: str, rest: str, name: str) -> TimeError:
    return TimeError(f'parsing time "{text}" as "{layout}": cannot parse "{rest}" as "{name}"')
