"""A learner's folder for the tests of what is remembered."""

import nbformat
import pytest


@pytest.fixture
def work(tmp_path, monkeypatch):
    """The work/ folder of a prepared clone, with the memory on and the current folder in work/course/."""
    folder = tmp_path / "work"
    (folder / "course").mkdir(parents=True)
    (folder / ".delivered.json").write_text("{}")
    monkeypatch.delenv("KUBELITE_MEMORY", raising=False)
    monkeypatch.chdir(folder / "course")
    return folder


@pytest.fixture
def small_course(work):
    """Two lessons in the clone around ``work``; the second one has an exercise with two checks."""
    clone = work.parent
    write(clone / "course/00_welcome.ipynb", "# Welcome", 'predict("How many pods?", answer=...)')
    write(
        clone / "course/03_nodes.ipynb",
        "# 03 Nodes",
        'predict("Where?", answer=..., options={"a": "here", "b": "there"})\npredict("When?")',
    )
    write(
        clone / "exercises/03_nodes/03_nodes.ipynb",
        "# Exercise 03",
        'exercise = Exercise("03.fits", checks=2)',
        'exercise.check("Full is full").call(fits, 1)',
        'exercise.check("Memory counts").call(fits, 2)',
    )
    return clone


def write(path, heading, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    told = [nbformat.v4.new_markdown_cell(heading), *map(nbformat.v4.new_code_cell, cells)]
    nbformat.write(nbformat.v4.new_notebook(cells=told), path)
