"""What the scheduler knows of the cluster: a snapshot, kept up to date by what has changed.

A Pod that was just given a node is *assumed* to be there until the API reports it, so that the next Pod does not get
the same room.

Source of the idea: ``pkg/scheduler/backend/cache/cache.go``.
"""

from __future__ import annotations

import msgspec

from kubelite.controlplane.scheduler.framework import Event
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo


class Cache:
    """Nodes, and the Pods assigned to them. A Pod may be seen before its node is; it waits in ``_homeless``."""

    def __init__(self) -> None:
        self.snapshot = Snapshot()
        self._placed: dict[str, Pod] = {}
        self._assumed: set[str] = set()
        self._homeless: dict[str, dict[str, Pod]] = {}
        self._nominated: dict[str, str] = {}

    def nodes(self) -> list[NodeInfo]:
        """All nodes, in the order in which they came."""
        return list(self.snapshot.nodes.values())

    def pods(self, node_name: str) -> tuple[Pod, ...]:
        """The Pods on a node."""
        info = self.snapshot.nodes.get(node_name)
        return info.pods if info else ()

    def put_node(self, node: Node) -> frozenset[Event]:
        """Take in a new node or a newer version of one; what about it may help a waiting Pod."""
        name = node.metadata.name
        info = self.snapshot.nodes.get(name)
        if info is None:
            self.snapshot.put(NodeInfo(node, self._homeless.pop(name, {}).values()))
            return frozenset({Event.NODE_ADDED})
        self.snapshot.drop_images(info.node)
        self.snapshot.put_images(node)
        self.snapshot.change(info.with_node(node))
        return _changes(info.node, node)

    def remove_node(self, name: str) -> None:
        """Forget a node; its Pods stay assigned to it until somebody deletes them."""
        info = self.snapshot.nodes.get(name)
        self.snapshot.remove(name)
        if info is not None and info.pods:
            self._homeless[name] = {pod.metadata.uid: pod for pod in info.pods}

    def put_pod(self, pod: Pod) -> None:
        """Take in a Pod that has a node, or a newer version of it."""
        self._withdraw(pod)
        uid, name = pod.metadata.uid, pod.spec.node_name
        before = self._placed.get(uid)
        if before is not None and before.spec.node_name != name:
            self.remove_pod(before)
            before = None
        self._placed[uid] = pod
        self._assumed.discard(uid)
        info = self.snapshot.nodes.get(name)
        if info is None:
            self._homeless.setdefault(name, {})[uid] = pod
            return
        if before is not None:
            self.snapshot.census.remove(before, name)
        self.snapshot.census.add(pod, name)
        self.snapshot.change(info.with_pod(pod))

    def remove_pod(self, pod: Pod) -> None:
        """Forget a Pod; nothing happens when it is not known."""
        self._withdraw(pod)
        uid = pod.metadata.uid
        self._assumed.discard(uid)
        placed = self._placed.pop(uid, None)
        if placed is None:
            return
        name = placed.spec.node_name
        info = self.snapshot.nodes.get(name)
        if info is None:
            self._homeless.get(name, {}).pop(uid, None)
            return
        self.snapshot.census.remove(placed, name)
        self.snapshot.change(info.without_pod(placed))

    def nominate(self, pod: Pod, node_name: str) -> None:
        """Keep ``node_name`` free for a Pod that waits for room there, against less important ones. ``""`` ends it."""
        self._withdraw(pod)
        if not node_name:
            return
        self._nominated[pod.metadata.uid] = node_name
        self.snapshot.nominated.setdefault(node_name, {})[pod.metadata.uid] = pod

    def _withdraw(self, pod: Pod) -> None:
        node_name = self._nominated.pop(pod.metadata.uid, None)
        if node_name is not None:
            waiting = self.snapshot.nominated[node_name]
            del waiting[pod.metadata.uid]
            if not waiting:
                del self.snapshot.nominated[node_name]

    def assume(self, pod: Pod, node_name: str) -> None:
        """Count ``pod`` on the node from now on, before the API says so."""
        spec = msgspec.structs.replace(pod.spec, node_name=node_name)
        self.put_pod(msgspec.structs.replace(pod, spec=spec))
        self._assumed.add(pod.metadata.uid)

    def is_assumed(self, pod: Pod) -> bool:
        """Whether the API has yet to report that the Pod has its node."""
        return pod.metadata.uid in self._assumed


def _changes(old: Node, new: Node) -> frozenset[Event]:
    """What of a node that scheduling looks at is another than before."""
    different = {
        Event.NODE_ALLOCATABLE: old.status.allocatable != new.status.allocatable,
        Event.NODE_LABELS: old.metadata.labels != new.metadata.labels,
        Event.NODE_TAINTS: (old.spec.taints, old.spec.unschedulable) != (new.spec.taints, new.spec.unschedulable),
    }
    return frozenset(event for event, changed in different.items() if changed)
