"""The picture in words: a sentence that sums it up, a line for every node, what is pending, and who receives requests.

The same content as the SVG picture, for terminals, for screen readers and for comparing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kubelite.view.amounts import of_total
from kubelite.view.narration import narrate
from kubelite.view.snapshot import NodeState, PodState, ServiceState, Snapshot, without_system
from kubelite.view.table import columns


def to_text(whole: Snapshot, system: bool = False) -> str:
    """The snapshot as text, the same for the same snapshot. ``system`` shows the namespaces ``kube-…``, too."""
    shown = whole if system else without_system(whole)
    parts = [
        narrate(shown),
        _nodes(shown),
        _waiting("PENDING", "No scheduler has looked at it yet.", shown.pending),
        _waiting("ON NO NODE", "Its node is gone.", shown.elsewhere),
        _services(shown.services),
    ]
    return "\n\n".join(part for part in parts if part)


def _nodes(shown: Snapshot) -> str:
    pods = {pod.key: pod for pod in shown.pods}
    rows = [_node(node, [pods[key] for key in node.pods if key in pods]) for node in shown.nodes]
    return columns([["NODE", "STATUS", "CPU", "MEMORY", "PODS"], *rows]) if rows else ""


def _node(node: NodeState, pods: Sequence[PodState]) -> list[str]:
    status = ", ".join([node.status, *(["cordoned"] if node.cordoned else [])])
    words = [*summed_up(pods), *(f"[taint {taint}]" for taint in node.taints)]
    return [
        node.name,
        status,
        of_total(node.cpu, "cpu"),
        of_total(node.memory, "memory"),
        ", ".join(words) or "-",
    ]


def summed_up(pods: Iterable[PodState]) -> Iterator[str]:
    """``web ×2``, ``cart (CrashLoopBackOff)``: Pods of one owner in one state are counted; ready ones need no word."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for pod in pods:
        counts[short_owner(pod), "" if pod.health == "ready" else pod.state] += 1
    for (owner, state), count in sorted(counts.items()):
        yield f"{owner}{f' ×{count}' if count > 1 else ''}{f' ({state})' if state else ''}"


def short_owner(pod: PodState) -> str:
    """The name of whoever manages the Pod; its own name when nobody does."""
    return pod.owner.partition("/")[2] or pod.name


def _waiting(title: str, otherwise: str, pods: Sequence[PodState]) -> str:
    lines = [f"{pod.name}: {pod.reason or otherwise}" for pod in pods]
    return "\n".join([title, *lines]) if lines else ""


def _services(services: Sequence[ServiceState]) -> str:
    rows = [[item.name, *_endpoints(item)] for item in services]
    return columns([["SERVICE", "ENDPOINTS READY", "PODS"], *rows]) if rows else ""


def _endpoints(service: ServiceState) -> tuple[str, str]:
    total = len(service.ready) + len(service.not_ready)
    listed = [*service.ready, *(f"{name} (not ready)" for name in service.not_ready)]
    cut = [*listed[:5], f"{len(listed) - 5} more"] if len(listed) > 6 else listed
    return f"{len(service.ready)} of {total}", ", ".join(cut) or "-"
