"""What happens in a cluster that may change the mind of a plugin."""

from __future__ import annotations

from enum import StrEnum

from kubelite.objects.core.pod import Pod
from kubelite.rules.podstate import is_finished, is_terminating


class Event(StrEnum):
    """What can happen in a cluster that may help a Pod which found no node."""

    NODE_ADDED = "node added"
    NODE_ALLOCATABLE = "node offers another amount"
    NODE_LABELS = "node labels changed"
    NODE_TAINTS = "node taints changed"
    POD_GONE = "pod finished or deleted"
    POD_LEAVING = "pod is on its way out"
    POD_PLACED = "pod got a node, or other labels there"


def changes_of(old: Pod | None, pod: Pod) -> frozenset[Event]:
    """What about a Pod that has a node may help others."""
    happened = {
        Event.POD_PLACED: old is None or not old.spec.node_name or old.metadata.labels != pod.metadata.labels,
        Event.POD_LEAVING: is_terminating(pod) and not (old and is_terminating(old)),
        Event.POD_GONE: is_finished(pod) and not (old and is_finished(old)),
    }
    return frozenset(event for event, true in happened.items() if true)
