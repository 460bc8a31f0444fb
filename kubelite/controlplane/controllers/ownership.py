"""Ownership: a controller keeps what it owns, adopts what its selector matches, and releases what it does not match.

Source of the rules: ``pkg/controller/controller_ref_manager.go``.
"""

from __future__ import annotations

from typing import Any

from kubelite.client import Client
from kubelite.objects.errors import NotFound
from kubelite.objects.meta import LabelSelector, Object
from kubelite.rules.owners import is_controlled_by, owner_reference
from kubelite.rules.podstate import is_finished, is_terminating
from kubelite.rules.selectors import matches


def claim(client: Client, kind: str, owner: Any) -> list[Any]:
    """All objects of ``kind`` that ``owner`` (with ``spec.selector``) owns after this, in the order of their names.

    An object without controller whose labels match is adopted, an owned one whose labels match no longer is released.
    An owner that is being deleted adopts nothing.
    """
    namespace, selector = owner.metadata.namespace, owner.spec.selector
    dependents = client.list(kind, namespace, by=("owner", owner.metadata.uid))
    owned = [obj for obj in dependents if is_controlled_by(obj, owner)]
    if is_terminating(owner):
        return owned
    kept: list[Any] = []
    for obj in owned:
        if matches(selector, obj.metadata.labels):
            kept.append(obj)
        else:
            _release(client, obj, owner)
    adopted = [_adopt(client, orphan, owner) for orphan in _orphans(client, kind, namespace, selector)]
    return sorted(kept + [obj for obj in adopted if obj is not None], key=_name) if adopted else kept


def _orphans(client: Client, kind: str, namespace: str, selector: LabelSelector) -> list[Any]:
    candidates = client.list(kind, namespace, by=("owner", ""))
    return [obj for obj in candidates if _may_be_adopted(obj) and matches(selector, obj.metadata.labels)]


def _may_be_adopted(obj: Any) -> bool:
    return not is_terminating(obj) and (obj.kind != "Pod" or not is_finished(obj))


def _adopt(client: Client, orphan: Any, owner: Object) -> Any:
    return _with_owners(client, orphan, [owner_reference(owner)], without="")


def _release(client: Client, obj: Any, owner: Object) -> Any:
    return _with_owners(client, obj, [], without=owner.metadata.uid)


def _with_owners(client: Client, obj: Any, more: list[dict[str, Any]], without: str) -> Any:
    """Write the owners of ``obj`` anew; ``None`` when it is gone by now."""
    try:
        manifest = client.manifest(obj.kind, obj.metadata.name, obj.metadata.namespace)
        metadata = manifest["metadata"]
        others = [owner for owner in metadata.get("ownerReferences", []) if owner["uid"] != without]
        metadata["ownerReferences"] = [*others, *more]
        return client.update(manifest)
    except NotFound:
        return None


def _name(obj: Object) -> str:
    return obj.metadata.name
