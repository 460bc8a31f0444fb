"""Binding: a Pod gets its node.

Source: ``pkg/registry/core/pod/storage/storage.go`` (``assignPod``) and ``plugin/pkg/admission/podtopologylabels``.
"""

from __future__ import annotations

from typing import Any

from kubelite.objects.errors import BadRequest, UnknownError, conflict

Document = dict[str, Any]

_TOPOLOGY = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")


def bound(pod: Document, node_name: str, node: Document | None, now: str) -> Document:
    """The Pod with its node; ``Conflict`` when it has one already, is being deleted, or is held back by a gate.

    Since 1.36 a bound Pod carries the zone and region of its node as labels.
    """
    _refuse(pod)
    condition = {"type": "PodScheduled", "status": "True", "lastTransitionTime": now}
    others = [each for each in pod["status"].get("conditions") or () if each["type"] != "PodScheduled"]
    placed: Document = {
        **pod,
        "spec": {**pod["spec"], "nodeName": node_name},
        "status": {**pod["status"], "conditions": [*others, condition]},
    }
    labels = (node or {}).get("metadata", {}).get("labels", {})
    copied = {key: labels[key] for key in _TOPOLOGY if key in labels}
    if copied:
        placed["metadata"] = {**pod["metadata"], "labels": {**pod["metadata"].get("labels", {}), **copied}}
    return placed


def target(binding: Document, name: str) -> str:
    """The node that a Binding for the Pod ``name`` asks for; ``BadRequest`` or ``UnknownError`` if it asks wrongly."""
    if binding.get("metadata", {}).get("name") != name:
        raise BadRequest("name in URL does not match name in Binding object")
    asked = binding.get("target", {})
    kind, node = asked.get("kind", ""), asked.get("name", "")
    wrong = []
    if kind not in ("", "Node"):
        wrong.append(f'target.kind: Unsupported value: "{kind}": supported values: "Node", "<empty>"')
    if not node:
        wrong.append("target.name: Required value")
    if wrong:
        raise UnknownError(wrong[0] if len(wrong) == 1 else f"[{', '.join(wrong)}]")
    return str(node)


def _refuse(pod: Document) -> None:
    name, place = pod["metadata"]["name"], pod["spec"].get("nodeName")
    why = ""
    if pod["metadata"].get("deletionTimestamp"):
        why = f"pod {name} is being deleted, cannot be assigned to a host"
    elif place:
        why = f'pod {name} is already assigned to node "{place}"'
    elif pod["spec"].get("schedulingGates"):
        why = f"pod {name} has non-empty .spec.schedulingGates"
    if why:
        raise conflict("pods/binding", name, why)
