"""kubelite/grading/updates.py: random cases where the rule of lesson 09 and the built-in one agree."""

from math import ceil, floor
from random import Random

import pytest

from kubelite import Cluster
from kubelite.grading import CheckFailed, agree
from kubelite.grading.expectations import meets
from kubelite.grading.updates import Update, Updates, is_clear, resized

DRAWS = Updates()


def pods_of(amount, replicas):
    return amount if isinstance(amount, int) else replicas * int(amount.removesuffix("%")) / 100


def rule(replicas, max_surge, max_unavailable):
    """As lesson 09 tells it."""
    surge, unavailable = ceil(pods_of(max_surge, replicas)), floor(pods_of(max_unavailable, replicas))
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return replicas + surge, max(0, replicas - unavailable)


def percent_first(replicas, max_surge, max_unavailable):
    """The same for somebody who divides before multiplying, and gives back a list."""
    amounts = [max_surge, max_unavailable]
    for at, rounded in ((0, ceil), (1, floor)):
        if isinstance(amounts[at], str):
            amounts[at] = rounded(int(amounts[at][:-1]) / 100 * replicas)
    if amounts == [0, 0]:
        amounts[1] = 1
    return [replicas + amounts[0], max(0, replicas - amounts[1])]


@pytest.mark.parametrize("function", [rule, percent_first])
def test_the_rule_of_the_lesson_is_that_of_kubernetes(function):
    random = Random(0)
    for case in (DRAWS.draw(random) for _ in range(10_000)):
        assert meets(function(*case), DRAWS.expected(case)), DRAWS.told(case)


def test_cases_are_of_all_kinds():
    random = Random(0)
    cases = [DRAWS.draw(random) for _ in range(300)]
    assert {type(case.max_surge) for case in cases} == {type(case.max_unavailable) for case in cases} == {int, str}
    assert any(rule(*case) == (case.replicas, case.replicas - 1) for case in cases), "both are 0"
    assert any(floor(pods_of(case.max_unavailable, case.replicas)) > case.replicas for case in cases)
    for amount in ("max_surge", "max_unavailable"):
        assert any(pods_of(getattr(case, amount), case.replicas) % 1 for case in cases), "it must be rounded"


def test_cases_that_hang_on_decimal_numbers_are_not_clear():
    assert ceil(100 * 0.07) == 8
    assert not is_clear(Update(100, "7%", 0))
    assert is_clear(Update(100, 7, 0))


def test_a_counter_example_becomes_small_and_is_told_as_in_a_manifest():
    def both_up(replicas, max_surge, max_unavailable):
        unavailable = ceil(pods_of(max_unavailable, replicas))
        return rule(replicas, max_surge, unavailable)

    with pytest.raises(CheckFailed, match=r"replicas: \d+, maxSurge: 0, maxUnavailable: \d+%"):
        agree("It updates", both_up, DRAWS)


def test_smaller_cases_are_smaller_and_clear():
    random = Random(1)
    for case in (DRAWS.draw(random) for _ in range(200)):
        for smaller in DRAWS.smaller(case):
            assert smaller != case
            assert is_clear(smaller)
            assert smaller.replicas <= case.replicas


WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "shop/web:1.0"}]}
"""


def test_resized_tells_the_steps_of_an_update():
    cluster = Cluster()
    cluster.use(fenceposts=lambda replicas, max_surge, max_unavailable: (replicas, replicas - 1))
    cluster.apply(WEB)
    cluster.run(until=cluster.ready)
    assert resized(cluster) == [(0, 2)]
    cluster.apply(WEB.replace("1.0", "2.0"))
    cluster.run(seconds=60)
    assert resized(cluster) == [(0, 2), (2, 1), (0, 1), (1, 0), (1, 2)]
