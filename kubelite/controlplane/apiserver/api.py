"""The verbs of the API: what can be done with any object, checked and answered as Kubernetes does.

A write runs through decode (types, unknown fields) → defaults → admission → registry (names, times, status) →
validation → store. A request that is refused at any step changes nothing. The verbs take resource, namespace, name and
options apart from the object, so that HTTP can sit on them as they are.

Source: ``staging/src/k8s.io/apiserver/pkg/endpoints/handlers`` and ``…/pkg/registry/generic/registry/store.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any, Literal

from kubelite.clock import Clock
from kubelite.controlplane.apiserver import admission, preconditions, registry
from kubelite.controlplane.apiserver.answer import Answer, content, shown
from kubelite.controlplane.apiserver.decode import decode
from kubelite.controlplane.apiserver.defaults import apply_defaults
from kubelite.controlplane.apiserver.indexes import keep_indexes
from kubelite.controlplane.apiserver.merge import merged
from kubelite.controlplane.apiserver.podverbs import PodVerbs
from kubelite.controlplane.apiserver.registry import services
from kubelite.controlplane.apiserver.registry.deletion import mark_deleted, may_go, with_propagation
from kubelite.controlplane.apiserver.registry.namespaces import furniture
from kubelite.controlplane.apiserver.sharing import Parts
from kubelite.controlplane.apiserver.validation import validate, validate_update, warnings
from kubelite.controlplane.etcd import Document, Etcd, Key, Record
from kubelite.objects import kinds
from kubelite.objects.errors import UnknownError, Unreachable, already_exists, not_found
from kubelite.objects.kinds import Resource

FieldValidation = Literal["Strict", "Warn", "Ignore"]
Completion = Callable[[Document], Document]


class APIServer(PodVerbs):
    """The verbs over one store. Every document given in is left alone; every document handed out is the stored one."""

    def __init__(self, etcd: Etcd, clock: Clock, random: Random) -> None:
        self.is_running = True
        """A stopped API server refuses every connection; what is stored stays stored."""
        self.completions: dict[str, Completion] = {}
        """Resource → what is filled in at every reading: the time at which a living kubelet renewed its lease, which
        nobody writes every ten seconds.
        """
        self._etcd = etcd
        self._clock = clock
        self._random = random
        self._parts = Parts()
        keep_indexes(etcd)

    @property
    def etcd(self) -> Etcd:
        """The store behind the API. ``Unreachable`` while the API server is stopped."""
        if not self.is_running:
            raise Unreachable()
        return self._etcd

    def get(self, resource: Resource, namespace: str, name: str) -> Record:
        """One record; ``NotFound`` when there is none of that name."""
        record = self.etcd.get(Key(resource.qualified, namespace if resource.namespaced else "", name))
        if record is None:
            raise not_found(resource.plural, name, group=resource.group)
        return record

    def find(self, resource: str, namespace: str, name: str) -> Document | None:
        """The document behind a qualified plural, or ``None``: what admission asks."""
        record = self.etcd.get(Key(resource, namespace, name))
        return record.document if record else None

    def all(self, resource: str) -> Iterable[Document]:
        """Every document behind a qualified plural: what admission asks."""
        return [record.document for record in self.etcd.list(resource) if record.document is not None]

    def create(
        self,
        resource: Resource,
        namespace: str,
        document: Document,
        *,
        field_validation: FieldValidation = "Strict",
        dry_run: bool = False,
    ) -> Answer:
        """Store a new object. Errors: BadRequest, NotFound (its namespace), Forbidden, Invalid, AlreadyExists."""
        new, said = decode(document, resource, field_validation)
        namespace = namespace if resource.namespaced else ""
        metadata = new.setdefault("metadata", {})
        preconditions.refuse_other_namespace(metadata, namespace)
        if metadata.get("resourceVersion"):
            raise UnknownError("resourceVersion should not be set on objects to be created")
        apply_defaults(new, resource)
        admission.admit_create(new, resource, namespace, self, self._random)
        registry.fill_metadata(new, namespace, self._clock, self._random)
        registry.prepare_create(new, resource)
        self._allocate(new, resource)
        preconditions.refuse_invalid(new, resource, validate(new, resource, document))
        admission.refuse(new, resource, self, new=True)
        registry.finish_create(new, resource)
        said += warnings(new, resource)
        key = Key(resource.qualified, namespace, new["metadata"]["name"])
        if self.etcd.get(key):
            raise already_exists(resource.plural, key.name, group=resource.group)
        record = None if dry_run else self.etcd.put(key, self._parts.share(new), 0)
        if record and resource.qualified == "namespaces":
            for each in furniture():
                self.create(kinds.of_manifest(each), key.name, each)
        return Answer(shown(record) if record else new, said, record)

    def update(
        self,
        resource: Resource,
        namespace: str,
        name: str,
        document: Document,
        *,
        subresource: str = "",
        field_validation: FieldValidation = "Strict",
        dry_run: bool = False,
    ) -> Answer:
        """Replace an object, or with ``subresource="status"`` only its status.

        Errors: as create, and Conflict when stale.
        """
        new, said = decode(document, resource, field_validation)
        sent = new.setdefault("metadata", {})
        namespace = namespace if resource.namespaced else ""
        preconditions.refuse_other_namespace(sent, namespace)
        preconditions.refuse_other_name(sent, name)
        apply_defaults(new, resource)
        if self.find(resource.qualified, namespace, name) is None:
            if resource.qualified in registry.CREATED_BY_UPDATE and not subresource:
                how: Any = {"field_validation": field_validation, "dry_run": dry_run}
                return self.create(resource, namespace, document, **how)
            admission.admit_create(new, resource, namespace, self, self._random)
        record = self.get(resource, namespace, name)
        preconditions.refuse_stale(resource, record, sent)
        preconditions.refuse_unconditional(resource, name, sent)
        return self._replace(resource, record, new, subresource, said, dry_run)

    def patch(
        self,
        resource: Resource,
        namespace: str,
        name: str,
        change: Mapping[str, Any],
        *,
        subresource: str = "",
        dry_run: bool = False,
    ) -> Answer:
        """Merge ``change`` into an object (RFC 7386)."""
        record = self.get(resource, namespace, name)
        preconditions.refuse_stale(resource, record, change.get("metadata") or {})
        new, said = decode(merged(record.document, change), resource, "Strict")
        apply_defaults(new, resource)
        return self._replace(resource, record, new, subresource, said, dry_run)

    def set_status(
        self, resource: Resource, namespace: str, name: str, status: Mapping[str, Any], uid: str = ""
    ) -> Answer:
        """Replace the status only; types are checked, the rest of the object is left alone."""
        record = self.get(resource, namespace, name)
        old = content(record)
        if uid and old["metadata"]["uid"] != uid:
            raise not_found(resource.plural, name, group=resource.group)
        sent = {"apiVersion": old["apiVersion"], "kind": old["kind"], "metadata": {"name": name}, "status": status}
        new, said = decode(sent, resource, "Strict")
        self._parts.share(new)
        return self._store(record, registry.prepare_status_update(new, old), said)

    def delete(
        self,
        resource: Resource,
        namespace: str,
        name: str,
        *,
        grace: int | None = None,
        uid: str = "",
        propagation: str = "",
        dry_run: bool = False,
    ) -> Answer:
        """Delete an object, or mark it: a running Pod gets ``grace`` seconds (default: its own), a finalizer holds it
        back. ``propagation`` says what becomes of what belongs to it: Background, Foreground or Orphan.
        """
        record = self.get(resource, namespace, name)
        old = content(record)
        preconditions.refuse_other(resource, record, uid)
        marked = mark_deleted(with_propagation(old, propagation), resource, grace, self._clock)
        if dry_run:
            return Answer(old, [])
        if marked is None:
            self.etcd.delete(record.key)
            return Answer(old, [])
        return self._store(record, marked, [])

    def new_uid(self) -> str:
        """A uid from the cluster's generator."""
        return registry.random_uid(self._random)

    def store_event(self, namespace: str, document: Document) -> None:
        """Store an Event that a component made; it is ours, so nothing is checked."""
        name = document["metadata"]["name"]
        self.etcd.put(Key("events", namespace, name), document)

    def _replace(
        self, resource: Resource, record: Record, new: Document, subresource: str, said: list[str], dry_run: bool
    ) -> Answer:
        old = content(record)
        registry.keep_metadata(new, old)
        if subresource == "status":
            new = registry.prepare_status_update(new, old)
        elif subresource == "finalize":
            new = {**old, "spec": new.get("spec", {})}
        else:
            admission.admit_update(new, old, resource)
            if resource.qualified == "services":
                services.keep_addresses(new, old)
                services.drop_addresses(new, old)
            registry.prepare_update(new, old, resource)
            preconditions.refuse_invalid(new, resource, validate_update(new, old, resource))
            admission.refuse(new, resource, self, new=False)
            self._allocate(new, resource, but=f"{record.key.namespace}/{record.key.name}")
        return Answer(new, said) if dry_run else self._store(record, new, said)

    def _store(self, record: Record, new: Document, said: list[str]) -> Answer:
        """Write the next revision; an object that is marked and held back by nobody any more goes."""
        if "resourceVersion" in new["metadata"]:
            new["metadata"] = {field: value for field, value in new["metadata"].items() if field != "resourceVersion"}
        if may_go(new):
            self.etcd.delete(record.key, record.revision)
            return Answer(new, said)
        if new == record.document:
            return Answer(shown(record), said, record)
        stored = self.etcd.put(record.key, new, record.revision)
        assert stored is not None, "nothing else writes between our reading and our writing"
        return Answer(shown(stored), said, stored)

    def _allocate(self, document: Document, resource: Resource, but: str = "") -> None:
        """Give a Service its addresses, none of which another one (``but`` this one) has."""
        if resource.qualified != "services":
            return

        def taken(what: str, value: str) -> bool:
            holders = self.etcd.lookup("services", "address", f"{what}:{value}")
            return any(f"{holder.key.namespace}/{holder.key.name}" != but for holder in holders)

        preconditions.refuse_invalid(document, resource, services.allocate(document, taken, self._random))
