"""The snapshot: all that the scheduler's rules may look at when they judge a node.

Source of the idea: ``pkg/scheduler/backend/cache/snapshot.go``; the objects around the Pods come from informers there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, overload

from kubelite.controlplane.scheduler.census import Census
from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.objects.core.service import Service
from kubelite.objects.meta import NO_LABELS, Labels, LabelSelector
from kubelite.objects.policy import PodDisruptionBudget
from kubelite.rules.nodeinfo import NodeInfo

Key = tuple[str, str]
"""Namespace and name."""


class Owner(NamedTuple):
    """A ReplicaSet, StatefulSet or ReplicationController, as a Pod's owner reference names it."""

    kind: str
    namespace: str
    name: str


class Journal:
    """The names of nodes that have changed, in order. Who remembers how far he has read need not look at all nodes."""

    LONGEST = 100_000

    def __init__(self) -> None:
        self._names: list[str] = []
        self._forgotten = 0

    def __len__(self) -> int:
        return self._forgotten + len(self._names)

    def note(self, name: str) -> None:
        """This node has changed."""
        self._names.append(name)
        if len(self._names) > self.LONGEST:
            del self._names[: self.LONGEST // 2]
            self._forgotten += self.LONGEST // 2

    def since(self, position: int) -> Collection[str] | None:
        """Which nodes have changed since there were ``position`` notes; ``None`` if that is forgotten."""
        begin = position - self._forgotten
        return set(self._names[begin:]) if begin >= 0 else None


class Snapshot:
    """Nodes with their Pods, and the objects that rules ask about.

    The scheduler's cache keeps one up to date; ``Snapshot.of(nodes)`` makes one by hand. Rules read, and never write.
    """

    def __init__(self) -> None:
        self.nodes: dict[str, NodeInfo] = {}
        """By name, in the order in which they came."""
        self.removals = 0
        """How many nodes have been taken out so far."""
        self.journal = Journal()
        """Which nodes have changed."""
        self.census = Census()
        """The Pods on these nodes, counted by what rules see of them."""
        self.images: dict[str, dict[str, int]] = {}
        """Image name → node name → size in bytes, for the nodes that have it."""
        self.nominated: dict[str, dict[str, Pod]] = {}
        """Node name → uid → Pod that waits until this node has room for it (``status.nominatedNodeName``)."""
        self.namespaces: dict[str, Labels] = {}
        """Namespace → its labels."""
        self.services: dict[str, dict[str, Service]] = {}
        """Namespace → name → Service."""
        self.selectors: dict[Owner, LabelSelector] = {}
        """The selectors of those who own Pods."""
        self.budgets: dict[Key, PodDisruptionBudget] = {}

    @classmethod
    def of(cls, nodes: Iterable[NodeInfo]) -> Snapshot:
        """A snapshot of these nodes, and nothing around them."""
        snapshot = cls()
        for info in nodes:
            snapshot.put(info)
        return snapshot

    def put(self, info: NodeInfo) -> None:
        """Take in a node with its Pods, or another state of one."""
        self.remove(info.name)
        self.nodes[info.name] = info
        self.journal.note(info.name)
        self.put_images(info.node)
        for pod in info.pods:
            self.census.add(pod, info.name)

    def remove(self, name: str) -> None:
        """Forget a node and its Pods."""
        info = self.nodes.pop(name, None)
        if info is not None:
            self.removals += 1
            self.drop_images(info.node)
            for pod in info.pods:
                self.census.remove(pod, name)

    def change(self, info: NodeInfo) -> None:
        """Take in another state of a node that is there; its Pods and images are counted by whoever calls this."""
        self.nodes[info.name] = info
        self.journal.note(info.name)

    def named(self, names: Sequence[str]) -> Sequence[NodeInfo]:
        """The nodes with these names. They are looked up when somebody looks at them: many plugins skip most Pods."""
        return _Named(self.nodes, names)

    def what_if(self, info: NodeInfo) -> Snapshot:
        """The same cluster with other Pods on one of its nodes; this snapshot does not change."""
        before = {id(pod): pod for pod in self.nodes[info.name].pods}
        after = {id(pod): pod for pod in info.pods}
        gone = [pod for key, pod in before.items() if key not in after]
        came = [pod for key, pod in after.items() if key not in before]
        other = Snapshot()
        other.__dict__.update(self.__dict__)
        other.nodes = {**self.nodes, info.name: info}
        other.census = self.census.changed(info.name, gone, came)
        return other

    def with_node(self, info: NodeInfo) -> Snapshot:
        """The same cluster with one node more, without Pods, or with another version of a node; this snapshot does not
        change.
        """
        other = Snapshot()
        other.__dict__.update(self.__dict__)
        other.nodes = {**self.nodes, info.name: info}
        return other

    def labels_of(self, namespace: str) -> Labels:
        """The labels of a namespace."""
        return self.namespaces.get(namespace, NO_LABELS)

    def nominees(self, node: str, pod: Pod) -> list[Pod]:
        """The Pods for which ``node`` is kept free, as far as ``pod`` must respect them: none of lower priority."""
        waiting = self.nominated.get(node, {}).items()
        return [other for uid, other in waiting if other.spec.priority >= pod.spec.priority and uid != pod.metadata.uid]

    def put_images(self, node: Node) -> None:
        """Note which images a node has."""
        for image in node.status.images:
            for name in image.names:
                self.images.setdefault(name, {})[node.metadata.name] = image.size_bytes

    def drop_images(self, node: Node) -> None:
        """Forget which images a node has."""
        for name in {name for image in node.status.images for name in image.names}:
            nodes = self.images[name]
            nodes.pop(node.metadata.name, None)
            if not nodes:
                del self.images[name]


class _Named(Sequence[NodeInfo]):
    """Nodes by name, as a sequence."""

    __slots__ = ("_names", "_nodes")

    def __init__(self, nodes: Mapping[str, NodeInfo], names: Sequence[str]) -> None:
        self._nodes = nodes
        self._names = names

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[NodeInfo]:
        return map(self._nodes.__getitem__, self._names)

    @overload
    def __getitem__(self, index: int) -> NodeInfo: ...
    @overload
    def __getitem__(self, index: slice) -> list[NodeInfo]: ...
    def __getitem__(self, index: int | slice) -> NodeInfo | list[NodeInfo]:
        if isinstance(index, slice):
            return [self._nodes[name] for name in self._names[index]]
        return self._nodes[self._names[index]]
