"""``kubelite lab``: prepare the learner's copies and open JupyterLab on the welcome lesson."""

from __future__ import annotations

import argparse
import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from kubelite.cli import workspace

WELCOME = "course/00_welcome.ipynb"
LEARNERS_LAB = Path(__file__).parent / "jupyter"
"""Settings for a learner: no news, and none of the buttons that nbgrader has for instructors."""


def add_to(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "lab",
        help="prepare your copies of the lessons in work/ and open JupyterLab",
        description="Prepare your copies of lessons and exercises in work/ (what you changed is never overwritten), "
        "then open JupyterLab on the welcome lesson. What follows `--` goes to JupyterLab.",
    )
    parser.add_argument("--prepare-only", action="store_true", help="prepare work/ and stop")
    parser.add_argument("jupyter", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def main(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code is JupyterLab's."""
    clone = workspace.find_clone(Path.cwd())
    for line in workspace.prepare(clone):
        print(line)
    if arguments.prepare_only:
        return 0
    if importlib.util.find_spec("jupyterlab") is None:
        print('error: JupyterLab is not installed. Run: pip install -e ".[course]"', file=sys.stderr)
        return 2
    further = arguments.jupyter[arguments.jupyter[:1] == ["--"] :]  # argparse leaves the `--` in, since Python 3.13 not
    command = [sys.executable, "-m", "jupyterlab", WELCOME, "--ServerApp.root_dir=.", *further]
    return _run_to_the_end(command, clone / "work")


def _run_to_the_end(command: list[str], folder: Path) -> int:
    """Run a program until it ends. Ctrl+C is its own affair (JupyterLab asks first), and it does not outlive us."""
    process = subprocess.Popen(command, cwd=folder, env=_environment())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    return process.wait()


def _environment() -> dict[str, str]:
    """The environment of JupyterLab: with our settings, and with a PATH on which its terminals find ``kubelite``."""
    path = [str(Path(sys.executable).parent), *filter(None, [os.environ.get("PATH")])]
    settings = [str(LEARNERS_LAB), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    return {**os.environ, "PATH": os.pathsep.join(path), "JUPYTER_CONFIG_PATH": os.pathsep.join(settings)}
