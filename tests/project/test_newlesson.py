"""A lesson that has just been begun runs, keeps the rules, and can be graded."""

import shutil

import pytest
import yaml

from kubelite.grading import gallery
from kubelite.learning.catalogue import catalogue
from tests.conftest import ROOT
from tools import exercises, hygiene, newlesson, notebooks

NAME, FUNCTION = "13_night_jobs", "is_done"


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A project with the new lesson alone."""
    root = tmp_path_factory.mktemp("project")
    newlesson.begin(root, NAME, FUNCTION)
    shutil.copytree(ROOT / "course" / "manifests", root / "course" / "manifests")
    return root


@pytest.mark.slow
def test_both_notebooks_run_and_keep_the_rules(begun):
    for path in notebooks.stored_notebooks(begun):
        path.write_bytes(notebooks.refreshed(path))
        rules = hygiene.lesson_problems if path.parent.name == "course" else hygiene.problems
        assert rules(path) == []


def test_its_gallery_is_graded_as_it_should_be(begun):
    cells = gallery.read_cells(begun / "solutions" / NAME / f"{NAME}.ipynb")
    assert gallery.score(cells, gallery.stubs(cells)).points == 0
    assert gallery.score(cells, {}).points == 4
    variants = gallery.read_gallery(begun / "tests" / "gallery" / NAME)
    assert sorted(variant.is_wrong for variant in variants) == [False, False, True]
    for variant in variants:
        failures = gallery.score(cells, {"is-done": variant.source}).failures
        assert variant.saying in failures[variant.caught_by] if variant.is_wrong else failures == {}


def test_its_hints_belong_to_its_part(begun):
    hints = yaml.safe_load((begun / "kubelite" / "learning" / "hints" / "13.yaml").read_text())
    assert list(hints) == ["13.is_done"]
    assert len(hints["13.is_done"]) == 3


@pytest.mark.slow
def test_nbgrader_makes_the_exercise_of_it(begun, tmp_path, monkeypatch):
    released = exercises.generate(begun, tmp_path) / NAME / f"{NAME}.ipynb"
    assert "BEGIN" not in released.read_text()
    shutil.copytree(released.parents[1], begun / "exercises", dirs_exist_ok=True)
    (lesson,) = catalogue(begun)
    assert (lesson.number, lesson.title, lesson.part) == ("13", "Night jobs", "13.is_done")
    assert (len(lesson.questions), len(lesson.checks)) == (1, 1)


def test_a_lesson_is_never_begun_twice(begun):
    before = {path: path.read_bytes() for path in begun.rglob("*") if path.is_file()}
    with pytest.raises(FileExistsError, match=r"course/13_night_jobs\.ipynb already"):
        newlesson.begin(begun, NAME, FUNCTION)
    assert {path: path.read_bytes() for path in begun.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("words", [["jobs", "is_done"], ["13_jobs", "is done"], ["03_nodes", "fits"]])
def test_what_cannot_be_begun_is_refused_with_a_reason(words, capsys):
    with pytest.raises(SystemExit):
        newlesson.main(words)
    assert "error: " in capsys.readouterr().err
