"""``kubelite progress [NN]``: what is done of the course."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kubelite import logbook
from kubelite.cli import workspace


def add_to(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "progress",
        help="show what is done: guesses beside outcomes, and which checks passed",
        description="Show what is done of the course on this computer; with a number one lesson in full.",
    )
    parser.add_argument("number", metavar="NN", nargs="?", default="", help="the number of a lesson, such as 03")
    return parser


def main(arguments: argparse.Namespace) -> int:
    """Run the command."""
    from kubelite.learning.standing import NOTHING, standings, told

    work = workspace.find_clone(Path.cwd()) / "work"
    remembered = work.is_dir() and not logbook.is_off()
    print(told(standings(work), arguments.number) if remembered else NOTHING)
    return 0
