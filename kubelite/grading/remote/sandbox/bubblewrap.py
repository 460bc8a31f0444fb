"""Bubblewrap (``bwrap``), where it is installed and Landlock is missing: it builds a small world around a program."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

from kubelite.grading.remote.sandbox import landlock

FOLDER_SIZE = 16 * 2**20  # bytes


def wrapped(command: list[str], folder: str, readable: Iterable[str]) -> tuple[list[str], bool]:
    """``command`` within bubblewrap, if that is needed and there; and whether it is."""
    program = shutil.which("bwrap")
    if landlock.version() or program is None:
        return command, False
    return [program, *options(folder, [*readable, os.path.realpath(command[0])]), "--", *command], True


def options(folder: str, readable: Iterable[str]) -> list[str]:
    """No network, its own processes, only ``readable`` to read, and an empty ``folder`` in memory to write."""
    binds = [part for path in dict.fromkeys(readable) for part in ("--ro-bind-try", path, path)]
    return ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", *binds,
            "--size", str(FOLDER_SIZE), "--tmpfs", folder, "--chdir", folder]  # fmt: skip
