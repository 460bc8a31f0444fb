"""Applying manifests, as ``kubectl apply`` does: create what is not there, change what differs, leave alone what others
set.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kubelite.client import Client
from kubelite.manifests.reading import Manifest
from kubelite.objects import kinds
from kubelite.objects.errors import APIError, NotFound
from kubelite.objects.kinds import Resource

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


class Applied(tuple[str, ...]):
    """What ``apply`` did, one line an object, in kubectl's words; then what it has to say about it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(self)


class ApplyError(APIError):
    """Some objects of several were refused; ``errors`` has them all, ``applied`` what was done for the others."""

    def __init__(self, applied: Sequence[str], errors: Sequence[tuple[str, APIError]]) -> None:
        self.applied = tuple(applied)
        self.errors = tuple(error for _, error in errors)
        first = self.errors[0]
        refused = "\n".join(f"  {what}: {error}" for what, error in errors)
        done = "\n".join(f"  {line}" for line in applied) or "  nothing"
        super().__init__(
            f"{len(errors)} of {len(errors) + len(applied)} objects were refused:\n{refused}\nApplied:\n{done}"
        )
        self.code, self.reason = first.code, first.reason


def apply(client: Client, manifests: Sequence[Manifest], namespace: str = "default") -> Applied:
    """Create or change every object of ``manifests`` in their order.

    A refused object does not keep the others back, as with kubectl. One object refused out of one raises its own error,
    out of several an ``ApplyError``.
    """
    lines: list[str] = []
    errors: list[tuple[str, APIError]] = []
    for place, manifest in enumerate(manifests, 1):
        try:
            lines.append(_apply_one(client, manifest, namespace))
        except APIError as error:
            errors.append((f"document {place} ({_title(manifest)})", error))
    if errors and len(manifests) == 1:
        raise errors[0][1]
    if errors:
        raise ApplyError(lines, errors)
    return Applied([*lines, *_not_simulated(manifests)])


def change(live: Manifest, wanted: Manifest) -> Manifest:
    """The merge patch that makes ``live`` what ``wanted`` says.

    A field that the last applied manifest had and ``wanted`` has not is removed; fields that others set stay.
    """
    text = live.get("metadata", {}).get("annotations", {}).get(LAST_APPLIED)
    return _change(live, _with_last_applied(wanted), json.loads(text) if text else {})


def _apply_one(client: Client, manifest: Manifest, namespace: str) -> str:
    resource = kinds.of_manifest(manifest)
    metadata = manifest.get("metadata") if isinstance(manifest.get("metadata"), dict) else {}
    name, place = (metadata or {}).get("name"), (metadata or {}).get("namespace") or namespace
    title = f"{resource.singular}.{resource.group}" if resource.group else resource.singular
    if resource.namespaced and isinstance(metadata, dict) and not metadata.get("namespace"):
        manifest = {**manifest, "metadata": {**metadata, "namespace": namespace}}
    live = _live(client, resource, name, place) if isinstance(name, str) and isinstance(place, str) and name else None
    if live is None:
        created = client.create(_with_last_applied(manifest))
        return f"{title}/{created.metadata.name} created"
    difference = change(live, manifest)
    if (
        not difference
        or client.patch(resource.qualified, str(name), difference, str(place)).metadata.resource_version
        == (live["metadata"]["resourceVersion"])
    ):
        return f"{title}/{name} unchanged"
    return f"{title}/{name} configured"


def _live(client: Client, resource: Resource, name: str, namespace: str) -> Manifest | None:
    try:
        return client.manifest(resource.qualified, name, namespace)
    except NotFound:
        return None


def _with_last_applied(manifest: Manifest) -> Manifest:
    """The manifest with itself noted in its annotations, where the next ``apply`` looks for it."""
    text = json.dumps(manifest, separators=(",", ":"), sort_keys=True) + "\n"
    metadata = manifest.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("annotations") or {}, dict):
        return manifest  # the API server will say what is wrong with it
    return {
        **manifest,
        "metadata": {**metadata, "annotations": {**(metadata.get("annotations") or {}), LAST_APPLIED: text}},
    }


def _change(live: Any, wanted: Manifest, last: Any) -> Manifest:
    live, last = live if isinstance(live, dict) else {}, last if isinstance(last, dict) else {}
    changes: Manifest = {field: None for field in last if field not in wanted and field in live}
    for field, value in wanted.items():
        if isinstance(value, dict):
            inner = _change(live.get(field), value, last.get(field))
            if inner or not isinstance(live.get(field), dict):
                changes[field] = inner
        elif live.get(field) != value and not (last.get(field) == value and _holds(live.get(field), value)):
            changes[field] = value
    return changes


def _holds(live: Any, wanted: Any) -> bool:
    """Whether ``live`` says what ``wanted`` says, and perhaps more: what the API server has added to the items of a
    list. The containers of a Pod, for example, get the volume with its token, and may not be changed back.
    """
    if isinstance(live, dict) and isinstance(wanted, dict):
        return all(field in live and _holds(live[field], value) for field, value in wanted.items())
    if isinstance(live, list) and isinstance(wanted, list):
        return len(live) == len(wanted) and all(map(_holds, live, wanted))
    return bool(live == wanted)


def _not_simulated(manifests: Sequence[Manifest]) -> list[str]:
    """One line for the kinds that are stored and not acted on."""
    idle = sorted({resource.kind for resource in map(kinds.of_manifest, manifests) if not resource.acts})
    if not idle:
        return []
    return [f"Note: kubelite stores these kinds and does not act on them: {', '.join(idle)}."]


def _title(manifest: Manifest) -> str:
    metadata = manifest.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return f"{manifest.get('kind', 'no kind')} {name or 'without a name'}"
