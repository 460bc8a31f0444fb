"""Remedies: what would help a Pod that found no node. Each one was tried in thought before it is told.

A remedy is found node by node: as long as a filter says no, change what that filter looks at, and ask again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from random import Random
from typing import Any, NamedTuple

import msgspec

from kubelite.client import Manifest
from kubelite.controlplane.scheduler.cycle import decide, filter_nodes
from kubelite.controlplane.scheduler.decision import Decision, Remedy
from kubelite.controlplane.scheduler.framework import CycleState, Rejection
from kubelite.controlplane.scheduler.plugins.nodeunschedulable import CORDONED
from kubelite.controlplane.scheduler.podchanges import (
    ask_for_less,
    drop_affinity,
    drop_host_ports,
    drop_node_affinity,
    drop_spreading,
    labels_wanted,
    tolerate,
)
from kubelite.controlplane.scheduler.profile import Profile
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.objects.meta import view_as
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.requests import pod_requests

MOST_CHANGES = 4
MOST_NODES = 20
"""How many nodes are looked at, of each group of nodes with the same reason one after the other."""


class _Found(NamedTuple):
    """A remedy, the parts that it satisfies step by step, and what the Pod would have to do without: 0 for nothing."""

    steps: tuple[str, ...]
    loss: float
    remedy: Remedy


Fix = Callable[[Manifest, NodeInfo], str]
"""Changes the manifest of a Pod so that a filter lets it onto the node; says how, or ``""`` when it cannot."""


def _tolerate_taints(manifest: Manifest, node: NodeInfo) -> str:
    return tolerate(manifest, [t for t in node.taints if t.effect in ("NoSchedule", "NoExecute")])


FIXES: Mapping[str, Fix] = {
    "NodeUnschedulable": lambda manifest, node: tolerate(manifest, [CORDONED]),
    "TaintToleration": _tolerate_taints,
    "NodeAffinity": lambda manifest, node: drop_node_affinity(manifest),
    "NodePorts": lambda manifest, node: drop_host_ports(manifest),
    "NodeResourcesFit": ask_for_less,
    "PodTopologySpread": lambda manifest, node: drop_spreading(manifest),
    "InterPodAffinity": lambda manifest, node: drop_affinity(manifest),
}


def remedies(manifest: Manifest, profile: Profile, cluster: Snapshot, most: int = 5) -> tuple[Remedy, ...]:
    """What would help the Pod, the smallest changes first. Nothing, when it needs no help.

    ``manifest`` is the Pod. Functions of a learner are asked as they are; what they object to, nobody here can change.
    """
    pod = view_as(Pod, manifest)
    decision = decide(profile, pod, cluster, Random(0))
    if decision.node:
        return ()
    found: list[_Found] = []
    for info in _worth_a_look(decision, cluster):
        found += _of_node(pod, info, profile, cluster)
        found += _of_pod(manifest, info, profile, cluster)
    found += _new_node(pod, profile, cluster)
    best: dict[tuple[str, ...], Remedy] = {}
    for each in sorted(found, key=lambda each: (len(each.steps), each.loss)):
        best.setdefault(each.steps, each.remedy)
    return tuple(best.values())[:most]


def _worth_a_look(decision: Decision, cluster: Snapshot) -> Iterator[NodeInfo]:
    """Some nodes of every reason."""
    groups: dict[Rejection, list[str]] = {}
    for name, why in decision.rejected.items():
        groups.setdefault(why, []).append(name)
    for number in range(MOST_NODES):
        for names in groups.values():
            if number < len(names) and number * len(groups) < MOST_NODES:
                yield cluster.nodes[names[number]]


def _of_pod(manifest: Manifest, info: NodeInfo, profile: Profile, cluster: Snapshot) -> Iterator[_Found]:
    """What about the Pod would have to be otherwise so that it could run on this node."""
    changed, told, steps = deepcopy(manifest), list[str](), list[str]()
    for _ in range(MOST_CHANGES):
        why = _why_not(profile, view_as(Pod, changed), info, cluster)
        if why is None:
            yield _Found(tuple(steps), _loss(manifest, changed), Remedy(" and ".join(told), "Pod", changed))
            return
        step = FIXES[why.plugin](changed, info) if why.plugin in FIXES else ""
        if not step:
            return
        told.append(step)
        steps.append(why.plugin)


def _loss(manifest: Manifest, changed: Manifest) -> float:
    """How much less is asked for, as the sum of the shares of all resources."""
    before, after = pod_requests(view_as(Pod, manifest)), pod_requests(view_as(Pod, changed))
    return sum(1 - after[resource] / amount for resource, amount in before.items() if amount)


def _of_node(pod: Pod, info: NodeInfo, profile: Profile, cluster: Snapshot) -> Iterator[_Found]:
    """What about the node would have to be otherwise."""
    node, name = info.node, info.name
    if node.spec.unschedulable:
        open_again = msgspec.structs.replace(node, spec=msgspec.structs.replace(node.spec, unschedulable=False))
        if _why_not(profile, pod, info.with_node(open_again), cluster) is None:
            patch = _node_manifest(name) | {"spec": {"unschedulable": False}}
            remedy = Remedy(f"let new pods onto {name} again (kubectl uncordon {name})", "Node", patch)
            yield _Found(("uncordon",), 0, remedy)
    labels = {key: value for key, value in labels_wanted(pod).items() if info.labels.get(key) != value}
    if labels:
        metadata = msgspec.structs.replace(node.metadata, labels=type(node.metadata.labels)({**info.labels, **labels}))
        if _why_not(profile, pod, info.with_node(msgspec.structs.replace(node, metadata=metadata)), cluster) is None:
            command = " ".join(["kubectl label node", name, *(f"{key}={value}" for key, value in labels.items())])
            yield _Found(("label",), 0, Remedy(f"label {name} ({command})", "Node", _node_manifest(name, labels)))


def _new_node(pod: Pod, profile: Profile, cluster: Snapshot) -> Iterator[_Found]:
    """A further node with as much as the Pod asks for, and with the labels that it wants."""
    number = next(n for n in range(1, len(cluster.nodes) + 2) if f"new-node-{n}" not in cluster.nodes)
    name, wanted = f"new-node-{number}", pod_requests(pod)
    offered = {"cpu": f"{max(1000, wanted['cpu'])}m", "memory": str(max(2**30, wanted["memory"])), "pods": "110"}
    offered |= {resource: str(amount) for resource, amount in wanted.items() if resource not in offered}
    places = {info.labels.get("topology.kubernetes.io/zone", "") for info in cluster.nodes.values()}
    for zone in sorted(places | {""}):
        labels = {"kubernetes.io/hostname": name} | ({"topology.kubernetes.io/zone": zone} if zone else {})
        labels |= labels_wanted(pod)
        made = _node_manifest(name, labels) | {"status": {"allocatable": offered, "capacity": offered}}
        info = NodeInfo(view_as(Node, made))
        if _why_not(profile, pod, info, cluster) is None:
            size = ", ".join(f"{resource} {amount}" for resource, amount in offered.items() if resource in wanted)
            where = f" in zone {zone}" if zone else ""
            remedy = Remedy(f"add a node{where} with {size or 'room for one more pod'}", "Node", made)
            yield _Found(("a node", "more"), 0, remedy)
            return


def _why_not(profile: Profile, pod: Pod, info: NodeInfo, cluster: Snapshot) -> Rejection | None:
    """Why the Pod could not run on the node, if that were as given, in place of the one of that name or beside all."""
    if info.name in cluster.nodes and cluster.nodes[info.name].node is info.node:
        supposed = cluster
    else:
        supposed = cluster.with_node(info)
    _, rejected = filter_nodes(profile, pod, [info], CycleState(supposed))
    return rejected.get(info.name)


def _node_manifest(name: str, labels: Mapping[str, str] | None = None) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": name} | ({"labels": dict(labels)} if labels else {})
    return {"apiVersion": "v1", "kind": "Node", "metadata": metadata}
