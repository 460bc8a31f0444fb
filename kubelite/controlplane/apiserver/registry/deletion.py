"""Deletion: at once, after a grace period, or when the last finalizer is gone.

Source: ``staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go`` and ``pkg/registry/core/pod/strategy.go``
CheckGracefulDelete.
"""

from __future__ import annotations

from typing import Any

from kubelite.clock import Clock
from kubelite.objects.errors import Cause, Invalid
from kubelite.objects.kinds import Resource

Document = dict[str, Any]


PROPAGATION = {"Foreground": "foregroundDeletion", "Orphan": "orphan", "Background": ""}
"""What becomes of the objects that belong to a deleted one → the finalizer that has the garbage collector see to it."""


def with_propagation(document: Document, policy: str) -> Document:
    """The document with the finalizer of a deletion ``policy``; without a policy, what it has already stays.

    ``Invalid`` for a policy that nobody knows.
    """
    if not policy:
        return document
    if policy not in PROPAGATION:
        known = ", ".join(f'"{name}"' for name in sorted(PROPAGATION))
        text = f'Unsupported value: "{policy}": supported values: {known}'
        cause = Cause("FieldValueNotSupported", text, "propagationPolicy")
        raise Invalid("DeleteOptions", "", [cause], group="meta.k8s.io")
    metadata, wanted = document["metadata"], PROPAGATION[policy]
    others = [name for name in metadata.get("finalizers") or () if name not in PROPAGATION.values()]
    finalizers = [*others, wanted] if wanted else others
    kept = {field: value for field, value in metadata.items() if field != "finalizers"}
    return {**document, "metadata": {**kept, **({"finalizers": finalizers} if finalizers else {})}}


def mark_deleted(document: Document, resource: Resource, grace: int | None, clock: Clock) -> Document | None:
    """The document marked for deletion, or ``None`` when it can go at once. Marking twice can only shorten the wait."""
    metadata = document["metadata"]
    seconds = _grace(document, grace) if resource.qualified == "pods" else 0
    held = bool(metadata.get("finalizers")) or (
        resource.qualified == "namespaces" and document.get("spec", {}).get("finalizers")
    )
    if not seconds and not held:
        return None
    if metadata.get("deletionTimestamp") and metadata.get("deletionGracePeriodSeconds", 0) <= seconds:
        return document
    marks = {"deletionTimestamp": clock.timestamp(clock.now + seconds), "deletionGracePeriodSeconds": seconds}
    marked: Document = {**document, "metadata": {**metadata, **marks}}
    if "generation" in metadata and not metadata.get("deletionTimestamp"):
        marked["metadata"]["generation"] = metadata["generation"] + 1
    if resource.qualified == "namespaces":
        marked["status"] = {**document.get("status", {}), "phase": "Terminating"}
        del marked["metadata"]["deletionGracePeriodSeconds"]
    return marked


def may_go(document: Document) -> bool:
    """Is the object marked for deletion, and held back by nobody any more?"""
    metadata = document["metadata"]
    if not metadata.get("deletionTimestamp") or metadata.get("finalizers"):
        return False
    if document.get("kind") == "Namespace":
        return not document.get("spec", {}).get("finalizers")
    return not metadata.get("deletionGracePeriodSeconds")


def _grace(pod: Document, asked: int | None) -> int:
    """Seconds that a Pod may take to stop: none when it never got a node, or has finished already; a
    negative number means one.
    """
    if not pod["spec"].get("nodeName") or pod.get("status", {}).get("phase") in ("Succeeded", "Failed"):
        return 0
    seconds = int(pod["spec"].get("terminationGracePeriodSeconds", 30)) if asked is None else asked
    return 1 if seconds < 0 else seconds
