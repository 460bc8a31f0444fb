"""Where a learner's work is remembered: in ``work/`` of a prepared clone, and nowhere else.

Nothing is read or written when ``KUBELITE_MEMORY=off``, so that the output of a notebook under test never depends on
what somebody once did; nor outside of ``work/``, where a notebook is not a learner's copy.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

VARIABLE = "KUBELITE_MEMORY"
PREPARED = ".delivered.json"  # `kubelite lab` leaves this file in work/
PREDICTIONS = ".predictions.json"


def work_folder() -> Path | None:
    """The learner's ``work/`` around the current folder; ``None`` when nothing may be remembered."""
    if os.environ.get(VARIABLE, "").lower() == "off":
        return None
    here = Path.cwd().resolve()
    return next((folder for folder in (here, *here.parents) if (folder / PREPARED).is_file()), None)


def remembered_prediction(question: str) -> Any:
    """The guess that the learner made earlier; ``None`` when there is none."""
    work = work_folder()
    return _read(work / PREDICTIONS).get(question, {}).get("guess") if work else None


def remember_prediction(question: str, guess: Any, outcome: Any = None) -> None:
    """Note a guess, and what came of it as soon as that is known."""
    work = work_folder()
    if work is None:
        return
    known = _read(work / PREDICTIONS)
    known[question] = {"guess": guess} | ({"outcome": outcome} if outcome is not None else {})
    (work / PREDICTIONS).write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _read(file: Path) -> dict[str, Any]:
    """A damaged file counts as empty: a lesson must not stop because of it."""
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: value for key, value in known.items() if isinstance(value, dict)} if isinstance(known, dict) else {}
