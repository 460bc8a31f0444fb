"""The Service: one name and address for many Pods."""

from __future__ import annotations

from kubelite.objects.meta import NO_LABELS, Labels, Object, View


class ServicePort(View, frozen=True):
    """Callers use ``port``; the Pod listens on ``target_port``, a number or the name of a container's port."""

    name: str = ""
    protocol: str = "TCP"
    port: int = 0
    target_port: int | str = 0
    node_port: int = 0
    app_protocol: str = ""


class ServiceSpec(View, frozen=True):
    """``cluster_ip`` is ``"None"`` for a headless Service."""

    type: str = ""
    selector: Labels = NO_LABELS
    ports: tuple[ServicePort, ...] = ()
    cluster_ip: str = ""
    external_name: str = ""
    publish_not_ready_addresses: bool = False
    session_affinity: str = ""
    internal_traffic_policy: str = ""
    external_traffic_policy: str = ""


class LoadBalancerIngress(View, frozen=True):
    """An address outside the cluster."""

    ip: str = ""
    hostname: str = ""


class LoadBalancerStatus(View, frozen=True):
    """The addresses that a load balancer gave."""

    ingress: tuple[LoadBalancerIngress, ...] = ()


class ServiceStatus(View, frozen=True):
    """Only load balancers report something."""

    load_balancer: LoadBalancerStatus = LoadBalancerStatus()


class Service(Object, frozen=True):
    """Sends requests to the ready Pods that its selector matches."""

    spec: ServiceSpec = ServiceSpec()
    status: ServiceStatus = ServiceStatus()
