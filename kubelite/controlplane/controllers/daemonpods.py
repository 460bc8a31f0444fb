"""On which nodes a DaemonSet wants a Pod, and what this Pod looks like: pure functions.

Source of the rules: ``pkg/controller/daemon/{daemon_controller,util/daemonset_util}.go``.
"""

from __future__ import annotations

from typing import Any

from kubelite.client import Manifest
from kubelite.objects import DaemonSet, Node, Pod
from kubelite.objects.core.affinity import Toleration
from kubelite.objects.meta import view_as
from kubelite.rules.nodeaffinity import matches_required, named_nodes
from kubelite.rules.tolerations import NO_EXECUTE, NO_SCHEDULE, untolerated

_PUT_UP_WITH = (
    ("node.kubernetes.io/not-ready", NO_EXECUTE),
    ("node.kubernetes.io/unreachable", NO_EXECUTE),
    ("node.kubernetes.io/disk-pressure", NO_SCHEDULE),
    ("node.kubernetes.io/memory-pressure", NO_SCHEDULE),
    ("node.kubernetes.io/pid-pressure", NO_SCHEDULE),
    ("node.kubernetes.io/unschedulable", NO_SCHEDULE),
)
"""What the Pods of every DaemonSet tolerate, and for ever: they belong to the node."""

_PUT_UP_WITH_ON_THE_HOST = ("node.kubernetes.io/network-unavailable", NO_SCHEDULE)


def tolerations(spec: Manifest) -> list[Manifest]:
    """The tolerations of a Pod with this ``spec``: its own, and those that every DaemonSet's Pods have."""
    wanted = [*_PUT_UP_WITH, *([_PUT_UP_WITH_ON_THE_HOST] if spec.get("hostNetwork") else [])]
    found: list[Manifest] = list(spec.get("tolerations", []))
    for key, effect in wanted:
        always = {"key": key, "operator": "Exists", "effect": effect}
        found = [always if _is_about_the_same(each, always) else each for each in found]
        found += [always] if always not in found else []
    return found


def _is_about_the_same(own: Manifest, always: Manifest) -> bool:
    """Whether a toleration means the same taint; only for how long may differ, and then the Pod's own has no say."""
    return {field: value for field, value in own.items() if field != "tolerationSeconds"} == always


def template_for(template: Manifest, node: str) -> Manifest:
    """The pod ``template`` for one ``node``: the scheduler places the Pod, but may place it nowhere else."""
    spec = template["spec"]
    field = {"key": "metadata.name", "operator": "In", "values": [node]}
    required = {"nodeSelectorTerms": [{"matchFields": [field]}]}
    affinity: dict[str, Any] = {**(spec.get("affinity") or {})}
    node_affinity = {**(affinity.get("nodeAffinity") or {})}
    affinity["nodeAffinity"] = node_affinity | {"requiredDuringSchedulingIgnoredDuringExecution": required}
    return {**template, "spec": {**spec, "affinity": affinity, "tolerations": tolerations(spec)}}


def fits(ds: DaemonSet, spec: Manifest, node: Node) -> bool:
    """Whether ``node`` should have a Pod of ``ds``, whose template has this ``spec``: labels, and taints of any effect
    but PreferNoSchedule.
    """
    pod = Pod(spec=ds.spec.template.spec)
    if pod.spec.node_name not in ("", node.metadata.name) or not matches_required(pod, node):
        return False
    return untolerated(_views(spec), node.spec.taints, (NO_SCHEDULE, NO_EXECUTE)) is None


def may_stay(ds: DaemonSet, spec: Manifest, node: Node) -> bool:
    """Whether a Pod that is on ``node`` already may go on there: a NoSchedule taint does not drive it away."""
    if not matches_required(Pod(spec=ds.spec.template.spec), node):
        return False
    return untolerated(_views(spec), node.spec.taints, (NO_EXECUTE,)) is None


def node_of(pod: Pod) -> str:
    """The node on which ``pod`` is, or for which it is meant."""
    if pod.spec.node_name:
        return pod.spec.node_name
    names = named_nodes(pod)
    return next(iter(names)) if names and len(names) == 1 else ""


def _views(spec: Manifest) -> list[Toleration]:
    return [view_as(Toleration, each) for each in tolerations(spec)]
