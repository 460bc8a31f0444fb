"""The verbs of kubectl, in Python, over any Client: a simulated cluster or a real one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kubelite import manifests
from kubelite.client import Client, Manifest
from kubelite.controlplane.apiserver.describe import describe_object
from kubelite.controlplane.controllers.newreplicaset import STAY_BEHIND
from kubelite.controlplane.controllers.podtemplate import HASH_LABEL
from kubelite.objects import Deployment, kinds
from kubelite.objects.errors import BadRequest
from kubelite.rules.revisions import to_roll_back_to
from kubelite.view.table import Table, Text, table_of


class Kubectl:
    """``apply``, ``get``, ``describe``, ``delete``, ``scale`` …; an object is named as ``"deployment", "web"`` or
    ``"deployment/web"``.

    ``now()`` gives the time to which ages count. ``settle()`` is called after every change: a simulated cluster reacts
    to it then.
    """

    def __init__(self, client: Client, now: Callable[[], datetime], settle: Callable[[], None]) -> None:
        self.client = client
        self.namespace = "default"
        """Where a verb works that names no namespace: what kubectl has in its context."""
        self._now = now
        self._settle = settle

    def apply(self, source: manifests.Source, namespace: str = "") -> manifests.Applied:
        """Create or change what the manifests say: YAML text, a path, a dict, an object, or several of these."""
        applied = manifests.apply(self.client, manifests.read(source), namespace or self.namespace)
        self._settle()
        return applied

    def get(
        self,
        kind: str,
        name: str = "",
        namespace: str = "",
        *,
        all_namespaces: bool = False,
        selector: str = "",
        wide: bool = False,
    ) -> Any:
        """``get("pods")`` is a table that prints like ``kubectl get`` and holds the objects; ``get("pod", "web")`` is
        one object.
        """
        kind, name = _parted(kind, name)
        if name:
            return self.client.get(kind, name, namespace or self.namespace)
        where = None if all_namespaces else namespace or self.namespace
        return table_of(self.client, kind, self._now(), where, selector=selector, wide=wide)

    def describe(self, kind: str, name: str = "", namespace: str = "") -> Text:
        """All there is to say about one object, as ``kubectl describe`` says it."""
        kind, name = _parted(kind, name)
        return Text(describe_object(self.client, kind, name, namespace or self.namespace, self._now()))

    def manifest(self, kind: str, name: str = "", namespace: str = "") -> dict[str, Any]:
        """The stored document of one object, with all its fields; a copy of your own."""
        return self.client.manifest(*_parted(kind, name), namespace or self.namespace)

    def delete(self, kind: str, name: str = "", namespace: str = "", *, grace: int | None = None) -> Text:
        """Delete one object; a Pod gets ``grace`` seconds to stop (default: its own)."""
        kind, name = _parted(kind, name)
        self.client.delete(kind, name, namespace or self.namespace, grace)
        self._settle()
        return Text(f'{kinds.named(kind).singular} "{name}" deleted')

    def scale(self, kind: str, name: str = "", namespace: str = "", *, replicas: int) -> Text:
        """``scale("deployment/web", replicas=3)``: say how many Pods there should be."""
        kind, name = _parted(kind, name)
        self.client.patch(kind, name, {"spec": {"replicas": replicas}}, namespace or self.namespace)
        self._settle()
        return Text(f"{kinds.named(kind).singular}/{name} scaled")

    def rollout_undo(self, kind: str, name: str = "", namespace: str = "", *, to_revision: int = 0) -> Text:
        """``rollout_undo("deployment/web")``: back to the template of the revision before, or of ``to_revision``.

        ``NotFound`` when there is no such revision, ``BadRequest`` for a paused Deployment and for other kinds.
        """
        kind, name = _parted(kind, name)
        if kinds.named(kind).kind != "Deployment":
            raise BadRequest(f'no rollbacker has been implemented for "{kinds.named(kind).kind}"')
        namespace = namespace or self.namespace
        deployment: Deployment = self.client.get(kind, name, namespace)
        owned = self.client.list("ReplicaSet", namespace, by=("owner", deployment.metadata.uid))
        earlier = to_roll_back_to(deployment, owned, to_revision)
        before = self.client.manifest(kind, name, namespace)
        after = rolled_back(before, self.client.manifest("ReplicaSet", earlier.metadata.name, namespace))
        if after["spec"] == before["spec"]:
            why = f"current template already matches revision {to_revision}"
            return Text(f"deployment.apps/{name} skipped rollback ({why})")
        self.client.update(after)
        self._settle()
        return Text(f"deployment.apps/{name} rolled back")

    def events(self, namespace: str = "") -> Table:
        """What the parts said lately, oldest first."""
        return table_of(self.client, "events", self._now(), namespace or self.namespace)


def rolled_back(deployment: Manifest, replica_set: Manifest) -> Manifest:
    """What ``kubectl rollout undo`` makes of a Deployment: the template of one of its ReplicaSets, as it was then.

    Source of the rules: ``staging/src/k8s.io/kubectl/pkg/polymorphichelpers/rollback.go``.
    """
    template = replica_set["spec"]["template"]
    labels = {key: value for key, value in template["metadata"]["labels"].items() if key != HASH_LABEL}
    metadata, had = deployment["metadata"], replica_set["metadata"].get("annotations", {})
    annotations = {key: value for key, value in metadata.get("annotations", {}).items() if key in STAY_BEHIND}
    annotations |= {key: value for key, value in had.items() if key not in STAY_BEHIND}
    return {
        **deployment,
        "metadata": {**metadata, "annotations": annotations},
        "spec": {
            **deployment["spec"],
            "template": {**template, "metadata": {**template["metadata"], "labels": labels}},
        },
    }


def _parted(kind: str, name: str) -> tuple[str, str]:
    """``deployment/web`` as two words."""
    if "/" not in kind:
        return kind, name
    first, second = kind.split("/", 1)
    return first, name or second
