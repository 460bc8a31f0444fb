"""The notebooks of course/ and solutions/ keep the house rules and are what a run gives."""

import nbformat
import pytest

from tests.conftest import ROOT
from tools import hygiene, notebooks

COURSE = sorted((ROOT / "course").glob("*.ipynb"))
STORED = notebooks.stored_notebooks()


def name(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", STORED, ids=name)
def test_a_notebook_keeps_the_house_rules(path):
    rules = hygiene.lesson_problems if path in COURSE else hygiene.problems
    assert rules(path) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", STORED, ids=name)
def test_a_stored_notebook_is_what_a_run_gives(path):
    fresh = notebooks.refreshed(path)
    assert fresh == path.read_bytes(), notebooks.difference(path.read_bytes(), fresh)


def test_few_cells_of_the_course_ignore_their_output():
    cells = [cell for path in STORED for cell in nbformat.read(path, as_version=4).cells]
    assert sum(map(hygiene.is_ignored, cells)) <= hygiene.MAX_IGNORED_SHARE * len(cells)


def test_a_lesson_has_the_same_stem_everywhere():
    lessons = {path.stem for path in COURSE}
    for path in STORED:
        if path not in COURSE:
            assert path.parent.name == path.stem
            assert path.stem in lessons
