"""The group ``autoscaling/v2``: HorizontalPodAutoscaler."""

from __future__ import annotations

from datetime import datetime

from kubelite.objects.apps import Condition
from kubelite.objects.meta import Object, View


class CrossVersionObjectReference(View, frozen=True):
    """What is scaled: a Deployment, for example."""

    api_version: str = ""
    kind: str = ""
    name: str = ""


class MetricTarget(View, frozen=True):
    """Where a metric should be: ``average_utilization`` in percent of the requests, or an average per Pod."""

    type: str = ""
    average_utilization: int | None = None
    average_value: str = ""


class ResourceMetricSource(View, frozen=True):
    """``name`` is ``cpu`` or ``memory``."""

    name: str = ""
    target: MetricTarget = MetricTarget()


class MetricSpec(View, frozen=True):
    """One metric; of its types, ``Resource`` is simulated."""

    type: str = ""
    resource: ResourceMetricSource | None = None


class HPAScalingPolicy(View, frozen=True):
    """At most ``value`` ``Pods``, or ``Percent`` of them, within ``period_seconds``."""

    type: str = ""
    value: int = 0
    period_seconds: int = 0


class HPAScalingRules(View, frozen=True):
    """How fast one direction may be taken; ``select_policy`` is ``Max``, ``Min`` or ``Disabled``."""

    stabilization_window_seconds: int | None = None
    select_policy: str = "Max"
    policies: tuple[HPAScalingPolicy, ...] = ()


class HorizontalPodAutoscalerBehavior(View, frozen=True):
    """The rules for either direction."""

    scale_up: HPAScalingRules | None = None
    scale_down: HPAScalingRules | None = None


class HorizontalPodAutoscalerSpec(View, frozen=True):
    """What is scaled, between which bounds, and by which metrics."""

    scale_target_ref: CrossVersionObjectReference = CrossVersionObjectReference()
    min_replicas: int = 1
    max_replicas: int = 0
    metrics: tuple[MetricSpec, ...] = ()
    behavior: HorizontalPodAutoscalerBehavior | None = None


class HorizontalPodAutoscalerCondition(Condition, frozen=True):
    """``type`` is ``AbleToScale``, ``ScalingActive`` or ``ScalingLimited``."""


class HorizontalPodAutoscalerStatus(View, frozen=True):
    """How many Pods there are, and how many there should be."""

    observed_generation: int | None = None
    last_scale_time: datetime | None = None
    current_replicas: int = 0
    desired_replicas: int = 0
    conditions: tuple[HorizontalPodAutoscalerCondition, ...] = ()


class HorizontalPodAutoscaler(Object, frozen=True):
    """Changes the size of a workload so that its Pods are busy, but not too busy."""

    spec: HorizontalPodAutoscalerSpec = HorizontalPodAutoscalerSpec()
    status: HorizontalPodAutoscalerStatus = HorizontalPodAutoscalerStatus()
