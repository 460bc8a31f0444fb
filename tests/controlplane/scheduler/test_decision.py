import pickle
from collections import Counter
from random import Random

import msgspec
import pytest

from kubelite.controlplane.scheduler.cycle import choose, decide
from kubelite.controlplane.scheduler.decision import Decision, Decisions, none_available
from kubelite.controlplane.scheduler.plugins import default_plugins
from kubelite.controlplane.scheduler.profile import Profile
from kubelite.rules.nodeinfo import NodeInfo
from tests.rules.build import node, pod

TAINTED = NodeInfo(node("control-plane", taints=[{"key": "control-plane", "effect": "NoSchedule"}]))
BUSY = NodeInfo(node("busy"), [pod("a", cpu="2", memory="4Gi")])
FREE = NodeInfo(node("free"))


def decided(wanted, *infos):
    return decide(Profile(default_plugins()), wanted, infos, Random(1))


def test_a_decision_says_why_here_and_why_not_there():
    decision = decided(pod(cpu="1", memory="2Gi"), TAINTED, BUSY, FREE)
    assert decision.node == "free"
    assert decision.rejected["control-plane"].plugin == "TaintToleration"
    assert decision.scores["free"]["NodeResourcesFit"] == (75, 75, 75)
    assert decision.scores["busy"]["TaintToleration"] == (0, 100, 300)
    assert decision.total == {"busy": 400, "free": 450}
    assert decision.best == ("free",)
    assert decision.message == ""


def test_one_feasible_node_is_chosen_without_scores():
    decision = decided(pod(), TAINTED, FREE)
    assert (decision.node, decision.scored, decision.totals) == ("free", (), ())


def test_no_node_at_all():
    assert decided(pod()).message == "no nodes available to schedule pods"


def test_the_message_counts_reasons_and_tells_whether_preemption_could_help():
    infos = [TAINTED, *(NodeInfo(node(f"w{n}"), [pod("a", cpu="2")]) for n in range(3))]
    assert decided(pod(cpu="3"), *infos).message == (
        "0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. no new claims to deallocate, "
        "preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, "
        "3 No preemption victims found for incoming pod."
    )
    assert decided(pod(cpu="9"), *infos).message.endswith("4 Preemption is not helpful for scheduling.")
    never = decided(pod(cpu="3", preemptionPolicy="Never"), *infos)
    assert never.message.endswith("preemption: not eligible due to preemptionPolicy=Never.")


def test_counts_are_sorted_as_text():
    reasons = ["Too many pods"] * 2 + ["Insufficient cpu"] * 10
    assert none_available(10, reasons) == "0/10 nodes are available: 10 Insufficient cpu, 2 Too many pods."


def test_text_shows_every_node():
    assert decided(pod(cpu="1", memory="2Gi"), TAINTED, BUSY, FREE).to_text().splitlines() == [
        "default/web → free",
        "NODE            TaintToleration×3   NodeResourcesFit×1   NodeResourcesBalancedAllocation×1   "
        "ImageLocality×1   TOTAL",
        "busy            0 → 100             25                   75                                  "
        "0                 400",
        "control-plane   no: TaintToleration: node(s) had untolerated taint(s)",
        "free            0 → 100             75                   75                                  "
        "0                 450  ← chosen",
    ]
    assert decided(pod(), FREE).to_text().splitlines()[-1] == "free   yes  ← chosen"
    assert str(decided(pod())) == "default/web: no nodes available to schedule pods"


def test_it_is_plain_frozen_data():
    decision = decided(pod(cpu="1"), TAINTED, BUSY, FREE)
    assert pickle.loads(pickle.dumps(decision)) == decision
    assert msgspec.to_builtins(decision)["node"] == "free"
    with pytest.raises(AttributeError):
        decision.node = "busy"
    with pytest.raises(TypeError):
        decision.rejected["free"] = None


def test_ties_are_drawn_uniformly_and_repeatably():
    drawn = [choose(("a", "b", "c"), (475, 462, 475), random) for random in [Random(5)] for _ in range(2000)]
    assert drawn == [choose(("a", "b", "c"), (475, 462, 475), random) for random in [Random(5)] for _ in range(2000)]
    counts = Counter(drawn)
    assert set(counts) == {"a", "c"}
    assert 900 < counts["a"] < 1100


def test_a_single_best_node_uses_up_no_chance():
    random = Random(5)
    assert choose(("a", "b"), (1, 2), random) == "b"
    assert random.random() == Random(5).random()


def test_the_oldest_decisions_are_forgotten():
    decisions = Decisions(most=4)
    for name in ("a", "b", "c", "b"):
        decisions.add(Decision(pod=name, feasible=("n1", "n2")))
    assert [decision.pod for decision in decisions] == ["c", "b"]
    assert decisions.get("a") is None
    assert len(decisions) == 2
