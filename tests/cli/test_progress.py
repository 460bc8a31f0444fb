"""``kubelite progress`` and ``kubelite certificate``: what is done, in a terminal."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from kubelite.cli import main
from kubelite.grading import Exercise


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with one lesson and its exercise, prepared for a learner."""
    for name, code in (("course", "1"), ("exercises/03_nodes", 'Exercise("03.fits")\nexercise.check("A").call(f)')):
        (tmp_path / name).mkdir(parents=True)
        cells = [nbformat.v4.new_markdown_cell("# 03 Nodes"), nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / name / "03_nodes.ipynb")
    (tmp_path / "kubelite").mkdir()
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KUBELITE_MEMORY", raising=False)
    assert main(["lab", "--prepare-only"]) == 0
    return tmp_path


def solve(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(clone / "work" / "exercises" / "03_nodes")
    Exercise("03.fits", checks=1).check("A").call(lambda: True).expect(True, story="")


def test_progress_is_told_anywhere_in_the_clone(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["progress"]) == 0
    assert "03 Nodes             0 of 1" in capsys.readouterr().out
    solve(clone, monkeypatch)
    assert main(["progress", "3"]) == 0
    assert "      ✓ A" in capsys.readouterr().out


def test_a_certificate_is_written_only_when_all_is_done(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["certificate"]) == 1
    assert "Still to do: 03." in capsys.readouterr().out
    assert not (clone / "work" / "certificate.html").exists()
    solve(clone, monkeypatch)
    assert main(["certificate", "--name", "Kim Ji-woo"]) == 0
    assert "Written: work/certificate.html." in capsys.readouterr().out
    assert "Kim Ji-woo" in (clone / "work" / "certificate.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("command", "code"), [("progress", 0), ("certificate", 1)])
def test_without_a_memory_both_say_how_to_get_one(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, code: int
) -> None:
    monkeypatch.setenv("KUBELITE_MEMORY", "off")
    capsys.readouterr()
    assert main([command]) == code
    assert capsys.readouterr().out.startswith("Nothing is remembered here.")


@pytest.mark.parametrize("command", ["progress", "certificate"])
def test_outside_of_a_clone_both_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([command]) == 2
    assert "is not inside a clone of kubelite" in capsys.readouterr().err
