"""Landlock: after ``restrict`` this process and its children open only files below the folders that are named.

Needs Linux 5.13 and no privilege. Source of numbers: ``include/uapi/linux/landlock.h``.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

from kubelite.grading.remote.sandbox import system

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on all machines
PATH_BENEATH = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
READ = READ_FILE | READ_DIR
EXECUTE, IOCTL = 1 << 0, 1 << 15
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
NETWORK = 0b11  # bind and connect; since version 4
SCOPES = 0b11  # abstract sockets and signals of other processes; since version 6


def version() -> int:
    """Which version of Landlock this kernel has; 0 for none."""
    if not system.LINUX:
        return 0
    return max(0, int(system.libc().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))))


def restrict(readable: Iterable[str], writable: Iterable[str] = ()) -> None:
    """Allow this process to read below ``readable``, to do everything but execute below ``writable``, and no more."""
    known = version()
    files = FILE_RIGHTS[min(known, 5)]
    attributes = struct.pack("<QQQ", files, NETWORK if known >= 4 else 0, SCOPES if known >= 6 else 0)
    size = 8 if known < 4 else 16 if known < 6 else 24
    ruleset = _call(CREATE_RULESET, ctypes.c_char_p(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))
    for path in readable:
        _allow(ruleset, path, READ)
    for path in writable:
        _allow(ruleset, path, files & ~(EXECUTE | IOCTL))
    _call(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # a folder that is not there needs no rule
    try:
        if not os.path.isdir(path):  # noqa: PTH112  (this process loads as little as it can)
            rights &= READ_FILE
        rule = struct.pack("<Qi", rights, descriptor)
        _call(ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(PATH_BENEATH), ctypes.c_char_p(rule), ctypes.c_uint32(0))
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: object) -> int:
    return system.checked(int(system.libc().syscall(ctypes.c_long(number), *arguments)), f"Landlock call {number}")
