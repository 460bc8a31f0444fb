"""Putting the layers on, in the order in which they can be put on, and saying which they are."""

from __future__ import annotations

import contextlib
import os
import sys

import msgspec

from kubelite.grading.remote.sandbox import landlock, limits, namespaces, seccomp, system


class Confinement(msgspec.Struct, frozen=True):
    """What a student's process may use. Sizes are bytes, times are seconds."""

    folder: str
    """Its own empty folder, and its current one."""
    readable: tuple[str, ...]
    """Folders that may be read: Python, its libraries, and kubelite."""
    cpu_seconds: int = 120
    memory: int = 1024 * limits.MEBIBYTE
    file_size: int = limits.MEBIBYTE
    folder_size: int = 16 * limits.MEBIBYTE
    processes: int = 64
    inside_bubblewrap: bool = False
    without: tuple[str, ...] = ()
    """Layers to leave out: ``landlock``, ``namespaces``, ``seccomp``. For tests of weaker machines."""


class Applied(msgspec.Struct, frozen=True):
    """What keeps this process from files, the network and other processes; ``""`` for nothing."""

    files: str = ""
    network: str = ""
    processes: str = ""
    limits: str = ""
    user: str = ""


def confine(wanted: Confinement, descriptor: int) -> Applied:
    """Confine this process, for good. ``descriptor`` leads to the grader and stays open.

    Returns in another process than it was called in, where there are PID namespaces.
    """
    spaces = writable = False
    user = _become_nobody(wanted) if system.LINUX else ""
    if system.LINUX and "namespaces" not in wanted.without and not wanted.inside_bubblewrap:
        spaces = namespaces.enter()
    if spaces:
        namespaces.become_first_process(descriptor)
        writable = namespaces.mount_folder(wanted.folder, wanted.folder_size, files=1000)
    elif system.LINUX:
        system.die_with_parent(9)
    if system.LINUX:
        system.without_capabilities()
        system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
    limited = limits.restrict(wanted.cpu_seconds, wanted.memory, wanted.file_size, wanted.processes)
    files = _files(wanted, writable)
    filtered = "seccomp" not in wanted.without and seccomp.possible()
    if filtered:
        seccomp.restrict()
    apart = ("namespace" if spaces else "bubblewrap" if wanted.inside_bubblewrap else "", "seccomp" if filtered else "")
    names = " + ".join(filter(None, apart))
    return Applied(files, names, names, "rlimits" if limited else "", user)


def _files(wanted: Confinement, writable: bool) -> str:
    bubble = "bubblewrap" if wanted.inside_bubblewrap else ""
    if "landlock" in wanted.without or not landlock.version():
        return bubble
    landlock.restrict((*wanted.readable, wanted.folder), [wanted.folder] if writable or bubble else [])
    return " + ".join(filter(None, [bubble, "landlock"]))


def _become_nobody(wanted: Confinement) -> str:
    """Give up being root, where Python can still be read then."""
    if os.geteuid() != 0:
        return "an ordinary user"
    if not all(map(_readable_by_all, (*wanted.readable, sys.base_prefix))):
        return "root without rights"
    with contextlib.suppress(OSError):
        os.setgroups([])
        os.setgid(namespaces.NOBODY)
        os.setuid(namespaces.NOBODY)
        system.prctl(system.PR_SET_DUMPABLE, 1)  # else /proc/self, which namespaces need, belongs to root
        return "nobody"
    return "root without rights"


def _readable_by_all(path: str) -> bool:
    """Whether everybody may read in ``path``; one that is not there is in nobody's way."""
    if not os.path.exists(path):  # noqa: PTH110  (this process loads as little as it can)
        return True
    while path != os.sep:
        if os.stat(path).st_mode & 0o005 != 0o005 and os.path.isdir(path):  # noqa: PTH112, PTH116
            return False
        path = os.path.dirname(path)  # noqa: PTH120
    return True
