"""nbgrader end to end, as an instructor uses it: generate, collect, autograde, feedback, export."""

import csv
import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from kubelite import __version__
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
WITHOUT_A_NOTEBOOK = ("damaged", "empty-folder", "file-for-folder", "linked", "linked-folder", "pipe")
SECRET = "what only the instructor may read"


def odd_submissions(course, right):
    """Submissions at which stock nbgrader stops, stays silent, or reads what it should not."""
    submitted = course / "submitted"
    for student in ("renamed", "damaged", "pasted", "linked", "pipe", "surrounded", "new-ids"):
        submit(course, student, right)
    place = {student.name: student / ASSIGNMENT for student in submitted.iterdir()}
    name = f"{ASSIGNMENT}.ipynb"
    (place["renamed"] / name).rename(place["renamed"] / "03_nodes (1).ipynb")
    (place["damaged"] / name).write_bytes((place["damaged"] / name).read_bytes()[:1000])
    (submitted / "empty-folder" / ASSIGNMENT).mkdir(parents=True)
    (submitted / "file-for-folder").mkdir()
    (submitted / "file-for-folder" / ASSIGNMENT).write_text("nothing")
    (place["linked"] / name).unlink()
    (place["linked"] / name).symlink_to(course / "solutions" / ASSIGNMENT / name)
    (submitted / "linked-folder").symlink_to(submitted / "correct")
    (place["pipe"] / name).unlink()
    os.mkfifo(place["pipe"] / name)
    for student, edit in (("pasted", pasted), ("new-ids", renewed)):
        notebook = json.loads((place[student] / name).read_text())
        edit(notebook)
        (place[student] / name).write_text(json.dumps(notebook))
    surround(course, place["surrounded"])


def pasted(notebook):
    notebook["cells"] += [dict(cell, id=cell["id"] + "2") for cell in notebook["cells"] if cell["id"] == "fits-memory"]


def renewed(notebook):
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"cell-{number}"
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["grade"] = False


def surround(course, folder):
    """Files beside the notebook that want to be imported, read or copied."""
    (folder / "kubelite").mkdir()
    (folder / "kubelite" / "__init__.py").write_text("raise SystemExit")
    (folder / "sitecustomize.py").write_text("raise SystemExit")
    (folder / "timestamp.txt").write_text("no time at all")
    (folder / "stolen.txt").symlink_to(course / "secret.txt")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")


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
    (course / "secret.txt").write_text(SECRET)
    config = (ROOT / "nbgrader_config.py").read_text()
    (course / "nbgrader_config.py").write_text(config + "\nc.Apart.call_seconds = 2\nc.Apart.notebook_seconds = 6\n")
    shutil.copytree(ROOT / "solutions", course / "solutions")
    nbgrader(course, "generate_assignment", ASSIGNMENT, "--force")
    right = (GALLERY / "right_sum.py").read_text()
    submit(course, "correct", right)
    submit(course, "noisy", right + NOISY)
    submit(course, "wrong", (GALLERY / "wrong_less_than.py").read_text())
    submit(course, "empty")
    submit(course, "loop", "def fits(pod, node):\n    while True: pass\n")
    submit(course, "leaves", right + "\nimport os\nos._exit(0)\n")
    odd_submissions(course, right)
    nbgrader(course, "autograde", ASSIGNMENT, "--create")
    nbgrader(course, "generate_feedback", ASSIGNMENT)
    nbgrader(course, "export")
    return course


@pytest.fixture(scope="module")
def grades(course):
    return read_grades(course)


def read_grades(course):
    with (course / "grades.csv").open() as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def test_what_is_released_is_what_the_repository_holds(course):
    released = (course / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()
    assert released == (ROOT / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()


def test_everybody_has_a_row(course, grades):
    handed_in = sorted(folder.name for folder in (course / "submitted").iterdir())
    assert sorted(grades) == handed_in
    assert len(handed_in) == 16


def test_the_correct_submission_scores_full_marks(grades):
    assert grades["correct"] == AUTO_POINTS


def test_what_a_function_prints_to_stderr_costs_nothing(grades):
    assert grades["noisy"] == AUTO_POINTS


def test_the_empty_submission_scores_nothing(grades):
    assert grades["empty"] == 0


def test_the_wrong_submission_scores_in_between(grades):
    assert grades["wrong"] == AUTO_POINTS - 1 - 3, "it fails the check of the exact fit, and the random nodes"


@pytest.mark.parametrize("student", ["renamed", "pasted", "new-ids", "surrounded"])
def test_a_right_answer_counts_whatever_is_around_it(student, grades):
    assert grades[student] == AUTO_POINTS


@pytest.mark.parametrize("student", ["loop", "leaves"])
def test_code_that_does_not_come_back_scores_nothing(student, grades):
    assert grades[student] == 0


@pytest.mark.parametrize("student", WITHOUT_A_NOTEBOOK)
def test_without_a_notebook_there_is_a_row_with_a_reason(student, course, grades):
    assert grades[student] == 0
    graded = read(course, student)
    assert graded.metadata.kubelite.refused
    assert graded.metadata.kubelite.refused in graded.cells[0].source
    page = (course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert graded.metadata.kubelite.refused.split(":")[0] in page


def test_how_it_was_run_is_recorded(course):
    said = read(course, "correct").metadata.kubelite.isolation
    assert all(f"{layer}: " in said for layer in ("files", "network", "processes", "limits"))
    assert "NOT LIMITED" not in said
    assert read(course, "correct").metadata.kubelite.version == __version__


def test_nothing_of_what_lies_beside_a_notebook_is_taken_over(course):
    for folder in ("autograded", "feedback"):
        there = [path.name for path in (course / folder / "surrounded" / ASSIGNMENT).rglob("*") if path.is_file()]
        assert there == [f"{ASSIGNMENT}.{'ipynb' if folder == 'autograded' else 'html'}"]
    assert all(SECRET not in path.read_text() for path in (course / "autograded").rglob("*.ipynb"))


def read(course, student):
    return nbformat.read(course / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)


def test_stock_nbgrader_gives_honest_submissions_the_same_points(course, grades, tmp_path):
    honest = ("correct", "wrong", "empty")
    shutil.copytree(course / "solutions", tmp_path / "solutions")
    shutil.copytree(course / "exercises", tmp_path / "exercises")
    (tmp_path / "grading.seed").write_text(SEED)
    config = (ROOT / "nbgrader_config.py").read_text()
    (tmp_path / "nbgrader_config.py").write_text(config.replace("install()", ""))
    nbgrader(tmp_path, "generate_assignment", ASSIGNMENT, "--force")
    for student in honest:
        shutil.copytree(course / "submitted" / student, tmp_path / "submitted" / student)
    nbgrader(tmp_path, "autograde", ASSIGNMENT, "--create")
    assert "kubelite" not in read(tmp_path, "correct").metadata
    nbgrader(tmp_path, "export")
    assert read_grades(tmp_path) == {student: grades[student] for student in honest}


def test_the_question_in_words_waits_for_a_person(course):
    with (course / "grades.csv").open() as file:
        assert all(float(row["max_score"]) == AUTO_POINTS + ESSAY_POINTS for row in csv.DictReader(file))


def test_feedback_tells_the_story_and_the_counter_example_but_not_the_seed(course):
    page = (course / "feedback" / "wrong" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert "A node may be exactly full" in page
    assert "Kubernetes decides otherwise here." in page
    assert "most recent call last" not in page
    assert "Placements" not in page, "a hidden test is shown"
    assert "HIDDEN TESTS" not in page
    for path in (course / "feedback").rglob("*.html"):
        assert SEED not in path.read_text()
    for path in (course / "autograded").rglob("*.ipynb"):
        assert SEED not in path.read_text()
