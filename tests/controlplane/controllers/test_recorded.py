"""What real controllers did, replayed: a few recorded cases of each kind."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conformance import misc, nodefail, rollouts, scaledown

RUNNERS: dict[str, Callable[[list[str]], int]] = {
    "misc": misc.main,
    "nodefail": nodefail.main,
    "rollouts": rollouts.main,
    "scaledown": scaledown.main,
}


@pytest.mark.parametrize("name", RUNNERS)
def test_our_controllers_do_what_the_real_ones_did(name: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = RUNNERS[name]([str(root / "tests" / "recorded" / f"{name}.jsonl")])
    report = capsys.readouterr().out
    assert result == 0, report
    agreeing, total = report.splitlines()[-1].removeprefix("agree ").split(" of ")
    left_out = sum(int(line.split()[2].rstrip(":")) for line in report.splitlines() if line.startswith("left out"))
    assert int(agreeing) + left_out == int(total) > 0
