"""A learner's folder for the tests of what is remembered."""

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
