"""The namespace controller: a namespace that is being deleted goes when everything in it is gone.

Source of the rules: ``pkg/controller/namespace/deletion/namespaced_resources_deleter.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from kubelite.client import WatchEvent
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key
from kubelite.controlplane.controllers.garbagecollector import stored_kinds
from kubelite.objects import Namespace, Object, kinds
from kubelite.objects.errors import NotFound
from kubelite.rules.podstate import is_terminating

FINALIZER = "kubernetes"


class NamespaceController(Controller):
    """Empties namespaces that are being deleted, then lets them go."""

    name = "Namespace"
    component = "namespace-controller"
    kind = "Namespace"

    def watched(self) -> Mapping[str, Concerns]:
        """Besides Namespaces: every kind in them, since a namespace waits for the last object to go. Events never make
        it wait.
        """
        awaited = [kind for kind in _namespaced_kinds() if not kind.startswith("events")]
        return {**super().watched(), **dict.fromkeys(awaited, _namespace_of_deleted)}

    def reconcile(self, key: Key) -> None:
        """Delete what is in a namespace that is being deleted; when nothing is left, take away its finalizer."""
        try:
            namespace: Namespace = self.client.get("Namespace", key.name)
        except NotFound:
            return
        if not is_terminating(namespace):
            return
        for kind in _namespaced_kinds():
            for obj in self.client.list(kind, key.name):
                self._delete(kind, obj)
        if not any(self.client.list(kind, key.name) for kind in _namespaced_kinds()):
            self._let_go(namespace)

    def _delete(self, kind: str, obj: Object) -> None:
        if not is_terminating(obj):
            with suppress(NotFound):
                self.client.delete(kind, obj.metadata.name, obj.metadata.namespace)

    def _let_go(self, namespace: Namespace) -> None:
        left = [finalizer for finalizer in namespace.spec.finalizers if finalizer != FINALIZER]
        change = {"spec": {"finalizers": left}}
        self.client.patch("Namespace", namespace.metadata.name, change, subresource="finalize")


def _namespaced_kinds() -> list[str]:
    return [kind for kind in stored_kinds() if kinds.named(kind).namespaced]


def _namespace_of_deleted(event: WatchEvent) -> Iterable[Key]:
    return (Key("", event.object.metadata.namespace),) if event.type == "DELETED" else ()
