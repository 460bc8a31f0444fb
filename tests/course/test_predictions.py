"""Guesses in the lessons: first the question, then what happened, and for each wrong choice the reason."""

import contextlib
import io

import nbformat
import pytest

from kubelite.learning import predictions
from tests.conftest import ROOT
from tools.notebooks import stored_notebooks

pytestmark = pytest.mark.slow


def asking():
    """The notebooks that ask the learner to guess."""
    return [path for path in stored_notebooks() if "predict(" in path.read_text(encoding="utf-8")]


class Asked(predictions.Prediction):
    """A prediction that notes where it is asked and where its outcome is told."""

    told = None

    def outcome(self, happened, explain=None):
        self.told = (happened, dict(explain or {}))
        super().outcome(happened, explain)


@pytest.fixture
def asked(monkeypatch):
    """All predictions that the notebook makes, in their order."""
    found = []

    def predict(*args, **words):
        words.setdefault("answer", ...)
        made = predictions.predict(*args, **words)
        found.append(Asked(made.question, made.options, made.guess, made._note))
        return found[-1]

    monkeypatch.setattr("kubelite.learning.predict", predict)
    return found


def run(path, monkeypatch, asked):
    """Run the code cells of a notebook, and yield after each what was asked and told so far."""
    monkeypatch.chdir(path.parent)
    names = {"__name__": "__main__"}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, f"<{path.stem} {cell.id}>", "exec"), names)
            yield cell.id, len(asked), sum(each.told is not None for each in asked)


@pytest.mark.parametrize("path", asking(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_guess_meets_its_outcome_in_a_later_cell_and_every_wrong_choice_its_reason(path, monkeypatch, asked):
    asked_before = 0
    for cell, questions, outcomes in run(path, monkeypatch, asked):
        assert outcomes <= asked_before, f"cell {cell} asks, and tells the outcome before the learner could answer"
        asked_before = questions
    assert asked
    for prediction in asked:
        assert prediction.told, f"what came of it is never told: {prediction.question}"
        happened, explain = prediction.told
        assert happened in prediction.options or not prediction.options
        assert happened not in explain
        for wrong in prediction.options.keys() - {happened}:
            assert told(prediction, wrong) == [explain.get(wrong)], f"{prediction.question}: nothing is said to {wrong}"


def told(prediction, guess):
    """What a learner reads who made this guess, below the guess and what happened."""
    happened, explain = prediction.told
    with contextlib.redirect_stdout(io.StringIO()) as out:
        predictions.Prediction(prediction.question, prediction.options, guess, "").outcome(happened, explain)
    return out.getvalue().splitlines()[2:]
