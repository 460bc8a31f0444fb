"""kubelite/grading/counterexample.py: a failed check in two living clusters."""

import pytest

from kubelite import request
from kubelite.grading import CheckFailed, Exercise, a_node, a_pod, a_taint
from kubelite.grading.counterexample import clusters
from kubelite.grading.exercise import NothingToShow


def by_limits(pod, node):
    """A wrong filter: every Pod may come."""
    return True


def places(cluster):
    return {pod.metadata.name: (pod.spec.node_name, pod.status.phase) for pod in cluster.get("pods")}


@pytest.fixture
def failed():
    """An exercise in which a check has failed."""
    exercise = Exercise("03.fits", checks=1)
    node = a_node("worker-1", cpu="1", memory="1Gi", pods=[a_pod("old", cpu="800m"), a_pod("done", phase="Failed")])
    with pytest.raises(CheckFailed, match=r"exercise\.counter_example\(\) shows your function at work") as error:
        exercise.check("Fits").call(by_limits, a_pod("web", cpu="300m", phase="Pending"), node).expect(False, story="…")
    assert "hint(" in str(error.value)
    return exercise


def test_a_filter_is_shown_beside_that_of_kubernetes(failed) -> None:
    picture = failed.counter_example()
    text = repr(picture)
    assert text.startswith("The runs differ from")
    assert "With your function" in text
    assert "With Kubernetes' own" in text


def test_both_clusters_have_the_node_and_its_pods() -> None:
    ended = [a_pod("done", cpu="1", phase="Succeeded"), a_pod("broken", cpu="1", phase="Failed")]
    there = [a_pod("old", cpu="800m"), *ended]
    node = a_node("worker-1", cpu="1", memory="1Gi", max_pods=5, pods=there)
    mine, theirs = clusters(by_limits, a_pod("web", cpu="300m", phase="Pending"), node)
    same = {"old": "Running", "done": "Succeeded", "broken": "Failed"}
    for cluster in (mine, theirs):
        assert {name: phase for name, (_, phase) in places(cluster).items() if name != "web"} == same
        assert cluster.get("pod", "broken").status.reason == "", "it has failed by itself, and was not refused"
    assert places(mine)["web"] == ("worker-1", "Failed"), "the kubelet refuses it"
    assert places(theirs)["web"] == ("", "Pending")
    assert "Insufficient cpu" in theirs.why("web").message
    assert request(theirs.get("pod", "old"), "cpu") == 800


def test_a_toleration_is_shown_on_a_node_with_the_taint() -> None:
    taint = a_taint("gpu=yes:NoSchedule")
    mine, theirs = clusters(lambda pod, taint: True, a_pod("web"), taint)
    assert places(mine)["web"] == ("worker-1", "Running")
    assert places(theirs)["web"] == ("", "Pending")


def test_who_gave_no_answer_is_not_sent_there() -> None:
    def fits(pod, node):
        raise NotImplementedError

    check = Exercise("03.fits", checks=1).check("Fits").call(fits, a_pod("web"), a_node("worker-1"))
    with pytest.raises(CheckFailed) as error:
        check.expect(False, story="…")
    assert "hint(" in str(error.value)
    assert "counter_example" not in str(error.value)


def test_a_score_has_no_picture() -> None:
    exercise = Exercise("05.least_allocated", checks=1)
    with pytest.raises(CheckFailed) as error:
        exercise.check("Half is 50").call(lambda pod, node: 5, a_pod("web"), a_node("worker-1")).expect(50, story="…")
    assert "counter_example" not in str(error.value)
    with pytest.raises(NothingToShow, match="has no picture"):
        exercise.counter_example()


def test_where_nothing_failed_there_is_nothing_to_show() -> None:
    with pytest.raises(NothingToShow, match="No check has failed"):
        Exercise("03.fits", checks=1).counter_example()


def test_a_check_without_picture_says_so() -> None:
    exercise = Exercise("08.desired_replicas", checks=1)
    with pytest.raises(CheckFailed) as error:
        exercise.check("Rounds up").call(max, 1, 2).expect(3, story="…")
    assert "counter_example" not in str(error.value)
    with pytest.raises(NothingToShow, match="has no picture"):
        exercise.counter_example()
