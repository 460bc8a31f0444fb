"""The scheduler: takes one Pod after the other from its queue, finds a node for it, and tells the API.

It starts no container. It writes which node the Pod goes to, and the kubelet of that node does the rest.

Source of the rules: ``pkg/scheduler/{scheduler,schedule_one,eventhandlers}.go``.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from kubelite.client import Client, Subscription, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.functions import FunctionError, Unwritten
from kubelite.controlplane.scheduler.cache import Cache
from kubelite.controlplane.scheduler.cycle import decide
from kubelite.controlplane.scheduler.decision import Decision, Decisions
from kubelite.controlplane.scheduler.framework import SUCCESS, Event, Plugin
from kubelite.controlplane.scheduler.ownfunctions import FilterFunction, ScoreFunction, own_function
from kubelite.controlplane.scheduler.plugins import default_plugins
from kubelite.controlplane.scheduler.profile import Part, Profile
from kubelite.controlplane.scheduler.queue import QueuedPod, SchedulingQueue
from kubelite.objects.core.pod import Pod
from kubelite.objects.errors import APIError, NotFound
from kubelite.rules.podstate import condition, is_active, is_finished

UNSCHEDULABLE = "Unschedulable"
SCHEDULER_ERROR = "SchedulerError"


class Scheduler:
    """Gives nodes to the Pods whose ``schedulerName`` is its ``name``.

    ``plugins`` are those of Kubernetes unless others are given. ``plugins=()`` is the stub: every Pod goes to the first
    worker, until there is a function to ask (``use``).
    """

    def __init__(
        self,
        client: Client,
        clock: Clock,
        random: Random,
        *,
        plugins: Sequence[Plugin] | None = None,
        name: str = "default-scheduler",
    ) -> None:
        self.name = name
        self.decisions = Decisions()
        self._client = client
        self._clock = clock
        self._random = random
        self._profile = Profile(default_plugins() if plugins is None else plugins)
        self._watches: list[Subscription] = []
        self._planned = False
        self._begin_afresh()

    def start(self) -> None:
        """Begin to watch nodes and Pods. What exists is reported as if it were new, so that nothing is lost."""
        if not self._watches:
            self._watches = [self._client.watch("Node", self._on_node), self._client.watch("Pod", self._on_pod)]

    def stop(self) -> None:
        """End watching, and forget everything but the learner's functions and the Decisions."""
        for watch in self._watches:
            watch.stop()
        self._watches = []
        self._queue.close()
        self._begin_afresh()

    def use(
        self,
        *,
        filter: FilterFunction | None = None,
        score: ScoreFunction | None = None,
        weight: int | None = None,
        replaces: str | None = None,
    ) -> None:
        """Ask a function of your own, beside the built-in parts or instead of the one that it ``replaces``.

        ``filter(pod, node)`` says ``True``, ``False`` or ``Unschedulable("the reason")``. ``score(pod, node)`` says
        0..100, which counts ``weight`` times (1). A function with the name of an earlier one takes its place.
        Raises ``TypeError`` or ``ValueError`` for what cannot be used; then nothing has changed.
        """
        self._profile.use(own_function(filter, score, weight, replaces))
        self._queue.wake_all()

    def parts(self) -> tuple[Part, ...]:
        """The parts that filter and score, in order, and whose they are."""
        return self._profile.parts()

    def why(self, pod: Pod | str, namespace: str = "default") -> Decision | None:
        """The latest Decision about a Pod; ``None`` when there was none yet (or it is long forgotten)."""
        if isinstance(pod, str):
            return self.decisions.get(f"{namespace}/{pod}")
        return self.decisions.get(f"{pod.metadata.namespace}/{pod.metadata.name}")

    # What the API reports.

    def _on_node(self, event: WatchEvent) -> None:
        if event.type == "DELETED":
            self._cache.remove_node(event.object.metadata.name)
        else:
            self._queue.happened(self._cache.put_node(event.object))

    def _on_pod(self, event: WatchEvent) -> None:
        pod: Pod = event.object
        if event.type == "DELETED":
            self._forget(pod)
        elif pod.spec.node_name:
            self._queue.remove(pod)
            self._cache.put_pod(pod)
            if is_finished(pod) and (event.old is None or not is_finished(event.old)):
                self._queue.happened({Event.POD_GONE})
        elif not self._cache.is_assumed(pod):
            if self._is_mine(pod):
                self._queue.put(pod)
            else:
                self._queue.remove(pod)

    def _is_mine(self, pod: Pod) -> bool:
        """Whether the Pod wants a node from this scheduler, now."""
        if pod.spec.scheduler_name != self.name or not is_active(pod):
            return False
        return all(keeper.pre_enqueue(pod) == SUCCESS for keeper in self._profile.gatekeepers)

    def _forget(self, pod: Pod) -> None:
        self._queue.remove(pod)
        self._cache.remove_pod(pod)
        if pod.spec.node_name and not is_finished(pod):
            self._queue.happened({Event.POD_GONE})

    # One Pod after the other.

    def _plan(self) -> None:
        """See to it that the next Pod gets its turn; one at a time, so that others act in between."""
        if not self._planned:
            self._planned = True
            self._clock.soon(self._take_turn, self._queue)

    def _take_turn(self, queue: SchedulingQueue) -> None:
        if queue is not self._queue:
            return  # planned before the scheduler was stopped
        self._planned = False
        queued = queue.pop()
        if queued is not None:
            self._schedule(queued)
            self._plan()

    def _schedule(self, queued: QueuedPod) -> None:
        pod = queued.pod
        try:
            decision = self._decide(pod)
        except FunctionError as error:
            self.decisions.add(Decision(pod=f"{pod.metadata.namespace}/{pod.metadata.name}", message=str(error)))
            self._try_later(queued, str(error))
            return
        self.decisions.add(decision)
        if decision.node:
            self._bind(queued, decision.node)
        else:
            self._queue.park(queued, self._profile.helped_by(decision.rejected))
            self._report(pod, UNSCHEDULABLE, decision.message)

    def _decide(self, pod: Pod) -> Decision:
        """The Decision for a Pod. A function that is not written yet is left out, once, with a word to its author."""
        while True:
            try:
                return decide(self._profile, pod, self._cache.nodes(), self._random)
            except Unwritten as unwritten:
                print(self._profile.leave_out(unwritten.function))

    def _bind(self, queued: QueuedPod, node_name: str) -> None:
        pod = queued.pod
        self._cache.assume(pod, node_name)
        try:
            self._client.bind(pod, node_name)
        except APIError as error:
            self._cache.remove_pod(pod)
            self._try_later(queued, f"binding rejected: {error.message}")
            return
        self._queue.remove(pod)
        message = f"Successfully assigned {pod.metadata.namespace}/{pod.metadata.name} to {node_name}"
        self._client.event(pod, "Normal", "Scheduled", message, self.name)

    def _try_later(self, queued: QueuedPod, message: str) -> None:
        self._queue.put_to_sleep(queued)
        self._report(queued.pod, SCHEDULER_ERROR, message)

    def _report(self, pod: Pod, reason: str, message: str) -> None:
        """Say on the Pod why it has no node: as an Event, and as a condition where that is not what it says already."""
        self._client.event(pod, "Warning", "FailedScheduling", message, self.name)
        said = condition(pod, "PodScheduled")
        if said is not None and (said.status, said.reason, said.message) == ("False", reason, message):
            return
        try:
            status = self._client.manifest("Pod", pod.metadata.name, pod.metadata.namespace).get("status", {})
            self._client.update_status(pod, _with_condition(status, reason, message, self._clock.timestamp()))
        except NotFound:
            pass  # deleted meanwhile: nobody is left to be told

    def _begin_afresh(self) -> None:
        self._cache = Cache()
        self._queue = SchedulingQueue(self._clock, self._profile.sort_key, self._plan)
        self._planned = False


def _with_condition(status: dict[str, Any], reason: str, message: str, now: str) -> dict[str, Any]:
    """The status of a Pod with the condition that it has no node; it keeps the time since when that is so."""
    conditions = {each["type"]: each for each in status.get("conditions", ())}
    before = conditions.get("PodScheduled", {})
    since = before.get("lastTransitionTime", now) if before.get("status") == "False" else now
    said = {"type": "PodScheduled", "status": "False", "reason": reason, "message": message}
    conditions["PodScheduled"] = {**said, "lastTransitionTime": since}
    return {**status, "conditions": list(conditions.values())}
