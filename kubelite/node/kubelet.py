"""The kubelet: the control plane's agent on one node. It runs the Pods that are placed there and reports how they are.

It hands each Pod to a worker (``pod_worker.py``); here is what concerns the node as a whole: its Node object, its sign
of life, and which Pods it takes.

Source of the rules: ``pkg/kubelet/kubelet.go`` and ``pkg/kubelet/kubelet_node_status.go``.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from kubelite.client import Client, Subscription, WatchEvent
from kubelite.clock import Clock, seconds_since_start
from kubelite.node.admission import Used, refusal
from kubelite.node.lease import NodeLease
from kubelite.node.node_object import Hardware, node_object, node_status
from kubelite.node.pod_worker import PodWorker
from kubelite.node.reach import Reach
from kubelite.node.run import Run
from kubelite.node.runtime import Runtime
from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.objects.errors import NotFound
from kubelite.rules.podstate import condition, is_finished, is_terminating

RUNTIME_PATIENCE = 30.0
"""Seconds without an answer from the container runtime until the kubelet says that it is down."""


class Kubelet(Reach):
    """Registers its Node, takes the Pods bound to it, runs them through the ``runtime`` and reports their status.

    ``start()`` and ``stop()`` may follow each other at any time: containers run on without their kubelet, and what
    happened meanwhile is found when it is back. ``disconnect()`` and ``connect()`` are about its way to the API: a
    kubelet that cannot reach it looks after the Pods that it knows, and reports when it can.
    """

    def __init__(self, hardware: Hardware, *, client: Client, clock: Clock, runtime: Runtime) -> None:
        self.hardware = hardware
        self.name = hardware.name
        self.lease = NodeLease(hardware.name, client, clock)
        self.is_running = False
        self._client = client
        self._clock = clock
        self._runtime = runtime
        self._workers: dict[str, PodWorker] = {}
        self._used = Used()
        self._watch: Subscription | None = None
        self._node: Node | None = None
        self._node_changed = False
        self._can_connect = True

    def start(self) -> None:
        """Report the node and begin to look after its Pods; a kubelet that is running stays as it is."""
        if self.is_running:
            return
        self.is_running = True
        self._runtime.on_change = self._on_run
        self._runtime.on_pull = self._on_pull
        self._runtime.on_halt = self._on_halt
        if self._can_connect:
            self._report_to_api()

    def stop(self) -> None:
        """Look after nothing any more. Containers run on, and nobody restarts them."""
        if not self.is_running:
            return
        self._report_no_more()
        self.is_running = False
        self._runtime.listen_no_more()
        for worker in self._workers.values():
            worker.close()
        self._workers.clear()
        self._used = Used()

    def connect(self) -> None:
        """The API can be reached again."""
        if not self._can_connect:
            self._can_connect = True
            if self.is_running:
                self._report_to_api()

    def disconnect(self) -> None:
        """The API cannot be reached any more."""
        if self._can_connect:
            self._report_no_more()
            self._can_connect = False

    def look_at_all(self) -> None:
        """Look at every Pod once more: a rule has changed."""
        for worker in self._workers.values():
            worker.wake()

    def last_renewal(self, now: float) -> float | None:
        """When the lease was last renewed, in seconds since the start of the simulation; ``None``: never."""
        return self.lease.renewed(now)

    def _report_to_api(self) -> None:
        """Register, renew the lease, and see which Pods belong here now."""
        self._register()
        self.lease.begin()
        self._take_stock()
        self._watch = self._client.watch("Pod", self._on_pod, by=("node", self.name))
        for worker in self._workers.values():
            worker.wake()

    def _report_no_more(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
            self.lease.cease()

    def _is_online(self) -> bool:
        return self._watch is not None

    def _register(self) -> None:
        try:
            self._node = self._client.get("Node", self.name, "")
            self._report_node()
        except NotFound:
            self._node = self._client.create(node_object(self.hardware, self._status(None)))

    def _report_node(self) -> None:
        """Write the Node's status; nothing to do when somebody deleted the Node, or when nobody can be reached."""
        self._node_changed = False
        if not (self.is_running and self._can_connect):
            return
        try:
            node: Node = self._client.get("Node", self.name, "")
        except NotFound:
            return
        self._node = self._client.update_status(node, self._status(node))

    def _status(self, old: Node | None) -> dict[str, Any]:
        now, is_down = self._clock.timestamp(), self._runtime_is_down()
        return node_status(self.hardware, self._runtime.present, old, now, self._date, runtime_is_down=is_down)

    def _runtime_is_down(self) -> bool:
        halted = self._runtime.halted
        return halted is not None and self._clock.now - halted >= RUNTIME_PATIENCE

    def _on_halt(self) -> None:
        """The runtime has been stopped or started."""
        self._report_readiness()
        if self._runtime.halted is None:
            for worker in self._workers.values():
                worker.wake()
        else:
            self._clock.after(RUNTIME_PATIENCE, self._report_readiness)

    def _report_readiness(self) -> None:
        """Report the node when it has become ready, or is so no longer."""
        ready = condition(self._node, "Ready") if self._node is not None else None
        if ready is None or (ready.status == "True") == self._runtime_is_down():
            self._report_node()

    def _take_stock(self) -> None:
        """Count the Pods that already run here, and end those that are gone from the API."""
        pods: list[Pod] = self._client.list("Pod", by=("node", self.name))
        present = {pod.metadata.uid for pod in pods}
        for uid in [uid for uid in {**self._workers, **self._runtime.sandboxes} if uid not in present]:
            if uid in self._workers:
                self._workers[uid].remove()
            else:
                self._runtime.remove(uid)
        for pod in pods:
            if pod.metadata.uid in self._runtime.sandboxes and not is_finished(pod):
                self._used.take(pod)

    def _on_pod(self, event: WatchEvent) -> None:
        pod: Pod = event.object
        worker = self._workers.get(pod.metadata.uid)
        if event.type == "DELETED":
            if worker is not None:
                worker.remove()
        elif worker is not None:
            worker.update(pod)
        else:
            self._accept(pod)

    def _accept(self, pod: Pod) -> None:
        """Take a Pod that is new here, or refuse it. One that already runs or only has to go is not refused."""
        worker = PodWorker(
            pod,
            client=self._client,
            clock=self._clock,
            runtime=self._runtime,
            host_ip=self.hardware.address,
            on_over=self._on_over,
            online=self._is_online,
        )
        self._workers[pod.metadata.uid] = worker
        if not (is_finished(pod) or is_terminating(pod) or pod.metadata.uid in self._runtime.sandboxes):
            refused = refusal(pod, self._current_node(), self._used)
            if refused is not None:
                worker.reject(*refused)
                return
            self._used.take(pod)
        worker.wake()

    def _current_node(self) -> Node:
        """The Node with the labels and taints that it has now; as last seen, when somebody deleted it."""
        with suppress(NotFound):
            self._node = self._client.get("Node", self.name, "")
        assert self._node is not None, "a kubelet that runs has registered its Node"
        return self._node

    def _on_over(self, worker: PodWorker, gone: bool) -> None:
        """A Pod needs nothing of the node any more."""
        self._used.give_back(worker.pod)
        if gone:
            self._workers.pop(worker.pod.metadata.uid, None)
            self._runtime.remove(worker.pod.metadata.uid)

    def _on_run(self, run: Run) -> None:
        worker = self._workers.get(run.pod)
        if worker is not None:
            worker.changed(run)

    def _on_pull(self) -> None:
        """There is another image on the node; several at one moment are reported once."""
        if not self._node_changed:
            self._node_changed = True
            self._clock.soon(self._report_node)

    def _date(self, moment: datetime | None) -> str:
        return self._clock.timestamp(None if moment is None else seconds_since_start(moment))
