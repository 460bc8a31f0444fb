"""What a learner does first: open a notebook in JupyterLab and run it."""

import pytest

from tests.project import sample

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 120_000  # milliseconds


def test_a_notebook_opens_and_runs(lab, page, tmp_path):
    folder = tmp_path / "work"
    sample.tidy(folder / "01_small.ipynb", sample.said("# A small lesson"), "print('pods:', 6 * 7)")
    page.goto(f"{lab(folder)}/lab/tree/01_small.ipynb")
    page.get_by_role("heading", name="A small lesson").wait_for(timeout=PATIENCE)
    output = page.get_by_text("pods: 42", exact=True)
    run_all(page, output)
    assert page.locator(".jp-Dialog").count() == 0


KERNEL_IS_THERE = """() => {
  const kernel = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
  return kernel?.connectionStatus === "connected" && kernel.status === "idle";
}"""


def run_all(page, output):
    """Run all cells, as soon as there is a kernel: JupyterLab forgets the wish while it is connecting."""
    page.wait_for_function(KERNEL_IS_THERE, timeout=PATIENCE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    output.wait_for(timeout=PATIENCE)
