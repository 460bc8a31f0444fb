"""The garbage collector: what belongs to an object goes when the object goes.

This is deletion in the background: the owner goes first, what it owned follows.

Source of the rules: ``pkg/controller/garbagecollector/{garbagecollector,graph_builder}.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kubelite.client import Client, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key, key_of
from kubelite.objects import Object, kinds
from kubelite.objects.errors import NotFound
from kubelite.objects.kinds import Resource
from kubelite.objects.meta import OwnerReference
from kubelite.rules.podstate import is_terminating


class GarbageCollector(Controller):
    """Deletes objects all of whose owners are gone. It looks after objects of every kind, so its keys name the kind."""

    name = "GarbageCollector"
    component = "garbage-collector-controller"

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self._kinds_with_owners: set[str] = set()

    def watched(self) -> Mapping[str, Concerns]:
        """Every kind that is stored, but Events, which belong to nobody."""
        return {kind: self._listen_to(kind) for kind in stored_kinds() if not kind.startswith("events")}

    def reconcile(self, key: Key) -> None:
        """Delete the object ``key`` when it had owners and none of them is there any more."""
        try:
            obj: Object = self.client.get(key.kind, key.name, key.namespace)
        except NotFound:
            return
        owners = obj.metadata.owner_references
        if owners and not is_terminating(obj) and not any(self._is_there(owner, key.namespace) for owner in owners):
            self.client.delete(key.kind, key.name, key.namespace)

    def _is_there(self, owner: OwnerReference, namespace: str) -> bool:
        """Whether the owner still exists. A namesake made later is somebody else; an unknown kind counts as there."""
        try:
            resource = kinds.of_manifest({"apiVersion": owner.api_version, "kind": owner.kind})
        except NotFound:
            return True
        try:
            found: Object = self.client.get(_word(resource), owner.name, namespace)
        except NotFound:
            return False
        return found.metadata.uid == owner.uid

    def _listen_to(self, kind: str) -> Concerns:
        def concerns(event: WatchEvent) -> Iterable[Key]:
            if event.type == "DELETED":
                return self._dependents(event.object)
            if not event.object.metadata.owner_references:
                return ()
            self._kinds_with_owners.add(kind)
            return (Key(*key_of(event.object)[:2], kind),) if _has_new_owners(event) else ()

        return concerns

    def _dependents(self, owner: Object) -> Iterable[Key]:
        for kind in sorted(self._kinds_with_owners):
            for obj in self.client.list(kind, by=("owner", owner.metadata.uid)):
                yield Key(obj.metadata.namespace, obj.metadata.name, kind)


def stored_kinds() -> list[str]:
    """The names of all kinds of which objects are kept, each once; the others are only asked and answered."""
    found = {_word(resource): None for resource in kinds.served() if resource.plural not in _ONLY_ANSWERED}
    return list(found)


_ONLY_ANSWERED = {
    "bindings",
    "componentstatuses",
    "selfsubjectreviews",
    "tokenreviews",
    "localsubjectaccessreviews",
    "selfsubjectaccessreviews",
    "selfsubjectrulesreviews",
    "subjectaccessreviews",
}


def _word(resource: Resource) -> str:
    return f"{resource.plural}.{resource.group}" if resource.group else resource.plural


def _has_new_owners(event: WatchEvent) -> bool:
    return event.old is None or event.old.metadata.owner_references != event.object.metadata.owner_references
