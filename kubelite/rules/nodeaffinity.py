"""Node affinity: which Nodes a Pod must have, by their labels or by their name.

Source of the rules: ``staging/src/k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go``.
"""

from __future__ import annotations

from kubelite.objects.core.affinity import NodeAffinity, NodeSelector, NodeSelectorTerm
from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.rules.selectors import holds, matches_labels

NO_AFFINITY = NodeAffinity()


def requires_something(pod: Pod) -> bool:
    """Whether the Pod does not take just any node."""
    return bool(pod.spec.node_selector) or bool(node_affinity(pod).required_during_scheduling_ignored_during_execution)


def matches_required(pod: Pod, node: Node) -> bool:
    """Whether ``node`` has all labels of the Pod's ``nodeSelector`` and matches its required node affinity."""
    if not matches_labels(pod.spec.node_selector, node.metadata.labels):
        return False
    required = node_affinity(pod).required_during_scheduling_ignored_during_execution
    return required is None or matches_selector(required, node)


def matches_selector(selector: NodeSelector, node: Node) -> bool:
    """Whether at least one term of ``selector`` matches ``node``."""
    return any(matches_term(term, node) for term in selector.node_selector_terms)


def matches_term(term: NodeSelectorTerm, node: Node) -> bool:
    """Whether all expressions (over labels) and fields (``metadata.name``) of ``term`` hold.

    An empty term matches nothing.
    """
    if not term.match_expressions and not term.match_fields:
        return False
    fields = {"metadata.name": node.metadata.name}
    return all(holds(expression, node.metadata.labels) for expression in term.match_expressions) and all(
        holds(field, fields) for field in term.match_fields
    )


def named_nodes(pod: Pod) -> frozenset[str] | None:
    """The names of the only nodes that the required terms allow; ``None`` unless every term names some.

    No name is left where the fields of every term contradict each other.
    """
    required = node_affinity(pod).required_during_scheduling_ignored_during_execution
    if required is None:
        return None
    names: set[str] = set()
    for term in required.node_selector_terms:
        fields = [set(f.values) for f in term.match_fields if (f.key, f.operator) == ("metadata.name", "In")]
        if not fields:
            return None
        names |= set.intersection(*fields)
    return frozenset(names)


def preference(pod: Pod, node: Node) -> int:
    """The sum of the weights of the Pod's preferred terms that ``node`` matches, 0 where there are none."""
    preferred = node_affinity(pod).preferred_during_scheduling_ignored_during_execution
    return sum(wish.weight for wish in preferred if matches_term(wish.preference, node))


def node_affinity(pod: Pod) -> NodeAffinity:
    """The node affinity of the Pod, an empty one where it has none."""
    affinity = pod.spec.affinity
    return affinity.node_affinity if affinity and affinity.node_affinity else NO_AFFINITY
