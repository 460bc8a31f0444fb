"""How a new template of a DaemonSet comes to the nodes: pure functions.

Either the old Pod of a node goes first, on a few nodes at a time (``maxUnavailable``), or the new one comes first, and
for a while there are two (``maxSurge``).

Source of the rules: ``pkg/controller/daemon/{update,daemon_controller}.go``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from kubelite.controlplane.controllers.rollout import resolve
from kubelite.controlplane.controllers.statefulpods import revision_hash
from kubelite.objects import DaemonSet, Pod
from kubelite.objects.apps import RollingUpdateDaemonSet
from kubelite.rules.podstate import is_available, is_finished, is_ready, is_terminating

PodsByNode = Mapping[str, Sequence[Pod]]


class Round(NamedTuple):
    """Delete these Pods, and give these nodes a Pod of the new template besides the one that they have."""

    delete: list[Pod]
    create: list[str]


class OnNode(NamedTuple):
    """The Pods of one node that stay: of the new template, and of earlier ones, the oldest first."""

    new: list[Pod]
    old: list[Pod]


def surges(ds: DaemonSet) -> bool:
    """Whether a node may have two Pods for a while."""
    strategy = ds.spec.update_strategy
    return strategy.type == "RollingUpdate" and _rolling(ds).max_surge not in (0, "0%")


def excess(ds: DaemonSet, pods: Sequence[Pod], hash: str, now: datetime) -> list[Pod]:
    """Which of the ``pods`` of one node are too many: there is one; while it surges, one of each template.

    The old one goes when the new one is available, or is of no use itself.
    """
    if not surges(ds):
        return [pod for pod in pods if not is_terminating(pod)][1:]
    node = _on_node([pod for pod in pods if not is_finished(pod)], hash)
    leaving = [*node.new[1:], *node.old[1:]]
    if node.new and node.old and (not is_ready(node.old[0]) or _is_available(ds, node.new[0], now)):
        leaving.append(node.old[0])
    return leaving


def next_round(ds: DaemonSet, pods: PodsByNode, hash: str, now: datetime) -> Round:
    """What to do now on the nodes that want a Pod, with ``pods`` by node, the oldest first."""
    nodes = {name: _on_node(found, hash) for name, found in pods.items()}
    surge = resolve(_rolling(ds).max_surge, len(nodes), round_up=True)
    unavailable = resolve(_rolling(ds).max_unavailable, len(nodes), round_up=True)
    if surge:
        return Round([], _second_pods(ds, nodes, surge, now))
    return Round(_replaced(ds, nodes, unavailable or 1, now), [])


def _replaced(ds: DaemonSet, nodes: Mapping[str, OnNode], allowed: int, now: datetime) -> list[Pod]:
    """Old Pods that are of no use go at once, others as far as it is ``allowed``."""
    allowed -= sum(not any(_is_available(ds, pod, now) for pod in (*node.new, *node.old)) for node in nodes.values())
    old = [node.old[0] for node in nodes.values() if node.old and not node.new]
    useless = [pod for pod in old if not _is_available(ds, pod, now)]
    return useless + [pod for pod in old if pod not in useless][: max(0, allowed)]


def _second_pods(ds: DaemonSet, nodes: Mapping[str, OnNode], allowed: int, now: datetime) -> list[str]:
    """Nodes whose old Pod is of no use get a new one at once, others as far as it is ``allowed``."""
    allowed -= sum(bool(node.new and node.old) for node in nodes.values())
    old = {name: node.old[0] for name, node in nodes.items() if node.old and not node.new}
    useless = [name for name, pod in old.items() if not _is_available(ds, pod, now)]
    return useless + [name for name in old if name not in useless][: max(0, allowed)]


def _on_node(pods: Sequence[Pod], hash: str) -> OnNode:
    alive = [pod for pod in pods if not is_terminating(pod)]
    new = [pod for pod in alive if revision_hash(pod) == hash]
    return OnNode(new, [pod for pod in alive if pod not in new])


def _rolling(ds: DaemonSet) -> RollingUpdateDaemonSet:
    return ds.spec.update_strategy.rolling_update or RollingUpdateDaemonSet()


def _is_available(ds: DaemonSet, pod: Pod, now: datetime) -> bool:
    return is_available(pod, ds.spec.min_ready_seconds, now)
