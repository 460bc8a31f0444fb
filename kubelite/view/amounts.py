"""Amounts of CPU and memory in few characters, for people to read."""

from __future__ import annotations

from kubelite.view.snapshot import Level

_UNITS = ("", "Ki", "Mi", "Gi", "Ti", "Pi")


def cpu(millicores: int) -> str:
    """``250m`` below one core, ``1.5`` above."""
    return f"{millicores / 1000:.3g}" if abs(millicores) >= 1000 or not millicores else f"{millicores}m"


def memory(size: int) -> str:
    """Bytes with the largest binary unit that fits, in three digits: ``64Mi``, ``1.5Gi``."""
    value, power = float(size), 0
    while abs(value) >= 1024 and power < len(_UNITS) - 1:
        value, power = value / 1024, power + 1
    return f"{round(value)}{_UNITS[power]}" if value >= 100 else f"{value:.3g}{_UNITS[power]}"


def of_total(level: Level, resource: str) -> str:
    """``300m of 4``: what is requested of what the node has."""
    written = cpu if resource == "cpu" else memory
    return f"{written(level.requested)} of {written(level.allocatable)}"
