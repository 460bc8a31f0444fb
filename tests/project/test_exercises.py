"""exercises/ are what solutions/ generate, byte for byte."""

import shutil
from pathlib import Path

import nbformat
import pytest

from tests.project import sample
from tools import exercises

pytestmark = pytest.mark.slow

SOLUTION = """def double(n):
    ### BEGIN SOLUTION
    return 2 * n
    ### END SOLUTION"""
CHECK = """assert double(2) == 4
### BEGIN HIDDEN TESTS
assert double(3) == 6
### END HIDDEN TESTS"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """A course with one tiny assignment, generated; nbgrader takes seconds, so once for all tests."""
    root = tmp_path_factory.mktemp("course")
    solution, check = sample.graded(SOLUTION, "double"), sample.graded(CHECK, "double-check", points=2)
    sample.tidy(root / "solutions" / "03_nodes" / "03_nodes.ipynb", solution, check)
    exercises.write(root)
    return root


@pytest.fixture
def course(generated, tmp_path):
    """A copy of the generated course, to be changed."""
    return Path(shutil.copytree(generated, tmp_path / "course"))


def test_solutions_and_hidden_tests_are_left_out(course):
    text = (course / "exercises" / "03_nodes" / "03_nodes.ipynb").read_text()
    cells = [cell.source for cell in nbformat.reads(text, as_version=4).cells]
    assert "raise NotImplementedError()" in cells[0]
    assert "2 * n" not in text
    assert cells[1] == "assert double(2) == 4"


def test_generating_again_gives_the_same_bytes(course):
    assert exercises.stale(course) == []


def test_edited_missing_and_superfluous_files_are_found(course):
    release = course / "exercises"
    (release / "03_nodes" / "03_nodes.ipynb").write_text("edited by hand")
    (release / "03_nodes" / "leftover.txt").write_text("")
    assert exercises.stale(course) == ["03_nodes/03_nodes.ipynb", "03_nodes/leftover.txt"]


def test_generating_leaves_no_gradebook_behind(course):
    assert sorted(path.name for path in course.iterdir()) == ["exercises", "solutions"]


def test_a_refused_assignment_says_why(course):
    broken = sample.graded("### BEGIN SOLUTION\nx = 1", "never-ends")
    sample.tidy(course / "solutions" / "04_labels" / "04_labels.ipynb", broken)
    with pytest.raises(RuntimeError, match=r"refuses solutions/04_labels(.|\n)*no end solution statement"):
        exercises.write(course)


def test_the_exercises_of_this_course_are_up_to_date(root):
    if not any((root / "solutions").glob("*/*.ipynb")):
        pytest.skip("no solutions yet")
    assert exercises.stale(root) == [], "`make exercises` writes them anew"
