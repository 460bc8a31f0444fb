"""kubelite/learning: guesses are recorded before, and shown beside the result afterwards."""

import json

import pytest

from kubelite.learning import predict

QUESTION = "How many pods will run on worker-2?"
OPTIONS = {"a": "It runs.", "b": "It waits."}


def test_no_guess_yet_asks_for_one():
    assert repr(predict(QUESTION, answer=...)).splitlines() == [
        QUESTION,
        "Write your guess in the place of the three dots, and run this cell again.",
    ]


def test_letters_are_shown_with_their_quotation_marks():
    last = repr(predict(QUESTION, options=OPTIONS)).splitlines()[-1]
    assert last == 'Write "a" or "b" in the place of the three dots, and run this cell again.'


def test_guess_and_outcome_stand_side_by_side(capsys):
    guess = predict(QUESTION, answer=3)
    assert "Your guess: 3." in repr(guess)
    guess.outcome(0)
    assert capsys.readouterr().out.splitlines() == ["You said:       3", "What happened:  0"]


def test_a_right_guess_is_praised(capsys):
    predict(QUESTION, answer=3).outcome(3)
    assert "You saw it coming." in capsys.readouterr().out


def test_a_wrong_choice_is_explained(capsys):
    guess = predict("And the report?", answer="a", options=OPTIONS)
    assert "  b: It waits." in repr(guess)
    guess.outcome("b", explain={"a": "No node has room for it."})
    assert capsys.readouterr().out.splitlines() == [
        "You said:       a: It runs.",
        "What happened:  b: It waits.",
        "No node has room for it.",
    ]


def test_an_answer_that_is_no_choice_counts_as_none(capsys):
    guess = predict("And the report?", answer="x", options=OPTIONS)
    assert 'You wrote \'x\'. Write one of these in its place: "a", "b"' in repr(guess)
    guess.outcome("b")
    assert "You said:       nothing yet" in capsys.readouterr().out


def test_a_number_in_quotation_marks_and_a_large_letter_are_understood():
    assert predict(QUESTION, answer="3").guess == 3
    assert predict(QUESTION, answer=" A ", options=OPTIONS).guess == "a"
    assert predict(QUESTION, answer="many").guess == "many"


def test_a_long_question_is_broken_between_words():
    lines = repr(predict(" ".join(["How many pods will run?"] * 10))).splitlines()
    assert max(map(len, lines)) <= 92
    assert not any(line.startswith(" ") for line in lines)


def test_a_guess_and_its_outcome_are_remembered(work):
    predict(QUESTION, answer=3).outcome(0)
    assert json.loads((work / ".predictions.json").read_text()) == {QUESTION: {"guess": 3, "outcome": 0}}
    assert "Earlier you said: 3" in repr(predict(QUESTION, answer=...))


def test_the_first_guess_that_met_its_outcome_stays(work):
    predict(QUESTION, answer=2)
    predict(QUESTION, answer=3).outcome(0)
    predict(QUESTION, answer=0).outcome(0)
    assert json.loads((work / ".predictions.json").read_text()) == {QUESTION: {"guess": 3, "outcome": 0}}


def test_a_strange_guess_does_not_stop_the_lesson(work):
    predict(QUESTION, answer={1, 2}).outcome(0)
    assert "Earlier you said: {1, 2}" in repr(predict(QUESTION))


def test_nothing_is_written_when_the_memory_is_off(work, monkeypatch):
    monkeypatch.setenv("KUBELITE_MEMORY", "off")
    (work / ".predictions.json").write_text(json.dumps({QUESTION: {"guess": 3}}))
    before = (work / ".predictions.json").read_bytes()
    assert "three dots" in repr(predict(QUESTION, answer=...))
    predict(QUESTION, answer=5).outcome(0)
    assert (work / ".predictions.json").read_bytes() == before


def test_nothing_is_written_outside_of_a_prepared_clone(tmp_path, monkeypatch):
    monkeypatch.delenv("KUBELITE_MEMORY", raising=False)
    monkeypatch.chdir(tmp_path)
    predict(QUESTION, answer=5).outcome(0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "not json", "[1]", '{"How many": 3}'])
def test_a_damaged_memory_counts_as_empty(work, text):
    (work / ".predictions.json").write_text(text)
    predict(QUESTION, answer=5).outcome(0)
    assert json.loads((work / ".predictions.json").read_text())[QUESTION] == {"guess": 5, "outcome": 0}
