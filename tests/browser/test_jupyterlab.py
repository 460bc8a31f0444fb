"""What a learner does first: open a notebook in JupyterLab and run it."""

import pytest
from playwright.sync_api import TimeoutError

from tests.project import sample

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_notebook_opens_and_runs(lab, page, tmp_path):
    folder = tmp_path / "work"
    sample.tidy(folder / "01_small.ipynb", sample.said("# A small lesson"), "print('pods:', 6 * 7)")
    page.goto(f"{lab(folder)}/lab/tree/01_small.ipynb")
    page.get_by_role("heading", name="A small lesson").wait_for(timeout=60_000)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=60_000)  # the kernel is there
    output = page.get_by_text("pods: 42", exact=True)
    run_all(page, output)
    output.wait_for(timeout=60_000)
    assert page.locator(".jp-Dialog").count() == 0


def run_all(page, output, tries=6):
    """Run all cells; again if nothing shows, since JupyterLab forgets the wish while its kernel is connecting."""
    for _ in range(tries):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        try:
            output.wait_for(timeout=10_000)
            return
        except TimeoutError:
            page.keyboard.press("Escape")  # it may ask which kernel to take, while it has none yet
