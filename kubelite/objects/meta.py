"""What every object has: metadata, owners, label selectors; and how a view is made from a manifest.

A *view* is a frozen struct that shows the simulated fields of one stored manifest. Its attributes have the names of the
official Python client (``pod.spec.node_name``, ``pod.status.pod_ip``). An absent list is ``()``, an absent map is
empty, an absent text is ``""``; only what is truly optional can be ``None``.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from kubelite.objects.frozen import FrozenMap

_ACRONYMS = {
    "ip": "IP",
    "ips": "IPs",
    "id": "ID",
    "uuid": "UUID",
    "pid": "PID",
    "ipc": "IPC",
    "cidr": "CIDR",
    "cidrs": "CIDRs",
}
_IRREGULAR = {"_exec": "exec"}


def json_name(attribute: str) -> str:
    """The field of the manifest behind an attribute: ``pod_ip`` → ``podIP``, ``cluster_ips`` → ``clusterIPs``."""
    if attribute in _IRREGULAR:
        return _IRREGULAR[attribute]
    first, *rest = attribute.split("_")
    return first + "".join(_ACRONYMS.get(word, word.capitalize()) for word in rest)


class View(
    msgspec.Struct, frozen=True, gc=False, rename=json_name, omit_defaults=True, repr_omit_defaults=True, kw_only=True
):
    """Base of all views: frozen, and named as in the official Python client.

    A view is a tree and can never be part of a cycle, so that Python's garbage collector need not look for one
    (``gc=False``); it is freed as soon as nobody has it any more.
    """


Labels = FrozenMap[str, str]
NO_LABELS: Labels = FrozenMap()


class OwnerReference(View, frozen=True):
    """Who looks after this object; ``controller`` is true for the one that manages it."""

    api_version: str = ""
    kind: str = ""
    name: str = ""
    uid: str = ""
    controller: bool = False
    block_owner_deletion: bool = False


class ObjectMeta(View, frozen=True):
    """Name, labels, owners and the bookkeeping of the API server."""

    name: str = ""
    generate_name: str = ""
    namespace: str = ""
    uid: str = ""
    resource_version: str = ""
    generation: int = 0
    creation_timestamp: datetime | None = None
    deletion_timestamp: datetime | None = None
    deletion_grace_period_seconds: int | None = None
    labels: Labels = NO_LABELS
    annotations: Labels = NO_LABELS
    owner_references: tuple[OwnerReference, ...] = ()
    finalizers: tuple[str, ...] = ()


class Object(View, frozen=True):
    """An API object: ``api_version``, ``kind``, ``metadata``.

    The view of kinds that kubelite does not simulate is just this.
    """

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()

    def __repr__(self) -> str:
        place = f"{self.metadata.namespace}/" if self.metadata.namespace else ""
        return f"<{self.kind} {place}{self.metadata.name}>"


class LabelSelectorRequirement(View, frozen=True):
    """``key`` ``operator`` ``values``; operators In, NotIn, Exists, DoesNotExist."""

    key: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()


class LabelSelector(View, frozen=True):
    """Which labels an object must have: every one of ``match_labels`` and every one of ``match_expressions``."""

    match_labels: Labels = NO_LABELS
    match_expressions: tuple[LabelSelectorRequirement, ...] = ()


T = TypeVar("T")


def view_as(kind: type[T], manifest: dict[str, Any]) -> T:
    """The view ``kind`` of a plain ``manifest``; fields that the view does not have are left out, nulls count as
    absent.
    """
    try:
        return msgspec.convert(manifest, kind, dec_hook=_frozen)
    except msgspec.ValidationError:  # stored manifests hold hardly any null: look for them only when one is in the way
        return msgspec.convert(without_nulls(manifest), kind, dec_hook=_frozen)


def without_nulls(value: Any) -> Any:
    """``value`` without the nulls in its maps; shared, not copied, where there are none."""
    if type(value) is dict:
        changed = {
            key: kept for key, item in value.items() if (kept := without_nulls(item)) is not item or item is None
        }
        if not changed:
            return value
        return {key: changed.get(key, item) for key, item in value.items() if changed.get(key, item) is not None}
    if type(value) is list:
        cleaned = [without_nulls(item) for item in value]
        return value if all(a is b for a, b in zip(cleaned, value, strict=True)) else cleaned
    return value


@lru_cache(maxsize=4096)
def _shared(items: tuple[tuple[str, str], ...]) -> FrozenMap[str, str]:
    """A frozen map of these items. Views with the same labels or quantities share it."""
    return FrozenMap(items)


def _frozen(kind: type, value: Any) -> Any:
    """Called by msgspec for the one type that it does not know."""
    if isinstance(value, dict):
        return _shared(tuple(value.items())) if all(type(item) is str for item in value.values()) else FrozenMap(value)
    raise msgspec.ValidationError(f"Expected `object`, got `{type(value).__name__}`")
