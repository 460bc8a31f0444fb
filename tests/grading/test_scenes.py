"""Comparing a function with a built-in part, and the smallest cluster on which they disagree."""

from pathlib import Path

import pytest

from kubelite.grading.scenes import compare, random_scenes, recorded_scenes, shrink
from kubelite.rules.nodeaffinity import matches_required
from kubelite.rules.requests import pod_requests
from tests.conformance.recording import cases

RECORDED = Path(__file__).parents[1] / "recorded" / "scheduler.jsonl.gz"


def fits(pod, node):
    wanted = pod_requests(pod)
    if node.requested["pods"] >= node.allocatable["pods"]:
        return False
    return all(amount == 0 or amount <= node.free.get(name, 0) for name, amount in wanted.items())


def forgets_memory(pod, node):
    wanted = pod_requests(pod)
    return wanted["cpu"] <= node.free["cpu"] and node.requested["pods"] < node.allocatable["pods"]


def ignores_taints(pod, node):
    return True


def test_a_right_function_agrees_everywhere():
    agreement = compare(fits, "NodeResourcesFit", random_scenes("a"))
    assert (agreement.agreeing, agreement.total) == (1000, 1000)
    assert str(agreement) == "Your function agrees with NodeResourcesFit on 1,000 of 1,000 clusters."


def test_a_wrong_function_is_shown_a_small_cluster():
    agreement = compare(forgets_memory, "NodeResourcesFit", random_scenes("a"))
    assert 0 < agreement.agreeing < agreement.total
    scene = agreement.counter_example
    assert scene.pods == []
    assert [set(c["resources"]["requests"]) for c in scene.pod["spec"]["containers"]] == [{"memory"}]
    assert "taints" not in scene.node["spec"]
    assert str(agreement).endswith("Kubernetes says False, your function says True.")


def test_of_many_taints_one_is_left():
    scene = compare(ignores_taints, "TaintToleration", random_scenes(1, 200)).counter_example
    assert len(scene.node["spec"]["taints"]) == 1
    assert "tolerations" not in scene.pod["spec"]


def test_scores_are_compared_with_scores():
    agreement = compare(lambda pod, node: 50, "NodeResourcesFit", random_scenes(2, 100))
    assert type(agreement.kubernetes) is int
    assert agreement.yours == 50


def test_recordings_serve_as_well():
    recorded = list(recorded_scenes(cases(RECORDED)))
    assert len(recorded) > 200
    assert compare(ignores_taints, "TaintToleration", recorded).agreeing < len(recorded)


def test_node_affinity_by_name_counts_as_well():
    everywhere = list(recorded_scenes(cases(RECORDED)))
    agreement = compare(lambda pod, node: matches_required(pod, node.node), "NodeAffinity", everywhere)
    assert agreement.agreeing == agreement.total


def test_an_exception_is_never_right():
    agreement = compare(lambda pod, node: 1 / 0, "NodeName", random_scenes(3, 5))
    assert agreement.agreeing == 0
    assert agreement.yours == "ZeroDivisionError: division by zero"


def test_the_same_seed_gives_the_same_scenes():
    assert list(random_scenes(5, 20)) == list(random_scenes(5, 20))
    assert list(random_scenes(5, 20)) != list(random_scenes(6, 20))


def test_shrinking_changes_nothing_in_place():
    scene = next(random_scenes(4))
    before = str(scene)
    shrink(scene, lambda smaller: True)
    assert str(scene) == before


@pytest.mark.parametrize("part", ["Nobody", "InterPodAffinity", "DefaultBinder"])
def test_only_parts_that_judge_a_node_by_itself(part):
    with pytest.raises(ValueError, match="no part that judges a node by itself"):
        compare(fits, part, [])
