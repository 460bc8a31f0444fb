"""The Pod garbage collector: Pods whose node is gone, or that never had one, can never end by themselves.

Source of the rules: ``pkg/controller/podgc/gc_controller.go``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from contextlib import suppress

from kubelite.client import Client, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers.conditions import Finding, written
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key, key_of
from kubelite.objects import Pod
from kubelite.objects.errors import NotFound
from kubelite.rules.podstate import condition, is_finished, is_terminating

ROUND = 20.0
"""Seconds from one look to the next."""

_PODS = "pod"

QUARANTINE = 40.0
"""So many seconds a node must have been missing: it might come back."""

_NODE_GONE = Finding("DisruptionTarget", "True", "DeletionByPodGC", "PodGC: node no longer exists")


class PodGCController(Controller):
    """Removes the Pods of nodes that no longer exist. Its keys are names of nodes, and Pods that wait without one."""

    name = "PodGC"
    component = "pod-garbage-collector"
    kind = "Node"

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self._started = 0.0
        self._missing: dict[str, float] = {}

    def start(self) -> None:
        """Begin; a node that is missing is missing from now on."""
        if not self.is_running:
            self._started = self.clock.now
            self._missing.clear()
        super().start()

    def watched(self) -> Mapping[str, Concerns]:
        """Nodes that are deleted, and Pods on nodes of which nobody knows."""
        return {"Node": self._deleted, "Pod": self._on_unknown_node}

    def reconcile(self, key: Key) -> None:
        """In a round: note that the node is missing, or, when it has been for long enough, remove its Pods."""
        if key.kind == _PODS:
            self._remove_unscheduled(key)
            return
        try:
            self.client.get("Node", key.name)
        except NotFound:
            since = self._missing.setdefault(key.name, self.clock.now)
            if self.clock.now >= since + QUARANTINE:
                for pod in self.client.list("Pod", by=("node", key.name)):
                    self._remove(pod, _NODE_GONE)
                del self._missing[key.name]
            else:
                self.again(key, since + QUARANTINE - self.clock.now)
        else:
            self._missing.pop(key.name, None)

    def _remove_unscheduled(self, key: Key) -> None:
        """A Pod that is deleted but kept by a finalizer, and has no node whose kubelet could say that it has ended."""
        with suppress(NotFound):
            pod: Pod = self.client.get("Pod", key.name, key.namespace)
            if is_terminating(pod) and not pod.spec.node_name and not is_finished(pod):
                self._remove(pod, None)

    def _remove(self, pod: Pod, why: Finding | None) -> None:
        """The Pod has failed, and is gone at once: nobody is left who could end it."""
        name, namespace = pod.metadata.name, pod.metadata.namespace
        if not is_finished(pod):
            status = self.client.manifest("Pod", name, namespace)["status"]
            conditions = status.get("conditions", [])
            if why is not None:
                others = [each for each in conditions if each["type"] != why.type]
                conditions = [*others, written(why, condition(pod, why.type), self.clock)]
            self.client.update_status(pod, {**status, "phase": "Failed", "conditions": conditions})
        self.client.delete("Pod", name, namespace, grace=0)

    def _deleted(self, event: WatchEvent) -> Iterable[Key]:
        if event.type == "DELETED":
            self._look_in_next_round(Key("", event.object.metadata.name))
        return ()

    def _on_unknown_node(self, event: WatchEvent) -> Iterable[Key]:
        node, old = event.object.spec.node_name, event.old
        if event.type == "MODIFIED" and not node and is_terminating(event.object) and not is_terminating(old):
            self._look_in_next_round(key_of(event.object)._replace(kind=_PODS))
        if node and event.type != "DELETED" and (old is None or old.spec.node_name != node):
            try:
                self.client.get("Node", node)
            except NotFound:
                self._look_in_next_round(Key("", node))
        return ()

    def _look_in_next_round(self, key: Key) -> None:
        rounds = math.ceil(round((self.clock.now - self._started) / ROUND, 6))
        self.again(key, self._started + rounds * ROUND - self.clock.now)
