"""Nodes, Namespaces, Leases and RuntimeClasses.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidateNode, ValidateNamespace),
``pkg/apis/coordination/validation/validation.go``, ``pkg/apis/node/validation/validation.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.validation import ips, metadata, names
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    duplicate,
    each,
    forbidden,
    immutable,
    invalid,
    non_negative,
    part,
    wrong,
)
from kubelite.controlplane.apiserver.validation.internal import internal
from kubelite.controlplane.apiserver.validation.resources import amount
from kubelite.controlplane.apiserver.validation.scheduling import taints

_CIDR_FIXED = 'node updates may not change podCIDR except from "" to valid'
_PROVIDER_FIXED = 'node updates may not change providerID except from "" to valid'


def node(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    yield from taints(spec.get("taints") or (), "metadata")
    yield from _resources(doc)
    found = spec.get("podCIDRs") or []
    for index, text in enumerate(found):
        yield from wrong(f"spec.podCIDRs[{index}]", text or "", ips.cidr(text or ""))
    if len(found) > 1:
        versions = {network.version for text in found if (network := ips.parse_cidr(text or ""))}
        if len(versions) < 2 or len(found) > 2:
            yield invalid("spec.podCIDRs", found, "may specify no more than one CIDR for each IP family")


def node_update(new: Doc, old: Doc) -> Causes:
    yield from _resources(new)
    spec, before = part(new, "spec"), part(old, "spec")
    seen: list[Doc] = []
    for address, at in each(part(new, "status"), "addresses", "status"):
        if address in seen:
            yield duplicate(at, internal("NodeAddress", address))
        seen.append(address)
    known, wanted = before.get("podCIDRs") or [], spec.get("podCIDRs") or []
    if known and len(known) != len(wanted):
        yield forbidden("spec.podCIDRs", _CIDR_FIXED)
    else:
        for one, other in zip(known, wanted, strict=False):
            if one != other:
                yield forbidden("spec.podCIDRs", _CIDR_FIXED)
    if before.get("providerID") and before["providerID"] != spec.get("providerID"):
        yield forbidden("spec.providerID", _PROVIDER_FIXED)
    yield from taints(spec.get("taints") or (), "metadata")


def namespace(doc: Doc) -> Causes:
    for name in part(doc, "spec").get("finalizers") or ():
        yield from metadata.finalizer_name(name or "", "spec.finalizers")
        yield from metadata.kube_finalizer_name(name or "", "spec.finalizers")


def lease(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    seconds = spec.get("leaseDurationSeconds")
    if seconds is not None and seconds <= 0:
        yield invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0")
    yield from non_negative(spec, "leaseTransitions", path="spec")


def runtime_class(doc: Doc) -> Causes:
    handler = doc.get("handler") or ""
    yield from wrong("handler", handler, names.dns_label(handler))


def runtime_class_update(new: Doc, old: Doc) -> Causes:
    yield from immutable("handler", new.get("handler"), old.get("handler"))


def _resources(doc: Doc) -> Causes:
    for field in ("capacity", "allocatable"):
        for name, value in sorted(part(doc, "status", field).items()):
            yield from amount(name, value, f"status.{field}.{name}")
