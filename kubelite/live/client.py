"""The ``Client`` spoken to a real cluster: the same verbs, the same views, the same errors as in the simulation.

It reads everything, and writes into one namespace only, its own. Writes are checked strictly, as with kubectl.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from kubelite.client import Manifest, Subscription, WatchEvent
from kubelite.live.transport import Query, Transport
from kubelite.live.watching import Watch, Watching, read_all
from kubelite.objects import Object, Pod, kinds, view
from kubelite.objects.errors import Conflict, Forbidden
from kubelite.objects.kinds import Resource
from kubelite.rules.owners import controller_of

MERGE_PATCH = "application/merge-patch+json"
STRICT: Query = (("fieldValidation", "Strict"), ("fieldManager", "kubelite"))
SCHEDULER = "my-scheduler"


class LiveClient:
    """A ``Client`` of a real cluster. ``namespace`` is the only one that it writes into; none as long as it is empty.

    ``scheduler_name`` names the Pods that it may bind.
    """

    def __init__(self, transport: Transport, namespace: str = "", scheduler_name: str = SCHEDULER) -> None:
        self.transport = transport
        self.namespace = namespace
        self.scheduler_name = scheduler_name

    def get(self, kind: str, name: str, namespace: str = "default") -> Any:
        return view(self.manifest(kind, name, namespace))

    def list(
        self, kind: str, namespace: str | None = None, *, by: tuple[str, str] | None = None, at: int | None = None
    ) -> list[Any]:
        """As in the protocol; ``at`` is possible for some minutes, until the cluster forgets: ``Gone``."""
        resource = kinds.named(kind)
        query = [] if at is None else [("resourceVersion", str(at)), ("resourceVersionMatch", "Exact")]
        if by is not None and by[0] in _SELECTORS:
            query.append(_SELECTORS[by[0]](by[1]))
        found, _ = read_all(self.transport, resource, path_of(resource, namespace), query)
        return found if by is None else [item for item in found if _stands_under(item, *by)]

    def manifest(self, kind: str, name: str, namespace: str = "default") -> Manifest:
        return self.transport.request("GET", path_of(kinds.named(kind), namespace, name))

    def create(self, obj: Manifest) -> Any:
        resource, namespace, _ = _place(obj)
        self._refuse_foreign(resource, namespace)
        return view(self.transport.request("POST", path_of(resource, namespace), STRICT, obj))

    def update(self, obj: Manifest) -> Any:
        resource, namespace, name = _place(obj)
        self._refuse_foreign(resource, namespace)
        return view(self.transport.request("PUT", path_of(resource, namespace, name), STRICT, obj))

    def update_status(self, obj: Object, status: Mapping[str, Any]) -> Any:
        resource, metadata = kinds.named(obj.kind), obj.metadata
        self._refuse_foreign(resource, metadata.namespace)
        stored = self.manifest(obj.kind, metadata.name, metadata.namespace)
        if metadata.uid and stored["metadata"]["uid"] != metadata.uid:
            raise Conflict(f"{resource.singular} {metadata.name} is another one by now")
        path = path_of(resource, metadata.namespace, metadata.name, "status")
        return view(self.transport.request("PUT", path, STRICT, {**stored, "status": dict(status)}))

    def patch(
        self, kind: str, name: str, change: Mapping[str, Any], namespace: str = "default", *, subresource: str = ""
    ) -> Any:
        resource = kinds.named(kind)
        self._refuse_foreign(resource, namespace)
        path = path_of(resource, namespace, name, subresource)
        return view(self.transport.request("PATCH", path, STRICT, change, MERGE_PATCH))

    def delete(
        self,
        kind: str,
        name: str,
        namespace: str = "default",
        grace: int | None = None,
        *,
        propagation: str = "",
    ) -> None:
        resource = kinds.named(kind)
        self._refuse_foreign(resource, namespace)
        options: Manifest = {"apiVersion": "v1", "kind": "DeleteOptions"}
        options["propagationPolicy"] = propagation or "Background"  # else a Job would leave its Pods behind
        if grace is not None:
            options["gracePeriodSeconds"] = grace
        self.transport.request("DELETE", path_of(resource, namespace, name), (), options)

    def bind(self, pod: Pod, node_name: str) -> None:
        """As in the protocol. Only a Pod of its own namespace that asks for its scheduler, and no other Pod of the same
        name: its uid is sent along.
        """
        metadata = pod.metadata
        self._refuse_foreign(_PODS, metadata.namespace)
        if pod.spec.scheduler_name != self.scheduler_name:
            asked = pod.spec.scheduler_name or "no scheduler"
            raise Forbidden(f"pod {metadata.name} asks for {asked}, and {self.scheduler_name} leaves it alone")
        target = {"apiVersion": "v1", "kind": "Node", "name": node_name}
        named = {"name": metadata.name, "namespace": metadata.namespace, "uid": metadata.uid}
        binding = {"apiVersion": "v1", "kind": "Binding", "metadata": named, "target": target}
        self.transport.request("POST", path_of(_PODS, metadata.namespace, metadata.name, "binding"), (), binding)

    def evict(self, pod: Pod) -> None:
        metadata = pod.metadata
        self._refuse_foreign(_PODS, metadata.namespace)
        named = {"name": metadata.name, "namespace": metadata.namespace}
        same = {"deleteOptions": {"preconditions": {"uid": metadata.uid}}} if metadata.uid else {}
        eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": named, **same}
        self.transport.request("POST", path_of(_PODS, metadata.namespace, metadata.name, "eviction"), (), eviction)

    def watch(
        self,
        kind: str,
        on_change: Callable[[WatchEvent], None],
        since: int | None = None,
        *,
        by: tuple[str, str] | None = None,
    ) -> Subscription:
        """As in the protocol; ``on_change`` is called in a thread of its own. ``stop()`` ends it."""

        def concerned(event: WatchEvent) -> None:
            states = [state for state in (event.object, event.old) if state is not None]
            if by is None or any(_stands_under(state, *by) for state in states):
                on_change(event)

        watch = self.watch_here(kind, None, since)
        if since is not None:
            for event in watch.changes(1):  # Gone, if that is so, is raised here
                concerned(event)
        return Watching(watch, concerned)

    def watch_here(self, kind: str, namespace: str | None = None, since: int | None = None) -> Watch:
        """A watch without a thread: its ``changes(seconds)`` are asked for."""
        resource = kinds.named(kind)
        return Watch(self.transport, resource, path_of(resource, namespace), since)

    def event(self, obj: Object, type: str, reason: str, message: str, component: str) -> None:
        metadata, now = obj.metadata, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        about = {"apiVersion": obj.api_version, "kind": obj.kind, "name": metadata.name, "uid": metadata.uid}
        self.create(
            {
                "apiVersion": "v1",
                "kind": "Event",
                "metadata": {"name": f"{metadata.name}.{time.time_ns():x}", "namespace": metadata.namespace},
                "involvedObject": {**about, "namespace": metadata.namespace},
                "type": type,
                "reason": reason,
                "message": message[:1024],  # the longest that is allowed
                "source": {"component": component},
                "firstTimestamp": now,
                "lastTimestamp": now,
                "count": 1,
            }
        )

    def _refuse_foreign(self, resource: Resource, namespace: str) -> None:
        """Nothing is written outside of the one namespace, and nothing that belongs to the whole cluster."""
        if not self.namespace:
            raise Forbidden("nothing is written yet: make a namespace first, with make_namespace()")
        if not resource.namespaced:
            raise Forbidden(f"{resource.plural} belong to the whole cluster, and the course leaves them alone")
        if namespace != self.namespace:
            raise Forbidden(f"the course writes into its own namespace {self.namespace} only, not into {namespace}")


def path_of(resource: Resource, namespace: str | None, name: str = "", subresource: str = "") -> str:
    """``/apis/apps/v1/namespaces/shop/deployments/web/scale``; ``namespace=None`` stands for all of them."""
    parts = ["apis", resource.group, resource.version] if resource.group else ["api", resource.version]
    if resource.namespaced and namespace:
        parts += ["namespaces", namespace]
    parts += [resource.plural, *filter(None, [name, subresource])]
    return "/" + "/".join(quote(part, safe="") for part in parts)


_PODS = kinds.named("Pod")
_SELECTORS: dict[str, Callable[[str], tuple[str, str]]] = {
    "node": lambda value: ("fieldSelector", f"spec.nodeName={value}"),
    "label": lambda value: ("labelSelector", value),
}
"""What the server can look up by itself."""


def _stands_under(item: Any, index: str, value: str) -> bool:
    """Whether an object is one of those that ``by=(index, value)`` asks for."""
    match index:
        case "node":
            return bool(item.spec.node_name == value)
        case "owner" if value:
            return any(owner.uid == value for owner in item.metadata.owner_references)
        case "owner":
            return controller_of(item) is None
        case "label":
            key, _, wanted = value.partition("=")
            return bool(item.metadata.labels.get(key) == wanted)
    raise ValueError(f"by={(index, value)!r}: a real cluster is asked by node, owner or label")


def _place(obj: Manifest) -> tuple[Resource, str, str]:
    """The resource of a manifest, its namespace and its name, as far as it says them."""
    resource, metadata = kinds.of_manifest(obj), obj.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return resource, str(metadata.get("namespace") or "default"), str(metadata.get("name") or "")
