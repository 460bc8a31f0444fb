"""The command itself."""

from __future__ import annotations

import pytest

from kubelite import __version__
from kubelite.cli import main


def test_without_a_command_it_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    out = capsys.readouterr().out
    for command in ("run", "lab", "doctor", "reset"):
        assert f"    {command} " in out


def test_it_knows_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"kubelite {__version__}\n"
