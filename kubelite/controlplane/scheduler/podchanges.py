"""Changes to the manifest of a Pod that make it less demanding. Each changes it in place and says what it did.

What cannot be done leaves ``""``, and the manifest as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kubelite.client import Manifest
from kubelite.objects.core.affinity import NodeSelectorRequirement
from kubelite.objects.core.node import Taint
from kubelite.objects.core.pod import Pod
from kubelite.objects.meta import view_as
from kubelite.rules.nodeaffinity import node_affinity
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.requests import amounts, pod_requests
from kubelite.rules.selectors import whole_number
from kubelite.rules.tolerations import tolerates


def tolerate(manifest: Manifest, taints: Iterable[Taint]) -> str:
    """Let the Pod put up with these taints."""
    tolerations = view_as(Pod, manifest).spec.tolerations
    missing = [taint for taint in taints if not any(tolerates(each, taint) for each in tolerations)]
    added = [_toleration(taint) for taint in missing]
    manifest["spec"]["tolerations"] = [*manifest["spec"].get("tolerations", ()), *added]
    told = [f"{taint.key}={taint.value}:{taint.effect}".replace("=:", ":") for taint in missing]
    return f"let the pod tolerate {', '.join(told)}" if missing else ""


def ask_for_less(manifest: Manifest, node: NodeInfo) -> str:
    """Let the Pod ask for no more than is free on the node, unless that is nothing."""
    wanted = pod_requests(view_as(Pod, manifest))
    if node.requested["pods"] >= node.allocatable["pods"]:
        return ""
    told = []
    for resource, amount in wanted.items():
        free = node.allocatable[resource] - node.requested[resource]
        if amount > max(free, 0):
            if free <= 0 or not _lower(manifest, resource, free):
                return ""
            told.append(f"{_told(resource, free)} instead of {_told(resource, amount)}")
    return f"ask for at most {', '.join(told)} (to run on {node.name})" if told else ""


def drop_node_affinity(manifest: Manifest) -> str:
    """Let the Pod want no labels of nodes."""
    spec = manifest["spec"]
    affinity = spec.get("affinity", {}).get("nodeAffinity", {})
    selector = spec.pop("nodeSelector", None)
    required = affinity.pop("requiredDuringSchedulingIgnoredDuringExecution", None)
    parts = [*["nodeSelector"] * bool(selector), *["required node affinity"] * bool(required)]
    return f"leave out the pod's {' and '.join(parts)}" if parts else ""


def drop_host_ports(manifest: Manifest) -> str:
    """Let no container want a port of the node."""
    ports = [port for container in _containers(manifest) for port in container.get("ports", ())]
    taken = [str(port.pop("hostPort")) for port in ports if port.get("hostPort")]
    return f"leave out hostPort {', '.join(taken)}" if taken else ""


def drop_spreading(manifest: Manifest) -> str:
    """Turn all constraints into wishes."""
    hard = [
        constraint
        for constraint in manifest["spec"].get("topologySpreadConstraints", ())
        if constraint.get("whenUnsatisfiable") != "ScheduleAnyway"
    ]
    for constraint in hard:
        constraint["whenUnsatisfiable"] = "ScheduleAnyway"
        constraint.pop("minDomains", None)  # only hard constraints may have one
    keys = ", ".join(constraint["topologyKey"] for constraint in hard)
    return f"let spreading over {keys} be a wish (whenUnsatisfiable: ScheduleAnyway)" if hard else ""


def drop_affinity(manifest: Manifest) -> str:
    """Let the Pod require neither that other Pods are near it nor that they are not."""
    affinity = manifest["spec"].get("affinity", {})
    dropped = [
        kind
        for kind in ("podAffinity", "podAntiAffinity")
        if affinity.get(kind, {}).pop("requiredDuringSchedulingIgnoredDuringExecution", None)
    ]
    return f"leave out the pod's required {' and '.join(dropped)}" if dropped else ""


def labels_wanted(pod: Pod) -> dict[str, str]:
    """Labels with which a node is as the Pod requires it, as far as labels can do it."""
    wanted = dict(pod.spec.node_selector)
    required = node_affinity(pod).required_during_scheduling_ignored_during_execution
    for expression in required.node_selector_terms[0].match_expressions if required else ():
        value = _value_for(expression)
        if value is not None:
            wanted.setdefault(expression.key, value)
    return wanted


def _value_for(expression: NodeSelectorRequirement) -> str | None:
    match expression.operator:
        case "In":
            return expression.values[0]
        case "Exists":
            return "true"
        case "Gt" | "Lt":
            bound = whole_number(expression.values[0])
            return None if bound is None else str(bound + (1 if expression.operator == "Gt" else -1))
        case _:
            return None


def _toleration(taint: Taint) -> dict[str, Any]:
    made = {"key": taint.key, "operator": "Exists", "effect": taint.effect}
    return made | ({"operator": "Equal", "value": taint.value} if taint.value else {})


def _lower(manifest: Manifest, resource: str, most: int) -> bool:
    """Take from the container that asks for most, until the Pod asks for no more than ``most``."""
    spec = manifest["spec"]
    whole = (spec.get("resources") or {}).get("requests", {})
    asking = [spec] if resource in whole else _containers(manifest)
    for _ in range(2 * len(asking) + 2):
        too_much = pod_requests(view_as(Pod, manifest))[resource] - most
        if too_much <= 0:
            return True
        largest = max(asking, key=lambda holder: _asks(holder, resource))
        left = _asks(largest, resource) - too_much
        if _asks(largest, resource) == 0:
            return False
        largest["resources"]["requests"][resource] = _quantity(resource, max(0, left))
    return False


def _asks(holder: Manifest, resource: str) -> int:
    return amounts((holder.get("resources") or {}).get("requests", {})).get(resource, 0)


def _containers(manifest: Manifest) -> list[dict[str, Any]]:
    spec = manifest["spec"]
    return [*spec.get("initContainers", ()), *spec.get("containers", ())]


def _quantity(resource: str, amount: int) -> str:
    return f"{amount}m" if resource == "cpu" else str(amount)


def _told(resource: str, amount: int) -> str:
    """``cpu 500m``, ``memory 512Mi``."""
    if resource in ("memory", "ephemeral-storage") and amount >= 2**20:
        return f"{resource} {amount // 2**20}Mi"
    return f"{resource} {_quantity(resource, amount)}"
