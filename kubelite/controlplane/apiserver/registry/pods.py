"""A new Pod: its first status, and its own labels written into the selectors that ask for them.

Source: ``pkg/registry/core/pod/strategy.go``, functions PrepareForCreate, applySchedulingGatedCondition,
mutatePodAffinity and mutateTopologySpreadConstraints.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kubelite.objects import view
from kubelite.objects.core.pod import Pod
from kubelite.rules.qos import qos_class

Document = dict[str, Any]

_GATED = {
    "type": "PodScheduled",
    "status": "False",
    "reason": "SchedulingGated",
    "message": "Scheduling is blocked due to non-empty scheduling gates",
}


def prepare_pod(pod: Document) -> None:
    """Give a new Pod its status, and merge ``matchLabelKeys`` into the selectors beside them."""
    shown = view(pod)
    assert isinstance(shown, Pod)
    status: Document = {"phase": "Pending", "qosClass": qos_class(shown)}
    spec = pod.get("spec", {})
    if spec.get("schedulingGates"):
        now = pod["metadata"]["creationTimestamp"]
        status["conditions"] = [{"lastProbeTime": None, "lastTransitionTime": now, **_GATED}]
    pod["status"] = status
    labels = pod["metadata"].get("labels", {})
    for holder in [*_affinity_terms(spec), *spec.get("topologySpreadConstraints", ())]:
        _merge_label_keys(holder, labels)


def _affinity_terms(spec: Document) -> Iterator[Document]:
    for kind in ("podAffinity", "podAntiAffinity"):
        rules = spec.get("affinity", {}).get(kind, {})
        for weighted in rules.get("preferredDuringSchedulingIgnoredDuringExecution", ()):
            yield weighted["podAffinityTerm"]
        yield from rules.get("requiredDuringSchedulingIgnoredDuringExecution", ())


def _merge_label_keys(holder: Document, labels: Document) -> None:
    """A key that the Pod has no label for asks for nothing; without a selector nothing matches anyway."""
    selector = holder.get("labelSelector")
    if selector is None:
        return
    merged = [
        {"key": key, "operator": operator, "values": [labels[key]]}
        for field, operator in (("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn"))
        for key in holder.get(field, ())
        if key in labels
    ]
    if merged:
        selector["matchExpressions"] = [*selector.get("matchExpressions", ()), *merged]
