"""``kubelite doctor``: is everything there that the course needs, and if not, how is it mended?"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kubelite import __version__
from kubelite.cli import workspace

NEEDED = ("msgspec", "PyYAML", "jupyterlab", "nbgrader", "ipywidgets", "anywidget", "kubernetes", "matplotlib")
OLDEST_PYTHON = (3, 11)


class Finding(NamedTuple):
    """One thing that was looked at.

    ``mend`` is what to do when it is not ``ok``; a mere ``optional`` thing does no harm.
    """

    ok: bool
    what: str
    mend: str = ""
    optional: bool = False


def add_to(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "doctor",
        help="check that everything is there, and say how to mend what is not",
        description="Check Python, the packages, JupyterLab's kernel and the folder for your work.",
    )
    return parser


def main(arguments: argparse.Namespace) -> int:
    """Run the command: 0 when nothing needed is missing."""
    findings = [*_python(), *_packages(), *_kernel(), *_clone(Path.cwd()), *_kubectl()]
    for finding in findings:
        mark = "ok  " if finding.ok else "note" if finding.optional else "MEND"
        print(f"{mark}  {finding.what}")
        if not finding.ok and finding.mend:
            print(f"      {finding.mend}")
    broken = [finding for finding in findings if not finding.ok and not finding.optional]
    print(
        f"\n{len(broken)} things need mending."
        if len(broken) > 1
        else "\nOne thing needs mending."
        if broken
        else "\nAll is well."
    )
    return 1 if broken else 0


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, OLDEST_PYTHON))
    yield Finding(
        sys.version_info >= OLDEST_PYTHON, f"Python {version}", f"Install Python {wanted} or newer, then run: make lab"
    )
    yield Finding(True, f"kubelite {__version__}")


def _packages() -> Iterator[Finding]:
    for name in NEEDED:
        try:
            yield Finding(True, f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            yield Finding(False, f"{name} is not installed", 'Run: make lab, or: pip install -e ".[course]"')


def _kernel() -> Iterator[Finding]:
    """Does the notebook kernel run this Python? Another one would not find kubelite."""
    try:
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    except ImportError:
        return
    try:
        command = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        yield Finding(False, "JupyterLab has no Python kernel", "Run: python -m ipykernel install --sys-prefix")
        return
    same = Path(command).name == command or Path(command).resolve() == Path(sys.executable).resolve()
    mend = f"The kernel runs {command}. Run: {sys.executable} -m ipykernel install --sys-prefix"
    yield Finding(same, "JupyterLab's kernel runs this Python", mend)


def _clone(here: Path) -> Iterator[Finding]:
    try:
        clone = workspace.find_clone(here)
    except workspace.NoClone as error:
        yield Finding(False, "No lessons here", str(error))
        return
    lessons = len(list((clone / "course").glob("[0-9][0-9]_*.ipynb")))
    found = "One lesson" if lessons == 1 else f"{lessons} lessons"
    yield Finding(lessons > 0, f"{found} in course/", "The folder course/ has no lessons. Clone the project again.")
    folder = clone / "work" if (clone / "work").exists() else clone
    mend = f"{folder} cannot be written. Give yourself the right to write there, or clone the project elsewhere."
    yield Finding(os.access(folder, os.W_OK), "work/ can be written", mend)


def _kubectl() -> Iterator[Finding]:
    mend = "It is needed only for the last lesson, on a real cluster."
    yield Finding(shutil.which("kubectl") is not None, "kubectl", mend, optional=True)
