"""Decisions of a real kube-scheduler 1.36, of which a small and varied part lies in ``tests/recorded``."""

from pathlib import Path

import pytest

from kubelite.controlplane.scheduler.framework import SKIP, SUCCESS
from kubelite.controlplane.scheduler.plugins.imagelocality import ImageLocality
from kubelite.controlplane.scheduler.plugins.interpodaffinity import InterPodAffinity
from kubelite.controlplane.scheduler.plugins.nodeports import NodePorts
from kubelite.controlplane.scheduler.plugins.podtopologyspread import PodTopologySpread
from kubelite.controlplane.scheduler.plugins.tainttoleration import TaintToleration
from tests.conformance import scheduler
from tests.conformance.recording import cases, differences

RECORDED = Path(__file__).parents[2] / "recorded" / "scheduler.jsonl.gz"
CASES = {case["id"]: case for case in cases(RECORDED)}


def disagreements(chosen=CASES):
    return {name: differences(scheduler.expected(c), scheduler.answer(c)) for name, c in chosen.items()}


def test_there_is_a_case_for_every_plugin_and_outcome():
    expected = [case["expected"] for case in CASES.values()]
    refusing = {why[0] for e in expected for why in e["feasible"].values() if why is not True}
    scoring = {plugin for e in expected for scores in e["scores"].values() for plugin in scores}
    assert refusing >= {"NodeUnschedulable", "TaintToleration", "NodeAffinity", "NodePorts", "NodeResourcesFit"}
    assert refusing >= {"PodTopologySpread", "InterPodAffinity", "PreFilter"}
    assert {plugin.name for plugin in scheduler.PROFILE.scorers} == scoring
    assert any(e.get("preemption", {}).get("selected") for e in expected)
    assert any("gated" in e for e in expected)


@pytest.mark.parametrize("name", CASES)
def test_we_decide_as_kubernetes_does(name):
    assert disagreements({name: CASES[name]}) == {name: []}


@pytest.mark.parametrize(
    ("plugin", "attribute", "value"),
    [
        (TaintToleration, "weight", 2),
        (ImageLocality, "pre_score", lambda *_: SKIP),
        (NodePorts, "filter", lambda *_: SUCCESS),
        (InterPodAffinity, "filter", lambda *_: SUCCESS),
        (PodTopologySpread, "normalize", lambda self, state, scores: scores),
    ],
)
def test_the_replay_notices_a_wrong_rule(monkeypatch, plugin, attribute, value):
    monkeypatch.setattr(plugin, attribute, value)
    wrong = sum(1 for lines in disagreements().values() if lines)
    assert wrong


def test_the_runner_counts_and_says_what_differs(capsys):
    assert scheduler.replay([str(RECORDED)], lambda case: case["id"], scheduler.answer, scheduler.expected) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"agree {len(CASES)} of {len(CASES)}"


def test_every_shared_recording_agrees(shared):
    for name in ("scheduler", "scheduler-more"):
        for case in list(cases(shared / "recorded" / f"{name}.jsonl.gz"))[::10]:
            assert differences(scheduler.expected(case), scheduler.answer(case)) == [], case["id"]
