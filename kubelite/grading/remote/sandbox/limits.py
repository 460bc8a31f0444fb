"""Limits on what one process may use: seconds of CPU, memory, the size of files, how many are open, processes."""

from __future__ import annotations

import sys

MEBIBYTE = 2**20
STACK = 8 * MEBIBYTE


def restrict(cpu_seconds: int, memory: int, file_size: int, processes: int) -> bool:
    """Set the limits, for good. ``memory`` and ``file_size`` are bytes; ``processes`` counts threads, too.

    Gives ``False`` where the system has no such limits (Windows) or does not hold to that of memory (macOS).
    """
    try:
        import resource
    except ImportError:
        return False
    wanted = {
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_DATA: memory,
        resource.RLIMIT_FSIZE: file_size,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_STACK: STACK,
        resource.RLIMIT_NPROC: processes,
    }
    for limit, value in wanted.items():
        most = resource.getrlimit(limit)[1]
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(limit, (value, value))
    return sys.platform != "darwin"
