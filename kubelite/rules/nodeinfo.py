"""A Node and the Pods on it: what scheduling code receives.

Source of the idea: ``staging/src/k8s.io/kube-scheduler/framework/types.go`` (``NodeInfo``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kubelite.objects.core.node import Node, Taint
from kubelite.objects.core.pod import Pod
from kubelite.rules.podstate import is_finished
from kubelite.rules.requests import NOTHING, Amounts, amounts, pod_requests, scoring_requests


class NodeInfo:
    """A node, all Pods assigned to it, and what they leave free.

    ``NodeInfo(node, pods)`` builds one by hand. It never changes: ``with_pod`` and ``without_pod`` give another one.
    ``pods`` holds every Pod whose ``spec.node_name`` is this node, finished ones too; these have given back what they
    had, so that ``requested`` and ``free`` leave them out.
    """

    __slots__ = ("_pods", "allocatable", "node", "requested", "scored")

    _pods: dict[str, Pod]
    node: Node
    allocatable: Amounts
    """What Pods may ask for, resource → amount: ``cpu`` in millicores, ``memory`` in bytes, ``pods`` as a number."""
    requested: Amounts
    """What the Pods that are not finished ask for together; ``requested["pods"]`` is how many they are."""
    scored: Amounts
    """The same for scoring, where a container without request counts a little; see ``requests.WHEN_SCORING``."""

    def __init__(self, node: Node, pods: Iterable[Pod] = ()) -> None:
        by_key: dict[str, Pod] = {}
        for pod in pods:
            key = _key(pod)
            if key in by_key:
                raise ValueError(f'two of the pods on {node.metadata.name} are called "{key}"; give each its own name')
            by_key[key] = pod
        running = [pod for pod in by_key.values() if not is_finished(pod)]
        requested = _sum([{"pods": 1, **pod_requests(pod)} for pod in running])
        self._set(node, by_key, amounts(node.status.allocatable), requested, _sum(map(scoring_requests, running)))

    @property
    def name(self) -> str:
        """The name of the node."""
        return self.node.metadata.name

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels of the node."""
        return self.node.metadata.labels

    @property
    def taints(self) -> tuple[Taint, ...]:
        """The taints of the node."""
        return self.node.spec.taints

    @property
    def pods(self) -> tuple[Pod, ...]:
        """All Pods assigned to the node, in the order in which they came; finished ones too."""
        return tuple(self._pods.values())

    @property
    def free(self) -> Amounts:
        """``allocatable`` minus ``requested``; below 0 where a node is over-committed."""
        return Amounts({name: amount - self.requested[name] for name, amount in self.allocatable.items()})

    def with_pod(self, pod: Pod) -> NodeInfo:
        """The same node with ``pod`` on it, in the place of an older version of that Pod."""
        key = _key(pod)
        old = self._pods.get(key)
        pods = {**self._pods, key: pod}
        if old is not None and old.spec == pod.spec and is_finished(old) == is_finished(pod):
            return self._changed(pods, self.requested, self.scored)
        requested, scored = self._less(old)
        if is_finished(pod):
            return self._changed(pods, requested, scored)
        requested = _sum([requested, {"pods": 1}, pod_requests(pod)])
        return self._changed(pods, requested, _sum([scored, scoring_requests(pod)]))

    def without_pod(self, pod: Pod) -> NodeInfo:
        """The same node without ``pod``; itself when the Pod is not there."""
        key = _key(pod)
        if key not in self._pods:
            return self
        pods = dict(self._pods)
        return self._changed(pods, *self._less(pods.pop(key)))

    def with_node(self, node: Node) -> NodeInfo:
        """The same Pods on a newer version of the node."""
        same = node.status.allocatable == self.node.status.allocatable
        allocatable = self.allocatable if same else amounts(node.status.allocatable)
        return _make(node, self._pods, allocatable, self.requested, self.scored)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a NodeInfo cannot be changed ({name} = {value!r}); with_pod(pod) gives you another one")

    def __repr__(self) -> str:
        return f"<NodeInfo {self.name}: {len(self._pods)} pods>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NodeInfo) and self.node == other.node and self._pods == other._pods

    def __hash__(self) -> int:
        return hash((self.name, len(self._pods)))

    def __reduce__(self) -> tuple[Any, ...]:
        return (NodeInfo, (self.node, self.pods))

    def _less(self, pod: Pod | None) -> tuple[Amounts, Amounts]:
        """What remains requested without ``pod``."""
        if pod is None or is_finished(pod):
            return self.requested, self.scored
        return _minus(self.requested, {"pods": 1, **pod_requests(pod)}), _minus(self.scored, scoring_requests(pod))

    def _changed(self, pods: dict[str, Pod], requested: Amounts, scored: Amounts) -> NodeInfo:
        return _make(self.node, pods, self.allocatable, requested, scored)

    def _set(self, node: Node, pods: dict[str, Pod], allocatable: Amounts, requested: Amounts, scored: Amounts) -> None:
        put = object.__setattr__  # the door that __setattr__ leaves open for ourselves
        put(self, "node", node)
        put(self, "_pods", pods)
        put(self, "allocatable", allocatable)
        put(self, "requested", requested)
        put(self, "scored", scored)


def _make(node: Node, pods: dict[str, Pod], allocatable: Amounts, requested: Amounts, scored: Amounts) -> NodeInfo:
    info = NodeInfo.__new__(NodeInfo)
    info._set(node, pods, allocatable, requested, scored)
    return info


def _key(pod: Pod) -> str:
    return pod.metadata.uid or f"{pod.metadata.namespace}/{pod.metadata.name}"


def _sum(parts: Iterable[Mapping[str, int]]) -> Amounts:
    total: dict[str, int] = {}
    for part in parts:
        for resource, amount in part.items():
            total[resource] = total.get(resource, 0) + amount
    return _without_zeros(total)


def _minus(amount: Amounts, less: Mapping[str, int]) -> Amounts:
    return _without_zeros({name: amount[name] - less.get(name, 0) for name in amount})


def _without_zeros(total: dict[str, int]) -> Amounts:
    """A resource that the last Pod gave back is as if nobody had ever asked for it."""
    return Amounts({name: amount for name, amount in total.items() if amount}) if total else NOTHING
