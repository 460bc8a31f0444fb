"""What one can do to the containers of a node, through its kubelet: read their logs, and break them."""

from __future__ import annotations

from math import inf

from kubelite.client import Client, Subscription
from kubelite.node.access import logs_of, running_container
from kubelite.node.node_object import Hardware
from kubelite.node.pod_worker import PodWorker
from kubelite.node.run import LogLine, Run
from kubelite.node.runtime import Runtime
from kubelite.objects.core.pod import Pod
from kubelite.objects.errors import APIError


class Reach:
    """The verbs that reach through a kubelet into a container."""

    hardware: Hardware
    _client: Client
    _runtime: Runtime
    _watch: Subscription | None
    _workers: dict[str, PodWorker]

    def hang(self, pod: str, namespace: str = "default", container: str | None = None, seconds: float = inf) -> None:
        """Let a running container, by default the Pod's first, answer nobody for so long; it goes on running."""
        run, worker = self._running(pod, namespace, container)
        self._runtime.silence(run, seconds)
        if worker is not None:
            worker.wake()

    def leak(self, pod: str, namespace: str = "default", container: str | None = None, rate: float = 0.0) -> None:
        """Let a running container, by default the Pod's first, use ``rate`` bytes more every second from now on."""
        self._runtime.leak(self._running(pod, namespace, container)[0], rate)

    def crash(self, pod: str, namespace: str = "default", container: str | None = None, exit_code: int = 1) -> None:
        """End a running container, by default the Pod's first, as if its process had died.

        ``NotFound`` when there is no such Pod, ``BadRequest`` when the container does not run.
        """
        self._runtime.end(self._running(pod, namespace, container)[0], exit_code)

    def logs(
        self, pod: str, namespace: str = "default", container: str | None = None, *, previous: bool = False
    ) -> list[LogLine]:
        """What a container, by default the Pod's first, printed in its present run, or in its ``previous`` one.

        ``NotFound`` when there is no such Pod, ``BadRequest`` when the container has not run.
        """
        found: Pod = self._client.get("Pod", pod, namespace)
        if self._watch is None:  # it is stopped, or cannot be reached
            path = f"containerLogs/{namespace}/{pod}/{container or found.spec.containers[0].name}"
            address = f"{self.hardware.address}:10250"
            raise APIError(f'Get "https://{address}/{path}": dial tcp {address}: connect: connection refused')
        return logs_of(found, container, self._runtime, previous=previous)

    def _running(self, pod: str, namespace: str, container: str | None) -> tuple[Run, PodWorker | None]:
        known = {(each.pod.metadata.namespace, each.pod.metadata.name): each for each in self._workers.values()}
        worker = known.get((namespace, pod))
        found: Pod = worker.pod if worker else self._client.get("Pod", pod, namespace)
        return running_container(found, container, self._runtime), worker
