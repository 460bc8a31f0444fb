"""kubelite/grading/evictions.py: random cases for ``evictions``."""

from random import Random

import pytest

from kubelite.grading import CheckFailed, agree
from kubelite.grading.evictions import NOW, Eviction, Evictions
from kubelite.grading.expectations import meets
from kubelite.rules.tolerations import tolerates


def has_to_go(now, taint, pod):
    toleration = next((each for each in pod.spec.tolerations if tolerates(each, taint)), None)
    if toleration is None:
        return True
    seconds = toleration.toleration_seconds
    return seconds is not None and (now - taint.time_added).total_seconds() >= seconds


def reference(now, taints, pods):
    """The rule as lesson 10 tells it."""
    hard = [taint for taint in taints if taint.effect == "NoExecute"]
    return [pod.metadata.name for pod in pods if any(has_to_go(now, taint, pod) for taint in hard)]


def drawn(count, seed):
    random = Random(seed)
    return [Evictions().draw(random) for _ in range(count)]


@pytest.mark.slow
def test_the_lesson_and_kubernetes_agree_on_10_000_draws():
    cases = drawn(10_000, "agreement")
    assert all(meets(reference(*case), Evictions().expected(case)) for case in cases)
    pods = sum(len(case.pods) for case in cases)
    gone = sum(len(Evictions().expected(case).items) for case in cases)
    assert 0.3 < gone / pods < 0.7, "staying and going must be drawn often"


def test_cases_also_agree_when_something_was_taken_out():
    for case in drawn(200, 1):
        for less in Evictions().smaller(case):
            assert meets(reference(*less), Evictions().expected(less))


def test_the_same_seed_draws_the_same():
    assert drawn(20, "x") == drawn(20, "x")
    assert drawn(20, "x") != drawn(20, "y")


def test_a_right_function_agrees_in_any_order():
    agree("evictions agrees", reference, Evictions())
    agree("evictions agrees", lambda *case: set(reference(*case)), Evictions())


def test_a_counter_example_tells_taints_tolerations_and_the_time():
    def never(now, taints, pods):
        return []

    with pytest.raises(CheckFailed) as raised:
        agree("evictions agrees", never, Evictions())
    message = str(raised.value)
    assert "It is 09:00:00. The node has these taints:" in message
    assert message.count(" tolerates ") == 1


def test_without_taints_nobody_goes():
    assert Evictions().expected(Eviction(NOW, (), ())).items == ()
