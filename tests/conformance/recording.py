"""What all runners share: reading recordings, telling differences, and the last line ``agree N of M``."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Case = dict[str, Any]


class LeftOut(Exception):
    """This case is not compared; the text says by which rule."""


def played(scene: Any, action: Case) -> Any:
    """Let ``scene`` do ``action``: its method ``do_…`` with the other fields of the action; the result of it."""
    arguments = {key: value for key, value in action.items() if key != "do"}
    method = getattr(scene, "do_" + action["do"].lower(), None)
    if method is None:
        raise LeftOut(f"nobody has said here what the action {action['do']!r} is")
    return method(**arguments)


def cases(path: Path) -> Iterator[Case]:
    """The cases of a file, plain or gzipped."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return (json.loads(line) for line in text.splitlines() if line.strip())


def replay(
    arguments: list[str],
    title: Callable[[Case], str],
    answer: Callable[[Case], Any],
    expected: Callable[[Case], Any] = lambda case: case["expected"],
    emitted: Callable[[Case, Any], Case] = lambda case, got: {**case, "expected": got},
    excluded: dict[str, str] | None = None,
) -> int:
    """Compare ``answer(case)`` with ``expected(case)`` for every case of the files named in ``arguments``.

    Prints the disagreements, what was left out by a rule or excluded with a reason, and last ``agree N of M``, where M
    counts every case. With ``--emit`` the answers go to stdout in the recordings' format and the report to stderr. The
    exit code is 0 when everything that is compared agrees.
    """
    emit = "--emit" in arguments
    report = sys.stderr if emit else sys.stdout
    agreeing = total = differing = 0
    skipped: dict[str, int] = {}
    for path in (Path(argument) for argument in arguments if argument != "--emit"):
        for case in cases(path):
            total += 1
            try:
                got = answer(case)
            except LeftOut as rule:
                skipped[str(rule)] = skipped.get(str(rule), 0) + 1
                continue
            except Exception as error:  # one case that cannot be played must not hide the others
                differing += 1
                print(f"fails {title(case)}: {case.get('about', '')}\n    {error!r}", file=report)
                continue
            if emit:
                print(json.dumps(emitted(case, got), separators=(",", ":")))
            lines = differences(expected(case), got)
            if not lines:
                agreeing += 1
            elif title(case) in (excluded or {}):
                print(f"excluded {title(case)}: {(excluded or {})[title(case)]}", file=report)
            else:
                differing += 1
                print(f"differs {title(case)}: {case.get('about', '')}", *lines, sep="\n    ", file=report)
    for rule, count in sorted(skipped.items()):
        print(f"left out {count}: {rule}", file=report)
    print(f"agree {agreeing} of {total}", file=report)
    return 1 if differing else 0


def differences(expected: Any, got: Any, path: str = "") -> list[str]:
    """One line for every place where ``got`` is not as ``expected``."""
    if isinstance(expected, dict) and isinstance(got, dict):
        lines = []
        for key in [*expected, *(key for key in got if key not in expected)]:
            here = f"{path}.{key}".lstrip(".")
            if key not in got:
                lines.append(f"{here}: missing, expected {json.dumps(expected[key])}")
            elif key not in expected:
                lines.append(f"{here}: not expected, got {json.dumps(got[key])}")
            else:
                lines += differences(expected[key], got[key], here)
        return lines
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        return [
            line
            for i, pair in enumerate(zip(expected, got, strict=True))
            for line in differences(*pair, f"{path}[{i}]")
        ]
    if type(expected) is type(got) and expected == got:
        return []
    return [f"{path or 'answer'}:\n        expected {json.dumps(expected)}\n        got      {json.dumps(got)}"]
