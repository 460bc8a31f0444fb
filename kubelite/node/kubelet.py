"""The kubelet: the control plane's agent on one node. It runs the Pods that are placed there and reports how they are.

It hands each Pod to a worker (``pod_worker.py``); here is what concerns the node as a whole: its Node object, its sign
of life, and which Pods it takes.

Source of the rules: ``pkg/kubelet/kubelet.go`` and ``pkg/kubelet/kubelet_node_status.go``.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from kubelite.client import Client, Subscription, WatchEvent
from kubelite.clock import Clock, seconds_since_start
from kubelite.node.access import logs_of, running_container
from kubelite.node.admission import Used, refusal
from kubelite.node.node_object import Hardware, node_object, node_status
from kubelite.node.pod_worker import PodWorker
from kubelite.node.runtime import LogLine, Run, Runtime, nobody_listens
from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.objects.errors import APIError, NotFound
from kubelite.rules.podstate import is_finished, is_terminating

LEASE_NAMESPACE = "kube-node-lease"
LEASE_SECONDS = 40
RENEWAL_SECONDS = 10


class Kubelet:
    """Registers its Node, takes the Pods bound to it, runs them through the ``runtime`` and reports their status.

    ``start()`` and ``stop()`` may follow each other at any time: containers run on without their kubelet, and what
    happened meanwhile is found when it is back.
    """

    def __init__(self, hardware: Hardware, *, client: Client, clock: Clock, runtime: Runtime) -> None:
        self.hardware = hardware
        self.name = hardware.name
        self._client = client
        self._clock = clock
        self._runtime = runtime
        self._workers: dict[str, PodWorker] = {}
        self._used = Used()
        self._watch: Subscription | None = None
        self._node: Node | None = None
        self._node_changed = False
        self._since = 0.0  # since when it renews its lease
        self._last_renewal: float | None = None  # the last one before it stopped

    @property
    def is_running(self) -> bool:
        """Whether the kubelet is at work."""
        return self._watch is not None

    def start(self) -> None:
        """Report the node and begin to look after its Pods; a kubelet that is running stays as it is."""
        if self._watch is not None:
            return
        self._since = self._clock.now
        self._register()
        self._store_lease(self._clock.now)
        self._runtime.on_change = self._on_run
        self._runtime.on_pull = self._on_pull
        self._take_stock()
        self._watch = self._client.watch("Pod", self._on_pod, by=("node", self.name))

    def stop(self) -> None:
        """Look after nothing any more. Containers run on, and nobody restarts them."""
        if self._watch is None:
            return
        self._last_renewal = self.last_renewal(self._clock.now)
        self._watch.stop()
        self._watch = None
        self._runtime.on_change = self._runtime.on_pull = nobody_listens
        for worker in self._workers.values():
            worker.close()
        self._workers.clear()
        self._used = Used()
        self._store_lease(self._last_renewal or self._since)

    def last_renewal(self, now: float) -> float | None:
        """When the lease was last renewed, in seconds since the start of the simulation; ``None``: never.

        A kubelet at work renews its lease every ten seconds. This is computed and not written, so that an idle cluster
        costs nothing; the stored Lease tells the renewal at which the kubelet started or stopped.
        """
        if self._watch is None:
            return self._last_renewal
        return self._since + (now - self._since) // RENEWAL_SECONDS * RENEWAL_SECONDS

    def crash(self, pod: str, namespace: str = "default", container: str | None = None, exit_code: int = 1) -> None:
        """End a running container, by default the Pod's first, as if its process had died.

        ``NotFound`` when there is no such Pod, ``BadRequest`` when the container does not run.
        """
        found: Pod = self._client.get("Pod", pod, namespace)
        self._runtime.end(running_container(found, container, self._runtime), exit_code)

    def logs(
        self, pod: str, namespace: str = "default", container: str | None = None, *, previous: bool = False
    ) -> list[LogLine]:
        """What a container, by default the Pod's first, printed in its present run, or in its ``previous`` one.

        ``NotFound`` when there is no such Pod, ``BadRequest`` when the container has not run.
        """
        found: Pod = self._client.get("Pod", pod, namespace)
        if self._watch is None:
            path = f"containerLogs/{namespace}/{pod}/{container or found.spec.containers[0].name}"
            address = f"{self.hardware.address}:10250"
            raise APIError(f'Get "https://{address}/{path}": dial tcp {address}: connect: connection refused')
        return logs_of(found, container, self._runtime, previous=previous)

    def _register(self) -> None:
        try:
            self._node = self._client.get("Node", self.name, "")
            self._report_node()
        except NotFound:
            status = node_status(self.hardware, self._runtime.present, None, self._clock.timestamp(), self._date)
            self._node = self._client.create(node_object(self.hardware, status))

    def _report_node(self) -> None:
        """Write the Node's status; nothing to do when somebody deleted the Node."""
        self._node_changed = False
        try:
            node: Node = self._client.get("Node", self.name, "")
        except NotFound:
            return
        now = self._clock.timestamp()
        self._node = self._client.update_status(
            node, node_status(self.hardware, self._runtime.present, node, now, self._date)
        )

    def _store_lease(self, renewed: float) -> None:
        renewal = {"renewTime": self._clock.micro_timestamp(renewed)}
        try:
            self._client.patch("Lease", self.name, {"spec": renewal}, LEASE_NAMESPACE)
        except NotFound:
            metadata = {"name": self.name, "namespace": LEASE_NAMESPACE}
            spec = {"holderIdentity": self.name, "leaseDurationSeconds": LEASE_SECONDS, **renewal}
            manifest = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata, "spec": spec}
            self._client.create(manifest)

    def _take_stock(self) -> None:
        """After a restart: count the Pods that already run here, and end those that are gone from the API."""
        pods: list[Pod] = self._client.list("Pod", by=("node", self.name))
        for uid in self._runtime.sandboxes.keys() - {pod.metadata.uid for pod in pods}:
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
