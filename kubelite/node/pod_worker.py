"""One Pod on one node, as the kubelet sees it: what is to be done for it now, and what is to be reported of it.

A worker is level-triggered. Whatever happens (the Pod changed, a container started or ended, a moment has come), it
looks at what is there and does what is missing. So a kubelet can stop and start again at any time.

Source of the rules: ``pkg/kubelet/pod_workers.go`` and ``pkg/kubelet/status/status_manager.go``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from functools import partial

from kubelite.client import Client, Subscription
from kubelite.clock import Clock, Timer, seconds_since_start
from kubelite.node import status
from kubelite.node.config import KINDS
from kubelite.node.containers import Containers
from kubelite.node.run import Run
from kubelite.node.runtime import Runtime
from kubelite.objects.core.pod import Pod
from kubelite.objects.errors import NotFound
from kubelite.rules.podstate import is_finished, is_terminating


class PodWorker:
    """Brings one Pod to what its spec asks for.

    ``on_over(worker, gone)`` is called when the Pod needs nothing of the node any more, and once more when it is gone.
    While ``online()`` says that the API cannot be reached, containers are looked after and nothing is reported.
    """

    __slots__ = (
        "_alarm", "_client", "_clock", "_closed", "_containers", "_host_ip", "_on_over", "_online", "_removed",
        "_runtime", "_stopping_since", "_waits", "_woken", "pod",
    )  # fmt: skip

    def __init__(
        self,
        pod: Pod,
        *,
        client: Client,
        clock: Clock,
        runtime: Runtime,
        host_ip: str,
        on_over: Callable[[PodWorker, bool], None],
        online: Callable[[], bool],
    ) -> None:
        self.pod = pod
        self._client = client
        self._clock = clock
        self._runtime = runtime
        self._host_ip = host_ip
        self._on_over = on_over
        self._online = online
        self._containers = Containers(pod, clock, runtime, self._say, self.wake, self._reachable)
        self._waits: list[Subscription] = []
        self._alarm: Timer | None = None
        self._stopping_since: float | None = None
        self._woken = self._closed = self._removed = False

    def wake(self) -> None:
        """Look at the Pod at this moment; waking a worker several times at one moment wakes it once."""
        if not self._woken and not self._closed:
            self._woken = True
            self._clock.soon(self._sync)

    def update(self, pod: Pod) -> None:
        """The Pod has changed; what is older than what the worker knows is no news."""
        if int(pod.metadata.resource_version) > int(self.pod.metadata.resource_version):
            self._know(pod)
            self.wake()

    def remove(self) -> None:
        """The Pod is gone from the API; what still runs of it has to end."""
        self._removed = True
        self.wake()

    def changed(self, run: Run) -> None:
        """A container has started or ended."""
        if run.ended is None:
            self._containers.waiting.pop(run.name, None)
            self._say("Started", "Container started")
        self.wake()

    def reject(self, reason: str, message: str) -> None:
        """The node does not take the Pod: it has failed, and nothing of it will run."""
        if not self._is_there():
            return
        self._say(reason, message, "Warning")
        conditions = [status.as_document(each, self._date) for each in self.pod.status.conditions]
        said = {"phase": "Failed", "reason": reason, "message": f"Pod was rejected: {message}"}
        self._write({**said, "conditions": conditions})

    def close(self) -> None:
        """The kubelet stops: do nothing more. What runs, runs on."""
        self._closed = True
        self._containers.start_nothing_more()
        self._wait_for_config(False)
        self._set_alarm(math.inf)

    def _sync(self) -> None:
        """Do what is missing. While the container runtime is stopped, nothing can be done or seen."""
        self._woken = False
        if self._closed or self._runtime.halted is not None or not (self._removed or self._is_there()):
            return
        if self._removed or is_terminating(self.pod):
            self._terminate()
        elif is_finished(self.pod):
            self._give_back()
        else:
            self._containers.start_what_is_due()
            self._wait_for_config(self._containers.lacks_config)
            self._report()
        now = self._clock.now
        self._set_alarm(min((due for due in self._containers.due() if due > now), default=math.inf))

    def _terminate(self) -> None:
        """End the containers; when all have ended, let the Pod go."""
        if self._stopping_since is None:
            self._stopping_since = self._clock.now
            self._containers.start_nothing_more()
        grace = self.pod.metadata.deletion_grace_period_seconds
        if grace is None:
            grace = self.pod.spec.termination_grace_period_seconds
        if self._containers.stop_all(max(0.0, self._stopping_since + grace - self._clock.now)):
            return
        if self._removed:
            self.close()
            self._on_over(self, True)
        elif self._online():
            if self._containers.sandbox is not None and not is_finished(self.pod):
                self._report(ending=True)
            self._client.delete("Pod", self.pod.metadata.name, self.pod.metadata.namespace, grace=0)

    def _give_back(self) -> None:
        """The Pod is over: end what still runs of it (somebody else may have said so); then its place is free."""
        if not self._containers.stop_all(float(self.pod.spec.termination_grace_period_seconds)):
            if self._containers.sandbox is not None:
                self._runtime.release_address(self._containers.sandbox)
            self._on_over(self, False)

    def _report(self, *, ending: bool = False) -> None:
        """Write what has become of the Pod."""
        sandbox, waiting = self._containers.sandbox, self._containers.waiting
        now, host_ip = self._clock.now, self._host_ip
        phase_of = partial(self._runtime.rules.phase, ending=ending, tell=self._say)
        self._write(status.pod_status(self.pod, sandbox, waiting, host_ip, now, self._date, phase_of, ending=ending))
        if is_finished(self.pod) and not ending:
            self._give_back()

    def _write(self, document: status.Document) -> None:
        """Write the status. The API takes no notice of one that it has already."""
        if not self._online():
            return
        old = self.pod.status
        document |= {"startTime": self._date(old.start_time)}
        if old.qos_class:
            document["qosClass"] = old.qos_class
        known = self.pod.metadata
        self._know(self._client.update_status(self.pod, document))
        answer = self.pod.metadata
        if (answer.generation, answer.deletion_timestamp) != (known.generation, known.deletion_timestamp):
            self.wake()  # the answer told it first, so the watch will bring no news of it

    def _is_there(self) -> bool:
        """Whether the API has this very Pod. If not, the watch will say so at this moment, too.

        A kubelet that cannot reach the API believes that nothing has changed.
        """
        if not self._online():
            return True
        try:
            found: Pod = self._client.get("Pod", self.pod.metadata.name, self.pod.metadata.namespace)
        except NotFound:
            return False
        return found.metadata.uid == self.pod.metadata.uid

    def _know(self, pod: Pod) -> None:
        self.pod = self._containers.pod = pod

    def _say(self, reason: str, message: str, type: str = "Normal") -> None:
        if self._online():
            self._client.event(self.pod, type, reason, message, "kubelet")

    def _reachable(self) -> Client | None:
        return self._client if self._online() else None

    def _wait_for_config(self, lacks: bool) -> None:
        """Look again when a ConfigMap, a Secret or a claim changes, for as long as the Pod lacks one."""
        if lacks and not self._waits:
            self._waits = [self._client.watch(kind, lambda _: self.wake()) for kind in KINDS]
        elif not lacks:
            for watch in self._waits:
                watch.stop()
            self._waits = []

    def _date(self, moment: datetime | float | None) -> str:
        """A moment as text; ``None`` as now."""
        return self._clock.timestamp(seconds_since_start(moment) if isinstance(moment, datetime) else moment)

    def _set_alarm(self, due: float) -> None:
        """Be woken at this moment, ``math.inf``: never."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None if due == math.inf else self._clock.after(due - self._clock.now, self.wake)
