"""One or two sentences that sum up a snapshot. Each sentence is written whole, so that it can be translated."""

from __future__ import annotations

from kubelite.view.snapshot import PodState, Snapshot


def narrate(shown: Snapshot) -> str:
    """What somebody who looks at the picture would say first, and then what is wrong, if something is."""
    return " ".join(filter(None, (_pods(shown), _failing(shown), _nodes(shown))))


def _pods(shown: Snapshot) -> str:
    alive = [pod for pod in shown.pods if pod.health not in ("done", "ending")]
    if not alive:
        return _count("No pod runs yet; there is one node.", "No pod runs yet; there are {} nodes.", len(shown.nodes))
    ready = sum(1 for pod in alive if pod.health == "ready")
    pending = len(shown.pending)
    total = len(alive)
    if total == 1:
        return _single(alive[0])
    if pending == total:
        return f"None of {total} pods is ready; all of them are pending."
    if pending:
        one = f"{ready} of {total} pods are ready; 1 is pending."
        return _count(one, f"{ready} of {total} pods are ready; {{}} are pending.", pending)
    if ready < total:
        return f"{ready} of {total} pods are ready; nothing is pending."
    one = f"{ready} of {total} pods are ready on 1 node; nothing is pending."
    places = len({pod.node for pod in alive})
    return _count(one, f"{ready} of {total} pods are ready on {{}} nodes; nothing is pending.", places)


def _single(pod: PodState) -> str:
    if pod.health == "ready":
        return f"The only pod, {pod.name}, is ready on {pod.node}; nothing is pending."
    if pod.health == "pending":
        return f"The only pod, {pod.name}, is pending."
    return f"The only pod, {pod.name}, is not ready."


def _failing(shown: Snapshot) -> str:
    failing = [pod for pod in shown.pods if pod.health == "failing"]
    if not failing:
        return ""
    first = f"{failing[0].name} ({failing[0].state})"
    return _count(f"1 pod is in trouble: {first}.", f"{{}} pods are in trouble, among them {first}.", len(failing))


def _nodes(shown: Snapshot) -> str:
    down = [node.name for node in shown.nodes if not node.ready]
    if not down:
        return ""
    return _count(f"1 node is not ready: {down[0]}.", f"{{}} nodes are not ready, among them {down[0]}.", len(down))


def _count(one: str, many: str, number: int) -> str:
    return one if number == 1 else many.format(number)
