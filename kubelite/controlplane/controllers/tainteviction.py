"""Taint eviction: Pods leave a node with a NoExecute taint, at once or when they have tolerated it long enough.

Source of the rules: ``pkg/controller/tainteviction/taint_eviction.go``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime

from kubelite.client import Client, WatchEvent
from kubelite.clock import Clock, seconds_since_start
from kubelite.controlplane.controllers.conditions import Finding, written
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key, key_of
from kubelite.objects import Node, Pod
from kubelite.objects.core.node import Taint
from kubelite.objects.errors import NotFound
from kubelite.rules.functions import Unwritten
from kubelite.rules.podstate import condition, is_terminating
from kubelite.rules.tolerations import NO_EXECUTE, tolerates

LEAST_AGE = 1.0
"""Seconds that a Pod gets at least: where its successor is let in again, one moment would see Pods without end."""
ASK_AGAIN = 5.0
"""Seconds after which a learner's function is asked once more about a Pod that may stay for now."""


class TaintEvictionController(Controller):
    """Deletes Pods from nodes whose NoExecute taints they do not, or no longer, tolerate."""

    name = "TaintEviction"
    component = "taint-eviction-controller"
    kind = "Pod"
    point = "evictions"

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self._due: dict[Key, float] = {}

    def watched(self) -> Mapping[str, Concerns]:
        """Nodes whose NoExecute taints change concern their Pods; a Pod is looked at when it gets its node."""
        return {"Node": self._pods_of_node, "Pod": self._new_on_node}

    def reconcile(self, key: Key) -> None:
        """Delete one Pod if its time on its node is over; if not, come again when it is."""
        try:
            pod: Pod = self.client.get("Pod", key.name, key.namespace)
            node: Node = self.client.get("Node", pod.spec.node_name)
        except NotFound:
            self._due.pop(key, None)
            return
        taints = _no_execute(node)
        if taints and (rest := LEAST_AGE - self._age(pod)) > 0:
            self.again(key, rest)
            return
        if self.own.is_taken and taints and not is_terminating(pod):
            with suppress(Unwritten):
                self._ask(key, pod, taints)
                return
        seconds = seconds_tolerated(pod, taints)
        if seconds == math.inf or is_terminating(pod):
            if self._due.pop(key, None) is not None and not is_terminating(pod):
                said = f"Cancelling deletion of Pod {key.namespace}/{key.name}"
                self.client.event(pod, "Normal", "TaintManagerEviction", said, self.component)
            return
        # What was planned stays: another taint that comes later does not hurry.
        due = self._due.setdefault(key, self._first_tainted(pod, taints) + seconds)
        if seconds and due > self.clock.now:
            self.again(key, due - self.clock.now)
        else:
            self._evict(pod)

    def _ask(self, key: Key, pod: Pod, taints: tuple[Taint, ...]) -> None:
        """Evict the Pod if the learner's function names it; ask again soon, since time may change the answer."""
        on_node: list[Pod] = self.client.list("Pod", key.namespace, by=("node", pod.spec.node_name))
        about = f"the pods of node {pod.spec.node_name}"
        names = self.own.ask(self.clock.time(), taints, tuple(on_node), about=about)
        if not isinstance(names, list | tuple | set | frozenset) or not all(type(name) is str for name in names):
            hint = "the name of a pod is pod.metadata.name"
            raise self.own.wrong(names, about=about, expected="a list with the names of pods", hint=hint)
        if key.name in names:
            self._evict(pod)
        else:
            self.again(key, ASK_AGAIN)

    def _age(self, pod: Pod) -> float:
        created = pod.metadata.creation_timestamp
        assert created is not None, "a stored Pod has a creation time"
        return self.clock.now - seconds_since_start(created)

    def _first_tainted(self, pod: Pod, taints: Iterable[Taint]) -> float:
        """Since when the Pod has to tolerate the taints: now, unless it met them while we were away."""
        added = [seconds_since_start(taint.time_added) for taint in taints if isinstance(taint.time_added, datetime)]
        earliest = max(min(added, default=self.clock.now), self.clock.now - self._age(pod))
        return earliest if self.clock.now - earliest > 1 else self.clock.now

    def _evict(self, pod: Pod) -> None:
        name, namespace = pod.metadata.name, pod.metadata.namespace
        self.client.event(
            pod, "Normal", "TaintManagerEviction", f"Marking for deletion Pod {namespace}/{name}", self.component
        )
        why = "Taint manager: deleting due to NoExecute taint"
        finding = Finding("DisruptionTarget", "True", "DeletionByTaintManager", why)
        status = self.client.manifest("Pod", name, namespace)["status"]
        others = [each for each in status.get("conditions", []) if each["type"] != finding.type]
        target = written(finding, condition(pod, finding.type), self.clock)
        self.client.update_status(pod, {**status, "conditions": [*others, target]})
        self.client.delete("Pod", name, namespace)

    def _pods_of_node(self, event: WatchEvent) -> Iterable[Key]:
        before = _no_execute(event.old) if event.old is not None else ()
        if event.type == "DELETED" or _no_execute(event.object) == before:
            return
        for pod in self.client.list("Pod", by=("node", event.object.metadata.name)):
            yield key_of(pod)

    def _new_on_node(self, event: WatchEvent) -> Iterable[Key]:
        pod, old = event.object, event.old
        if event.type == "DELETED" and key_of(pod) in self._due:
            return (key_of(pod),)
        was_there = event.type == "MODIFIED" and old.spec.node_name == pod.spec.node_name
        return () if was_there or not pod.spec.node_name or event.type == "DELETED" else (key_of(pod),)


def seconds_tolerated(pod: Pod, taints: Iterable[Taint]) -> float:
    """How long ``pod`` may stay with these ``taints``; 0: not at all, infinity: for ever.

    Each taint must be tolerated. Of several tolerations for one taint the first counts, whatever the others say, and
    over all taints the shortest time.
    """
    shortest = math.inf
    for taint in taints:
        first = next((each for each in pod.spec.tolerations if tolerates(each, taint)), None)
        if first is None:
            return 0.0
        if first.toleration_seconds is not None:
            shortest = min(shortest, max(0.0, float(first.toleration_seconds)))
    return shortest


def _no_execute(node: Node) -> tuple[Taint, ...]:
    return tuple(taint for taint in node.spec.taints if taint.effect == NO_EXECUTE)
