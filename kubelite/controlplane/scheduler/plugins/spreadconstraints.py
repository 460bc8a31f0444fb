"""The constraints of PodTopologySpread that hold for a Pod: its own, or else those that Kubernetes has for everybody.

Source of the rules: ``pkg/scheduler/framework/plugins/podtopologyspread/{plugin,common}.go`` and
``pkg/scheduler/framework/plugins/helper/spread.go``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kubelite.controlplane.scheduler.plugins.podterms import with_label_keys
from kubelite.controlplane.scheduler.plugins.tainttoleration import fits as tolerates_taints
from kubelite.controlplane.scheduler.snapshot import Owner, Snapshot
from kubelite.objects.core.affinity import TopologySpreadConstraint
from kubelite.objects.core.pod import Pod
from kubelite.objects.meta import Labels, LabelSelector
from kubelite.rules.nodeaffinity import matches_required, requires_something
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.owners import controller_of
from kubelite.rules.selectors import matches, matches_labels

HOSTNAME = "kubernetes.io/hostname"
ZONE = "topology.kubernetes.io/zone"
FOR_EVERYBODY = ((HOSTNAME, 3), (ZONE, 5))
"""Topology key and maxSkew of the soft constraints for a Pod that has none of its own."""


class Constraint(NamedTuple):
    """How unevenly the Pods that ``selector`` matches may be spread over the domains of ``key``.

    ``default`` is true for the constraints that Kubernetes has for everybody. They also score nodes without the key.
    """

    key: str
    max_skew: int
    selector: LabelSelector | None
    min_domains: int = 1
    honors_affinity: bool = True
    honors_taints: bool = False
    default: bool = False

    def matches(self, pod: Pod) -> bool:
        """Whether the Pod is one of those that are to be spread."""
        return matches(self.selector, pod.metadata.labels)

    def includes(self, pod: Pod, info: NodeInfo) -> bool:
        """Whether the node counts: it does not when the Pod could not run there anyway, as far as the policies say."""
        if self.honors_affinity and not matches_required(pod, info.node):
            return False
        return not self.honors_taints or tolerates_taints(pod, info.node)

    def includes_all(self, pod: Pod) -> bool:
        """Whether every node counts, since there is nothing to honour."""
        return not (self.honors_affinity and requires_something(pod)) and not self.honors_taints


def hard_constraints(pod: Pod) -> list[Constraint]:
    """The Pod's constraints that a node must meet (DoNotSchedule)."""
    return [_own(pod, own) for own in pod.spec.topology_spread_constraints if own.when_unsatisfiable == "DoNotSchedule"]


def soft_constraints(pod: Pod, cluster: Snapshot) -> list[Constraint]:
    """The Pod's constraints that are wishes (ScheduleAnyway). Those for everybody, if it has none of either kind and
    belongs to a Service or a controller.
    """
    declared = pod.spec.topology_spread_constraints
    if declared:
        return [_own(pod, own) for own in declared if own.when_unsatisfiable == "ScheduleAnyway"]
    selector = application_selector(pod, cluster)
    if selector is None:
        return []
    return [Constraint(key, max_skew, selector, default=True) for key, max_skew in FOR_EVERYBODY]


def application_selector(pod: Pod, cluster: Snapshot) -> LabelSelector | None:
    """What the Pods of the same application have in common: they match the selectors of the Services that select this
    Pod and of the controller that owns it. ``None`` when there are none.
    """
    namespace, labels = pod.metadata.namespace, pod.metadata.labels
    wanted: dict[str, str] = {}
    for service in cluster.services.get(namespace, {}).values():
        selector = service.spec.selector
        if selector and matches_labels(selector, labels):
            wanted.update(selector)
    owner = controller_of(pod)
    owned = cluster.selectors.get(Owner(owner.kind, namespace, owner.name)) if owner else None
    if owned is not None:
        wanted.update(owned.match_labels)
    expressions = owned.match_expressions if owned else ()
    if not wanted and not expressions:
        return None
    return LabelSelector(match_labels=Labels(wanted), match_expressions=expressions)


def has_keys(info: NodeInfo, constraints: Sequence[Constraint]) -> bool:
    """Whether the node is in some domain of every constraint."""
    return all(constraint.key in info.labels for constraint in constraints)


def matching_pods(pod: Pod, constraint: Constraint, cluster: Snapshot) -> Mapping[str, int]:
    """Node name → number of matching Pods. A selector that asks for nothing finds none."""
    selector, counts = constraint.selector, dict[str, int]()
    if selector is None or not (selector.match_labels or selector.match_expressions):
        return counts
    for alike, places in cluster.census.everybody.items():
        if alike.namespace == pod.metadata.namespace and not alike.terminating and matches(selector, alike.labels):
            for name, count in places.items():
                counts[name] = counts.get(name, 0) + count
    return counts


def _own(pod: Pod, own: TopologySpreadConstraint) -> Constraint:
    return Constraint(
        key=own.topology_key,
        max_skew=own.max_skew,
        selector=with_label_keys(own.label_selector, pod.metadata.labels, own.match_label_keys),
        min_domains=own.min_domains or 1,
        honors_affinity=own.node_affinity_policy != "Ignore",
        honors_taints=own.node_taints_policy == "Honor",
    )
