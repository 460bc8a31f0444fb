"""kubelite/grading/scalings.py: random cases where the rule of lesson 08 and the built-in calculator agree."""

from math import ceil
from random import Random

import pytest

from kubelite import Behaviour, Cluster
from kubelite.grading import CheckFailed, agree
from kubelite.grading.scalings import Scaling, Scalings, is_clear, sizes

DRAWS = Scalings()


def rule(current, usage_percent, target_percent, minimum, maximum):
    """As lesson 08 tells it."""
    ratio = usage_percent / target_percent
    wanted = current if 0.9 <= ratio <= 1.1 else ceil(current * ratio)
    return max(minimum, min(wanted, maximum))


def in_whole_numbers(current, usage_percent, target_percent, minimum, maximum):
    if 10 * abs(usage_percent - target_percent) <= target_percent:
        return current
    return sorted((minimum, -(-current * usage_percent // target_percent), maximum))[1]


@pytest.mark.parametrize("function", [rule, in_whole_numbers])
def test_the_rule_of_the_lesson_is_that_of_kubernetes(function):
    random = Random(0)
    for case in (DRAWS.draw(random) for _ in range(10_000)):
        assert function(*case) == DRAWS.expected(case), DRAWS.told(case)


def test_cases_are_of_all_kinds():
    random = Random(0)
    kinds = {kind_of(DRAWS.draw(random)) for _ in range(300)}
    assert kinds == {"grows", "shrinks", "stays", "at the edge", "at the minimum", "at the maximum"}


def kind_of(case):
    wanted = rule(*case)
    if case.usage_percent * 10 == case.target_percent * 9:
        return "at the edge"
    if wanted == case.current:
        return "stays"
    if wanted in (case.minimum, case.maximum):
        return "at the minimum" if wanted == case.minimum else "at the maximum"
    return "grows" if wanted > case.current else "shrinks"


@pytest.mark.parametrize(
    ("current", "usage", "target"),
    [
        (10, 55, 50),  # abs(1.1 - 1) is a little more than 0.1
        (25, 56, 50),  # 25 * (56 / 50) is a little more than 28
    ],
)
def test_cases_that_hang_on_decimal_numbers_are_not_clear(current, usage, target):
    assert not is_clear(Scaling(current, usage, target, 1, 100))


def test_a_counter_example_becomes_small_and_is_told_in_numbers():
    def rounds_down(current, usage_percent, target_percent, minimum, maximum):
        return max(minimum, min(maximum, int(current * usage_percent / target_percent)))

    with pytest.raises(CheckFailed) as raised:
        agree("It scales", rounds_down, DRAWS)
    assert " % of what they ask for, and the target is " in str(raised.value)
    assert "There may be 1 to 100 pods." in str(raised.value)


def test_smaller_cases_keep_to_the_rules():
    random = Random(1)
    for case in (DRAWS.draw(random) for _ in range(200)):
        for smaller in DRAWS.smaller(case):
            assert is_clear(smaller)
            assert smaller.minimum <= smaller.current <= smaller.maximum


SHOP = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "shop/web:1.0", resources: {requests: {cpu: 500m}}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 2
  maxReplicas: 12
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
"""


def test_sizes_are_those_that_the_autoscaler_gave():
    cluster = Cluster()
    cluster.images["shop/web:1.0"] = Behaviour(concurrency=2, request_cpu=4)
    cluster.use(autoscale=rule)
    cluster.apply(SHOP)
    cluster.load("web", per_second=600)
    assert sizes(cluster) == []
    cluster.run(seconds=120)
    assert sizes(cluster) == [4, 7, 10]
    assert cluster.get("deployment", "web").spec.replicas == 10
