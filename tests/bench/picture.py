"""The living picture of a large cluster in Chromium: the first paint, an update, scrubbing, frames a second."""

from __future__ import annotations

import json
import shutil
import tracemalloc
from typing import TYPE_CHECKING, Any

from kubelite import Cluster
from kubelite.view.recording import Recording
from kubelite.view.widget.session import Session
from tests.bench.timing import line, seconds
from tests.browser.stage import SHOP, Stage, crash_some, crowd

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_DRAW = """async (messages) => {
  const begin = performance.now();
  window.deliver(messages);
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begin;
}"""
_FRAMES = """async () => {
  const begin = performance.now();
  let frames = 0;
  while (performance.now() - begin < 2000) { await new Promise(requestAnimationFrame); frames += 1; }
  return frames / 2;
}"""


def drawn(stage: Stage, wish: dict[str, Any] | None = None) -> tuple[float, float, int]:
    """Seconds in the kernel, seconds in the browser, and bytes between them, for what changed or was wished."""
    kernel = seconds(stage.session.flush if wish is None else lambda: stage.session.receive(wish), 1)
    messages = stage._sent()
    return kernel, stage.page.evaluate(_DRAW, messages) / 1000, len(json.dumps(messages))


def large(browser: Browser, unit: float) -> None:
    """1,000 nodes with 10,000 Pods."""
    cluster = crowd(nodes=1_000, pods=10_000)
    stage = Stage(browser.new_page(), cluster)
    stage.page.wait_for_timeout(500)
    made = seconds(lambda: Session(cluster, lambda message: None, lambda call: None).opening(), 1)
    line("1,000 nodes, 10,000 pods: first paint, kernel", made, unit)
    line("1,000 nodes, 10,000 pods: first paint, browser", stage.first_paint / 1000, unit, "both under 1 s")
    cluster.clock.advance(1)
    crash_some(cluster, 100)
    kernel, browsers, size = drawn(stage)
    line("100 of 10,000 pods change, kernel", kernel, unit)
    line(f"100 of 10,000 pods change, browser ({size:,} bytes)", browsers, unit, "under 0.05 s")
    for moment in (0.5, None):
        kernel, browsers, _ = drawn(stage, {"do": "seek", "moment": moment})
        line("scrubbing across these, kernel and browser", kernel + browsers, unit, "under 0.1 s")


def lively(browser: Browser, unit: float) -> None:
    """100 nodes with 1,000 Pods, 20 of which change ten times a second."""
    stage = Stage(browser.new_page(), crowd(nodes=100, pods=1_000))
    frames = []
    for number in range(1, 4):
        stage.cluster.clock.advance(1)
        crash_some(stage.cluster, 20 * number)
        stage.flush()
        frames.append(stage.page.evaluate(_FRAMES))
    print(
        f"{'100 nodes, 1,000 pods: frames a second while pods change':<64} {min(frames):8.0f}     (30 or more)",
        flush=True,
    )


def history() -> None:
    """What an hour of the shop, in which a Pod crashes every ten seconds, adds to memory."""
    cluster = Cluster(workers=3)
    cluster.apply(SHOP)
    recording = Recording(cluster.client, cluster.history, cluster.clock.settle)
    tracemalloc.start()
    for _ in range(360):
        cluster.run(seconds=10)
        running = [pod for pod in cluster.get("pods") if pod.status.container_statuses[0].state.running]
        if running:
            cluster.crash(running[0])
    size = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    what = f"an hour of the shop with crashes: {len(recording.changes):,} changes kept"
    print(f"{what:<64} {size:8.1f} MiB (under 50 MiB, etcd's log included)", flush=True)


def main(unit: float) -> None:
    """Print the times; without a Chromium only what needs none."""
    history()
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        print("no Chromium: the living picture is not measured", flush=True)
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        large(browser, unit)
        lively(browser, unit)
        browser.close()
