"""Replay recorded tables: ``python -m tests.conformance.tables FILE [--emit]``.

A recorded case holds an object and the columns and cells that a real API server made of it. Ages and times are masked
in the recordings (``<age>``, ``<time>``); there we compare only that ours is an age or a time.
"""

from __future__ import annotations

import re
import sys
from datetime import datetime
from typing import Any

from kubelite.controlplane.apiserver.tables import table
from kubelite.objects import kinds
from tests.conformance.recording import Case, replay

MASKS = {
    "<age>": re.compile(r"(\d+[ydhms])+|<invalid>"),
    "<time>": re.compile(r"<time>|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
}


def answer(case: Case) -> dict[str, Any]:
    """Our table of the case's object, in the format of the recordings."""
    now = datetime.fromisoformat(case["now"].replace("Z", "+00:00"))
    made = table(kinds.of_manifest(case["input"]), [case["input"]], now, wide=True)
    (row,) = made.rows
    recorded = case["expected"]["cells"]
    cells = [_masked(cell, recorded[index] if index < len(recorded) else "") for index, cell in enumerate(row.cells)]
    got: dict[str, Any] = {"columns": [list(column) for column in made.columns], "cells": cells}
    return got | ({"rowConditions": list(row.conditions)} if row.conditions else {})


def expected(case: Case) -> dict[str, Any]:
    """The recorded table, without what is null."""
    return {field: value for field, value in case["expected"].items() if value is not None}


def _masked(cell: Any, recorded: Any) -> Any:
    mask = MASKS.get(recorded) if isinstance(recorded, str) else None
    return recorded if mask and mask.fullmatch(str(cell)) else cell


if __name__ == "__main__":
    sys.exit(replay(sys.argv[1:], lambda case: case["id"], answer, expected))
