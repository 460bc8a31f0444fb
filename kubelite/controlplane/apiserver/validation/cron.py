"""The schedule of a CronJob: ``*/5 * * * *``, ``@hourly``, ``@every 1h30m``.

Source of the rules and words: ``github.com/robfig/cron/v3`` (parser.go), which Kubernetes uses.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class _Bounds(NamedTuple):
    low: int
    high: int
    names: tuple[str, ...] = ()


_FIELDS = (
    _Bounds(0, 59),
    _Bounds(0, 23),
    _Bounds(1, 31),
    _Bounds(1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    _Bounds(0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
_DESCRIPTORS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
_DURATION = re.compile(r"[-+]?((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+|[-+]?0")


class _Refused(ValueError):
    """A part of a schedule that means nothing; the message is the parser's own."""


def schedule_problem(schedule: str) -> str:
    """What is wrong with the schedule, in the parser's words; empty when it is fine."""
    try:
        _parse(schedule)
    except _Refused as refused:
        return str(refused)
    return ""


def _parse(schedule: str) -> None:
    if schedule.startswith(("TZ=", "CRON_TZ=")):
        schedule = schedule.partition(" ")[2].strip()
    if schedule.startswith("@"):
        _descriptor(schedule)
        return
    fields = schedule.split()
    if len(fields) != 5:
        raise _Refused(f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]")
    for field, bounds in zip(fields, _FIELDS, strict=True):
        for expression in filter(None, field.split(",")):
            _range(expression, bounds)


def _descriptor(schedule: str) -> None:
    if schedule in _DESCRIPTORS:
        return
    if not schedule.startswith("@every "):
        raise _Refused(f"unrecognized descriptor: {schedule}")
    duration = schedule.removeprefix("@every ")
    if not _DURATION.fullmatch(duration):
        reason = "missing unit in duration" if duration.isdecimal() else "invalid duration"
        raise _Refused(f'failed to parse duration {schedule}: time: {reason} "{duration}"')


def _range(expression: str, bounds: _Bounds) -> None:
    """``*``, ``5``, ``1-5``, ``*/2``, ``1-5/2`` or ``mon-fri`` within the bounds of its field."""
    span, *steps = expression.split("/")
    low, *ends = span.split("-")
    start, end = bounds.low, bounds.high
    if low not in ("*", "?"):
        start = _number(low, bounds)
        if len(ends) > 1:
            raise _Refused(f"too many hyphens: {expression}")
        end = _number(ends[0], bounds) if ends else start
    if len(steps) > 1:
        raise _Refused(f"too many slashes: {expression}")
    step = _whole(steps[0]) if steps else 1
    if steps and not ends:
        end = bounds.high
    if start < bounds.low:
        raise _Refused(f"beginning of range ({start}) below minimum ({bounds.low}): {expression}")
    if end > bounds.high:
        raise _Refused(f"end of range ({end}) above maximum ({bounds.high}): {expression}")
    if start > end:
        raise _Refused(f"beginning of range ({start}) beyond end of range ({end}): {expression}")
    if not step:
        raise _Refused(f"step of range should be a positive number: {expression}")


def _number(text: str, bounds: _Bounds) -> int:
    name = text.lower()
    return bounds.names.index(name) + bounds.low if name in bounds.names else _whole(text)


def _whole(text: str) -> int:
    if not re.fullmatch(r"[-+]?[0-9]+", text):
        raise _Refused(f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": invalid syntax')
    number = int(text)
    if number < 0:
        raise _Refused(f"negative number ({number}) not allowed: {text}")
    return number
