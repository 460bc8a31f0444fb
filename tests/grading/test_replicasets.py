"""kubelite/grading/replicasets.py: random cases for reconcile, and a living cluster in which accidents happen."""

from collections import Counter
from random import Random

import pytest

from kubelite import Cluster, Create, Delete
from kubelite.controlplane.controllers.deletionorder import in_deletion_order
from kubelite.grading import CheckFailed, agree, takes_over
from kubelite.grading.expectations import meets
from kubelite.grading.replicasets import NOW, ReplicaSets, accidents
from kubelite.rules.owners import is_controlled_by
from kubelite.rules.podstate import is_active, is_ready
from kubelite.rules.selectors import matches
from tests.grading.test_deciding import BACKEND as FOUR

BACKEND = FOUR.replace("replicas: 4", "replicas: 3").replace('requests: {cpu: "1"}', "requests: {cpu: 10m}")
KEPT = {"asked for 3": 3, "2 deleted by hand": 3, "asked for 5": 5, "asked for 1": 1}


def reference(rs, pods):
    """The rule as lesson 06 tells it."""
    mine = [pod for pod in pods if is_controlled_by(pod, rs) and is_active(pod)]
    missing = rs.spec.replicas - len(mine)
    gone = sorted(mine, key=is_ready)[: max(0, -missing)]
    return [Create()] * missing + [Delete(pod.metadata.name) for pod in gone]


def built_in(rs, pods):
    """What the ReplicaSet controller does, in its own order of deletion."""
    mine = [pod for pod in pods if is_controlled_by(pod, rs) and is_active(pod)]
    missing = rs.spec.replicas - len(mine)
    gone = in_deletion_order(mine, NOW)[: max(0, -missing)]
    return [Create()] * missing + [Delete(pod.metadata.name) for pod in gone]


@pytest.mark.slow
@pytest.mark.parametrize("function", [reference, built_in])
def test_the_lesson_and_kubernetes_agree_on_10_000_draws(function):
    draws, random = ReplicaSets(), Random("agreement")
    cases = [draws.draw(random) for _ in range(10_000)]
    assert all(meets(function(*case), draws.expected(case)) for case in cases)
    kinds = Counter(type(answer[0]).__name__ if (answer := reference(*case)) else "nothing" for case in cases)
    assert min(kinds[kind] for kind in ("Create", "Delete", "nothing")) > 1000, "each sort of answer is drawn often"


def test_every_drawn_pod_is_one_that_the_selector_finds():
    draws, random = ReplicaSets(), Random(2)
    for rs, pods in (draws.draw(random) for _ in range(100)):
        assert all(matches(rs.spec.selector, pod.metadata.labels) for pod in pods)


def test_cases_also_agree_when_something_was_taken_out():
    draws, random = ReplicaSets(), Random(1)
    for case in (draws.draw(random) for _ in range(200)):
        for less in draws.smaller(case):
            assert meets(reference(*less), draws.expected(less))


def test_any_of_several_pods_that_are_equally_good_may_go():
    def from_the_end(rs, pods):
        answer = reference(rs, tuple(reversed(pods)))
        return tuple(reversed(answer))

    agree("Any order will do", from_the_end, ReplicaSets())


def test_a_counter_example_is_told_in_words():
    def counts_finished(rs, pods):
        return [Create()] * (rs.spec.replicas - sum(is_controlled_by(pod, rs) for pod in pods))

    with pytest.raises(CheckFailed) as raised:
        agree("It agrees", counts_finished, ReplicaSets())
    message = str(raised.value)
    assert "web wants 1 pod. Its selector finds:\n    pod-" in message
    assert "of web\n" in message
    assert "expected                [Create()]" in message
    assert "counts_finished said    []" in message


def kept(function):
    takes_over("Kept", function, Cluster(workers=2), "reconcile", BACKEND, seen=accidents, wanted=KEPT, seconds=1)


def test_a_function_keeps_the_promise_in_a_living_cluster(capsys):
    kept(reference)
    assert capsys.readouterr().out == "✓ Kept\n"


def test_a_function_that_makes_too_many_is_stopped_early():
    with pytest.raises(CheckFailed, match="asked for 3"):
        kept(lambda rs, pods: [Create()] * 20)


def test_the_built_in_controller_in_its_place_does_not_count():
    def reconcile(rs, pods):
        raise NotImplementedError

    with pytest.raises(CheckFailed, match="it is not written yet"):
        kept(reconcile)
