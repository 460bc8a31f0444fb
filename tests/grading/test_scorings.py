"""kubelite/grading/scorings.py: random Pods and nodes, which lesson 05 and Kubernetes score alike."""

from random import Random

import pytest

from kubelite import request
from kubelite.grading import CheckFailed, agree
from kubelite.grading.scorings import Scorings


def reference(pod, node):
    """The rule as lesson 05 tells it."""
    total = 0
    for resource in ("cpu", "memory"):
        free = node.allocatable[resource] - node.requested[resource] - request(pod, resource)
        total += max(free, 0) * 100 // node.allocatable[resource]
    return total // 2


def with_decimal_numbers(pod, node):
    """Right but for what decimal numbers lose: 0.29 * 100 is less than 29."""
    shares = []
    for resource in ("cpu", "memory"):
        used = node.requested[resource] + request(pod, resource)
        shares.append(max(0, int((node.allocatable[resource] - used) / node.allocatable[resource] * 100)))
    return sum(shares) // 2


def rounded_at_the_end(pod, node):
    total = 0.0
    for resource in ("cpu", "memory"):
        free = node.allocatable[resource] - node.requested[resource] - request(pod, resource)
        total += max(free, 0) * 100 / node.allocatable[resource]
    return int(total / 2)


@pytest.mark.slow
def test_the_lesson_and_kubernetes_agree_on_10_000_draws():
    draws, random = Scorings(), Random("scorings")
    cases = [draws.draw(random) for _ in range(10_000)]
    scores = [draws.expected(case) for case in cases]
    assert [reference(*case) for case in cases] == scores
    assert 0.05 < sum(score == 0 for score in scores) / len(scores) < 0.3, "full nodes must be drawn, but not only"
    assert len(set(scores)) > 80
    assert sum(rounded_at_the_end(*case) != score for case, score in zip(cases, scores, strict=True)) / 10_000 > 0.05


@pytest.mark.slow
def test_decimal_numbers_are_no_mistake():
    draws, random = Scorings(), Random(2)
    assert all(
        with_decimal_numbers(*case) == draws.expected(case) for case in (draws.draw(random) for _ in range(3000))
    )


def test_cases_also_agree_when_something_was_taken_out():
    draws, random = Scorings(), Random(1)
    for case in (draws.draw(random) for _ in range(200)):
        for less in draws.smaller(case):
            assert reference(*less) == draws.expected(less)


def test_a_right_function_agrees(capsys):
    agree("least_allocated agrees", reference, Scorings())
    assert capsys.readouterr() == ("✓ least_allocated agrees\n", "")


def test_a_counter_example_is_small_and_told():
    def forgets_the_new_pod(pod, node):
        return reference(pod, node.without_pod(pod)) + 1

    with pytest.raises(CheckFailed) as raised:
        agree("It agrees", forgets_the_new_pod, Scorings())
    assert "node-a offers cpu" in str(raised.value)
    assert "there:" not in str(raised.value)
    assert "two containers" not in str(raised.value)
