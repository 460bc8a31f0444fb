"""Every exercise gives the same points and messages whether a student's code runs here or in a process of its own."""

import sys

import pytest

from tests.grading.notebook import graded, handed_in
from tests.grading.test_gallery import CASES, SOLUTION_CELLS, cells_of, name, score

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="needs the walls of Linux")]


def other_solutions(exercise):
    """The reference solutions of the cells that are not graded; a gallery holds only the one that is."""
    return [cell for cell in cells_of(exercise) if cell.is_solution and cell.id != SOLUTION_CELLS[exercise]]


def submission(exercise, source):
    """What a student hands in who wrote everything else as we do."""
    cells = [handed_in(cell.source, cell.id).cells for cell in other_solutions(exercise)]
    own = handed_in(source, SOLUTION_CELLS[exercise])
    return own._replace(cells=(*own.cells, *(cell for each in cells for cell in each)))


def on_one_line(text):
    """Without the line breaks, which differ: a message that is shown is broken between words."""
    return " ".join(text.split())


@pytest.mark.parametrize("exercise", SOLUTION_CELLS)
def test_the_reference_scores_everything_apart(exercise, tmp_path):
    cells = cells_of(exercise)
    source = next(cell.source for cell in cells if cell.id == SOLUTION_CELLS[exercise])
    apart = graded(submission(exercise, source), tmp_path, exercise=exercise)
    assert apart.failures == {}
    assert apart.points == sum(cell.points for cell in cells)


@pytest.mark.parametrize(("exercise", "variant"), CASES, ids=name)
def test_each_variant_gets_the_same_apart(exercise, variant, tmp_path):
    here = score(exercise, variant.source)
    apart = graded(submission(exercise, variant.source), tmp_path, exercise=exercise)
    assert apart.points == here.points
    assert apart.failures.keys() == here.failures.keys()
    for cell, message in here.failures.items():
        beginning = "\n".join(message.splitlines()[:3])
        assert on_one_line(apart.failures[cell]).startswith(f"✗ {on_one_line(beginning)}")
