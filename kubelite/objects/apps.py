"""The group ``apps/v1``: Deployment, ReplicaSet, StatefulSet, DaemonSet, ControllerRevision."""

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


class RollingUpdateStatefulSetStrategy(View, frozen=True):
    """Pods with an ordinal below ``partition`` keep the version that they have."""

    partition: int = 0


class StatefulSetUpdateStrategy(View, frozen=True):
    """``type`` is ``RollingUpdate`` or ``OnDelete``."""

    type: str = "RollingUpdate"
    rolling_update: RollingUpdateStatefulSetStrategy | None = None


class StatefulSetOrdinals(View, frozen=True):
    """The number of the first Pod."""

    start: int = 0


class StatefulSetSpec(View, frozen=True):
    """How many Pods of which template; ``pod_management_policy`` is ``OrderedReady`` or ``Parallel``."""

    replicas: int = 1
    min_ready_seconds: int = 0
    selector: LabelSelector = LabelSelector()
    template: PodTemplateSpec = PodTemplateSpec()
    service_name: str = ""
    pod_management_policy: str = "OrderedReady"
    update_strategy: StatefulSetUpdateStrategy = StatefulSetUpdateStrategy()
    ordinals: StatefulSetOrdinals | None = None
    revision_history_limit: int = 10


class StatefulSetStatus(View, frozen=True):
    """Counts of Pods, and the names of the ControllerRevisions that they have and shall have."""

    observed_generation: int = 0
    replicas: int = 0
    ready_replicas: int = 0
    available_replicas: int = 0
    current_replicas: int = 0
    updated_replicas: int = 0
    current_revision: str = ""
    update_revision: str = ""
    collision_count: int | None = None


class StatefulSet(Object, frozen=True):
    """Keeps Pods that are not equal: each has a number, a name and storage of its own."""

    spec: StatefulSetSpec = StatefulSetSpec()
    status: StatefulSetStatus = StatefulSetStatus()


class RollingUpdateDaemonSet(View, frozen=True):
    """Numbers of Pods, or shares such as ``10%``."""

    max_unavailable: int | str = 1
    max_surge: int | str = 0


class DaemonSetUpdateStrategy(View, frozen=True):
    """``type`` is ``RollingUpdate`` or ``OnDelete``."""

    type: str = "RollingUpdate"
    rolling_update: RollingUpdateDaemonSet | None = None


class DaemonSetSpec(View, frozen=True):
    """The template of the Pod that every node gets."""

    min_ready_seconds: int = 0
    selector: LabelSelector = LabelSelector()
    template: PodTemplateSpec = PodTemplateSpec()
    update_strategy: DaemonSetUpdateStrategy = DaemonSetUpdateStrategy()
    revision_history_limit: int = 10


class DaemonSetStatus(View, frozen=True):
    """Counts of nodes that should have, and that have, a Pod."""

    observed_generation: int = 0
    current_number_scheduled: int = 0
    desired_number_scheduled: int = 0
    number_misscheduled: int = 0
    number_ready: int = 0
    number_available: int = 0
    number_unavailable: int = 0
    updated_number_scheduled: int = 0
    collision_count: int | None = None


class DaemonSet(Object, frozen=True):
    """Keeps one Pod on every node that fits."""

    spec: DaemonSetSpec = DaemonSetSpec()
    status: DaemonSetStatus = DaemonSetStatus()


class ControllerRevision(Object, frozen=True):
    """A template as it was: the history of a StatefulSet or DaemonSet. A higher ``revision`` is a later one."""

    revision: int = 0
