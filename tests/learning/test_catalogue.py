"""kubelite/learning/catalogue.py: what the notebooks ask and check, read without running them."""

import re

import nbformat
import pytest

from kubelite.learning.catalogue import catalogue
from tests.conftest import ROOT

LESSONS = catalogue(ROOT)


def code_of(path):
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_nothing_that_a_notebook_asks_or_checks_is_missing(lesson):
    (told,) = ROOT.glob(f"course/{lesson.number}_*.ipynb")
    practised = ROOT / "exercises" / told.stem / told.name
    code = code_of(told) + (code_of(practised) if practised.exists() else "")
    assert len(lesson.questions) == len(re.findall(r"\bpredict\(", code))
    assert len({question.text for question in lesson.questions}) == len(lesson.questions)
    assert bool(lesson.part) == practised.exists()
    if lesson.part:
        assert f'Exercise("{lesson.part}", checks={len(lesson.checks)})' in code
        assert len(set(filter(None, lesson.checks))) == len(lesson.checks)


def test_no_two_lessons_ask_the_same_question():
    questions = [question.text for lesson in LESSONS for question in lesson.questions]
    assert len(set(questions)) == len(questions)


def test_a_lesson_has_its_number_its_title_and_its_part():
    (nodes,) = [lesson for lesson in LESSONS if lesson.number == "03"]
    assert (nodes.title, nodes.part) == ("Nodes", "03.fits")
    assert nodes.checks[0] == "Requests count, and limits do not"
    options = {question.text: question.options for question in nodes.questions}
    assert options["What happens to the pod that asks for 2 CPUs?"]["b"] == "It waits."
    assert options["How many of the five pods will run on worker-1?"] == {}


@pytest.mark.parametrize("text", ["", "{}", '{"cells": 3}', '{"cells": [7]}', '{"cells": [{"cell_type": "code"}]}'])
def test_a_damaged_notebook_counts_as_empty(tmp_path, text):
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "03_many_nodes.ipynb").write_text(text)
    assert catalogue(tmp_path) == (("03", "Many nodes", (), "", ()),)


def test_a_cell_that_is_no_python_is_passed_over(tmp_path):
    (tmp_path / "course").mkdir()
    cells = [nbformat.v4.new_code_cell(text) for text in ("def f(:", "%matplotlib inline\npredict('How many?')")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "course" / "03_nodes.ipynb")
    assert [question.text for question in catalogue(tmp_path)[0].questions] == ["How many?"]
