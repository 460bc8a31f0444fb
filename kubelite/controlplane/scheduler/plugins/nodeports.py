"""NodePorts: two Pods cannot listen on the same port of the same node.

Source of the rule: ``pkg/scheduler/framework/plugins/nodeports/node_ports.go`` and ``HostPortInfo`` in
``staging/src/k8s.io/kube-scheduler/framework/types.go``.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from kubelite.controlplane.scheduler.framework import (
    SKIP,
    SUCCESS,
    CycleState,
    Event,
    FilterPlugin,
    Status,
    unschedulable,
)
from kubelite.objects.core.container import ContainerPort
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.podstate import is_finished
from kubelite.rules.requests import is_sidecar

REFUSED = unschedulable("node(s) didn't have free ports for the requested pod ports")
ANY_ADDRESS = ("", "0.0.0.0")


def host_ports(pod: Pod) -> list[ContainerPort]:
    """The ports of the node on which the Pod listens: those with a ``hostPort``, also of sidecars."""
    containers = [*pod.spec.containers, *filter(is_sidecar, pod.spec.init_containers)]
    return [port for container in containers for port in container.ports if port.host_port > 0]


def clash(one: ContainerPort, other: ContainerPort) -> bool:
    """Whether two ports cannot be had at once: same number and protocol, and addresses that are the same or any."""
    if (one.host_port, one.protocol) != (other.host_port, other.protocol):
        return False
    return one.host_ip == other.host_ip or one.host_ip in ANY_ADDRESS or other.host_ip in ANY_ADDRESS


def fits(wanted: Iterable[ContainerPort], node: NodeInfo) -> bool:
    """Whether no Pod on the node that is not finished has one of the ``wanted`` ports."""
    used = [port for pod in node.pods if not is_finished(pod) for port in host_ports(pod)]
    return not any(clash(port, taken) for port in wanted for taken in used)


class NodePorts(FilterPlugin):
    """Leaves out nodes on which a port is taken. A Pod without host ports is not concerned."""

    name = "NodePorts"
    helped_by = frozenset({Event.NODE_ADDED, Event.POD_GONE})

    def looks_at(self, pod: Pod) -> Hashable:
        return tuple(host_ports(pod))

    def pre_filter(self, state: CycleState, pod: Pod) -> Status:
        state["NodePorts"] = host_ports(pod)
        return SUCCESS if state["NodePorts"] else SKIP

    def filter(self, state: CycleState, pod: Pod, node: NodeInfo) -> Status:
        return SUCCESS if fits(state["NodePorts"], node) else REFUSED
