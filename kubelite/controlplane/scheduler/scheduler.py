"""The scheduler: takes one Pod after the other from its queue, finds a node for it, and tells the API.

It starts no container. It writes which node the Pod goes to, and the kubelet of that node does the rest.

Source of the rules: ``pkg/scheduler/{scheduler,schedule_one,eventhandlers}.go``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from random import Random

import msgspec

from kubelite.client import Client, Subscription, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.scheduler import surroundings
from kubelite.controlplane.scheduler.cache import Cache
from kubelite.controlplane.scheduler.decision import Decision, Decisions
from kubelite.controlplane.scheduler.events import Event, changes_of
from kubelite.controlplane.scheduler.framework import SKIP, SUCCESS, Plugin, Status
from kubelite.controlplane.scheduler.gates import held_back
from kubelite.controlplane.scheduler.memory import Memory
from kubelite.controlplane.scheduler.ownfunctions import FilterFunction, ScoreFunction, own_function
from kubelite.controlplane.scheduler.plugins import default_plugins
from kubelite.controlplane.scheduler.profile import Part, Profile
from kubelite.controlplane.scheduler.queue import QueuedPod, SchedulingQueue
from kubelite.controlplane.scheduler.remedies import remedies
from kubelite.controlplane.scheduler.reports import SCHEDULER_ERROR, UNSCHEDULABLE, Reports
from kubelite.objects.core.pod import Pod
from kubelite.objects.errors import APIError, NotFound
from kubelite.rules.functions import FunctionError, Unwritten
from kubelite.rules.podstate import is_active, is_finished


class Scheduler:
    """Gives nodes to the Pods whose ``schedulerName`` is its ``name``, or that of one of its ``profiles``.

    ``plugins`` are those of Kubernetes unless others are given. ``plugins=()`` is the stub: every Pod goes to the first
    worker, until there is a function to ask (``use``). ``profiles`` are further sets of plugins under other names, for
    Pods that want to be judged otherwise; they share nodes and queue.
    """

    def __init__(
        self,
        client: Client,
        clock: Clock,
        random: Random,
        *,
        plugins: Sequence[Plugin] | None = None,
        name: str = "default-scheduler",
        profiles: Mapping[str, Sequence[Plugin]] | None = None,
    ) -> None:
        self.name = name
        self.decisions = Decisions()
        self._client = client
        self._clock = clock
        self._random = random
        self._reports = Reports(client, clock)
        self._profile = Profile(default_plugins() if plugins is None else plugins)
        self._profiles = {other: Profile(chosen) for other, chosen in (profiles or {}).items()} | {name: self._profile}
        self._watches: list[Subscription] = []
        self._planned = False
        self._begin_afresh()

    def start(self) -> None:
        """Begin to watch nodes, Pods, and what is around them. What exists is reported as if it were new, so that
        nothing is lost.
        """
        if not self._watches:
            self._watches = surroundings.watch(self._client, self._cache.snapshot)
            self._watches += [self._client.watch("Node", self._on_node), self._client.watch("Pod", self._on_pod)]

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
        """The latest Decision about a Pod, and while the Pod has no node, what would help; ``None`` when there was no
        Decision yet (or it is long forgotten).
        """
        name = pod if isinstance(pod, str) else pod.metadata.name
        namespace = namespace if isinstance(pod, str) else pod.metadata.namespace
        decision = self.decisions.get(f"{namespace}/{name}")
        waiting = self._queue.find(namespace, name)
        if waiting is None:
            return decision or held_back(self._client, self._profiles, name, namespace)
        if decision is None:
            return None
        profile = self._profiles[waiting.spec.scheduler_name]
        with suppress(FunctionError, NotFound):
            found = remedies(self._client.manifest("Pod", name, namespace), profile, self._cache.snapshot)
            return msgspec.structs.replace(decision, remedies=found)
        return decision

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
            self._queue.happened(changes_of(event.old, pod))
        elif not self._cache.is_assumed(pod):
            if self._is_mine(pod):
                self._queue.put(pod)
                self._cache.nominate(pod, pod.status.nominated_node_name)
            else:
                self._queue.remove(pod)
                self._cache.nominate(pod, "")

    def _is_mine(self, pod: Pod) -> bool:
        """Whether the Pod wants a node from this scheduler, now."""
        profile = self._profiles.get(pod.spec.scheduler_name)
        if profile is None or not is_active(pod):
            return False
        return all(keeper.pre_enqueue(pod) == SUCCESS for keeper in profile.gatekeepers)

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
        profile = self._profiles[pod.spec.scheduler_name]
        try:
            decision = self._decide(profile, pod)
        except FunctionError as error:
            self.decisions.add(Decision(pod=f"{pod.metadata.namespace}/{pod.metadata.name}", message=str(error)))
            self._try_later(queued, str(error))
            return
        self.decisions.add(decision)
        if decision.node:
            self._place(queued, profile, decision.node)
        else:
            self._queue.park(queued, profile.helped_by(decision.rejected))
            self._make_room(pod, decision)
            self._reports.not_scheduled(pod, UNSCHEDULABLE, decision.message, decision.nominated)

    def _decide(self, profile: Profile, pod: Pod) -> Decision:
        """The Decision for a Pod. A function that is not written yet is left out, once, with a word to its author."""
        while True:
            try:
                return self._memories[pod.spec.scheduler_name].decide(pod, self._random)
            except Unwritten as unwritten:
                print(profile.leave_out(unwritten.function))

    def _make_room(self, pod: Pod, decision: Decision) -> None:
        """Send the victims away; until they are gone, the node is kept free for the Pod."""
        self._cache.nominate(pod, decision.nominated)
        for other in self._cache.pods(decision.nominated):
            if f"{other.metadata.namespace}/{other.metadata.name}" in decision.victims:
                self._reports.send_away(other, pod, decision.nominated)

    def _place(self, queued: QueuedPod, profile: Profile, node_name: str) -> None:
        """Assume that the Pod is on the node, ask those who have a word in it, and bind it."""
        pod = queued.pod
        self._cache.assume(pod, node_name)
        try:
            status = self._bind(profile, pod, node_name)
        except APIError as error:
            self._give_back(profile, pod, node_name)
            self._try_later(queued, f"binding rejected: {error.message}")
            return
        if status != SUCCESS:
            self._give_back(profile, pod, node_name)
            self._queue.park(queued, frozenset(Event))
            self._reports.not_scheduled(pod, UNSCHEDULABLE, ", ".join(status.reasons))
            return
        self._queue.remove(pod)
        self._reports.scheduled(pod, node_name)

    def _bind(self, profile: Profile, pod: Pod, node_name: str) -> Status:
        for reserver in profile.reservers:
            if (status := reserver.reserve(pod, node_name)) != SUCCESS:
                return status
        for permitter in profile.permitters:
            if (status := permitter.permit(pod, node_name)) != SUCCESS:
                return status
        bound = (binder.bind(self._client, pod, node_name) for binder in profile.binders)
        return next(status for status in bound if status != SKIP)

    def _give_back(self, profile: Profile, pod: Pod, node_name: str) -> None:
        for reserver in reversed(profile.reservers):
            reserver.unreserve(pod, node_name)
        self._cache.remove_pod(pod)

    def _try_later(self, queued: QueuedPod, message: str) -> None:
        self._queue.put_to_sleep(queued)
        self._reports.not_scheduled(queued.pod, SCHEDULER_ERROR, message)

    def _begin_afresh(self) -> None:
        self._cache = Cache()
        self._memories = {name: Memory(profile, self._cache.snapshot) for name, profile in self._profiles.items()}
        self._queue = SchedulingQueue(self._clock, self._profile.sort_key, self._plan)
        self._planned = False
