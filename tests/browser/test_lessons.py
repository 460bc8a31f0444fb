"""Lessons from top to bottom in JupyterLab, as a learner has them: four always, all with KUBELITE_EVERY_LESSON=1."""

import os
import shutil

import pytest

from kubelite.cli import workspace
from tests.browser.test_jupyterlab import KERNEL_IS_THERE, run_all
from tests.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALWAYS = ("00", "03", "07", "11")
LESSONS = sorted((ROOT / "course").glob("[0-9][0-9]_*.ipynb"))
if not os.environ.get("KUBELITE_EVERY_LESSON"):
    LESSONS = [path for path in LESSONS if path.stem.startswith(ALWAYS)]
PATIENCE = 240_000  # milliseconds
CELLS = """() => [...jupyterapp.shell.currentWidget.content.model.cells]
  .map((cell) => cell.toJSON()).filter((cell) => cell.cell_type === "code")"""
ALL_HAVE_RUN = f"() => ({CELLS})().every((cell) => cell.execution_count !== null) && ({KERNEL_IS_THERE})()"


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
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{lab(work)}/lab/tree/course/{path.name}")
    run_all(page, page.locator(".jp-OutputArea-output").first)
    page.wait_for_function(ALL_HAVE_RUN, timeout=PATIENCE)
    outputs = [output for cell in page.evaluate(CELLS) for output in cell["outputs"]]
    assert [output["evalue"] for output in outputs if output["output_type"] == "error"] == []
    assert any("image/svg+xml" in output.get("data", {}) for output in outputs), "a lesson shows a picture"
    assert page.locator(".jp-Dialog").count() == 0
    assert troubles == []
