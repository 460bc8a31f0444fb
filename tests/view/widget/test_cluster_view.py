"""The widget leaves the same text and picture for the same state; its page is one module and one style sheet."""

import re
from pathlib import Path

import pytest

from kubelite import Cluster, show
from kubelite.view.svg import to_svg
from kubelite.view.widget import bundle
from tests.view.shops import shop


def test_text_and_picture_stand_in_where_no_widget_can_run() -> None:
    cluster = shop()
    data, _ = show(cluster)._repr_mimebundle_()
    assert data["text/plain"] == repr(cluster)
    assert data["image/svg+xml"] == to_svg(cluster.snapshot())
    assert "application/vnd.jupyter.widget-view+json" in data


def test_two_runs_leave_the_same(tmp_path: Path) -> None:
    assert repr(show(shop())) == repr(show(shop()))


def test_a_closed_view_looks_no_more() -> None:
    cluster = Cluster(workers=1)
    view = show(cluster)
    view.close()
    cluster.run(seconds=10)


@pytest.fixture(scope="module")
def page(root: Path) -> dict[str, str]:
    folder = root / "kubelite" / "view" / "widget" / "page"
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_every_file_of_the_page_is_used_after_those_that_it_imports(page: dict[str, str]) -> None:
    assert {f"{name}.js" for name in bundle.MODULES} | {"cluster.css"} == set(page)
    for index, name in enumerate(bundle.MODULES):
        imported = set(re.findall(r'from "\./(\w+)\.js"', page[f"{name}.js"]))
        assert imported <= set(bundle.MODULES[:index])


def test_the_script_is_one_module() -> None:
    script = bundle.script()
    assert not re.search(r"^(import|export (?!default))", script, re.MULTILINE)
    assert script.count("export default") == 1
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", script, re.MULTILINE)
    assert len(names) == len(set(names))


def test_the_page_asks_for_nothing_from_outside() -> None:
    everything = bundle.script().replace("http://www.w3.org/2000/svg", "") + bundle.style()
    assert not re.search(
        r"https?:|fetch\(|XMLHttpRequest|WebSocket|import\(|@import|url\(|innerHTML|eval\(", everything
    )


def test_styles_concern_only_the_widget() -> None:
    rules = re.sub(r"/\*.*?\*/", "", bundle.style(), flags=re.DOTALL)
    selectors = re.findall(r"(?:^|[{};])\s*([^@{};]+)\{", rules)
    assert selectors
    for selector in (each.strip() for each in re.split(r",(?![^(]*\))", ",".join(selectors))):
        assert ".kubelite" in selector, selector


def test_files_of_the_page_are_short(page: dict[str, str]) -> None:
    assert max(len(text.splitlines()) for text in page.values()) <= 250
