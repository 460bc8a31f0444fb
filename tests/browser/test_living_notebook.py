"""The living picture where learners meet it: in a notebook, in JupyterLab, with a kernel behind it."""

import re
import shutil

import pytest

from tests.browser.test_jupyterlab import run_all

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 60_000  # milliseconds


def test_a_node_of_the_welcome_lesson_fails_and_heals_and_the_past_returns(lab, page, root, tmp_path):
    folder, asked = tmp_path / "work", []
    shutil.copytree(root / "course", folder)
    address = lab(folder)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/lab/tree/00_welcome.ipynb")
    page.get_by_role("heading", name="Welcome").wait_for(timeout=PATIENCE)
    run_all(page, page.locator(".kubelite"))
    assert page.locator(".kubelite .k-card").count() == 4
    assert page.locator(".kubelite .k-tile:not(.k-ghost)").count() == 5
    assert page.locator(".kubelite .k-sentence").inner_text().startswith("5 of 5 pods are ready")

    page.locator(".k-node[data-id='node/worker-1']").click()
    page.get_by_role("button", name="Pull the plug").click()
    page.locator(".k-marks").get_by_text("no power").wait_for(timeout=PATIENCE)
    page.get_by_label("Speed").select_option("60")
    page.get_by_role("button", name="Play").click()
    page.locator(".k-sentence").get_by_text("1 node is not ready: worker-1.").wait_for(timeout=PATIENCE)
    page.locator(".k-moment").get_by_text(re.compile(r"^[4-9]\d\d")).wait_for(timeout=PATIENCE)  # evicted by now
    page.get_by_role("button", name="Pause").click()
    page.wait_for_function("() => document.querySelector('.k-sentence').textContent.includes('5 of 5 pods')")

    page.locator(".k-slider").focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Return to now").wait_for(timeout=PATIENCE)
    page.locator(".k-slider").fill("5")
    page.wait_for_function("() => !document.querySelector('.k-sentence').textContent.includes('not ready')")
    assert "Not ready" not in page.locator(".k-nodes").inner_text()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
