"""Under which values objects can be looked up without looking at all: node, owner, label, address."""

from __future__ import annotations

from collections.abc import Iterable

from kubelite.controlplane.apiserver.registry import services
from kubelite.controlplane.etcd import Document, Etcd
from kubelite.objects import kinds


def keep_indexes(etcd: Etcd) -> None:
    """Have the store keep the indexes that a ``Client`` may ask for, and the addresses that Services hold."""
    etcd.index("pods", "node", _node)
    etcd.index("services", "address", _addresses)
    for resource in kinds.served():
        etcd.index(resource.qualified, "owner", _owners)
        etcd.index(resource.qualified, "label", _labels)


def _node(pod: Document) -> Iterable[str]:
    node = pod.get("spec", {}).get("nodeName")
    return [node] if node else []


def _addresses(service: Document) -> Iterable[str]:
    return [":".join(held) for held in services.addresses(service)]


def _owners(document: Document) -> Iterable[str]:
    """The uids of all owners; the empty one stands for an object that no controller manages."""
    owners = document["metadata"].get("ownerReferences", ())
    uids = [owner["uid"] for owner in owners]
    return uids if any(owner.get("controller") for owner in owners) else [*uids, ""]


def _labels(document: Document) -> Iterable[str]:
    return [f"{key}={value}" for key, value in document["metadata"].get("labels", {}).items()]
