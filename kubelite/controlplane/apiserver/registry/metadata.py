"""Metadata that only the API server may set: uid, creation time, generated names.

Source: ``staging/src/k8s.io/apiserver/pkg/registry/rest/{meta,create,update}.go`` and ``…/storage/names/generate.go``.
"""

from __future__ import annotations

from random import Random
from typing import Any

from kubelite.clock import Clock

Document = dict[str, Any]

_SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789"
_LONGEST_GENERATED_PREFIX = 58
_ONLY_THE_SERVER_SETS = (
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "selfLink",
    "managedFields",
)


def random_suffix(random: Random, length: int = 5) -> str:
    """A suffix such as ``x7k2p``, in letters that spell no words."""
    return "".join(random.choice(_SUFFIX_LETTERS) for _ in range(length))


def random_uid(random: Random) -> str:
    """A version 4 UUID from the cluster's generator."""
    bits = random.getrandbits(128)
    text = f"{bits:032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[int(text[16], 16) % 4]}{text[17:20]}-{text[20:]}"


def fill_metadata(document: Document, namespace: str, clock: Clock, random: Random) -> None:
    """Give a new object its uid, creation time and, where only ``generateName`` is given, its name."""
    metadata = document.setdefault("metadata", {})
    for field in _ONLY_THE_SERVER_SETS:
        metadata.pop(field, None)
    if namespace:
        metadata["namespace"] = namespace
    else:
        metadata.pop("namespace", None)
    if not metadata.get("name") and metadata.get("generateName"):
        metadata["name"] = metadata["generateName"][:_LONGEST_GENERATED_PREFIX] + random_suffix(random)
    metadata["uid"] = random_uid(random)
    metadata["creationTimestamp"] = clock.timestamp()


def keep_metadata(new: Document, old: Document) -> None:
    """Carry over into ``new`` what an update cannot change, or what its author left out."""
    metadata, before = new.setdefault("metadata", {}), old["metadata"]
    metadata.pop("selfLink", None)
    metadata.pop("managedFields", None)
    for field in ("uid", "name", "namespace", "deletionGracePeriodSeconds"):
        if not metadata.get(field) and field in before:
            metadata[field] = before[field]
    metadata["creationTimestamp"] = before["creationTimestamp"]
    if "deletionTimestamp" in before:
        metadata["deletionTimestamp"] = before["deletionTimestamp"]
    metadata.pop("generation", None)
    if "generation" in before:
        metadata["generation"] = before["generation"]
