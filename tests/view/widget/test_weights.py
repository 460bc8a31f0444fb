"""Weights as sliders: the totals and the choice follow, and a still picture stands in where no slider can be moved."""

import pytest

from kubelite import Cluster, weigh
from kubelite.learning.recordings import recording
from kubelite.view.widget.weights import weighed


@pytest.fixture
def decision():
    return recording("six_nodes").decision


def test_the_same_weights_change_nothing(decision):
    assert weighed(decision, {}) == decision
    assert weighed(decision, {column.plugin: column.weight for column in decision.scored}) == decision


def test_a_part_without_weight_has_no_say(decision):
    other = weighed(decision, {"TaintToleration": 0})
    assert other.node == "n5"
    assert other.total == {"n0": 141, "n1": 132, "n5": 150}
    assert decision.node == "n0", "the decision itself stays as it is"


def test_no_weight_lets_a_node_in_that_a_filter_left_out(decision):
    for weight in (0, 1, 1000):
        other = weighed(decision, dict.fromkeys(("TaintToleration", "NodeResourcesFit", "ImageLocality"), weight))
        assert other.rejected == decision.rejected
        assert other.node in decision.feasible


def test_a_moved_slider_changes_table_and_text(decision):
    weights = weigh(decision)
    assert [slider.description for slider in weights.sliders] == [column.plugin for column in decision.scored]
    assert "→ n0" in repr(weights)
    weights.sliders[0].value = 0
    assert "→ n5" in repr(weights)
    assert "Taint<wbr>Toleration×0" in weights._table.value
    weights.sliders[0].value = 3
    assert weights.decision == decision


def test_the_still_picture_is_the_same_each_time(decision):
    first, second = (weigh(decision)._repr_mimebundle_()[0] for _ in range(2))
    live = "application/vnd.jupyter.widget-view+json"
    assert {first.pop(live)["model_id"]} != {second.pop(live)["model_id"]}
    assert first == second
    assert set(first) == {"text/plain", "text/html"}


def test_where_nobody_gave_scores_there_is_nothing_to_weigh():
    cluster = Cluster(workers=1)
    spec = {"containers": [{"name": "web", "image": "web"}]}
    cluster.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec})
    with pytest.raises(ValueError, match=r"nobody gave scores for default/web: 1 node\(s\) were left"):
        weigh(cluster.why("web"))
