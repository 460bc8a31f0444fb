"""The living picture in a real browser: seen, clicked, driven by keyboard, rewound, and read aloud."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kubelite import Cluster
from tests.browser.stage import SHOP, Stage, crash_some, crowd, shop
from tests.conftest import IN_CI

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def living(page: Page) -> Stage:
    """A shop that is ready; whatever goes wrong on its page fails the test."""
    cluster = shop()
    cluster.run(until=cluster.ready)
    return Stage(page, cluster)


@pytest.fixture(autouse=True)
def no_errors(page: Page) -> Any:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield
    assert wrong == []


def tiles(page: Page) -> Locator:
    return page.locator(".k-stage .k-tile:not(.k-ghost)")


def on(page: Page, node: str) -> Locator:
    return page.locator(f".k-card[data-order='node/{node}'] .k-tile:not(.k-ghost)")


def wait(page: Page, condition: str) -> None:
    page.wait_for_function(condition, timeout=10_000)


def test_nodes_and_pods_are_seen(living: Stage) -> None:
    page = living.page
    assert page.locator(".k-card").count() == 4
    assert tiles(page).count() == 5
    assert page.locator(".k-sentence").inner_text() == living.cluster.sentence()
    assert "cordoned" not in page.locator(".k-nodes").inner_text()


def test_a_node_is_drained_by_clicking_and_its_pods_run_elsewhere(living: Stage) -> None:
    page = living.page
    assert on(page, "worker-1").count() > 0
    page.locator(".k-node[data-id='node/worker-1']").click()
    page.get_by_role("button", name="Drain").click()
    page.get_by_text("Node worker-1 is drained.").first.wait_for()
    for _ in range(8):
        page.get_by_role("button", name="Step to the next change").click()
    wait(page, "() => document.querySelectorAll(\".k-card[data-order='node/worker-1'] .k-tile\").length === 0")
    assert tiles(page).count() == 5
    assert living.cluster.get("node", "worker-1").spec.unschedulable
    assert page.locator(".k-card[data-order='node/worker-1']").inner_text().count("cordoned") == 2


def test_the_plug_of_a_node_is_pulled_and_put_back(living: Stage) -> None:
    page = living.page
    page.locator(".k-node[data-id='node/worker-2']").click()
    page.get_by_role("button", name="Pull the plug").click()
    page.locator(".k-card[data-order='node/worker-2'] .k-marks").get_by_text("no power").wait_for()
    assert not living.cluster.nodes["worker-2"].is_on
    page.get_by_role("button", name="Recover").click()
    wait(page, "() => !document.querySelector('.k-nodes').innerText.includes('no power')")
    assert living.cluster.nodes["worker-2"].is_on


def test_a_pod_answers_questions(living: Stage) -> None:
    page = living.page
    tiles(page).first.click()
    page.get_by_role("button", name="Why here?").click()
    page.get_by_role("table").get_by_text("✓ chosen").wait_for()
    assert page.locator(".k-answer tbody tr").count() == 4
    page.get_by_role("button", name="Events").click()
    page.locator(".k-answer pre").get_by_text("Successfully assigned").wait_for()


def test_everything_by_keyboard(living: Stage) -> None:
    page, keyboard = living.page, living.page.keyboard
    page.locator(".k-play").focus()
    stops = [focused(page)]
    while not stops[-1].startswith("node/") and len(stops) < 12:
        keyboard.press("Tab")
        stops.append(focused(page))
    assert {"Step back", "Step to the next change", "Moment"} <= set(stops)
    keyboard.press("End")
    keyboard.press("Home")
    assert focused(page) == "node/control-plane"
    keyboard.press("ArrowRight")
    assert focused(page) == "node/worker-1"
    keyboard.press("ArrowDown")
    chosen = focused(page)
    assert chosen.startswith("pod/")
    keyboard.press("Enter")
    assert page.locator(".k-panel h4").inner_text() == f"pod {chosen.split('/')[-1]}"
    assert page.evaluate("document.activeElement.textContent") == "Crash"
    keyboard.press("Enter")
    page.locator(".k-aloud").get_by_text("crashed").wait_for(state="attached")
    assert living.cluster.get("pods")
    keyboard.press("Escape")
    assert focused(page) == chosen
    assert page.locator(".k-panel").is_hidden()


def test_the_plug_is_pulled_by_keyboard(living: Stage) -> None:
    page, keyboard = living.page, living.page.keyboard
    page.locator(".k-node[data-id='node/control-plane']").focus()
    keyboard.press("ArrowRight")
    keyboard.press("Enter")
    for _ in range(6):
        if focused(page) == "Pull the plug":
            break
        keyboard.press("Tab")
    keyboard.press("Enter")
    page.locator(".k-marks").get_by_text("no power").wait_for()
    assert not living.cluster.nodes["worker-1"].is_on
    keyboard.press("Escape")
    assert focused(page) == "node/worker-1"


def focused(page: Page) -> str:
    return str(page.evaluate("(e => e.dataset.id ?? e.ariaLabel ?? e.textContent)(document.activeElement)"))


def test_going_back_brings_the_old_state_and_now_the_new_one(living: Stage) -> None:
    page, begin = living.page, living.cluster.clock.now
    before = page.locator(".k-nodes").inner_text()
    for _ in range(2):
        page.get_by_role("button", name="Step to the next change").click()
    living.cluster.scale("deployment/backend", replicas=0)
    living.flush()
    living.cluster.run(seconds=40)
    living.flush()
    wait(page, "() => document.querySelectorAll('.k-tile:not(.k-ghost)').length === 3")
    page.locator(".k-slider").fill(str(begin))
    page.get_by_role("button", name="Return to now").wait_for()
    wait(page, "() => document.querySelectorAll('.k-tile:not(.k-ghost)').length === 5")
    assert page.locator(".k-nodes").inner_text() == before
    assert page.locator(".k-workloads input").first.is_disabled()
    page.get_by_role("button", name="Return to now").click()
    wait(page, "() => document.querySelectorAll('.k-tile:not(.k-ghost)').length === 3")


def test_arrows_on_the_timeline_go_from_change_to_change(living: Stage) -> None:
    page = living.page
    living.cluster.crash(living.cluster.get("pods")[0])
    living.cluster.run(seconds=30)
    living.flush()
    end = living.cluster.clock.now
    page.locator(".k-slider").focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Return to now").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Return to now").wait_for(state="hidden")
    assert living.cluster.clock.now == end


def test_playing_lets_time_pass_until_paused(living: Stage) -> None:
    page, begin = living.page, living.cluster.clock.now
    page.get_by_label("Speed").select_option("60")
    page.get_by_role("button", name="Play").click()
    wait(page, f"() => parseFloat(document.querySelector('.k-moment').textContent) > {begin + 20}")
    page.get_by_role("button", name="Pause").click()
    assert living.cluster.clock.now > begin + 20
    assert {each["do"] for each in living.received} == {"advance", "hello"}


def test_replicas_follow_their_slider(living: Stage) -> None:
    page = living.page
    page.get_by_label("frontend").fill("6")
    wait(page, "() => document.querySelectorAll('.k-tile:not(.k-ghost)').length === 8")
    assert living.cluster.get("deployment", "frontend").spec.replicas == 6


def test_requests_travel_as_dots_and_are_plotted(living: Stage) -> None:
    page = living.page
    page.locator(".k-service").first.click()
    page.get_by_role("button", name="Send requests").click()
    page.get_by_label("Requests to frontend").wait_for()
    page.get_by_role("button", name="Play").click()
    wait(page, "() => document.querySelector('.k-load output').textContent.includes('10 served')")
    some = "(c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(Boolean))"
    wait(page, f"() => {some}(document.querySelector('.k-dots'))")
    page.locator(".k-plots summary").click()
    page.get_by_role("img", name="Requests a second").wait_for()
    page.get_by_role("button", name="Pause").click()
    page.get_by_label("Requests to frontend").fill("0")
    page.locator(".k-load").wait_for(state="detached")
    assert living.cluster.loads == ()


def test_two_places_on_a_page_and_lost_messages(living: Stage) -> None:
    page = living.page
    living.cluster.scale("deployment/backend", replicas=4)
    living.session.flush()
    living._sent()  # this frame is lost on its way
    living.cluster.scale("deployment/frontend", replicas=4)
    living.flush()
    wait(page, "() => document.querySelectorAll('.k-tile:not(.k-ghost)').length === 8")


def test_who_wants_less_motion_gets_none(browser: Browser) -> None:
    for motion, moves in (("no-preference", True), ("reduce", False)):
        context = browser.new_context(reduced_motion=motion)  # type: ignore[arg-type]
        page, cluster = context.new_page(), shop()
        cluster.run(until=cluster.ready)
        stage = Stage(page, cluster)
        page.evaluate("window.moved = 0; Element.prototype.animate = function () { window.moved += 1; return {}; }; 0")
        cluster.scale("deployment/backend", replicas=5)
        stage.flush()
        wait(page, "() => document.querySelectorAll('.k-tile').length === 8")
        assert (page.evaluate("window.moved") > 0) is moves
        context.close()


def test_the_table_says_the_same(living: Stage) -> None:
    page = living.page
    page.get_by_text("The same as a table").click()
    page.get_by_label("Show").select_option("pods")
    assert page.locator(".k-table tbody tr").count() == 5
    page.get_by_label("Find").fill("backend")
    assert page.locator(".k-table tbody tr").count() == 2
    page.locator(".k-table tbody button").first.click()
    assert page.locator(".k-panel h4").inner_text().startswith("pod backend-")


def test_very_many_nodes_are_squares_and_the_table_reaches_each(page: Page) -> None:
    stage = Stage(page, crowd(nodes=200, pods=400))
    assert page.locator(".k-card").count() == 0
    label = page.locator(".k-crowd").get_attribute("aria-label") or ""
    assert label.startswith("201 nodes as squares")
    page.locator(".k-crowd").click(position={"x": 60, "y": 10})
    assert page.locator(".k-panel h4").inner_text() == "node node-0"
    page.get_by_label("Find").fill("node-77")
    page.locator(".k-table tbody button").first.click()
    assert page.locator(".k-panel h4").inner_text() == "node node-77"
    crash_some(stage.cluster, 100)
    stage.flush()
    page.get_by_text("100 pods are in trouble").first.wait_for()


def test_two_runs_share_one_timeline(page: Page) -> None:
    mine, other = Cluster(workers=2, scheduler="stub"), Cluster(workers=2)
    for cluster in (mine, other):
        cluster.run(seconds=2)
        cluster.apply(SHOP)
        cluster.run(seconds=20)
    Stage(page, mine, other=other)
    assert page.locator(".k-sides .kubelite").count() == 2
    assert page.locator(".k-slider:visible").count() == 1
    assert tiles(page).count() == 10
    page.locator(".k-slider").first.fill("1")
    page.get_by_role("button", name="Return to now").wait_for()
    wait(page, "() => document.querySelectorAll('.k-tile:not(.k-ghost)').length === 0")
    page.get_by_role("button", name="The runs differ from 2 s on").click()
    wait(page, "() => document.querySelectorAll('.k-tile:not(.k-ghost)').length === 10")


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which looks for barriers; it comes from npm, not with kubelite."""
    path = os.environ.get("KUBELITE_AXE")
    if not path:
        stop = pytest.fail if IN_CI else pytest.skip
        stop("no axe-core: set KUBELITE_AXE to the path of its axe.min.js to look for barriers")
    return Path(path).read_text(encoding="utf-8")


def open_all(stage: Stage) -> None:
    tiles(stage.page).first.click()
    stage.page.get_by_role("button", name="Why here?").click()
    stage.page.locator(".k-answer table").wait_for()
    for summary in stage.page.locator("summary").all():
        summary.click()


def pending_and_broken(stage: Stage) -> None:
    cluster = stage.cluster
    cluster.crash(cluster.get("pods")[0])
    cluster.run(seconds=1)
    resources = {"requests": {"cpu": "64"}}
    spec = {"containers": [{"name": "c", "image": "b", "resources": resources}]}
    cluster.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "big"}, "spec": spec})
    cluster.fail("worker-1")
    cluster.run(seconds=100)
    stage.flush()
    stage.page.locator(".k-pending .k-tile").wait_for()


def busy(stage: Stage) -> None:
    stage.session.receive({"do": "act", "action": "load", "target": "service/default/frontend"})
    stage.cluster.run(seconds=20)
    stage.flush()
    stage.page.locator(".k-plots summary").click()
    stage.page.get_by_role("img", name="Requests a second").wait_for()


def past(stage: Stage) -> None:
    pending_and_broken(stage)
    stage.page.get_by_role("button", name="Step back").click()
    stage.page.get_by_role("button", name="Return to now").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", [open_all, busy, pending_and_broken, past])
def test_no_barriers(page: Page, axe: str, theme: str, state: Callable[[Stage], None]) -> None:
    cluster = shop()
    cluster.run(until=cluster.ready)
    stage = Stage(page, cluster, theme)
    state(stage)
    page.wait_for_timeout(800)  # until moving tiles stand still: their colours are looked at
    page.evaluate(axe)
    rules = "{ type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }"
    found = page.evaluate(f"async () => (await axe.run('.kubelite', {{ runOnly: {rules} }})).violations")
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found] == []


def test_twice_as_large_it_still_fits(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 500, "height": 700}, device_scale_factor=2)
    page, cluster = context.new_page(), shop()
    cluster.run(until=cluster.ready)
    stage = Stage(page, cluster)
    open_all(stage)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
