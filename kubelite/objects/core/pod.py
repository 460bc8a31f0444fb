"""The Pod: what it asks for, and what became of it."""

from __future__ import annotations

from datetime import datetime

from kubelite.objects.core.affinity import Affinity, PodSchedulingGate, Toleration, TopologySpreadConstraint
from kubelite.objects.core.container import NO_QUANTITIES, Container, ContainerStatus, Quantities, ResourceRequirements
from kubelite.objects.meta import NO_LABELS, Labels, Object, ObjectMeta, View


class EmptyDirVolumeSource(View, frozen=True):
    """Scratch space that lives and dies with the Pod."""

    medium: str = ""


class HostPathVolumeSource(View, frozen=True):
    """A folder of the node."""

    path: str = ""


class ConfigMapVolumeSource(View, frozen=True):
    """The keys of a ConfigMap as files."""

    name: str = ""
    optional: bool = False


class SecretVolumeSource(View, frozen=True):
    """The keys of a Secret as files."""

    secret_name: str = ""
    optional: bool = False


class PersistentVolumeClaimVolumeSource(View, frozen=True):
    """Storage that outlives the Pod."""

    claim_name: str = ""
    read_only: bool = False


class Volume(View, frozen=True):
    """A volume of the Pod, from one of these sources."""

    name: str = ""
    empty_dir: EmptyDirVolumeSource | None = None
    host_path: HostPathVolumeSource | None = None
    config_map: ConfigMapVolumeSource | None = None
    secret: SecretVolumeSource | None = None
    persistent_volume_claim: PersistentVolumeClaimVolumeSource | None = None


class PodSpec(View, frozen=True):
    """What the Pod asks for. ``node_name`` is ``""`` until a scheduler has chosen."""

    containers: tuple[Container, ...] = ()
    init_containers: tuple[Container, ...] = ()
    volumes: tuple[Volume, ...] = ()
    node_name: str = ""
    node_selector: Labels = NO_LABELS
    affinity: Affinity | None = None
    tolerations: tuple[Toleration, ...] = ()
    topology_spread_constraints: tuple[TopologySpreadConstraint, ...] = ()
    scheduling_gates: tuple[PodSchedulingGate, ...] = ()
    scheduler_name: str = "default-scheduler"
    priority: int = 0
    priority_class_name: str = ""
    preemption_policy: str = ""
    restart_policy: str = "Always"
    termination_grace_period_seconds: int = 30
    active_deadline_seconds: int | None = None
    service_account_name: str = ""
    hostname: str = ""
    subdomain: str = ""
    host_network: bool = False
    overhead: Quantities = NO_QUANTITIES
    resources: ResourceRequirements | None = None


class PodCondition(View, frozen=True):
    """``type`` such as ``Ready``; ``status`` is ``True``, ``False`` or ``Unknown``, as text."""

    type: str = ""
    status: str = ""
    reason: str = ""
    message: str = ""
    last_transition_time: datetime | None = None


class PodIP(View, frozen=True):
    """One address of the Pod."""

    ip: str = ""


class PodStatus(View, frozen=True):
    """What became of the Pod: phase, address, conditions, containers."""

    phase: str = ""
    reason: str = ""
    message: str = ""
    pod_ip: str = ""
    pod_ips: tuple[PodIP, ...] = ()
    host_ip: str = ""
    start_time: datetime | None = None
    qos_class: str = ""
    nominated_node_name: str = ""
    conditions: tuple[PodCondition, ...] = ()
    container_statuses: tuple[ContainerStatus, ...] = ()
    init_container_statuses: tuple[ContainerStatus, ...] = ()


class Pod(Object, frozen=True):
    """The smallest thing that Kubernetes runs: one or more containers that share an address and volumes."""

    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()


class PodTemplateSpec(View, frozen=True):
    """The mould from which a controller makes Pods."""

    metadata: ObjectMeta = ObjectMeta()
    spec: PodSpec = PodSpec()
