"""Pods and nodes made by hand, in one line each, for checks and for trying out a function.

web = a_pod("web", cpu="500m", memory="128Mi")
node = a_node("worker-1", cpu="2", memory="4Gi", pods=[web])
shop = a_replicaset("shop", replicas=2)
first = a_pod("shop-1", owner=shop, ready=True)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from kubelite import objects
from kubelite.objects import Node, Object, Pod, ReplicaSet, Service
from kubelite.objects.core.container import ContainerState
from kubelite.objects.core.node import Taint
from kubelite.objects.meta import view_as
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.owners import owner_reference

Manifest = dict[str, Any]
MOMENT = "2026-01-01T09:00:00Z"  # when Pods became ready, or were deleted


def a_container(
    name: str,
    *,
    cpu: str = "",
    memory: str = "",
    limits: Mapping[str, str] | None = None,
    ports: Mapping[str, int] | None = None,
) -> Manifest:
    """The manifest of one container; ``cpu`` and ``memory`` are its requests, ``ports`` the numbers of named ports."""
    asked = {key: quantity for key, quantity in (("cpu", cpu), ("memory", memory)) if quantity}
    resources = {key: dict(some) for key, some in (("requests", asked), ("limits", limits or {})) if some}
    made: Manifest = {"name": name, "image": f"shop/{name}:1.0", "resources": resources}
    if ports:
        made["ports"] = [{"name": called, "containerPort": number} for called, number in ports.items()]
    return made


def a_pod(
    name: str,
    *containers: Manifest,
    cpu: str = "",
    memory: str = "",
    limits: Mapping[str, str] | None = None,
    phase: str = "Running",
    init: Iterable[Manifest] = (),
    labels: Mapping[str, str] | None = None,
    namespace: str = "default",
    owner: Object | None = None,
    terminating: bool = False,
    node: str = "",
    ready: bool | None = None,
    ip: str = "",
    tolerations: Iterable[Mapping[str, Any]] = (),
    node_selector: Mapping[str, str] | None = None,
    started: str = "",
) -> Pod:
    """A Pod. Without ``containers`` it has one, which asks for ``cpu`` and ``memory``; ``init`` run before them.

    ``owner`` manages it, and a ReplicaSet gives it its labels. It is on ``node``. ``terminating`` says that somebody
    has deleted it and it is about to go. ``ready`` is its condition Ready; it has none without it. ``tolerations`` are
    written as in a manifest. ``started`` is when it was made and began to run: ``"2026-01-01T09:00:00Z"``.
    """
    own = list(containers) or [a_container("main", cpu=cpu, memory=memory, limits=limits)]
    spec: Manifest = {"containers": own}
    if first := list(init):
        spec["initContainers"] = first
    if node:
        spec["nodeName"] = node
    if selector := dict(node_selector or {}):
        spec["nodeSelector"] = selector
    if tolerated := [dict(toleration) for toleration in tolerations]:
        spec["tolerations"] = tolerated
    if labels is None and isinstance(owner, ReplicaSet):
        labels = owner.spec.template.metadata.labels
    metadata = _metadata(name, namespace, labels) | ({"creationTimestamp": started} if started else {})
    if owner is not None:
        metadata["ownerReferences"] = [owner_reference(owner)]
    if terminating:
        metadata["deletionTimestamp"] = MOMENT
    status: Manifest = {"phase": phase} | ({"podIP": ip} if ip else {}) | ({"startTime": started} if started else {})
    if ready is not None:
        status["conditions"] = [{"type": "Ready", "status": str(ready), "lastTransitionTime": MOMENT}]
    return cast(Pod, _view("v1", "Pod", metadata, spec=spec, status=status))


def a_taint(text: str, *, added: str = "") -> Taint:
    """A taint as kubectl writes it: ``"dedicated=database:NoSchedule"``, or without a value ``"gpu:NoExecute"``.

    ``added`` is when it came to its node: ``"2026-01-01T09:00:00Z"``.
    """
    mark, _, effect = text.rpartition(":")
    key, _, value = mark.partition("=")
    if not key or not effect:
        raise ValueError(f'a_taint("{text}"): give a key, a value if there is one, and an effect: "gpu=yes:NoSchedule"')
    since = {"timeAdded": added} if added else {}
    return view_as(Taint, {"key": key, "value": value, "effect": effect, **since})


def a_node(
    name: str,
    *,
    cpu: str = "4",
    memory: str = "8Gi",
    max_pods: int = 110,
    pods: Iterable[Pod] = (),
    labels: Mapping[str, str] | None = None,
) -> NodeInfo:
    """A node with ``pods`` on it, as a filter receives it. It offers ``cpu``, ``memory``, and room for ``max_pods``."""
    offers = {"cpu": cpu, "memory": memory, "pods": str(max_pods)}
    status = {"capacity": offers, "allocatable": offers}
    return NodeInfo(cast(Node, _view("v1", "Node", {"name": name, "labels": dict(labels or {})}, status=status)), pods)


def a_replicaset(
    name: str, *, replicas: int, labels: Mapping[str, str] | None = None, namespace: str = "default"
) -> ReplicaSet:
    """A ReplicaSet that wants ``replicas`` Pods with these ``labels``, or with ``app`` = its name."""
    wanted = dict(labels or {"app": name})
    template = {"metadata": {"labels": wanted}, "spec": {"containers": [a_container("main")]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": wanted}, "template": template}
    return cast(ReplicaSet, _view("apps/v1", "ReplicaSet", _metadata(name, namespace, wanted), spec=spec))


def a_service(
    name: str, *, selector: Mapping[str, str], port: int, target_port: int | str = 0, namespace: str = "default"
) -> Service:
    """A Service with one port; without ``target_port`` Pods listen on ``port``, as the API server would write it."""
    ports = [{"port": port, "targetPort": target_port or port, "protocol": "TCP"}]
    spec = {"type": "ClusterIP", "selector": dict(selector), "ports": ports}
    return cast(Service, _view("v1", "Service", _metadata(name, namespace, None), spec=spec))


def _metadata(name: str, namespace: str, labels: Mapping[str, str] | None) -> Manifest:
    metadata: Manifest = {"name": name, "namespace": namespace, "uid": f"uid-of-{namespace}-{name}"}
    return metadata | ({"labels": dict(labels)} if labels else {})


def _view(api_version: str, kind: str, metadata: Manifest, **parts: Manifest) -> Object:
    return objects.view({"apiVersion": api_version, "kind": kind, "metadata": metadata, **parts})


def a_state(state: str, *, exit_code: int = 0, reason: str = "") -> ContainerState:
    """The state of one container: ``"waiting"``, ``"running"``, or ``"terminated"`` with an ``exit_code``.

    ``reason`` says why it waits, or how it ended, if that is not the usual reason.
    """
    usual = "Error" if exit_code else "Completed"
    known: dict[str, Manifest] = {
        "waiting": {"reason": reason or "ContainerCreating"},
        "running": {"startedAt": MOMENT},
        "terminated": {"exitCode": exit_code, "reason": reason or usual},
    }
    if state not in known:
        raise ValueError(f"a_state({state!r}): a container is {', '.join(known)}")
    if exit_code and state != "terminated":
        raise ValueError(f"a_state({state!r}, exit_code={exit_code}): only a terminated container has an exit code")
    return view_as(ContainerState, {state: known[state]})
