"""What it costs to grade one submission apart, and what it costs with stock nbgrader, side by side."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from kubelite.grading import a_node, a_pod
from kubelite.grading.remote.messages import Run
from kubelite.grading.remote.student import Student
from kubelite.rules.nodeinfo import NodeInfo
from tests.bench.timing import line, seconds

ROOT = Path(__file__).parents[2]
ASSIGNMENT = "03_nodes"
MANY = 6  # submissions; the time of a run with one is taken off
RIGHT = (ROOT / "tests" / "gallery" / ASSIGNMENT / "right_free.py").read_text(encoding="utf-8")
CALLS = 5_000


def nbgrader(course: Path, *arguments: str) -> None:
    """Run one command of nbgrader."""
    command = [sys.executable, "-m", "nbgrader", *arguments, "--force", f"--Exchange.root={course / 'exchange'}"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(command, cwd=course, env={**os.environ, "PATH": path}, check=True, capture_output=True)


def course(folder: Path, stock: bool) -> Path:
    """A course with ``MANY`` submissions."""
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    folder.mkdir()
    (folder / "exchange").mkdir()
    (folder / "nbgrader_config.py").write_text(config.replace("install()", "") if stock else config, encoding="utf-8")
    shutil.copytree(ROOT / "solutions", folder / "solutions")
    nbgrader(folder, "generate_assignment", ASSIGNMENT)
    for number in range(MANY):
        shutil.copytree(ROOT / "solutions" / ASSIGNMENT, folder / "submitted" / f"student-{number}" / ASSIGNMENT)
    return folder


class Cost(NamedTuple):
    """Seconds on the clock, and seconds of computing in all processes; the first depends on what else is running."""

    clock: float
    computing: float


def one_submission(course: Path) -> Cost:
    """What one more submission costs, without the start of nbgrader."""
    one, every = (cost(course, who) for who in ("student-0", "*"))
    return Cost(*((b - a) / (MANY - 1) for a, b in zip(one, every, strict=True)))


def cost(course: Path, who: str) -> Cost:
    """The least that grading costs in two runs."""
    found = []
    for _ in range(2):
        begin, before = time.perf_counter(), computing()
        nbgrader(course, "autograde", ASSIGNMENT, f"--student={who}")
        found.append((time.perf_counter() - begin, computing() - before))
    return Cost(*map(min, zip(*found, strict=True)))


def computing() -> float:
    """Seconds that processes which we started have computed."""
    times = os.times()
    return times.children_user + times.children_system


def calls(function: Callable[..., Any], node: NodeInfo) -> float:
    """Seconds for ``CALLS`` calls."""
    pod = a_pod("web", cpu="100m", memory="64Mi")
    return seconds(lambda: [function(pod, node) for _ in range(CALLS)])


def main(unit: float) -> None:
    """Print the times."""
    with tempfile.TemporaryDirectory() as folder:
        ours = one_submission(course(Path(folder, "ours"), stock=False))
        stock = one_submission(course(Path(folder, "stock"), stock=True))
    for name, before, after in zip(("on the clock", "of computing"), stock, ours, strict=True):
        line(f"one submission of 03_nodes, stock nbgrader, {name}", before, unit)
        line(
            f"one submission of 03_nodes, kept apart, {name}", after, unit, f"{after / before:.2f} of it; at most 0.33"
        )
    node = a_node("worker-1", cpu="4", memory="8Gi", pods=[a_pod(f"p-{n}", cpu="100m") for n in range(10)])
    names: dict[str, Any] = {}
    exec(RIGHT, names)
    here = calls(names["fits"], node)
    with Student() as student:
        there = calls(student.run(Run("fits", RIGHT, ("fits",))).bound["fits"], node)
    line(f"{CALLS} calls of fits(pod, node), ten pods on the node, here", here, unit)
    line("the same in the student's process", there, unit, f"{CALLS / there:,.0f} a second; at least 10,000")
