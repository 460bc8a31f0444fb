"""nbgrader end to end, as an instructor uses it: generate, collect, autograde, feedback, export."""

import csv
import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

ASSIGNMENT = "03_nodes"
SEED = "a-seed-that-only-the-instructor-has"
GALLERY = ROOT / "tests" / "gallery" / ASSIGNMENT
NOISY = """
import sys, warnings


def noisy(function):
    def fits(pod, node):
        print("looking at", node.name, file=sys.stderr)
        warnings.warn("this is slow")
        return function(pod, node)

    return fits


fits = noisy(fits)
"""
AUTO_POINTS, ESSAY_POINTS = 10, 2


def nbgrader(course, *arguments):
    """Run one nbgrader command in the course's folder, and return what it said."""
    environment = {**os.environ, "KUBELITE_MEMORY": "off", "KUBELITE_GRADING_SEED": ""}
    command = [sys.executable, "-m", "nbgrader", *arguments, f"--Exchange.root={course / 'exchange'}"]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stderr


def submit(course, student, solution=None):
    """Hand in the released notebook with this source as the solution, or as it is."""
    notebook = nbformat.read(course / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "fits")
    cell.source = cell.source if solution is None else solution
    folder = course / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{ASSIGNMENT}.ipynb")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of what nbgrader needs of this repository, graded."""
    course = tmp_path_factory.mktemp("course")
    (course / "exchange").mkdir()
    (course / "grading.seed").write_text(SEED)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    shutil.copytree(ROOT / "solutions", course / "solutions")
    nbgrader(course, "generate_assignment", ASSIGNMENT, "--force")
    right = (GALLERY / "right_sum.py").read_text()
    submit(course, "correct", right)
    submit(course, "noisy", right + NOISY)
    submit(course, "wrong", (GALLERY / "wrong_less_than.py").read_text())
    submit(course, "empty")
    nbgrader(course, "autograde", ASSIGNMENT, "--create")
    nbgrader(course, "generate_feedback", ASSIGNMENT)
    nbgrader(course, "export")
    return course


@pytest.fixture(scope="module")
def grades(course):
    with (course / "grades.csv").open() as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def test_what_is_released_is_what_the_repository_holds(course):
    released = (course / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()
    assert released == (ROOT / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()


def test_everybody_has_a_row(grades):
    assert sorted(grades) == ["correct", "empty", "noisy", "wrong"]


def test_the_correct_submission_scores_full_marks(grades):
    assert grades["correct"] == AUTO_POINTS


def test_what_a_function_prints_to_stderr_costs_nothing(grades):
    assert grades["noisy"] == AUTO_POINTS


def test_the_empty_submission_scores_nothing(grades):
    assert grades["empty"] == 0


def test_the_wrong_submission_scores_in_between(grades):
    assert grades["wrong"] == AUTO_POINTS - 1 - 3, "it fails the check of the exact fit, and the random nodes"


def test_the_question_in_words_waits_for_a_person(course):
    with (course / "grades.csv").open() as file:
        assert all(float(row["max_score"]) == AUTO_POINTS + ESSAY_POINTS for row in csv.DictReader(file))


def test_feedback_tells_the_story_and_the_counter_example_but_not_the_seed(course):
    page = (course / "feedback" / "wrong" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert "A node may be exactly full" in page
    assert "Kubernetes decides otherwise here." in page
    assert "most recent call last" not in page
    for path in (course / "feedback").rglob("*.html"):
        assert SEED not in path.read_text()
    for path in (course / "autograded").rglob("*.ipynb"):
        assert SEED not in path.read_text()
