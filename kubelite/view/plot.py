"""Measurements as a figure, drawn by matplotlib. Only this module knows it, and only whoever plots loads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.figure import Figure

MEBIBYTE = 1024**2


class Panel(NamedTuple):
    """One of the diagrams: what it is called, which field it shows, and what a unit of it is."""

    title: str
    field: str
    unit: float = 1.0


PANELS = (
    Panel("CPU in millicores", "cpu"),
    Panel("Memory in MiB", "memory", MEBIBYTE),
    Panel("Ready Pods", "ready"),
    Panel("Requests per second", "requests"),
)


def plot(series: Mapping[str, Sequence[Any]]) -> Figure:
    """Four diagrams over simulated time with a line for each workload; ``series`` has its measurements by name."""
    figure = Figure(figsize=(9, 6), layout="constrained")
    for place, panel in enumerate(PANELS, 1):
        axes = figure.add_subplot(2, 2, place)
        for name, rows in series.items():
            amounts = [getattr(row, panel.field) / panel.unit for row in rows]
            axes.plot([row.time for row in rows], amounts, label=name, drawstyle="steps-post")
        axes.set_title(panel.title, loc="left", fontsize=10)
        axes.set_xlabel("seconds")
        axes.set_ylim(bottom=0)
        if place == 1 and series:
            axes.legend(fontsize=8)
    return figure
