"""The lessons: their manifests run, and their exercises save parts that have hints."""

import re
from itertools import pairwise

import nbformat
import pytest

from kubelite import Cluster
from kubelite.learning.hints import _hints
from tests.conftest import ROOT
from tools.notebooks import stored_notebooks

NOTEBOOKS = stored_notebooks()
LESSONS = [path for path in NOTEBOOKS if path.parent.name == "course"]
MANIFESTS = sorted((ROOT / "course" / "manifests").glob("*.yaml"))


def name(path):
    return path.relative_to(ROOT).as_posix()


def text_of(path, kind):
    return "\n\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind)


@pytest.mark.parametrize("path", MANIFESTS, ids=name)
def test_every_manifest_becomes_ready(path):
    cluster = Cluster()
    cluster.apply(path)
    cluster.run(until=cluster.ready, timeout=120)


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.parent.name != "course"], ids=name)
def test_an_exercise_saves_a_part_that_has_hints(path):
    code = text_of(path, "code")
    part = re.search(r'Exercise\("(\d\d)\.(\w+)", checks=(\d)\)', code)
    assert part, "an exercise begins with Exercise(part, checks=…)"
    number, function, checks = part.groups()
    assert path.stem.startswith(f"{number}_")
    assert f"{number}.{function}" in _hints()
    assert f"save_part(exercise, {function})" in code
    assert code.count("exercise.check(") == int(checks) <= 6


def test_the_first_cell_of_the_course_shows_a_living_shop():
    welcome = nbformat.read(ROOT / "course" / "00_welcome.ipynb", as_version=4)
    first = next(cell for cell in welcome.cells if cell.cell_type == "code")
    data = first.outputs[-1].data
    assert data["image/svg+xml"].startswith("<svg")
    assert "5 of 5 pods are ready" in data["text/plain"]


def test_the_map_names_five_words_in_the_order_of_the_course():
    words = re.findall(r"\* \*\*(\w+)\*\*", text_of(ROOT / "course" / "00_welcome.ipynb", "markdown"))
    assert words == ["Pod", "Node", "Cluster", "Deployment", "Service"]


@pytest.mark.parametrize(("path", "following"), [*pairwise(LESSONS)], ids=name)
def test_a_lesson_ends_with_a_link_to_the_next_one(path, following):
    *_, last = nbformat.read(path, as_version=4).cells
    title = nbformat.read(following, as_version=4).cells[0].source.splitlines()[0].removeprefix("# ")
    assert f"]({following.name})" in last.source
    assert f"[{title}]({following.name})" in last.source or "optional" in title
