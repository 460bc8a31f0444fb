"""Containers: what a Pod runs, with resources, probes and the states that a kubelet reports."""

from __future__ import annotations

from datetime import datetime

from kubelite.objects.frozen import FrozenMap
from kubelite.objects.meta import View

Quantities = FrozenMap[str, str]
NO_QUANTITIES: Quantities = FrozenMap()


class ContainerPort(View, frozen=True):
    """A port on which the container listens; ``host_port`` is 0 where none is asked for."""

    name: str = ""
    container_port: int = 0
    host_port: int = 0
    host_ip: str = ""
    protocol: str = "TCP"


class ResourceRequirements(View, frozen=True):
    """``requests``: what the scheduler sets aside; ``limits``: what the node enforces. Quantities such as ``500m``,
    ``128Mi``.
    """

    requests: Quantities = NO_QUANTITIES
    limits: Quantities = NO_QUANTITIES


class KeySelector(View, frozen=True):
    """One key of a ConfigMap or Secret."""

    name: str = ""
    key: str = ""
    optional: bool = False


class EnvVarSource(View, frozen=True):
    """Where the value of a variable comes from."""

    config_map_key_ref: KeySelector | None = None
    secret_key_ref: KeySelector | None = None


class EnvVar(View, frozen=True):
    """An environment variable."""

    name: str = ""
    value: str = ""
    value_from: EnvVarSource | None = None


class NamedReference(View, frozen=True):
    """A ConfigMap or Secret by name."""

    name: str = ""
    optional: bool = False


class EnvFromSource(View, frozen=True):
    """All keys of a ConfigMap or Secret as variables."""

    prefix: str = ""
    config_map_ref: NamedReference | None = None
    secret_ref: NamedReference | None = None


class HTTPGetAction(View, frozen=True):
    """A probe that asks for a page."""

    path: str = "/"
    port: int | str = 0


class TCPSocketAction(View, frozen=True):
    """A probe that opens a connection."""

    port: int | str = 0


class ExecAction(View, frozen=True):
    """A probe or hook that runs a command."""

    command: tuple[str, ...] = ()


class GRPCAction(View, frozen=True):
    """A probe that asks a gRPC health service."""

    port: int = 0
    service: str = ""


class Probe(View, frozen=True):
    """How a kubelet finds out about a container; all times in seconds."""

    http_get: HTTPGetAction | None = None
    tcp_socket: TCPSocketAction | None = None
    _exec: ExecAction | None = None
    grpc: GRPCAction | None = None
    initial_delay_seconds: int = 0
    period_seconds: int = 10
    timeout_seconds: int = 1
    success_threshold: int = 1
    failure_threshold: int = 3


class SleepAction(View, frozen=True):
    """A hook that only waits."""

    seconds: int = 0


class LifecycleHandler(View, frozen=True):
    """What is done at a turning point of a container's life."""

    _exec: ExecAction | None = None
    http_get: HTTPGetAction | None = None
    sleep: SleepAction | None = None


class Lifecycle(View, frozen=True):
    """``pre_stop`` is done before a container gets the TERM signal, and counts towards the grace period."""

    post_start: LifecycleHandler | None = None
    pre_stop: LifecycleHandler | None = None


class VolumeMount(View, frozen=True):
    """Where a volume of the Pod appears inside the container."""

    name: str = ""
    mount_path: str = ""
    sub_path: str = ""
    read_only: bool = False


class Container(View, frozen=True):
    """One container of a Pod. An init container with ``restart_policy="Always"`` is a sidecar."""

    name: str = ""
    image: str = ""
    image_pull_policy: str = ""
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    env: tuple[EnvVar, ...] = ()
    env_from: tuple[EnvFromSource, ...] = ()
    ports: tuple[ContainerPort, ...] = ()
    resources: ResourceRequirements = ResourceRequirements()
    startup_probe: Probe | None = None
    readiness_probe: Probe | None = None
    liveness_probe: Probe | None = None
    lifecycle: Lifecycle | None = None
    volume_mounts: tuple[VolumeMount, ...] = ()
    restart_policy: str = ""


class ContainerStateWaiting(View, frozen=True):
    """Not running yet, and why: ``ContainerCreating``, ``CrashLoopBackOff``, ``ImagePullBackOff`` …"""

    reason: str = ""
    message: str = ""


class ContainerStateRunning(View, frozen=True):
    """Running since ``started_at``."""

    started_at: datetime | None = None


class ContainerStateTerminated(View, frozen=True):
    """Ended with ``exit_code``, or by ``signal`` where that is not 0."""

    exit_code: int = 0
    signal: int = 0
    reason: str = ""
    message: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None


class ContainerState(View, frozen=True):
    """Exactly one of the three is there."""

    waiting: ContainerStateWaiting | None = None
    running: ContainerStateRunning | None = None
    terminated: ContainerStateTerminated | None = None


class ContainerStatus(View, frozen=True):
    """What the kubelet reports of one container; ``last_state`` is how the previous run ended."""

    name: str = ""
    image: str = ""
    ready: bool = False
    started: bool = False
    restart_count: int = 0
    state: ContainerState = ContainerState()
    last_state: ContainerState = ContainerState()
