"""``kubectl describe``: one object in words, with what belongs to it and what was said about it.

``describe`` writes the text from plain manifests; ``describe_object`` first asks a ``Client`` for them.

Source of the layout: ``staging/src/k8s.io/kubectl/pkg/describe/describe.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from kubelite.client import Client
from kubelite.controlplane.apiserver.describe import generic, node, pod, workloads
from kubelite.controlplane.apiserver.describe.layout import align
from kubelite.controlplane.apiserver.tables.layout import Manifest
from kubelite.objects import kinds
from kubelite.objects.errors import NotFound

Form = Callable[[Manifest, datetime, Sequence[Manifest], Sequence[Manifest]], Iterator[str]]


def describe(obj: Manifest, now: datetime, events: Sequence[Manifest] = (), related: Sequence[Manifest] = ()) -> str:
    """The text of ``kubectl describe`` for a stored manifest; ages count up to ``now``.

    ``events`` are the Events about it. ``related`` are the objects that belong to it, in any order: the Pods on a Node
    and its Lease, the ReplicaSets of a Deployment, the Pods of a ReplicaSet, the EndpointSlices of a Service.
    """
    form = _FORMS.get((obj.get("apiVersion", ""), obj.get("kind", "")), generic.anything)
    return align(form(obj, now, events, related))


def describe_object(client: Client, kind: str, name: str, namespace: str, now: datetime) -> str:
    """The same, for the object of that name; raises ``NotFound``."""
    obj = client.manifest(kind, name, namespace)
    return describe(obj, now, _events_about(client, obj), _related_to(client, obj))


def _events_about(client: Client, obj: Manifest) -> list[Manifest]:
    """The Events about an object; those about a Node or another object without a namespace lie in ``default``."""
    meta = obj["metadata"]
    namespace = meta.get("namespace") or "default"
    return [
        client.manifest("Event", event.metadata.name, namespace)
        for event in client.list("Event", namespace)
        if event.involved_object.kind == obj["kind"]
        and event.involved_object.name == meta["name"]
        and event.involved_object.uid in ("", meta["name"], meta.get("uid"))
    ]


def _related_to(client: Client, obj: Manifest) -> list[Manifest]:
    meta, namespace = obj["metadata"], obj["metadata"].get("namespace")
    match obj["kind"]:
        case "Node":
            return [*_found(client, "Pod", None, ("node", meta["name"])), *_lease(client, meta["name"])]
        case "Deployment":
            return _found(client, "ReplicaSet", namespace, ("owner", meta["uid"]))
        case "ReplicaSet":
            return _found(client, "Pod", namespace, ("owner", meta["uid"]))
        case "Service":
            label = f"kubernetes.io/service-name={meta['name']}"
            return _found(client, "EndpointSlice", namespace, ("label", label))
        case _:
            return []


def _found(client: Client, kind: str, namespace: str | None, by: tuple[str, str]) -> list[Manifest]:
    found = client.list(kind, namespace, by=by)
    return [client.manifest(kind, item.metadata.name, item.metadata.namespace) for item in found]


def _lease(client: Client, node_name: str) -> list[Manifest]:
    try:
        return [client.manifest("Lease", node_name, "kube-node-lease")]
    except NotFound:
        return []


_FORMS: dict[tuple[str, str], Form] = {
    ("v1", "Pod"): pod.pod,
    ("v1", "Node"): node.node,
    ("apps/v1", "Deployment"): workloads.deployment,
    ("apps/v1", "ReplicaSet"): workloads.replica_set,
    ("v1", "Service"): workloads.service,
    ("v1", "Namespace"): workloads.namespace,
    ("v1", "ConfigMap"): generic.config_map,
    ("v1", "Secret"): generic.secret,
}
__all__ = ["describe", "describe_object"]
