"""Recordings of a real kube-scheduler: kubelite says the same, and a score of one's own can have its say."""

import pytest

from kubelite.learning.recordings import recording
from kubelite.rules.functions import FunctionError


@pytest.fixture
def real():
    return recording("six_nodes")


def test_kubelite_decides_as_the_real_scheduler_did(real):
    assert real.again() == real.decision
    assert real.decision.node == "n0"
    assert real.decision.total == {"n0": 441, "n1": 432, "n5": 150}


def test_a_score_of_ones_own_takes_the_place_of_a_part(real):
    def prefers_n1(pod, node):
        return 100 if node.name == "n1" else 0

    other = real.again(score=prefers_n1, replaces="NodeResourcesFit")
    assert other.node == "n1"
    assert "NodeResourcesFit" not in {column.plugin for column in other.scored}


def test_no_score_lets_a_node_in_that_a_filter_left_out(real):
    def prefers_n3(pod, node):
        return 100 if node.name == "n3" else 0

    other = real.again(score=prefers_n3, weight=1000)
    assert other.node == "n0"
    assert other.rejected == real.decision.rejected


def test_a_score_that_is_not_written_is_left_out(real, capsys):
    def mine(pod, node):
        raise NotImplementedError

    assert real.again(score=mine, replaces="NodeResourcesFit") == real.decision
    assert capsys.readouterr().out == "mine is not written yet: kubelite's own NodeResourcesFit does its work.\n"


def test_an_unknown_recording_names_those_that_there_are():
    with pytest.raises(LookupError, match='no recording "seven_nodes"; there are: six_nodes'):
        recording("seven_nodes")


def test_a_score_that_fails_is_told_without_the_inside_of_kubelite(real):
    def too_much(pod, node):
        return 101

    with pytest.raises(FunctionError) as raised:
        real.again(score=too_much)
    (line,) = raised.value._render_traceback_()
    assert line.startswith("FunctionError: your function too_much returned 101 (int) for pod pending and node n0")
