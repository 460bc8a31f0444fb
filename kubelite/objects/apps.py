"""The group ``apps/v1``: Deployment and ReplicaSet."""

from __future__ import annotations

from datetime import datetime

from kubelite.objects.core.pod import PodTemplateSpec
from kubelite.objects.meta import LabelSelector, Object, View


class RollingUpdateDeployment(View, frozen=True):
    """Numbers of Pods, or shares such as ``25%``."""

    max_surge: int | str = "25%"
    max_unavailable: int | str = "25%"


class DeploymentStrategy(View, frozen=True):
    """``type`` is ``RollingUpdate`` or ``Recreate``."""

    type: str = "RollingUpdate"
    rolling_update: RollingUpdateDeployment | None = None


class DeploymentSpec(View, frozen=True):
    """How many Pods of which template there should be; times in seconds."""

    replicas: int = 1
    selector: LabelSelector = LabelSelector()
    template: PodTemplateSpec = PodTemplateSpec()
    strategy: DeploymentStrategy = DeploymentStrategy()
    min_ready_seconds: int = 0
    revision_history_limit: int = 10
    paused: bool = False
    progress_deadline_seconds: int = 600


class Condition(View, frozen=True):
    """``type`` such as ``Available``; ``status`` is ``True``, ``False`` or ``Unknown``, as text."""

    type: str = ""
    status: str = ""
    reason: str = ""
    message: str = ""
    last_transition_time: datetime | None = None


class DeploymentCondition(Condition, frozen=True):
    """A condition that also says when it was last looked at."""

    last_update_time: datetime | None = None


class DeploymentStatus(View, frozen=True):
    """Counts of Pods, and conditions ``Available`` and ``Progressing``."""

    observed_generation: int = 0
    replicas: int = 0
    updated_replicas: int = 0
    ready_replicas: int = 0
    available_replicas: int = 0
    unavailable_replicas: int = 0
    terminating_replicas: int | None = None
    collision_count: int | None = None
    conditions: tuple[DeploymentCondition, ...] = ()


class Deployment(Object, frozen=True):
    """Keeps ReplicaSets: one for every version of the template."""

    spec: DeploymentSpec = DeploymentSpec()
    status: DeploymentStatus = DeploymentStatus()


class ReplicaSetSpec(View, frozen=True):
    """How many Pods of which template there should be."""

    replicas: int = 1
    min_ready_seconds: int = 0
    selector: LabelSelector = LabelSelector()
    template: PodTemplateSpec = PodTemplateSpec()


class ReplicaSetStatus(View, frozen=True):
    """Counts of Pods."""

    observed_generation: int = 0
    replicas: int = 0
    fully_labeled_replicas: int = 0
    ready_replicas: int = 0
    available_replicas: int = 0
    terminating_replicas: int | None = None
    conditions: tuple[Condition, ...] = ()


class ReplicaSet(Object, frozen=True):
    """Keeps a number of equal Pods."""

    spec: ReplicaSetSpec = ReplicaSetSpec()
    status: ReplicaSetStatus = ReplicaSetStatus()
