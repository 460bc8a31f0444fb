"""Lessons from top to bottom in JupyterLab, as a learner has them: four always, all with KUBELITE_EVERY_LESSON=1."""

import os
import shutil

import nbformat
import pytest

from kubelite.cli import workspace
from tests.browser.test_jupyterlab import run_all
from tests.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALWAYS = ("00", "03", "07", "11")
LESSONS = sorted((ROOT / "course").glob("[0-9][0-9]_*.ipynb"))
if not os.environ.get("KUBELITE_EVERY_LESSON"):
    LESSONS = [path for path in LESSONS if path.stem.startswith(ALWAYS)]
PATIENCE = 60_000  # milliseconds
LOOKS = 120  # one each second


@pytest.fixture
def work(tmp_path):
    """The folder of a learner who has just prepared the course: notebooks without outputs."""
    clone = tmp_path / "clone"
    for folder in workspace.SOURCES:
        shutil.copytree(ROOT / folder, clone / folder)
    workspace.prepare(clone)
    return clone / "work"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_runs_from_top_to_bottom(path, lab, page, work):
    troubles, copy = [], work / "course" / path.name
    page.on("pageerror", lambda error: troubles.append(str(error)))
    assert executed(copy) == 0
    page.goto(f"{lab(work)}/lab/tree/course/{path.name}")
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=PATIENCE)
    run_all(page, page.locator(".jp-OutputArea-output").first)
    wait_until_saved(page, copy)
    outputs = [output for cell in code_cells(copy) for output in cell.outputs]
    assert [output.evalue for output in outputs if output.output_type == "error"] == []
    assert any("image/svg+xml" in output.get("data", {}) for output in outputs), "a lesson shows a picture"
    assert page.locator(".jp-Dialog").count() == 0
    assert troubles == []


def wait_until_saved(page, copy):
    """Save until every cell has run; fail with the number of those that have."""
    for _ in range(LOOKS):
        page.keyboard.press("Control+s")
        page.wait_for_timeout(1000)
        if executed(copy) == len(code_cells(copy)):
            return
    pytest.fail(f"only {executed(copy)} of {len(code_cells(copy))} cells have run")


def executed(copy):
    return sum(cell.execution_count is not None for cell in code_cells(copy))


def code_cells(copy):
    return [cell for cell in nbformat.read(copy, as_version=4).cells if cell.cell_type == "code"]
