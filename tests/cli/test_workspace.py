"""The learner's copies: new lessons arrive, and nothing that a learner wrote is ever lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.cli import main, workspace

TODAY = date(2026, 11, 23)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return make_clone(tmp_path)


def make_clone(folder: Path) -> Path:
    for name in ("course/manifests", "kubelite", "exercises/03_nodes"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text("")
    (folder / "course/03_nodes.ipynb").write_text(notebook("lesson 1"))
    (folder / "course/manifests/shop.yaml").write_text("shop")
    (folder / "exercises/03_nodes/03_nodes.ipynb").write_text(notebook("exercise 1"))
    return folder


def notebook(text: str, output: str = "") -> str:
    """A notebook of one cell."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": output}] if output else []
    count = 1 if output else None
    cell = {"cell_type": "code", "execution_count": count, "id": "a", "outputs": outputs, "source": text}
    return json.dumps({"cells": [cell], "nbformat": 4}, indent=1) + "\n"


def test_the_first_time_everything_is_copied(clone: Path) -> None:
    assert workspace.prepare(clone) == [
        "work/course/03_nodes.ipynb is new.",
        "work/course/manifests/shop.yaml is new.",
        "work/exercises/03_nodes/03_nodes.ipynb is new.",
    ]
    assert (clone / "work/course/03_nodes.ipynb").read_text() == notebook("lesson 1")
    assert workspace.prepare(clone) == []


def test_lessons_are_handed_out_without_outputs(clone: Path) -> None:
    (clone / "course/03_nodes.ipynb").write_text(notebook("guess first", output="the answer"))
    workspace.prepare(clone)
    assert (clone / "work/course/03_nodes.ipynb").read_text() == notebook("guess first")
    assert workspace.prepare(clone) == []


def test_a_newer_lesson_replaces_one_that_was_not_touched(clone: Path) -> None:
    workspace.prepare(clone)
    (clone / "course/03_nodes.ipynb").write_text(notebook("lesson 2"))
    assert workspace.prepare(clone) == ["work/course/03_nodes.ipynb is now the newer version."]
    assert (clone / "work/course/03_nodes.ipynb").read_text() == notebook("lesson 2")


def test_a_newer_exercise_is_laid_beside_one_that_was_changed(clone: Path) -> None:
    workspace.prepare(clone)
    mine = clone / "work/exercises/03_nodes/03_nodes.ipynb"
    mine.write_text("my answer")
    (clone / "exercises/03_nodes/03_nodes.ipynb").write_text(notebook("exercise 2"))
    (line,) = workspace.prepare(clone)
    assert "it stays" in line
    assert mine.read_text() == "my answer"
    assert mine.with_name("03_nodes.new.ipynb").read_text() == notebook("exercise 2")
    assert workspace.prepare(clone) == []


def test_a_lost_file_comes_back(clone: Path) -> None:
    workspace.prepare(clone)
    (clone / "work/course/03_nodes.ipynb").unlink()
    assert workspace.prepare(clone) == ["work/course/03_nodes.ipynb was missing and is back."]


def test_reset_begins_anew_and_keeps_a_dated_copy(clone: Path) -> None:
    workspace.prepare(clone)
    mine = clone / "work/exercises/03_nodes/03_nodes.ipynb"
    for answer in ("first", "second"):
        mine.write_text(answer)
        workspace.reset(clone, "03", TODAY)
        assert mine.read_text() == notebook("exercise 1")
    assert mine.with_name("03_nodes.2026-11-23.ipynb").read_text() == "first"
    assert mine.with_name("03_nodes.2026-11-23-2.ipynb").read_text() == "second"


def test_reset_of_a_lesson_that_does_not_exist_says_so(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(clone)
    assert main(["reset", "99"]) == 2
    assert "there is no lesson 99" in capsys.readouterr().err


def test_outside_a_clone_the_commands_say_where_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["lab"], ["reset", "03"]):
        assert main(command) == 2
        assert "is not inside a clone of kubelite" in capsys.readouterr().err


@given(st.lists(st.sampled_from(["prepare", "reset", "write", "write beside", "upstream"]), max_size=12))
def test_whatever_happens_no_answer_of_a_learner_is_lost(
    tmp_path_factory: pytest.TempPathFactory, story: list[str]
) -> None:
    clone = make_clone(tmp_path_factory.mktemp("clone"))
    workspace.prepare(clone)
    mine = clone / "work/exercises/03_nodes/03_nodes.ipynb"
    written = []
    for number, step in enumerate(story):
        if step == "prepare":
            workspace.prepare(clone)
        elif step == "reset":
            workspace.reset(clone, "03", TODAY)
        elif step == "upstream":
            (clone / "exercises/03_nodes/03_nodes.ipynb").write_text(notebook(f"exercise {number}"))
        else:
            place = mine if step == "write" else mine.with_name("03_nodes.new.ipynb")
            if place.exists() and place.read_text() not in written:
                written.append(f"answer {number}")
                place.write_text(written[-1])
    kept = {file.read_text() for file in mine.parent.iterdir()}
    assert set(written) <= kept
