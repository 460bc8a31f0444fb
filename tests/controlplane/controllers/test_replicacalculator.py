"""The vectors of Kubernetes' own rules for how many Pods a metric asks for, and how fast that may be followed."""

import pytest

from kubelite.clock import EPOCH
from kubelite.controlplane.controllers.replicacalculator import NoMetrics, Target, desired_replicas
from kubelite.controlplane.controllers.scalingspeed import Moment, Step, next_size
from kubelite.objects import view

HALF = Target(percent=50)


def pod(name, *, phase="Running", ready="True", started=3600, ready_for=3600):
    at = {"startTime": _ago(started), "phase": phase}
    conditions = [{"type": "Ready", "status": ready, "lastTransitionTime": _ago(ready_for)}]
    return view({"kind": "Pod", "metadata": {"uid": name, "name": name}, "status": {**at, "conditions": conditions}})


def _ago(seconds):
    hours, minutes = divmod(2 * 3600 - seconds, 3600)
    return f"2026-01-01T{hours:02}:{minutes // 60:02}:{minutes % 60:02}Z"


NOW = EPOCH.replace(hour=2)


def asks(usage, *, pods=None, current=None, target=HALF, request=500.0):
    """How many Pods are wanted when Pods a, b, c … use so much; ``None`` stands for a Pod without metrics."""
    names = "abcdefgh"[: len(usage)]
    pods = pods or [pod(name) for name in names]
    used = {name: amount for name, amount in zip(names, usage, strict=True) if amount is not None}
    requests = dict.fromkeys(names, request)
    return desired_replicas(current or len(pods), pods, "cpu", target, used, requests, NOW)


def test_the_rule_of_three() -> None:
    assert asks([450, 350, 400]) == 5
    assert asks([100, 100, 100]) == 2


def test_near_enough_is_near_enough() -> None:
    assert asks([410, 410, 0], request=500.0, target=Target(percent=50)) == 3
    assert asks([270, 270]) == 2


def test_an_average_per_pod() -> None:
    assert asks([300, 500], target=Target(average=200.0)) == 4


def test_pods_without_metrics_hold_back_either_way() -> None:
    assert asks([900, 900, None]) == 8
    assert asks([100, 100, None]) == 3


def test_pods_that_have_just_started_do_not_drive_it_up() -> None:
    fresh = pod("c", started=60, ready="False", ready_for=60)
    assert asks([900, 900, 2000], pods=[pod("a"), pod("b"), fresh]) == 8
    waiting = pod("c", phase="Pending", ready="False")
    assert asks([900, 900, None], pods=[pod("a"), pod("b"), waiting]) == 8


def test_without_any_metrics_nobody_knows() -> None:
    with pytest.raises(NoMetrics, match="did not receive metrics for targeted pods"):
        asks([None, None])


def autoscaler(least=1, most=100, **behavior):
    spec = {"minReplicas": least, "maxReplicas": most} | ({"behavior": behavior} if behavior else {})
    return view({"kind": "HorizontalPodAutoscaler", "spec": spec})


FOUR = {"type": "Pods", "value": 4, "periodSeconds": 15}
DOUBLE = {"type": "Percent", "value": 100, "periodSeconds": 15}
UP, DOWN = {"policies": [FOUR, DOUBLE]}, {"policies": [DOUBLE]}


def test_without_behavior_it_doubles_at_most_and_remembers_for_five_minutes() -> None:
    assert next_size(autoscaler(), 3, 20, [], [], 0) == Step(6, "ScaleUpLimit")
    assert next_size(autoscaler(), 1, 20, [], [], 0) == Step(4, "ScaleUpLimit")
    assert next_size(autoscaler(most=5), 3, 20, [], [], 0) == Step(5, "TooManyReplicas")
    assert next_size(autoscaler(least=2), 3, 0, [], [], 0) == Step(2, "TooFewReplicas")
    before = [Moment(0, 8)]
    assert next_size(autoscaler(), 8, 2, before, [], 299) == Step(8)
    assert next_size(autoscaler(), 8, 2, before, [], 300) == Step(2)


def test_of_several_policies_the_widest_counts_unless_told_otherwise() -> None:
    assert next_size(autoscaler(scaleUp=UP), 3, 20, [], [], 0).replicas == 7
    assert next_size(autoscaler(scaleUp=UP), 10, 99, [], [], 0).replicas == 20
    assert next_size(autoscaler(scaleUp={**UP, "selectPolicy": "Min"}), 10, 99, [], [], 0).replicas == 14
    assert next_size(autoscaler(scaleUp={**UP, "selectPolicy": "Disabled"}), 10, 99, [], [], 0).replicas == 10


def test_what_was_done_lately_counts_against_the_limit() -> None:
    assert next_size(autoscaler(scaleUp=UP), 7, 20, [], [Moment(10, 4)], 20).replicas == 7
    assert next_size(autoscaler(scaleUp=UP), 7, 20, [], [Moment(0, 4)], 20).replicas == 14


def test_each_direction_has_its_own_memory() -> None:
    slow = autoscaler(scaleUp={**UP, "stabilizationWindowSeconds": 60}, scaleDown=DOWN)
    assert next_size(slow, 3, 6, [Moment(0, 4)], [], 30).replicas == 4
    assert next_size(slow, 3, 6, [Moment(0, 4)], [], 61).replicas == 6
    assert next_size(slow, 6, 2, [Moment(0, 5)], [], 200).replicas == 5
    quick = autoscaler(scaleUp=UP, scaleDown={**DOWN, "stabilizationWindowSeconds": 0})
    assert next_size(quick, 6, 2, [Moment(0, 5)], [], 200).replicas == 2
