"""Calls to the Linux kernel that Python has no function for."""

from __future__ import annotations

import ctypes
import os
import platform
import sys

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22

LINUX = sys.platform == "linux"
MACHINE = platform.machine()


def libc() -> ctypes.CDLL:
    """The C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def checked(result: int, what: str) -> int:
    """``result``, or ``OSError`` when it is negative."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, value: int, more: int = 0) -> None:
    """``prctl(2)``: change something about this process."""
    long = ctypes.c_ulong
    checked(libc().prctl(option, long(value), long(more), long(0), long(0)), f"prctl({option})")


def without_capabilities() -> None:
    """Give up every capability, for good: also those that a new user namespace brought."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    checked(libc().capset(header, (ctypes.c_uint32 * 6)()), "capset")


def die_with_parent(signal: int) -> None:
    """Let the kernel send ``signal`` to this process when the one that started it ends."""
    prctl(PR_SET_PDEATHSIG, signal)
