"""Ages as kubectl writes them: ``5s``, ``2m3s``, ``3h``, ``5d``.

Source of the rules: ``staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go`` (``HumanDuration``).
"""

from __future__ import annotations

from datetime import datetime

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86_400, 365 * 86_400


def human_duration(seconds: float) -> str:
    """``seconds`` in at most two units, coarser the longer it is: ``119s``, ``2m3s``, ``10m``, ``7h59m``, ``8d``.

    One second too early still counts as ``0s``: the clocks of two machines never agree quite.
    """
    whole = int(seconds)
    if whole < 0:
        return "0s" if whole == -1 else "<invalid>"
    if whole < 2 * _MINUTE:
        return f"{whole}s"
    for unit, name, small, small_name, fine, coarse in (
        (_MINUTE, "m", 1, "s", 10 * _MINUTE, 3 * _HOUR),
        (_HOUR, "h", _MINUTE, "m", 8 * _HOUR, 2 * _DAY),
        (_DAY, "d", _HOUR, "h", 8 * _DAY, 2 * _YEAR),
        (_YEAR, "y", _DAY, "d", 8 * _YEAR, None),
    ):
        if whole < fine:
            rest = whole % unit // small
            return f"{whole // unit}{name}{rest}{small_name}" if rest else f"{whole // unit}{name}"
        if coarse is None or whole < coarse:
            return f"{whole // unit}{name}"
    raise AssertionError("the last unit has no upper bound")


def seconds_between(start: str, end: datetime | str) -> float:
    """Seconds from one RFC 3339 timestamp to another."""
    return ((_moment(end) if isinstance(end, str) else end) - _moment(start)).total_seconds()


def age(timestamp: str | None, now: datetime) -> str:
    """How long ago ``timestamp`` was; ``<unknown>`` when there is none."""
    return human_duration(seconds_between(timestamp, now)) if timestamp else "<unknown>"


def _moment(timestamp: str) -> datetime:
    return datetime.fromisoformat(timestamp.replace("Z", "+00:00"))
