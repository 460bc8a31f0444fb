"""The Pod garbage collector: Pods whose node is gone can never end by themselves.

Source of the rules: ``pkg/controller/podgc/gc_controller.go``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from kubelite.client import Client, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers.conditions import Finding, written
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key
from kubelite.objects import Pod
from kubelite.objects.errors import NotFound
from kubelite.rules.podstate import condition, is_finished

ROUND = 20.0
"""Seconds from one look to the next."""

QUARANTINE = 40.0
"""So many seconds a node must have been missing: it might come back."""


class PodGCController(Controller):
    """Removes the Pods of nodes that no longer exist. Its keys are names of nodes."""

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
        try:
            self.client.get("Node", key.name)
        except NotFound:
            since = self._missing.setdefault(key.name, self.clock.now)
            if self.clock.now >= since + QUARANTINE:
                for pod in self.client.list("Pod", by=("node", key.name)):
                    self._remove(pod)
                del self._missing[key.name]
            else:
                self.again(key, since + QUARANTINE - self.clock.now)
        else:
            self._missing.pop(key.name, None)

    def _remove(self, pod: Pod) -> None:
        """The Pod has failed, and is gone at once: nobody is left who could end it."""
        name, namespace = pod.metadata.name, pod.metadata.namespace
        if not is_finished(pod):
            finding = Finding("DisruptionTarget", "True", "DeletionByPodGC", "PodGC: node no longer exists")
            status = self.client.manifest("Pod", name, namespace)["status"]
            others = [each for each in status.get("conditions", []) if each["type"] != finding.type]
            target = written(finding, condition(pod, finding.type), self.clock)
            self.client.update_status(pod, {**status, "phase": "Failed", "conditions": [*others, target]})
        self.client.delete("Pod", name, namespace, grace=0)

    def _deleted(self, event: WatchEvent) -> Iterable[Key]:
        if event.type == "DELETED":
            self._look_in_next_round(event.object.metadata.name)
        return ()

    def _on_unknown_node(self, event: WatchEvent) -> Iterable[Key]:
        node, old = event.object.spec.node_name, event.old
        if node and event.type != "DELETED" and (old is None or old.spec.node_name != node):
            try:
                self.client.get("Node", node)
            except NotFound:
                self._look_in_next_round(node)
        return ()

    def _look_in_next_round(self, node: str) -> None:
        rounds = math.ceil(round((self.clock.now - self._started) / ROUND, 6))
        self.again(Key("", node), self._started + rounds * ROUND - self.clock.now)
