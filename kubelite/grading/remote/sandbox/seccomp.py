"""A filter of system calls: no new processes, no programs, no sockets, no ways around the other layers.

Landlock looks at what is opened; changing the rights, owners and times of files is forbidden here.

Threads are allowed. A forbidden call fails with EPERM, so that Python raises ``PermissionError``. Needs no privilege.
Source of the rules' format: ``include/uapi/linux/seccomp.h`` and ``linux/bpf_common.h``.
"""

from __future__ import annotations

import ctypes
import errno
import struct

from kubelite.grading.remote.sandbox import system

SECCOMP_MODE_FILTER = 2
ALLOW, FAIL = 0x7FFF0000, 0x00050000
LOAD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, JUMP_IF_ANY_BIT, GIVE = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
CLONE_THREAD = 0x00010000
CLONE3 = 435  # its flags lie in memory, where a filter cannot look; libc then falls back on clone

AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CLONE = {"x86_64": 56, "aarch64": 220}
FORBIDDEN: dict[str, dict[str, int]] = {
    "x86_64": {
        "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "socket": 41, "ptrace": 101,
        "process_vm_readv": 310, "process_vm_writev": 311, "pidfd_getfd": 438, "mount": 165, "umount2": 166,
        "pivot_root": 155, "chroot": 161, "unshare": 272, "setns": 308, "open_tree": 428, "move_mount": 429,
        "fsopen": 430, "mount_setattr": 442, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323,
        "io_uring_setup": 425, "add_key": 248, "request_key": 249, "keyctl": 250, "shmget": 29, "msgget": 68,
        "semget": 64, "mq_open": 240, "inotify_init1": 294, "fanotify_init": 300, "setpriority": 141, "acct": 163,
        "chmod": 90, "fchmod": 91, "fchmodat": 268, "fchmodat2": 452, "chown": 92, "fchown": 93, "lchown": 94,
        "fchownat": 260, "utime": 132, "utimes": 235, "utimensat": 280, "futimesat": 261, "truncate": 76,
        "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "setxattrat": 463, "removexattr": 197,
        "lremovexattr": 198, "fremovexattr": 199, "removexattrat": 466,
    },
    "aarch64": {
        "execve": 221, "execveat": 281, "socket": 198, "ptrace": 117, "process_vm_readv": 270,
        "process_vm_writev": 271, "pidfd_getfd": 438, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51,
        "unshare": 97, "setns": 268, "open_tree": 428, "move_mount": 429, "fsopen": 430, "mount_setattr": 442,
        "bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425, "add_key": 217,
        "request_key": 218, "keyctl": 219, "shmget": 194, "msgget": 186, "semget": 190, "mq_open": 180,
        "inotify_init1": 26, "fanotify_init": 262, "setpriority": 140, "acct": 89,
        "fchmod": 52, "fchmodat": 53, "fchmodat2": 452, "fchown": 55, "fchownat": 54, "utimensat": 88, "truncate": 45,
        "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "setxattrat": 463, "removexattr": 14, "lremovexattr": 15,
        "fremovexattr": 16, "removexattrat": 466,
    },
}  # fmt: skip


def possible() -> bool:
    """Whether we know the numbers of this machine's system calls."""
    return system.LINUX and system.MACHINE in AUDIT


def restrict() -> None:
    """Put the filter on, for good; also children and threads have it."""
    program = rules(system.MACHINE)
    buffer = ctypes.create_string_buffer(b"".join(program))
    header = struct.pack("<HxxxxxxQ", len(program), ctypes.addressof(buffer))
    holder = ctypes.create_string_buffer(header)
    system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
    system.prctl(system.PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(holder))


def rules(machine: str) -> list[bytes]:
    """The program of the filter: eight bytes an instruction, jumps count from the next one."""
    other = [_if(JUMP_IF_EQUAL, number, yes=0, no=1) + _give(errno.EPERM) for number in FORBIDDEN[machine].values()]
    program = [
        _step(LOAD, ARCHITECTURE),
        _if(JUMP_IF_EQUAL, AUDIT[machine], yes=1, no=0),  # calls in the manner of another machine have other numbers
        _give(errno.EPERM),
        _step(LOAD, NUMBER),
        _if(JUMP_IF_AT_LEAST, 0x40000000, yes=0, no=1),  # x32
        _give(errno.EPERM),
        _if(JUMP_IF_EQUAL, CLONE3, yes=0, no=1),
        _give(errno.ENOSYS),
        *(instruction[start : start + 8] for instruction in other for start in (0, 8)),
        _if(JUMP_IF_EQUAL, CLONE[machine], yes=0, no=3),
        _step(LOAD, FIRST_ARGUMENT),
        _if(JUMP_IF_ANY_BIT, CLONE_THREAD, yes=1, no=0),
        _give(errno.EPERM),
        _step(GIVE, ALLOW),
    ]
    return program


def _step(code: int, value: int) -> bytes:
    return struct.pack("<HBBI", code, 0, 0, value)


def _if(code: int, value: int, *, yes: int, no: int) -> bytes:
    return struct.pack("<HBBI", code, yes, no, value)


def _give(number: int) -> bytes:
    return _step(GIVE, FAIL | number)
