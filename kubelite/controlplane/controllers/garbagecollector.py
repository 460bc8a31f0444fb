"""The garbage collector: what belongs to an object goes with it.

In the background the owner goes first and what it owned follows. In the foreground the owner waits, marked by a
finalizer, until what it owns is gone. Orphans stay, and forget their owner.

Source of the rules: ``pkg/controller/garbagecollector/{garbagecollector,graph_builder}.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from kubelite.client import Client, Manifest, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key
from kubelite.objects import Object, kinds
from kubelite.objects.errors import NotFound
from kubelite.objects.kinds import Resource
from kubelite.objects.meta import OwnerReference
from kubelite.rules.podstate import is_terminating

FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"


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
        """Do for one object what its owners, or its own deletion, ask for."""
        try:
            obj: Object = self.client.get(key.kind, key.name, key.namespace)
        except NotFound:
            return
        if not is_terminating(obj):
            if obj.metadata.owner_references:
                self._follow_owners(key, obj)
        elif ORPHAN in obj.metadata.finalizers:
            self._let_dependents_stay(key, obj)
        elif FOREGROUND in obj.metadata.finalizers:
            self._let_dependents_go_first(key, obj)

    def _follow_owners(self, key: Key, obj: Object) -> None:
        """An object stays while one owner does, and forgets the others; where none stays, it goes."""
        owners = {owner.uid: self._find(owner, key.namespace) for owner in obj.metadata.owner_references}
        staying = {uid for uid, owner in owners.items() if owner is not None and not _waits_for_dependents(owner)}
        if staying:
            if len(staying) < len(owners):
                self._keep_owners(key, lambda reference: reference["uid"] in staying)
        elif any(owners.values()) and any(self._dependents(obj)):
            self._delete(key, "Foreground")
        else:
            self._delete(key)

    def _let_dependents_stay(self, key: Key, obj: Object) -> None:
        for dependent in list(self._dependents(obj)):
            self._keep_owners(dependent, lambda reference: reference["uid"] != obj.metadata.uid)
        self._drop_finalizer(key, ORPHAN)

    def _let_dependents_go_first(self, key: Key, obj: Object) -> None:
        for dependent in list(self._dependents(obj)):
            self.reconcile(dependent)
        if not any(self._blocks(dependent, obj) for dependent in self._dependents(obj)):
            self._drop_finalizer(key, FOREGROUND)

    def _blocks(self, dependent: Key, owner: Object) -> bool:
        """Whether an owner has to wait for this object: its reference says so."""
        found: Object = self.client.get(dependent.kind, dependent.name, dependent.namespace)
        uid = owner.metadata.uid
        return any(each.uid == uid and each.block_owner_deletion for each in found.metadata.owner_references)

    def _delete(self, key: Key, propagation: str = "") -> None:
        with suppress(NotFound):
            self.client.delete(key.kind, key.name, key.namespace, propagation=propagation)

    def _keep_owners(self, key: Key, keeps: Callable[[Manifest], bool]) -> None:
        with suppress(NotFound):
            manifest = self.client.manifest(key.kind, key.name, key.namespace)
            references = manifest["metadata"].pop("ownerReferences", [])
            if kept := [reference for reference in references if keeps(reference)]:
                manifest["metadata"]["ownerReferences"] = kept
            self.client.update(manifest)

    def _drop_finalizer(self, key: Key, finalizer: str) -> None:
        with suppress(NotFound):
            found: Object = self.client.get(key.kind, key.name, key.namespace)
            left = [name for name in found.metadata.finalizers if name != finalizer]
            change = {"metadata": {"finalizers": left or None}}
            self.client.patch(key.kind, key.name, change, key.namespace)

    def _find(self, owner: OwnerReference, namespace: str) -> Object | None:
        """The owner, if it still exists. A namesake made later is somebody else; one of an unknown kind counts as
        there.
        """
        try:
            resource = kinds.of_manifest({"apiVersion": owner.api_version, "kind": owner.kind})
        except NotFound:
            return Object(kind=owner.kind)
        try:
            found: Object = self.client.get(_word(resource), owner.name, namespace)
        except NotFound:
            return None
        return found if found.metadata.uid == owner.uid else None

    def _listen_to(self, kind: str) -> Concerns:
        def concerns(event: WatchEvent) -> Iterable[Key]:
            metadata = event.object.metadata
            if metadata.owner_references:
                self._kinds_with_owners.add(kind)
            if event.type == "DELETED":
                yield from self._dependents(event.object)
            elif _has_new_owners(event) or {ORPHAN, FOREGROUND} & set(metadata.finalizers):
                yield Key(metadata.namespace, metadata.name, kind)
            if event.type == "DELETED" or _has_new_owners(event):
                yield from self._waiting_owners(event)

        return concerns

    def _waiting_owners(self, event: WatchEvent) -> Iterable[Key]:
        """The owners that wait in the foreground for an object that has just gone, or has forgotten them."""
        before = event.old or event.object
        for reference in before.metadata.owner_references:
            owner = self._find(reference, before.metadata.namespace)
            if owner is not None and _waits_for_dependents(owner):
                kind = _word(kinds.of_manifest({"apiVersion": reference.api_version, "kind": reference.kind}))
                yield Key(owner.metadata.namespace, owner.metadata.name, kind)

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


def _waits_for_dependents(owner: Object) -> bool:
    """Whether ``owner`` is being deleted in the foreground."""
    return is_terminating(owner) and FOREGROUND in owner.metadata.finalizers
