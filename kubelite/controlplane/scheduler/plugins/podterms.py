"""Terms of affinity between Pods, with everything filled in that depends on the Pod which has them.

Source of the rules: ``pkg/scheduler/framework/types.go`` (``AffinityTerm``), and for the keys of labels
``pkg/registry/core/pod/strategy.go``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.affinity import PodAffinityTerm
from kubelite.objects.meta import LabelSelector, LabelSelectorRequirement
from kubelite.rules.selectors import matches


class Term(NamedTuple):
    """Pods of these namespaces that ``selector`` matches, on nodes with the same value of ``topology_key``.

    ``weight`` is 0 for a requirement, and below 0 for a wish to keep away.
    """

    namespaces: frozenset[str]
    namespace_selector: LabelSelector | None
    selector: LabelSelector | None
    topology_key: str
    weight: int = 0

    def meets(self, namespace: str, labels: Mapping[str, str], cluster: Snapshot) -> bool:
        """Whether a Pod with this namespace and these labels is one of those that the term means."""
        if not matches(self.selector, labels):
            return False
        return namespace in self.namespaces or (
            self.namespace_selector is not None and matches(self.namespace_selector, cluster.labels_of(namespace))
        )


def term_of(term: PodAffinityTerm, namespace: str, labels: Mapping[str, str], weight: int = 0) -> Term:
    """The term, of a Pod with this namespace and these labels. Without any namespaces it means the Pod's own."""
    own = not term.namespaces and term.namespace_selector is None
    selector = with_label_keys(term.label_selector, labels, term.match_label_keys, term.mismatch_label_keys)
    namespaces = frozenset({namespace} if own else term.namespaces)
    return Term(namespaces, term.namespace_selector, selector, term.topology_key, weight)


def with_label_keys(
    selector: LabelSelector | None, labels: Mapping[str, str], same: tuple[str, ...], other: tuple[str, ...] = ()
) -> LabelSelector | None:
    """``selector``, with "the same value as in ``labels``" for the keys ``same``, and "another" for the keys ``other``.

    Keys that ``labels`` does not have ask for nothing.
    """
    if selector is None or not (same or other):
        return selector
    added = [_requirement(key, "In", labels) for key in same if key in labels]
    added += [_requirement(key, "NotIn", labels) for key in other if key in labels]
    return LabelSelector(
        match_labels=selector.match_labels, match_expressions=(*selector.match_expressions, *added)
    )


def _requirement(key: str, operator: str, labels: Mapping[str, str]) -> LabelSelectorRequirement:
    return LabelSelectorRequirement(key=key, operator=operator, values=(labels[key],))
