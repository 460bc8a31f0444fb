"""An exercise as an instructor has it, a student's version of it, and its score under our own grading."""

import copy
import json
from typing import NamedTuple

import nbformat

from kubelite.grading.gallery import stub
from kubelite.grading.rebuild import rebuild
from kubelite.grading.remote.student import Student, Times
from kubelite.grading.run import Grading, refuse
from kubelite.grading.submission import HandedIn, Submission, read_submission
from tests.conftest import ROOT

SOLUTIONS = ROOT / "solutions" / "03_nodes" / "03_nodes.ipynb"
GALLERY = ROOT / "tests" / "gallery" / "03_nodes"
RIGHT = (GALLERY / "right_sum.py").read_text(encoding="utf-8")
POINTS = 10
QUICK = Times(call=1, cell=1.5, notebook=3)  # for code that never ends
UNHURRIED = Times(call=30, cell=60, notebook=120)  # for code that does, on a busy machine


class Graded(NamedTuple):
    """The score, and everything that a student would see."""

    points: float
    seen: str
    failures: dict[str, str]
    isolation: object
    notes: tuple[str, ...]


def with_tests(exercise="03_nodes"):
    """The notebook that is graded: solutions taken out, hidden tests in."""
    notebook = nbformat.read(ROOT / "solutions" / exercise / f"{exercise}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(copy.deepcopy(cell.metadata))
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = stub(cell.source)
        if cell.cell_type == "code":
            cell.outputs = []
    return notebook


def handed_in(source, cell="fits"):
    """A submission whose solution cell holds `source`."""
    return Submission((HandedIn(cell, cell, "code", source),))


def graded(submission, folder, times=UNHURRIED, exercise="03_nodes", **limits):
    """Grade a submission; `folder` is the current one of the tests."""
    rebuilt = rebuild(with_tests(exercise), submission)
    notebook = rebuilt.notebook
    with Student(times, **limits) as student:
        if submission.refused:
            refuse(notebook, submission.refused)
        else:
            student.start()
            Grading(student).run(notebook, rebuilt.released, folder)
    return scored(notebook, student.applied, rebuilt.notes)


def scored(notebook, applied=None, notes=()):
    """Count the points as nbgrader does: a test without an error has all of its points."""
    points, failures = 0.0, {}
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade") and cell["cell_type"] == "code":
            errors = [output for output in cell["outputs"] if output["output_type"] == "error"]
            points += 0 if errors else about["points"]
            if errors:
                failures[about["grade_id"]] = "\n".join(errors[0]["traceback"])
    outputs = [cell.get("outputs", []) for cell in notebook["cells"]]
    return Graded(points, json.dumps(outputs, ensure_ascii=False), failures, applied, notes)


def of_file(folder, name="03_nodes.ipynb"):
    """What is read from a student's folder."""
    return read_submission(folder, name, within=folder.parent.parent)
