"""ControllerRevisions: the templates that a StatefulSet or DaemonSet has had, the history of what Deployments keep in
ReplicaSets.

Source of the rules: ``pkg/controller/history/controller_history.go``.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from kubelite.client import Client, Manifest
from kubelite.controlplane.controllers.podtemplate import template_hash
from kubelite.objects import ControllerRevision
from kubelite.rules.owners import owner_reference

REVISION_LABEL = "controller-revision-hash"


def history(client: Client, owner: Any) -> list[ControllerRevision]:
    """The revisions of ``owner``, the oldest first."""
    found = client.list("ControllerRevision", owner.metadata.namespace, by=("owner", owner.metadata.uid))
    return sorted(found, key=lambda each: each.revision)


def revision_for(client: Client, owner: Any, template: Manifest) -> ControllerRevision:
    """The revision of ``owner`` that holds ``template``, which becomes the newest one; it is made if there is none."""
    known = history(client, owner)
    newest = known[-1].revision if known else 0
    hash = template_hash(template, owner.status.collision_count or 0)
    name = f"{owner.metadata.name}-{hash}"
    found = next((each for each in known if each.metadata.name == name), None)
    if found is None:
        created: ControllerRevision = client.create(_manifest(owner, template, name, hash, newest + 1))
        return created
    if found.revision == newest:
        return found
    again: ControllerRevision = client.patch(
        "ControllerRevision", name, {"revision": newest + 1}, owner.metadata.namespace
    )
    return again


def template_of(client: Client, revision: ControllerRevision) -> Manifest:
    """The pod template that ``revision`` remembers."""
    manifest = client.manifest("ControllerRevision", revision.metadata.name, revision.metadata.namespace)
    template: Manifest = {key: value for key, value in manifest["data"]["spec"]["template"].items() if key != "$patch"}
    return template


def forget(client: Client, owner: Any, limit: int, in_use: Collection[str]) -> None:
    """Delete the oldest revisions beyond ``limit``; those whose names are ``in_use`` do not count and stay."""
    idle = [each for each in history(client, owner) if each.metadata.name not in in_use]
    for revision in idle[: max(0, len(idle) - limit)]:
        client.delete("ControllerRevision", revision.metadata.name, revision.metadata.namespace)


def _manifest(owner: Any, template: Manifest, name: str, hash: str, revision: int) -> Manifest:
    labels = {**template.get("metadata", {}).get("labels", {}), REVISION_LABEL: hash}
    return {
        "apiVersion": "apps/v1",
        "kind": "ControllerRevision",
        "metadata": {
            "name": name,
            "namespace": owner.metadata.namespace,
            "labels": labels,
            "ownerReferences": [owner_reference(owner)],
        },
        "data": {"spec": {"template": {**template, "$patch": "replace"}}},
        "revision": revision,
    }
