"""What real controllers did, replayed: a few recorded cases of each kind."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conformance import misc, misc_jobs, nodefail, rollouts, scaledown

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


STRANGE = {
    "misc": [
        {"id": "a", "kind": "Zebra", "input": {}, "expected": {}},
        {"id": "b", "kind": "PodDisruptionBudget", "input": {}, "steps": [{"action": {"do": "start"}, "expected": {}}]},
    ],
    "rollouts": [{"id": "a", "steps": [{"action": {"do": "dance"}, "result": {}, "expected": {"conditions": []}}]}],
    "nodefail": [{"id": "silent-n0", "input": {}, "expected": {}}],
    "scaledown": [{"id": "a", "input": {"owner": "none"}, "expected": {}}],
}


@pytest.mark.parametrize("name", RUNNERS)
def test_a_case_that_cannot_be_played_is_named_and_stops_nobody(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "strange.jsonl"
    file.write_text("\n".join(map(json.dumps, STRANGE[name])))
    RUNNERS[name]([str(file), "--emit"])
    out, report = capsys.readouterr()
    assert out == ""
    assert "left out 1: " in report or "fails " in report
    assert report.splitlines()[-1] == f"agree 0 of {len(STRANGE[name])}"


def test_a_message_is_compared_without_the_random_part_of_a_pods_name() -> None:
    said = ["Container c for pod demo/work-0-<rand> failed with exit code 42 matching FailJob rule at index 0"]
    ours = ["Container c for pod default/work-0-x7k2p failed with exit code 42 matching FailJob rule at index 0"]
    made = [
        misc_jobs.recorded({"steps": [{"expected": {"job": {"conditions": [conditions]}}}]})
        for conditions in (said, ours)
    ]
    assert made[0] == made[1]
