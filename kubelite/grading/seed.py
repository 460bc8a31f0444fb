"""The seed from which hidden checks draw their random cases.

Everybody can read this repository, so that the cases of a class must not follow from it: an instructor has a seed of
their own. Self-study uses the public one. A seed is never printed.
"""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "KUBELITE_GRADING_SEED"
FILE = "grading.seed"  # beside nbgrader_config.py, and git-ignored
PUBLIC = "self-study"


def grading_seed(folder: Path | None = None) -> str:
    """The instructor's seed: an environment variable, else ``grading.seed`` in the course's folder, else public."""
    if named := os.environ.get(VARIABLE, "").strip():
        return named
    start = (folder or Path.cwd()).resolve()
    for place in (start, *start.parents):
        if (place / FILE).is_file():
            return (place / FILE).read_text(encoding="utf-8").strip() or PUBLIC
        if (place / "nbgrader_config.py").is_file():
            break
    return PUBLIC
