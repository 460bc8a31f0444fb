"""NodeName: a Pod that names its node runs there and nowhere else.

Source of the rule: ``pkg/scheduler/framework/plugins/nodename/node_name.go``.
"""

from __future__ import annotations

from collections.abc import Hashable

from kubelite.controlplane.scheduler.framework import SUCCESS, CycleState, Event, FilterPlugin, Status, unresolvable
from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo

REFUSED = unresolvable("node(s) didn't match the requested node name")


def fits(pod: Pod, node: Node) -> bool:
    """Whether the Pod asks for this node, or for none in particular."""
    return pod.spec.node_name in ("", node.metadata.name)


class NodeName(FilterPlugin):
    """Leaves out all nodes but the one that the Pod names."""

    name = "NodeName"
    helped_by = frozenset({Event.NODE_ADDED})
    looks_at_pods = False

    def looks_at(self, pod: Pod) -> Hashable:
        return pod.spec.node_name

    def filter(self, state: CycleState, pod: Pod, node: NodeInfo) -> Status:
        return SUCCESS if fits(pod, node.node) else REFUSED
