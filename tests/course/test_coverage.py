"""docs/coverage.md says the truth: what it names exists, and each misconception is met by what was made for it."""

import ast
import re
from functools import cache
from typing import NamedTuple

import nbformat
import pytest

from kubelite.grading.gallery import read_gallery
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
LESSONS = {path.stem[:2]: path for path in sorted((ROOT / "course").glob("[0-9][0-9]_*.ipynb"))}
EXERCISES = {path.stem[:2]: path for path in sorted((ROOT / "solutions").glob("*/[0-9][0-9]_*.ipynb"))}
MODULES = [f"{number:02}" for number in range(1, 12)]
PLACE = re.compile(r"`(\d\d)\.([a-z0-9_-]+)`")


class Row(NamedTuple):
    """A misconception, how it is met (C or Q), the variant that holds it, and the cell that answers it."""

    lesson: str
    misconception: str
    sort: str
    variant: str
    cell: str


def rows(heading):
    """The rows of the table below a heading, each a list of cells."""
    section = re.split(r"(?m)^##+ ", TEXT.split(f"# {heading}\n", 1)[1], maxsplit=1)[0]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:2] == "| "]
    return table[1:]


HEADINGS = re.findall(r"(?m)^### ((\d\d) .+)$", TEXT)
MISCONCEPTIONS = [Row(number, *row) for heading, number in HEADINGS for row in rows(heading)]
FINISHED = [row for row in MISCONCEPTIONS if row.lesson in LESSONS and row.lesson in EXERCISES]


@cache
def cells(path):
    return {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}


def find(place):
    """The cell that `03.fits-memory` names, in the lesson or in its exercise."""
    number, cell = PLACE.fullmatch(place).groups()
    for notebooks in (LESSONS, EXERCISES):
        if number in notebooks and cell in cells(notebooks[number]):
            return cells(notebooks[number])[cell]
    return None


def notebook_of(place):
    number, cell = PLACE.fullmatch(place).groups()
    return next(found[number] for found in (LESSONS, EXERCISES) if number in found and cell in cells(found[number]))


def name(value):
    return f"{value.lesson} {value.misconception}" if isinstance(value, Row) else str(value)


def test_every_cell_that_is_named_exists():
    named = {f"`{number}.{cell}`" for number, cell in PLACE.findall(TEXT)}
    assert named
    assert [place for place in sorted(named) if find(place) is None] == []


def test_every_module_of_the_syllabus_is_there():
    assert [number for _, number in HEADINGS] == MODULES
    assert {row.lesson for row in MISCONCEPTIONS} == set(MODULES)
    assert {row.sort for row in MISCONCEPTIONS} == {"C", "Q"}


def test_every_concept_has_a_cell_of_a_lesson_and_a_check_or_a_question():
    assert rows("Concepts")
    for concept, shown, asked in rows("Concepts"):
        assert PLACE.search(shown), concept
        assert all(find(f"`{number}.{cell}`") is cells(LESSONS[number])[cell] for number, cell in PLACE.findall(shown))
        assert PLACE.search(asked), concept
        assert all(asks(find(f"`{number}.{cell}`")) for number, cell in PLACE.findall(asked)), concept


def test_every_lesson_shows_a_concept():
    shown = {number for row in rows("Concepts") for number, _ in PLACE.findall(row[1])}
    assert shown == {"00", *MODULES}


def asks(cell):
    """Whether a cell finds out what the learner understood: a check, a question to answer in words, a prediction."""
    return cell.metadata.get("nbgrader", {}).get("grade") or "predict(" in cell.source or ".expect(" in cell.source


@pytest.mark.parametrize("row", rows("Said simply, and exactly"), ids=lambda row: row[0])
def test_an_exact_sentence_stands_in_the_lesson(row):
    simple, exact, places = row
    assert simple
    assert exact
    assert PLACE.findall(places)
    for number, cell in PLACE.findall(places):
        assert cells(LESSONS[number])[cell].cell_type == "markdown"


@pytest.mark.parametrize("row", [row for row in FINISHED if row.sort == "C"], ids=name)
def test_a_mistake_is_caught_by_the_check_that_was_made_for_it(row):
    exercise = EXERCISES[row.lesson]
    variants = {variant.name: variant for variant in read_gallery(ROOT / "tests" / "gallery" / exercise.stem)}
    variant = variants.get(row.variant.strip("`"))
    assert variant, f"tests/gallery/{exercise.stem} has no variant {row.variant or 'for it; name one'}"
    assert variant.is_wrong
    number, cell = PLACE.fullmatch(row.cell).groups()
    assert number == row.lesson
    assert variant.caught_by == cell
    assert cells(exercise)[cell].metadata["nbgrader"]["points"] > 0


@pytest.mark.parametrize("row", [row for row in FINISHED if row.sort == "Q"], ids=name)
def test_a_wrong_idea_is_asked_for_and_every_wrong_choice_is_explained(row):
    assert not row.variant
    assert row.cell, "name the cell that asks"
    question = find(row.cell)
    assert question is not None
    variable, options = prediction(question.source)
    assert options, "a prediction about a wrong idea has options to choose from"
    happened, explained = outcome(variable, cells(notebook_of(row.cell)).values())
    assert happened in (None, *options)
    assert happened not in explained, "what happens needs no explanation of why it does not"
    assert set(explained) <= set(options)
    assert len(explained) == len(options) - 1, "each wrong choice has its explanation"


def prediction(source):
    """The name and the options of ``name = predict(question, answer=..., options={…})``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and "predict" in ast.dump(node.value.func):
            options = [word.value for word in node.value.keywords if word.arg == "options"]
            return node.targets[0].id, keys(options[0]) if options else []
    raise AssertionError("this cell predicts nothing")


def outcome(variable, every_cell):
    """What is said to happen (None when it is computed), and the wrong choices that are explained."""
    calls = (node for cell in every_cell if cell.cell_type == "code" for node in ast.walk(ast.parse(cell.source)))
    for node in calls:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == f"{variable}.outcome":
            explain = [word.value for word in node.keywords if word.arg == "explain"]
            happened = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            return happened, keys(explain[0]) if explain else []
    raise AssertionError(f"{variable}.outcome(…) is never told")


def keys(dictionary):
    assert isinstance(dictionary, ast.Dict), "options and explanations are written where they are used"
    return [key.value for key in dictionary.keys]
