"""How fast a HorizontalPodAutoscaler may follow its metrics: stabilisation and policies, as pure functions.

Source of the rules: ``pkg/controller/podautoscaler/horizontal.go``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kubelite.objects.autoscaling import HorizontalPodAutoscaler, HPAScalingRules

DOWN_WINDOW = 300.0
"""For so many seconds a higher recommendation is remembered before the size goes down."""


class Moment(NamedTuple):
    """A recommendation, or by how many Pods the size was changed (up or down), and when, in seconds."""

    at: float
    replicas: int


class Step(NamedTuple):
    """The next size, and the reason why it is not simply what the metrics ask for."""

    replicas: int
    limited_by: str = ""


def next_size(
    hpa: HorizontalPodAutoscaler,
    current: int,
    wanted: int,
    recommended: Sequence[Moment],
    changed: Sequence[Moment],
    now: float,
) -> Step:
    """The size that follows ``current`` when the metrics ask for ``wanted`` Pods.

    ``recommended`` is what they asked for before, ``changed`` are the changes of size so far.
    """
    if hpa.spec.behavior is None:
        stable = max([wanted, *_since(recommended, now - DOWN_WINDOW)])
        return _clamped(hpa, stable, most=max(2 * current, 4), why_most="ScaleUpLimit")
    up, down = hpa.spec.behavior.scale_up or HPAScalingRules(), hpa.spec.behavior.scale_down or HPAScalingRules()
    lowest = min([wanted, *_since(recommended, now - _window(up, 0.0))])
    highest = max([wanted, *_since(recommended, now - _window(down, DOWN_WINDOW))])
    stable = min(max(current, lowest), highest)
    if stable > current:
        return _clamped(hpa, stable, most=max(current, _up_limit(up, current, changed, now)), why_most="ScaleUpLimit")
    if stable < current:
        return _clamped(hpa, stable, least=min(current, _down_limit(down, current, changed, now)))
    return _clamped(hpa, stable)


def _clamped(
    hpa: HorizontalPodAutoscaler, wanted: int, *, least: int = 0, most: int = 2**31, why_most: str = "TooManyReplicas"
) -> Step:
    """``wanted`` within the bounds of ``hpa`` and those of its speed."""
    floor, ceiling = max(hpa.spec.min_replicas, least), min(hpa.spec.max_replicas, most)
    if wanted < floor:
        return Step(floor, "TooFewReplicas" if floor == hpa.spec.min_replicas else "ScaleDownLimit")
    if wanted > ceiling:
        return Step(ceiling, "TooManyReplicas" if ceiling == hpa.spec.max_replicas else why_most)
    return Step(wanted)


def _window(rules: HPAScalingRules, default: float) -> float:
    seconds = rules.stabilization_window_seconds
    return default if seconds is None else float(seconds)


def _since(moments: Iterable[Moment], begin: float) -> list[int]:
    return [moment.replicas for moment in moments if moment.at > begin]


def _up_limit(rules: HPAScalingRules, current: int, changed: Sequence[Moment], now: float) -> int:
    limits = []
    for policy in rules.policies:
        start = current - sum(_since(changed, now - policy.period_seconds))
        grown = start + policy.value if policy.type == "Pods" else math.ceil(start * (1 + policy.value / 100))
        limits.append(grown)
    return _selected(rules, limits, current, widest=max, narrowest=min)


def _down_limit(rules: HPAScalingRules, current: int, changed: Sequence[Moment], now: float) -> int:
    limits = []
    for policy in rules.policies:
        start = current - sum(_since(changed, now - policy.period_seconds))
        shrunk = start - policy.value if policy.type == "Pods" else int(start * (1 - policy.value / 100))
        limits.append(shrunk)
    return _selected(rules, limits, current, widest=min, narrowest=max)


def _selected(rules: HPAScalingRules, limits: list[int], current: int, *, widest: object, narrowest: object) -> int:
    """The limit that counts among those of several policies: by default the one that allows most."""
    if rules.select_policy == "Disabled" or not limits:
        return current
    choose = narrowest if rules.select_policy == "Min" else widest
    assert callable(choose)
    return int(choose(limits))
