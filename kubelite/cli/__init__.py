"""What you see in a terminal: ``kubelite run``, ``lab``, ``progress``, ``doctor`` and others."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from kubelite import __version__
from kubelite.cli import certificate, doctor, lab, progress, reset, run
from kubelite.cli.workspace import NoClone

COMMANDS = (run, lab, doctor, reset, progress, certificate)
"""One module a command, each with ``add_to(subparsers)`` and ``main(arguments) -> exit code``."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command ``kubelite``; gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="kubelite", description="A small Kubernetes that teaches: simulate, learn, check."
    )
    parser.add_argument("--version", action="version", version=f"kubelite {__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(subparsers).set_defaults(command=command.main)
    chosen = parser.parse_args(arguments)
    if not hasattr(chosen, "command"):
        parser.print_help()
        return 2
    try:
        return int(chosen.command(chosen))
    except NoClone as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader, ``head`` say, has seen enough
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
