"""The logbook of a learner: guesses and checks, in small files in ``work/`` of a prepared clone, and nowhere else.

Nothing is read or written when ``KUBELITE_MEMORY=off``, so that the output of a notebook under test never depends on
what somebody once did; nor outside of ``work/``, where a notebook is not a learner's copy. What cannot be read counts
as empty, and what cannot be written is left: a lesson must not stop because of it.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

VARIABLE = "KUBELITE_MEMORY"
PREPARED = ".delivered.json"  # `kubelite lab` leaves this file in work/
PREDICTIONS = ".predictions.json"  # question → {"guess": …, "outcome": …}
CHECKS = ".checks.json"  # part → {title of a check: whether it passed the last time it ran}


def is_off() -> bool:
    """Whether nothing may be remembered."""
    return os.environ.get(VARIABLE, "").lower() == "off"


def work_folder() -> Path | None:
    """The learner's ``work/`` around the current folder; ``None`` when nothing may be remembered."""
    if is_off():
        return None
    here = Path.cwd().resolve()
    return next((folder for folder in (here, *here.parents) if (folder / PREPARED).is_file()), None)


def predictions(work: Path) -> dict[str, dict[str, Any]]:
    """Question → its ``"guess"``, and its ``"outcome"`` as soon as that is known."""
    return _read(work / PREDICTIONS)


def checks(work: Path) -> dict[str, dict[str, Any]]:
    """Part (``"03.fits"``) → title of a check → whether it passed the last time it ran."""
    return _read(work / CHECKS)


def note_prediction(question: str, guess: Any, outcome: Any = None) -> None:
    """Note a guess, and what came of it as soon as that is known. The first guess that met its outcome stays."""
    if work := work_folder():
        known = predictions(work)
        if "outcome" not in known.get(question, {}):
            known[question] = {"guess": guess} | ({"outcome": outcome} if outcome is not None else {})
            _write(work / PREDICTIONS, known)


def note_check(part: str, title: str, passed: bool) -> None:
    """Note whether a check of the exercise ``part`` passed."""
    if work := work_folder():
        known = checks(work)
        if known.get(part, {}).get(title) is not passed:
            known.setdefault(part, {})[title] = passed
            _write(work / CHECKS, known)


def _read(file: Path) -> dict[str, dict[str, Any]]:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {key: value for key, value in known.items() if isinstance(value, dict)} if isinstance(known, dict) else {}


def _write(file: Path, known: dict[str, dict[str, Any]]) -> None:
    """Write beside the file and then take its place, so that no kernel ever reads half of it."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        fresh.write_text(json.dumps(known, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
        fresh.replace(file)
