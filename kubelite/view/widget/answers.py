"""What the picture is asked about one object: details, logs, events, and why it is where it is."""

from __future__ import annotations

from typing import Any

from kubelite.cluster import Cluster
from kubelite.controlplane.scheduler import Decision
from kubelite.objects.errors import APIError
from kubelite.view.widget.actions import named

Answer = dict[str, Any]


def answer(cluster: Cluster, about: str, aspect: str) -> Answer:
    """``{"text": …}``, for "why" also a table; a refusal of the API is an answer, too."""
    kind, namespace, name = named(about)
    try:
        if aspect == "why":
            return why(cluster.why(name, namespace))
        return {"text": str(_TEXTS[aspect](cluster, kind, name, namespace))}
    except (APIError, KeyError) as refusal:
        return {"text": str(refusal)}


def why(decision: Decision) -> Answer:
    """A Decision as a table, one row a node: the reason for a no, or the weighted score of every plugin. And what would
    help.
    """
    plugins = [f"{column.plugin} ×{column.weight}" for column in decision.scored]
    said = f"{decision.node} was chosen." if decision.node else decision.message
    return {
        "text": said,
        "plugins": plugins,
        "rows": [_row(decision, node) for node in decision.nodes],
        "help": [remedy.text for remedy in decision.remedies],
    }


def _row(decision: Decision, node: str) -> Answer:
    refused = decision.rejected.get(node)
    if refused is not None:
        return {"node": node, "no": f"{refused.plugin}: {', '.join(refused.reasons)}"}
    scores = decision.scores.get(node, {})
    cells = [scores[column.plugin].weighted for column in decision.scored]
    return {"node": node, "scores": cells, "total": decision.total.get(node), "chosen": node == decision.node}


def _events(cluster: Cluster, kind: str, name: str, namespace: str) -> str:
    found = [
        event
        for event in cluster.client.list("Event", namespace or "default")
        if event.involved_object.kind.lower() == kind and event.involved_object.name == name
    ]
    lines = [f"{event.type}  {event.reason}  {event.message}{_times(event.count)}" for event in found]
    return "\n".join(lines) or "Nothing was said about it."


def _times(count: int | None) -> str:
    return f"  (×{count})" if count and count > 1 else ""


def _logs(cluster: Cluster, _kind: str, name: str, namespace: str) -> str:
    return cluster.logs(name, namespace) or "It printed nothing."


_TEXTS = {
    "details": lambda cluster, kind, name, namespace: cluster.describe(kind, name, namespace),
    "events": _events,
    "logs": _logs,
}
