"""Making and deleting Pods on behalf of an owner, with the Events that say so.

Source of the rules: ``pkg/controller/controller_utils.go`` (``RealPodControl``) and
``pkg/controller/replicaset/replica_set.go`` (``slowStartBatch``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kubelite.client import Client, Manifest
from kubelite.objects import Object, Pod
from kubelite.objects.errors import APIError, NotFound
from kubelite.rules.owners import owner_reference

MOST_AT_ONCE = 500
"""A controller makes or deletes at most so many Pods in one look at its object."""


class PodControl:
    """Writes Pods for the objects of one controller, which calls itself ``component`` in Events."""

    def __init__(self, client: Client, component: str) -> None:
        self._client = client
        self._component = component

    def create(self, owner: Object, template: Manifest, prefix: str = "") -> None:
        """Make one Pod from a pod ``template``; its name begins with ``prefix``, by default that of its ``owner``."""
        try:
            pod = self._client.create(pod_from_template(owner, template, prefix))
        except APIError as error:
            self._say(owner, "Warning", "FailedCreate", f"Error creating: {error.message}")
            raise
        self._say(owner, "Normal", "SuccessfulCreate", f"Created pod: {pod.metadata.name}")

    def delete(self, owner: Object, pod: Pod) -> None:
        """Delete ``pod``, with its own grace period; a Pod that is gone already is no error."""
        name = pod.metadata.name
        try:
            self._client.delete("Pod", name, pod.metadata.namespace)
        except NotFound:
            return
        except APIError as error:
            self._say(owner, "Warning", "FailedDelete", f"Error deleting: {error.message}")
            raise
        self._say(owner, "Normal", "SuccessfulDelete", f"Deleted pod: {name}")

    def _say(self, owner: Object, type: str, reason: str, message: str) -> None:
        self._client.event(owner, type, reason, message, self._component)


def pod_from_template(owner: Object, template: Manifest, prefix: str = "") -> Manifest:
    """The manifest of a new Pod: what the ``template`` says, a generated name, and the reference to its ``owner``."""
    wanted = template.get("metadata", {})
    metadata: Manifest = {
        "generateName": f"{prefix or owner.metadata.name}-",
        "namespace": owner.metadata.namespace,
        "ownerReferences": [owner_reference(owner)],
    }
    metadata |= {field: wanted[field] for field in ("labels", "annotations", "finalizers") if wanted.get(field)}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}


def slow_start(count: int, call: Callable[[], Any]) -> APIError | None:
    """Make ``call`` so many times, in batches of 1, 2, 4, 8 …; the error of the first batch in which a call failed.

    When every Pod would be refused, for a quota for instance, this asks once, not five hundred times.
    """
    for batch in batches(count):
        failed = None
        for _ in range(batch):
            try:
                call()
            except APIError as error:
                failed = error
        if failed is not None:
            return failed
    return None


def batches(count: int) -> Iterator[int]:
    """``count`` in growing parts: 10 → 1, 2, 4, 3."""
    size = 1
    while count > 0:
        yield min(size, count)
        count -= size
        size *= 2
