"""``kubelite doctor``: finds what is missing and says how to mend it."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pytest

from kubelite.cli import main
from tests.cli.test_workspace import make_clone


@pytest.fixture
def healthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(make_clone(tmp_path))
    return tmp_path


def test_a_healthy_environment_is_well(healthy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert out.endswith("All is well.\n")
    assert "jupyterlab" in out
    assert "One lesson in course/" in out


def test_a_missing_package_is_found(
    healthy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = importlib.metadata.version

    def version(name: str) -> str:
        if name == "nbgrader":
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "MEND  nbgrader is not installed" in out
    assert "Run: make lab" in out
    assert out.endswith("One thing needs mending.\n")


def test_outside_a_clone_there_are_no_lessons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["doctor"]) == 1
    assert "MEND  No lessons here" in capsys.readouterr().out
