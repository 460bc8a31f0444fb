"""course/README.md: the map is complete, and what its sheets show works."""

import re

import nbformat
import pytest

from kubelite import Cluster
from kubelite.learning.catalogue import catalogue
from tests.conftest import ROOT

README = (ROOT / "course" / "README.md").read_text(encoding="utf-8")
LESSONS = {path.stem[:2]: path for path in sorted((ROOT / "course").glob("[0-9][0-9]_*.ipynb"))}
CALL = re.compile(r"`(cluster\..+?\))`")


def section(heading):
    return README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def rows(text):
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:2] == "| "]


MAP = {row[0].strip("[")[:2]: row for row in rows(section("The map"))[1:]}
CALLS = [call for row in rows(section("From kubectl to kubelite")) for cell in row for call in CALL.findall(cell)]


def test_the_map_has_thirteen_lessons():
    assert list(MAP) == [f"{number:02}" for number in range(13)]


@pytest.mark.parametrize("number", LESSONS)
def test_a_lesson_that_there_is_is_linked(number):
    assert f"]({LESSONS[number].name})" in MAP[number][0]


@pytest.mark.parametrize("lesson", catalogue(ROOT), ids=lambda lesson: lesson.number)
def test_the_map_names_what_is_written_and_how_long_it_takes(lesson):
    link, _, written, minutes = MAP[lesson.number]
    assert link.startswith(f"[{lesson.number} {lesson.title}](") or lesson.number == "00"
    assert minutes == minutes_of(lesson.number)
    if lesson.part:
        assert written.startswith(f"`{lesson.part.partition('.')[2]}`") or lesson.number == "11"


def minutes_of(number):
    """What a lesson says about the time that it takes, and its exercise: ``25 + 20``."""
    first = nbformat.read(LESSONS[number], as_version=4).cells[0].source
    said = re.search(r"takes about (\d+) minutes(?:, and its exercise about (\d+|as long))?", first)
    own, its_exercise = said.groups() if said else ("10", None)
    return f"{own} + {its_exercise.replace('as long', own)}" if its_exercise else own


def test_the_calls_on_the_sheet_work_in_their_order(monkeypatch):
    monkeypatch.chdir(ROOT / "course")
    cluster = Cluster()
    assert len(CALLS) > 20
    pod = None
    for call in CALLS:
        eval(call, {"cluster": cluster, "pod": pod})
        cluster.run(until=cluster.ready) if "apply" in call else cluster.run(seconds=60)
        pod = cluster.get("pods")[0] if pod is None or "delete" in call or "crash" in call else pod


def test_what_stands_in_a_terminal_is_kubectl():
    for row in rows(section("From kubectl to kubelite"))[1:16]:
        assert row[0].startswith(("`kubectl ", "in a notebook")) or row[0].startswith("`cluster."), row
