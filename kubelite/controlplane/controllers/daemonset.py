"""The DaemonSet controller: one Pod on every node that fits.

Source of the rules: ``pkg/controller/daemon/daemon_controller.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kubelite.client import Client, Manifest, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers import controllerrevisions, daemonpods, daemonupdate, failedpods
from kubelite.controlplane.controllers.controllerrevisions import REVISION_LABEL, revision_for
from kubelite.controlplane.controllers.daemonupdate import PodsByNode
from kubelite.controlplane.controllers.framework import Concerns, Controller, Key, key_of, only_status_changed
from kubelite.controlplane.controllers.ownership import claim
from kubelite.controlplane.controllers.podcontrol import PodControl
from kubelite.controlplane.controllers.statefulpods import revision_hash
from kubelite.objects import DaemonSet, Node, Pod
from kubelite.objects.apps import DaemonSetStatus
from kubelite.objects.errors import NotFound
from kubelite.objects.meta import view_as
from kubelite.rules.podstate import is_available, is_finished, is_ready, is_terminating


class DaemonSetController(Controller):
    """Makes a Pod for each node that should have one, and deletes those on nodes that should not."""

    name = "DaemonSet"
    component = "daemonset-controller"
    kind = "DaemonSet"
    owns = ("Pod",)

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self._control = PodControl(client, self.component)

    def watched(self) -> Mapping[str, Concerns]:
        """Besides DaemonSets and their Pods: Nodes that come, go, or get other labels or taints."""
        return {**super().watched(), "Node": self._all_when_nodes_differ}

    def own_keys(self, event: WatchEvent) -> Iterable[Key]:
        """A change of nothing but the status was our own report."""
        return () if only_status_changed(event) else super().own_keys(event)

    def reconcile(self, key: Key) -> None:
        """Compare the Pods of one DaemonSet with the nodes that there are."""
        try:
            ds: DaemonSet = self.client.get("DaemonSet", key.name, key.namespace)
        except NotFound:
            return
        pods = self._by_node(ds)
        if is_terminating(ds):
            return
        template = self.client.manifest("DaemonSet", key.name, key.namespace)["spec"]["template"]
        revision = revision_for(self.client, ds, template)
        hash = revision.metadata.labels[REVISION_LABEL]
        nodes: list[Node] = self.client.list("Node")
        wanted = [node.metadata.name for node in nodes if daemonpods.fits(ds, template["spec"], node)]
        staying = {node.metadata.name for node in nodes if daemonpods.may_stay(ds, template["spec"], node)}
        known = {node.metadata.name for node in nodes}
        self._clean_up(ds, pods, staying, known, hash)
        second: list[str] = []
        if ds.spec.update_strategy.type == "RollingUpdate":
            now = {name: pods.get(name, ()) for name in wanted}
            leaving, second = daemonupdate.next_round(ds, now, hash, self.clock.time())
            for pod in leaving:
                self._control.delete(ds, pod)
        for node in (*(node for node in wanted if not pods.get(node)), *second):
            self._create(ds, template, hash, node)
        self._report(ds, {name: each for name, each in pods.items() if name in known}, wanted, hash)
        in_use = {revision_hash(pod) for each in pods.values() for pod in each} | {hash}
        names = {f"{ds.metadata.name}-{each}" for each in in_use}
        controllerrevisions.forget(self.client, ds, ds.spec.revision_history_limit, names)

    def _by_node(self, ds: DaemonSet) -> dict[str, list[Pod]]:
        """The Pods for each node, the oldest first."""
        found: dict[str, list[Pod]] = {}
        for pod in sorted(claim(self.client, "Pod", ds), key=lambda pod: str(pod.metadata.creation_timestamp)):
            found.setdefault(daemonpods.node_of(pod), []).append(pod)
        return found

    def _clean_up(self, ds: DaemonSet, pods: PodsByNode, staying: set[str], known: set[str], hash: str) -> None:
        """Delete Pods that have to leave their node, that are one too many, or that failed some seconds ago.

        Pods on a node that is not ``known`` any more are the business of the Pod garbage collector.
        """
        for node, found in pods.items():
            too_many = daemonupdate.excess(ds, found, hash, self.clock.time())
            for pod in (pod for pod in found if not is_terminating(pod)):
                wait = failedpods.pause([pod], self.clock.time()) if is_finished(pod) else 0.0
                if wait > 0:
                    self.again(key_of(ds), wait)
                elif pod.spec.node_name and node not in known:
                    continue
                elif node not in staying or is_finished(pod) or pod in too_many:
                    self._control.delete(ds, pod)

    def _create(self, ds: DaemonSet, template: Manifest, hash: str, node: str) -> None:
        mine = daemonpods.template_for(template, node)
        labels = {**mine.get("metadata", {}).get("labels", {}), REVISION_LABEL: hash}
        self._control.create(ds, {**mine, "metadata": {**mine.get("metadata", {}), "labels": labels}})

    def _is_available(self, ds: DaemonSet, pod: Pod) -> bool:
        return not is_terminating(pod) and is_available(pod, ds.spec.min_ready_seconds, self.clock.time())

    def _report(self, ds: DaemonSet, pods: PodsByNode, wanted: Sequence[str], hash: str) -> None:
        first = [pods[node][0] for node in wanted if pods.get(node)]
        available = sum(self._is_available(ds, pod) for pod in first)
        status = {
            "desiredNumberScheduled": len(wanted),
            "currentNumberScheduled": len(first),
            "numberMisscheduled": sum(bool(found) and node not in wanted for node, found in pods.items()),
            "numberReady": sum(map(is_ready, first)),
        }
        sometimes = {
            "observedGeneration": ds.metadata.generation,
            "updatedNumberScheduled": sum(revision_hash(pod) == hash for pod in first),
            "numberAvailable": available,
            "numberUnavailable": len(wanted) - available,
        }
        status |= {name: count for name, count in sometimes.items() if count}
        if view_as(DaemonSetStatus, status) != ds.status:
            self.client.update_status(ds, status)
        self._look_when_available(ds, [pod for found in pods.values() for pod in found])

    def _look_when_available(self, ds: DaemonSet, pods: Sequence[Pod]) -> None:
        """Ready Pods become available by the passing of time, which no event announces."""
        if any(is_ready(pod) and not self._is_available(ds, pod) for pod in pods):
            self.again(key_of(ds), 1)

    def _all_when_nodes_differ(self, event: WatchEvent) -> Iterable[Key]:
        node, before = event.object, event.old
        same = event.type == "MODIFIED" and (node.spec, node.metadata.labels) == (before.spec, before.metadata.labels)
        return [] if same else [key_of(ds) for ds in self.client.list("DaemonSet")]
