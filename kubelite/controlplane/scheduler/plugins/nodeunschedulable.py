"""NodeUnschedulable: no new Pods for a cordoned node.

Source of the rule: ``pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go``.
"""

from __future__ import annotations

from collections.abc import Hashable

from kubelite.controlplane.scheduler.framework import SUCCESS, CycleState, Event, FilterPlugin, Status, unresolvable
from kubelite.objects.core.node import Node, Taint
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.tolerations import NO_SCHEDULE, tolerates

CORDONED = Taint(key="node.kubernetes.io/unschedulable", effect=NO_SCHEDULE)
REFUSED = unresolvable("node(s) were unschedulable")


def fits(pod: Pod, node: Node) -> bool:
    """Whether the node takes new Pods (``kubectl cordon`` says no), or the Pod tolerates that it does not."""
    return not node.spec.unschedulable or any(tolerates(toleration, CORDONED) for toleration in pod.spec.tolerations)


class NodeUnschedulable(FilterPlugin):
    """Leaves out cordoned nodes."""

    name = "NodeUnschedulable"
    helped_by = frozenset({Event.NODE_ADDED, Event.NODE_TAINTS})
    looks_at_pods = False

    def looks_at(self, pod: Pod) -> Hashable:
        return pod.spec.tolerations

    def filter(self, state: CycleState, pod: Pod, node: NodeInfo) -> Status:
        return SUCCESS if fits(pod, node.node) else REFUSED
