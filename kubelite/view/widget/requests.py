"""Requests that go through a cluster, as pieces of its picture; and measurements, as rows for its plots."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from kubelite.cluster import Cluster
from kubelite.cluster.traffic import Load
from kubelite.node.traffic import Second
from kubelite.view.scene import Piece

RECENT = 1.5
"""What happened so many seconds ago is not shown as happening."""


def named_loads(cluster: Cluster) -> dict[str, Load]:
    """The loads that go on now, by the ids of their pieces: ``load/frontend``, ``load/frontend-2``."""
    found: dict[str, Load] = {}
    for load in cluster.loads:
        name, number = f"load/{load.path[0]}", 2
        while name in found:
            name, number = f"load/{load.path[0]}-{number}", number + 1
        found[name] = load
    return found


def load_pieces(cluster: Cluster, moment: float) -> dict[str, Piece]:
    """What each load sent in the last second before ``moment``, and what became of it."""
    return {name: _piece(load, moment) for name, load in named_loads(cluster).items()}


def _piece(load: Load, moment: float) -> Piece:
    place = bisect_right(load.seconds, moment, key=_time) - 1
    piece: Piece = {"path": list(load.path), "rate": load.per_second}
    if place < 0 or load.seconds[place].time < moment - RECENT:
        return piece
    second = load.seconds[place]
    lost = second.refused + second.failed
    return piece | {"sent": second.sent, "served": second.served, "lost": lost, "p95": round(1000 * second.p95)}


def measurements(cluster: Cluster, since: int, seen: float) -> dict[str, Any]:
    """What ``cluster.metrics`` holds from row ``since`` on, and the seconds of all loads after the moment ``seen``.

    A row is time, workload, ready Pods, millicores, MiB, requests; a second is time, load, sent, lost, milliseconds.
    """
    rows = cluster.metrics[since:]
    seconds = [
        [second.time, name, second.sent, second.refused + second.failed, round(1000 * second.p95)]
        for name, load in named_loads(cluster).items()
        for second in load.seconds[bisect_right(load.seconds, seen, key=_time) :]
    ]
    measured = [
        [row.time, row.workload, row.ready, round(row.cpu), round(row.memory / 2**20), row.requests] for row in rows
    ]
    return {"rows": measured, "seconds": seconds}


def _time(second: Second) -> float:
    return second.time
