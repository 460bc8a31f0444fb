"""Namespaces: a process tree, a network and a mount table of its own, without being root on the machine.

Everything in a PID namespace ends with its first process, which is the student's: no child can outlive it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
from typing import Any, NoReturn

from kubelite.grading.remote.sandbox import system

USER, PID, NETWORK, IPC, MOUNTS, HOST = 0x10000000, 0x20000000, 0x40000000, 0x08000000, 0x00020000, 0x04000000
ALL = USER | PID | NETWORK | IPC | MOUNTS | HOST
NOSUID, NODEV, NOEXEC, RECURSIVE, PRIVATE = 2, 4, 8, 16384, 1 << 18
MOUNT_SETATTR, AT_RECURSIVE, READ_ONLY = 442, 0x8000, 1
NOBODY = 65534


def enter() -> bool:
    """Move this process into namespaces of its own; its children will be in a PID namespace too.

    Gives ``False`` where the machine forbids it; nothing has changed then.
    """
    user, group = os.geteuid(), os.getegid()
    try:
        system.checked(system.libc().unshare(ctypes.c_int(ALL)), "unshare")
    except OSError:
        return False
    for file, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} {user} 1"),
        ("gid_map", f"{NOBODY} {group} 1"),
    ):
        with open(f"/proc/self/{file}", "w") as place:  # noqa: PTH123  (this process loads as little as it can)
            place.write(text)
    return True


def become_first_process(descriptor: int) -> None:
    """Return in the first process of the new PID namespace. The one that was here waits for it, and ends with it.

    The waiting one is outside of the namespace, where the student's code cannot reach it, and it has let go of
    ``descriptor``, so that the grader sees the end at once. SIGTERM makes it end everything.
    """
    child = 0

    def end(*_: Any) -> None:
        if child:
            os.kill(child, signal.SIGKILL)
        else:
            os._exit(1)

    signal.signal(signal.SIGTERM, end)
    system.die_with_parent(signal.SIGTERM)
    child = os.fork()
    if child:
        os.close(descriptor)
        _wait(child)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    system.die_with_parent(signal.SIGKILL)


def mount_folder(folder: str, size: int, files: int) -> bool:
    """Put an empty file system in memory on ``folder``: at most ``size`` bytes in ``files``. All else is read-only.

    Other processes see none of this. Gives ``False`` where it is not possible.
    """
    options = ctypes.c_char_p(f"size={size},nr_inodes={files},mode=0700".encode())
    flags = ctypes.c_ulong
    try:
        mount = system.libc().mount
        system.checked(mount(None, b"/", None, flags(RECURSIVE | PRIVATE), None), "mount /")
        _read_only()
        kind = flags(NOSUID | NODEV | NOEXEC)
        system.checked(mount(b"tmpfs", os.fsencode(folder), b"tmpfs", kind, options), "mount tmpfs")
    except OSError:
        return False
    os.chdir(folder)
    return True


def _read_only() -> None:
    """Let nothing be written below ``/`` (Linux 5.12; before it, the other layers forbid as much)."""
    attributes = struct.pack("<QQQQ", READ_ONLY, 0, 0, 0)
    call = (ctypes.c_long(MOUNT_SETATTR), ctypes.c_int(-100), ctypes.c_char_p(b"/"), ctypes.c_uint(AT_RECURSIVE))
    system.libc().syscall(*call, ctypes.c_char_p(attributes), ctypes.c_size_t(len(attributes)))


def _wait(child: int) -> NoReturn:
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
