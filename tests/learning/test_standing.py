"""kubelite/learning/standing.py: what is done, told from what a learner's notebooks noted."""

import json

import pytest

from kubelite.grading import Exercise
from kubelite.learning import predict, progress
from kubelite.learning.standing import HONEST, NOTHING, all_solved, standings

pytestmark = pytest.mark.usefixtures("small_course")


def passes(*titles):
    exercise = Exercise("03.fits", checks=2)
    for title in titles:
        exercise.check(title).call(lambda: True).expect(True, story="")


def test_at_first_nothing_is_done():
    assert str(progress()).splitlines() == [
        "LESSON       GUESSES   CHECKS",
        "00 Welcome   0 of 1",
        "03 Nodes     0 of 2    0 of 2",
        "",
        "0 of 1 exercises are done.",
        HONEST,
    ]


def test_guesses_and_single_checks_count_before_an_exercise_is_complete():
    predict("How many pods?", answer=3).outcome(8)
    predict("Where?", answer="a", options={"a": "here", "b": "there"}).outcome("a")
    passes("Memory counts")
    assert str(progress()).splitlines()[1:3] == [
        "00 Welcome   1 of 1, 0 right",
        "03 Nodes     1 of 2, 1 right   1 of 2",
    ]


def test_when_all_is_done_a_certificate_is_offered(work):
    passes("Memory counts", "Full is full")
    text = str(progress())
    assert "03 Nodes     0 of 2    2 of 2, done" in text
    assert "kubelite certificate" in text
    assert all_solved(standings(work))


@pytest.mark.parametrize("lesson", ["03", "3", 3])
def test_one_lesson_is_told_in_full(lesson):
    predict("Where?", answer="a", options={"a": "here", "b": "there"}).outcome("b")
    passes("Memory counts")
    assert str(progress(lesson)).splitlines() == [
        "03 Nodes",
        "",
        "  Where?",
        "      you said         a: here",
        "      what happened    b: there",
        "",
        "  When?",
        "      no guess yet",
        "",
        "  1 of 2 visible checks of exercise 03.fits pass.",
        "      · Full is full",
        "      ✓ Memory counts",
    ]


def test_a_guess_that_has_not_met_its_outcome_is_shown_without_it():
    predict("When?", answer="now")
    assert "      your guess       now" in str(progress("03"))
    assert "what happened" not in progress("03")


def test_an_unknown_lesson_is_answered_with_those_that_there_are():
    assert progress("77") == "There is no lesson 77. There are: 00, 03."


def test_checks_of_an_older_version_of_the_exercise_do_not_count():
    passes("An old title", "Memory counts")
    assert "1 of 2" in progress()


@pytest.mark.parametrize("note", [{"Full is full": "yes", "Memory counts": 1}, {"Full is full": None}, {}])
def test_only_what_was_noted_as_passed_has_passed(work, note):
    (work / ".checks.json").write_text(json.dumps({"03.fits": note}))
    assert "0 of 2" in str(progress()).splitlines()[2]
    assert "✓" not in progress("03")


@pytest.mark.parametrize("text", ["", "[", '{"How many pods?": {}}', '{"How many pods?": 7}'])
def test_a_damaged_memory_counts_as_empty(work, text):
    for name in (".checks.json", ".predictions.json"):
        (work / name).write_text(text)
    assert "0 of 1 exercises are done." in progress()


def test_nothing_is_told_when_the_memory_is_off(monkeypatch):
    passes("Memory counts")
    monkeypatch.setenv("KUBELITE_MEMORY", "off")
    assert progress() == progress("03") == NOTHING


def test_it_shows_itself_line_by_line_in_a_notebook():
    assert repr(progress()) == str(progress())
