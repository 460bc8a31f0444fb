"""The group ``policy/v1``: how many Pods may be taken away at once."""

from __future__ import annotations

from kubelite.objects.apps import Condition
from kubelite.objects.meta import NO_LABELS, Labels, LabelSelector, Object, View


class PodDisruptionBudgetSpec(View, frozen=True):
    """Of the Pods that ``selector`` matches, how many must stay or may be missing: a number, or a share as ``50%``."""

    min_available: int | str | None = None
    max_unavailable: int | str | None = None
    selector: LabelSelector | None = None
    unhealthy_pod_eviction_policy: str = ""


class PodDisruptionBudgetStatus(View, frozen=True):
    """``disruptions_allowed`` is how many may go now; ``disrupted_pods`` names those that are already going."""

    observed_generation: int = 0
    disrupted_pods: Labels = NO_LABELS
    disruptions_allowed: int = 0
    current_healthy: int = 0
    desired_healthy: int = 0
    expected_pods: int = 0
    conditions: tuple[Condition, ...] = ()


class PodDisruptionBudget(Object, frozen=True):
    """A promise that enough Pods of an application stay."""

    spec: PodDisruptionBudgetSpec = PodDisruptionBudgetSpec()
    status: PodDisruptionBudgetStatus = PodDisruptionBudgetStatus()
