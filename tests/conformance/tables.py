"""Replay recorded tables: ``python -m tests.conformance.tables FILE [--emit]``.

A recorded case holds an object and the columns and cells that a real API server made of it. Ages are masked in the
recordings (``<age>``, ``<time>``): any age or time is right there. ``--emit`` prints our own answers in the same
format. The last line says ``agree N of M``; the exit code is 0 when all agree.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from kubelite.controlplane.apiserver.tables import table
from kubelite.objects import kinds

MASKS = {
    "<age>": re.compile(r"(\d+[ydhms])+|<invalid>"),
    "<time>": re.compile(r"<time>|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
}


def cases(path: Path) -> Iterator[dict[str, Any]]:
    """The cases of a file, plain or gzipped."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return (json.loads(line) for line in text.splitlines() if line.strip())


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """Our table of the case's object, in the format of the recordings."""
    now = datetime.fromisoformat(case["now"].replace("Z", "+00:00"))
    made = table(kinds.of_manifest(case["input"]), [case["input"]], now, wide=True)
    row = made.rows[0]
    return {
        "columns": [list(column) for column in made.columns],
        "cells": list(row.cells),
        "rowConditions": list(row.conditions) or None,
    }


def differences(expected: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """One line for every cell, column or condition that is not as recorded."""
    lines = []
    if got["columns"] != expected["columns"]:
        lines.append(f"columns: {got['columns']} instead of {expected['columns']}")
    names = [column[0] for column in expected["columns"]]
    for name, ours, theirs in zip(names, got["cells"], expected["cells"], strict=False):
        if not _same(ours, theirs):
            lines.append(f"{name}: {ours!r} instead of {theirs!r}")
    if (got["rowConditions"] or None) != (expected.get("rowConditions") or None):
        lines.append(f"rowConditions: {got['rowConditions']} instead of {expected.get('rowConditions')}")
    return lines


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(theirs, str) and theirs in MASKS:
        return MASKS[theirs].fullmatch(str(ours)) is not None
    return type(ours) is type(theirs) and bool(ours == theirs)


def main(arguments: list[str]) -> int:
    path = Path(next(argument for argument in arguments if not argument.startswith("--")))
    agree = total = 0
    for case in cases(path):
        got = answer(case)
        if "--emit" in arguments:
            print(json.dumps({**case, "expected": got}))
            continue
        total += 1
        wrong = differences(case["expected"], got)
        agree += not wrong
        for line in wrong:
            print(f"{case['id']}: {line}")
    if "--emit" not in arguments:
        print(f"agree {agree} of {total}")
    return int(agree != total)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
