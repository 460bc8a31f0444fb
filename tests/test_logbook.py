"""kubelite/logbook.py: what a learner did survives a restart, and never stops a lesson."""

import json

import pytest

from kubelite import logbook
from kubelite.grading import CheckFailed, Exercise


@pytest.fixture
def work(tmp_path, monkeypatch):
    (tmp_path / logbook.PREPARED).write_text("{}")
    monkeypatch.delenv(logbook.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(title, passes, part="03.fits"):
    check = Exercise(part, checks=2).check(title).call(lambda: passes)
    if passes:
        check.expect(True, story="")
    else:
        with pytest.raises(CheckFailed):
            check.expect(True, story="")


def test_every_check_of_an_exercise_is_noted_as_it_came_out_last(work):
    run("Full is full", False)
    run("Memory counts", True)
    assert logbook.checks(work) == {"03.fits": {"Full is full": False, "Memory counts": True}}
    run("Full is full", True)
    run("Half is half", False, part="04.tolerates")
    assert logbook.checks(work) == {
        "03.fits": {"Full is full": True, "Memory counts": True},
        "04.tolerates": {"Half is half": False},
    }


def test_a_check_that_comes_out_as_before_writes_nothing(work):
    run("Full is full", True)
    before = (work / logbook.CHECKS).stat()
    run("Full is full", True)
    assert (work / logbook.CHECKS).stat() == before


def test_a_file_is_replaced_as_a_whole(work):
    run("Full is full", True)
    assert sorted(path.name for path in work.iterdir()) == [logbook.CHECKS, logbook.PREPARED]


@pytest.mark.parametrize("text", [b"", b"{", b"[1]", b'{"03.fits": 3}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_counts_as_empty_and_is_mended(work, text):
    (work / logbook.CHECKS).write_bytes(text)
    assert logbook.checks(work) == {}
    run("Full is full", True)
    assert logbook.checks(work) == {"03.fits": {"Full is full": True}}


def test_a_folder_in_the_place_of_a_file_does_not_stop_a_check(work):
    (work / logbook.CHECKS).mkdir()
    run("Full is full", True)
    assert logbook.checks(work) == {}


def test_nothing_is_noted_when_the_memory_is_off(work, monkeypatch):
    monkeypatch.setenv(logbook.VARIABLE, "off")
    run("Full is full", True)
    logbook.note_prediction("How many?", 3)
    assert [path.name for path in work.iterdir()] == [logbook.PREPARED]


def test_nothing_is_noted_outside_of_a_prepared_clone(work):
    (work / logbook.PREPARED).unlink()
    run("Full is full", True)
    assert list(work.iterdir()) == []


def test_letters_are_kept_as_they_are(work):
    logbook.note_prediction("파드는 몇 개?", "두 개", "세 개")
    assert "파드는" in (work / logbook.PREDICTIONS).read_text(encoding="utf-8")
    assert json.loads((work / logbook.PREDICTIONS).read_text()) == {
        "파드는 몇 개?": {"guess": "두 개", "outcome": "세 개"}
    }
