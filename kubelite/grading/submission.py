"""Reading what a student handed in, whatever it is: it gives the sources of cells, or a reason why there are none."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

LARGEST = 100 * 2**20  # bytes of a notebook; outputs can be many
LONGEST = 200_000  # characters of one cell


class Unreadable(Exception):
    """Nothing of a submission can be used; the message says why, to the student."""


class HandedIn(NamedTuple):
    """One cell of a submission: the two names that it may go by, its type and its source."""

    grade_id: str
    id: str
    kind: str
    source: str


class Submission(NamedTuple):
    """The cells of a submission, and what the reader noticed; ``refused`` says why there are none."""

    cells: tuple[HandedIn, ...] = ()
    notes: tuple[str, ...] = ()
    refused: str = ""


def read_submission(folder: Path, name: str, *, within: Path) -> Submission:
    """Read ``name`` from a student's ``folder``; nothing that lies outside of it is ever opened.

    ``within`` is the folder of all submissions. A notebook that was renamed is taken if it is the only one.
    """
    try:
        if not folder.is_dir():
            raise Unreadable(f"No folder was handed in: there should be {name} in one.")
        expected = within.resolve() / folder.relative_to(within)
        if folder.resolve() != expected:
            raise Unreadable("The folder that was handed in is a link to another place.")
        path, notes = _found(folder, name)
        text, decoded = _text(read_plain_file(path))
        return Submission(tuple(_cells(_parsed(text))), (*notes, *decoded))
    except Unreadable as error:
        return Submission(refused=str(error))
    except OSError as error:
        return Submission(refused=f"The notebook {name} cannot be read: {error.strerror or type(error).__name__}.")


def _found(folder: Path, name: str) -> tuple[Path, list[str]]:
    if os.path.lexists(folder / name):
        return folder / name, []
    others = [path for path in sorted(folder.glob("*.ipynb")) if path.is_file()]
    if not others:
        raise Unreadable(f"There is no notebook in this submission: {name} is missing.")
    if len(others) > 1:
        raise Unreadable(f"None of the {len(others)} notebooks in this submission is called {name}.")
    return others[0], [f"{name} was handed in under another name, {_short(others[0].name)}."]


def read_plain_file(path: Path, largest: int = LARGEST) -> bytes:
    """The content of a plain file. A link is not followed, and a pipe is not waited for: both are ``Unreadable``."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if path.is_symlink():
            raise Unreadable("The notebook that was handed in is a link to another file.") from error
        raise
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode) or about.st_size > largest:
        os.close(descriptor)
        large = f"The notebook is too large: more than {largest // 2**20} MiB."
        raise Unreadable(large if stat.S_ISREG(about.st_mode) else "What was handed in as the notebook is no file.")
    with os.fdopen(descriptor, "rb") as file:
        return file.read(largest)


def _text(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), ["The notebook was not stored as UTF-8; it was read as UTF-16."]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), ["The notebook was not stored as UTF-8; it was read as Windows-1252."]


def _parsed(text: str) -> Mapping[str, Any]:
    if not text.strip():
        raise Unreadable("The notebook is an empty file.")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" from line {error.lineno} on" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"The notebook is damaged: it cannot be read{where}.") from error
    if not isinstance(content, dict):
        raise Unreadable("What was handed in is not a notebook.")
    return content


def _cells(content: Mapping[str, Any]) -> Iterator[HandedIn]:
    found = content.get("cells")
    if not isinstance(found, list):
        raise Unreadable("What was handed in is not a notebook: it has no cells.")
    for cell in found:
        if isinstance(cell, dict):
            about = _map(_map(cell.get("metadata")).get("nbgrader"))
            names = [name if isinstance(name, str) else "" for name in (about.get("grade_id"), cell.get("id"))]
            yield HandedIn(names[0], names[1], str(cell.get("cell_type")), _source(cell.get("source")))


def _source(source: Any) -> str:
    """The text of a cell; what cannot be written as UTF-8 is replaced."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source[:LONGEST].encode("utf-8", "replace").decode("utf-8") if isinstance(source, str) else ""


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _short(name: str) -> str:
    return (name if len(name) <= 60 else name[:57] + "…").encode("utf-8", "replace").decode("utf-8")
