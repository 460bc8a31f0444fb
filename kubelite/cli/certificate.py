"""``kubelite certificate``: a page that says what was done, when all exercises are done."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from kubelite import logbook
from kubelite.cli import workspace

PAGE = "certificate.html"


def add_to(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "certificate",
        help="write a page that says which parts you wrote, when all exercises are done",
        description=f"When all exercises are done, write work/{PAGE}, a page to keep or to print. It needs no network.",
    )
    parser.add_argument("--name", default="", help="your name; without it there is a line to write it on")
    return parser


def main(arguments: argparse.Namespace) -> int:
    """Run the command: 1 when something is still to be done."""
    from kubelite.learning.certificate import certificate
    from kubelite.learning.standing import NOTHING, all_solved, standings

    work = workspace.find_clone(Path.cwd()) / "work"
    if logbook.is_off() or not work.is_dir():
        print(NOTHING)
        return 1
    every = standings(work)
    if not all_solved(every):
        missing = [each.lesson.number for each in every if each.checks and not each.is_solved]
        print(f"There is a certificate when all exercises are done. Still to do: {', '.join(missing)}.")
        return 1
    (work / PAGE).write_text(certificate(every, arguments.name, date.today()), encoding="utf-8")
    print(f"Written: work/{PAGE}. Open it in a browser, and print it from there if you like.")
    return 0
