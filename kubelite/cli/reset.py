"""``kubelite reset NN``: begin the notebooks of a lesson anew."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from kubelite.cli import workspace


def add_to(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "reset",
        help="begin a lesson and its exercise anew; your version is kept under another name",
        description="Begin the notebooks of one lesson anew. Yours stay beside them, with the date in the name.",
    )
    parser.add_argument("number", metavar="NN", help="the number of the lesson, such as 03")
    return parser


def main(arguments: argparse.Namespace) -> int:
    """Run the command."""
    clone = workspace.find_clone(Path.cwd())
    number = arguments.number.zfill(2)
    lines = workspace.reset(clone, number, date.today())
    if not lines:
        print(f"error: there is no lesson {number}; look into course/ for the numbers.", file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 0
