"""How strong the walls are around a student's process, in words."""

from __future__ import annotations

from kubelite.grading.remote.sandbox import Applied

FILES = "Nothing keeps the student's code from reading and writing files of this machine."
NETWORK = "Nothing keeps it from using the network."
PROCESSES = "Nothing keeps it from starting processes that go on after grading."
LIMITS = "This system does not hold it to a limit of memory."
WHERE = (
    "On Linux 5.13 or newer this is possible without being root. On an older Linux install bubblewrap. On macOS and "
    "Windows grade in a virtual machine or a container with Linux (on Windows: WSL 2)."
)
HOW = "If you trust the students, use `--Apart.allow_weak=True`, or set it in nbgrader_config.py."


def weaknesses(applied: Applied) -> list[str]:
    """What is missing, one sentence each, and what to do about it; empty when nothing is."""
    layers = (
        (applied.files, FILES),
        (applied.network, NETWORK),
        (applied.processes, PROCESSES),
        (applied.limits, LIMITS),
    )
    missing = [sentence for layer, sentence in layers if not layer]
    return [*missing, WHERE, HOW] if missing else []


def described(applied: Applied) -> str:
    """``files: landlock; network: namespace + seccomp; …``, as it is recorded with a result."""
    names = ("files", "network", "processes", "limits", "user")
    return "; ".join(f"{name}: {getattr(applied, name) or 'NOT LIMITED'}" for name in names)
