"""The learner's copies of lessons and exercises: ``work/`` in a clone of the project.

``work/`` mirrors ``course/`` and ``exercises/``, so that links between notebooks hold in both. Notebooks are handed out
without their outputs, since a learner is to guess them first. What a learner has changed is never overwritten.
``work/.delivered.json`` notes which version each copy began as.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

SOURCES = ("course", "exercises")
_NOTE = ".delivered.json"


class NoClone(Exception):
    """The command was not called inside a clone of the project."""


def find_clone(start: Path) -> Path:
    """The folder of the clone around ``start``; ``NoClone`` when there is none."""
    for folder in (start, *start.parents):
        if (folder / "course").is_dir() and (folder / "kubelite").is_dir() and (folder / "pyproject.toml").is_file():
            return folder
    raise NoClone(
        f"{start} is not inside a clone of kubelite. Go to the folder that holds course/ and exercises/, and try again."
    )


def prepare(clone: Path) -> list[str]:
    """Bring ``work/`` up to date; the answer says, one line each, what is new or was kept.

    A lesson that the learner has not touched is replaced by a newer version. One that was changed stays, and the newer
    version is laid beside it as ``NAME.new.ipynb``.
    """
    work = clone / "work"
    delivered = _read_note(work)
    lines = [line for source in _sources(clone) if (line := _deliver(clone, work, source, delivered))]
    work.mkdir(exist_ok=True)
    (work / _NOTE).write_text(json.dumps(delivered, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return lines


def reset(clone: Path, number: str, today: date) -> list[str]:
    """Begin the notebooks of lesson ``number`` (``03``) anew; the learner's versions stay beside them, with the date in
    the name.
    """
    work = clone / "work"
    delivered = _read_note(work)
    found = [source for source in _sources(clone) if source.name.startswith(f"{number}_") and source.suffix == ".ipynb"]
    lines = []
    for source in found:
        place = source.relative_to(clone)
        copy = work / place
        if copy.exists() and _digest(copy.read_bytes()) != _digest(_handed_out(source)):
            kept = _free_name(copy, today)
            copy.rename(kept)
            lines.append(f"Your version is kept as {kept.relative_to(clone)}.")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(_handed_out(source))
        delivered[place.as_posix()] = _digest(_handed_out(source))
        lines.append(f"work/{place.as_posix()} is as new.")
    if found:
        (work / _NOTE).write_text(json.dumps(delivered, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return lines


def _deliver(clone: Path, work: Path, source: Path, delivered: dict[str, str]) -> str:
    place = source.relative_to(clone).as_posix()
    copy, digest = work / place, _digest(_handed_out(source))
    if delivered.get(place) == digest and copy.exists():
        return ""
    if not copy.exists():
        said = f"work/{place} is new." if place not in delivered else f"work/{place} was missing and is back."
    elif _digest(copy.read_bytes()) in (delivered.get(place), digest):
        said = f"work/{place} is now the newer version." if _digest(copy.read_bytes()) != digest else ""
    else:
        beside = _beside(copy, delivered.get(place, ""))
        beside.write_bytes(_handed_out(source))
        delivered[place] = digest
        return f"You have changed work/{place}; it stays. The newer version is {beside.relative_to(clone).as_posix()}."
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(_handed_out(source))
    delivered[place] = digest
    return said


def _sources(clone: Path) -> list[Path]:
    """What learners get a copy of: everything in the source folders but hidden files and checkpoints."""
    files = (file for folder in SOURCES for file in (clone / folder).rglob("*") if file.is_file())
    return sorted(
        file for file in files if not any(part.startswith((".", "__")) for part in file.relative_to(clone).parts)
    )


def _read_note(work: Path) -> dict[str, str]:
    try:
        note = json.loads((work / _NOTE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(place): str(digest) for place, digest in note.items()} if isinstance(note, dict) else {}


def _handed_out(source: Path) -> bytes:
    """What a learner gets of a file: notebooks without outputs, all else as it is."""
    content = source.read_bytes()
    if source.suffix != ".ipynb":
        return content
    notebook = json.loads(content)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _beside(copy: Path, untouched: str) -> Path:
    """Where a newer version is laid: over the last one that was laid there, unless the learner works in that by now."""
    beside = copy.with_name(f"{copy.stem}.new{copy.suffix}")
    number = 2
    while beside.exists() and _digest(beside.read_bytes()) != untouched:
        beside = copy.with_name(f"{copy.stem}.new-{number}{copy.suffix}")
        number += 1
    return beside


def _free_name(copy: Path, today: date) -> Path:
    for number in range(1, 1000):
        name = copy.with_name(f"{copy.stem}.{today.isoformat()}{f'-{number}' if number > 1 else ''}{copy.suffix}")
        if not name.exists():
            return name
    raise FileExistsError(f"there are too many copies of {copy}; delete some")
