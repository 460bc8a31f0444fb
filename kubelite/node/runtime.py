"""The container runtime of one node: it pulls images and runs containers. It knows nothing of the API.

Everything that takes time is a timer of the clock. What a container does is the ``Behaviour`` of its image.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from kubelite.clock import Clock, Timer
from kubelite.node.behaviour import Behaviour, Images, tagged
from kubelite.node.network import PodAddresses
from kubelite.node.ownrules import OwnRules
from kubelite.node.run import NO_LIMITS, NOTHING, REMEMBERED_RUNS, Limits, LogLine, Run, Sandbox, Silence, expanded
from kubelite.rules.images import Host

CHECK_SECONDS = 0.5
"""How long it takes to ask a registry: whether an image that is present is still the newest, whether there is one."""
KILLED = 137
"""The exit code of a container that was ended by force: 128 + 9, the number of the signal KILL."""
LOST = 255
"""The exit code that is told of a container whose end nobody saw."""
LEAST_GRACE = 2.0
"""Seconds that a container has after TERM, even when its preStop hook took the whole grace period."""

HOST = Host("node")
Pulled = Callable[[bool], object]
"""``done(arrived)``: whether the image could be had."""


class Runtime:
    """Pulls images; makes sandboxes for Pods; starts, stops and crashes the containers in them.

    Pods are named by their uid. ``on_change(run)`` is called when a container has started or ended, ``on_pull()`` when
    an image has arrived, ``on_halt()`` when the runtime itself has been stopped or started. ``halt()`` stops the
    runtime: containers run on, and nobody can start, stop or see any.
    """

    def __init__(
        self, clock: Clock, images: Images, addresses: PodAddresses, host: Host = HOST, rules: OwnRules | None = None
    ) -> None:
        self.images = images
        self.host = host
        self.rules = rules or OwnRules()
        self.present: dict[str, int] = {}
        """The images on this node: name with tag → size in bytes."""
        self.sandboxes: dict[str, Sandbox] = {}
        self.halted: float | None = None
        """Since when the runtime is stopped; ``None`` while it works."""
        self.listen_no_more()
        self._clock = clock
        self._addresses = addresses
        self._pulling: dict[str, list[Pulled]] = {}
        self._pulls: dict[str, Timer] = {}

    def listen_no_more(self) -> None:
        """The kubelet is stopped; containers go on without it."""
        self.on_change: Callable[[Run], object] = _nobody_listens
        self.on_pull: Callable[[], object] = _nobody_listens
        self.on_halt: Callable[[], object] = _nobody_listens

    def halt(self) -> None:
        """Stop the runtime. What has not started yet, and what is being pulled, is lost; what runs, runs on."""
        if self.halted is None:
            self.halted = self._clock.now
            self._drop_what_is_under_way()
            self.on_halt()

    def resume(self) -> None:
        """Start the runtime again."""
        if self.halted is not None:
            self.halted = None
            self.on_halt()

    def power_off(self) -> None:
        """The machine loses its power: every container ends, and nobody sees it."""
        self._drop_what_is_under_way()
        for sandbox in self.sandboxes.values():
            for run in sandbox.running():
                self._close(run, LOST, "Unknown")
            self.release_address(sandbox)

    def has(self, image: str) -> bool:
        """Whether the image is on this node."""
        return tagged(image) in self.present

    def is_pulling(self, image: str, done: Pulled) -> bool:
        """Whether the image is on its way, and ``done`` will be called when it has come."""
        return done in self._pulling.get(tagged(image), ())

    def pull(self, image: str, done: Pulled) -> None:
        """Fetch an image and call ``done(arrived)``. An image that is on its way is not fetched twice."""
        name = tagged(image)
        waiting = self._pulling.setdefault(name, [])
        waiting.append(done)
        if len(waiting) == 1:
            behaviour = self.images.of(image)
            asked_only = behaviour.missing or self.has(image)
            seconds = min(CHECK_SECONDS, behaviour.pull_seconds) if asked_only else behaviour.pull_seconds
            self._pulls[name] = self._clock.after(seconds, self._pulled, name, behaviour)

    def make_sandbox(self, pod: str, *, host_network: bool = False) -> Sandbox:
        """The sandbox of a Pod: the one that it has, or a new one with an address of its own."""
        sandbox = self.sandboxes.get(pod)
        if sandbox is None:
            sandbox = self.sandboxes[pod] = Sandbox(pod, "", host_network=host_network)
        if not (sandbox.address or sandbox.host_network):
            sandbox.address = self._addresses.take(sandbox)
        return sandbox

    def start(
        self,
        sandbox: Sandbox,
        name: str,
        image: str,
        behaviour: Behaviour,
        *,
        limits: Limits = NO_LIMITS,
        environment: Mapping[str, str] = NOTHING,
        ports: tuple[int, ...] = (),
    ) -> Run:
        """Create a container and start it; it runs after the ``start_seconds`` of its image."""
        runs = sandbox.runs.setdefault(name, [])
        run = Run(sandbox.pod, name, image, behaviour, runs[-1].attempt + 1 if runs else 0, limits)
        run.environment, run.ports = environment, ports
        runs.append(run)
        del runs[:-REMEMBERED_RUNS]
        run.timer = self._clock.after(behaviour.start_seconds, self._started, run)
        return run

    def stop(self, run: Run, grace: float, hook: float = 0.0) -> None:
        """Ask a container to end (TERM) and end it by force (KILL) ``grace`` seconds later, if it still runs.

        Its preStop hook takes ``hook`` seconds of the grace period; TERM comes after it. Asking again with less
        patience brings the end nearer; asking with more changes nothing.
        """
        if run.ended is not None:
            return
        now = self._clock.now
        hook = min(hook if run.stopping is None else max(0.0, run.term - now), grace) if run.is_running else 0.0
        rest = max(grace - hook, LEAST_GRACE if hook else 0.0)
        patient = run.is_running and run.behaviour.stop_seconds <= rest
        seconds = hook + min(rest, run.behaviour.stop_seconds) if run.is_running else 0.0
        if run.stopping is None or now + seconds < run.stopping:
            run.term, run.stopping = now + hook, now + seconds
            self._plan(run, seconds, 0 if patient else KILLED)

    def end(self, run: Run, exit_code: int, reason: str = "") -> None:
        """The container ends now."""
        if run.ended is None:
            self._close(run, exit_code, reason)
            self._tell(run)

    def silence(self, run: Run, seconds: float = math.inf) -> None:
        """The container goes on running, and answers nobody for so long."""
        run.silences = (*run.silences, Silence(self._clock.now, self._clock.now + seconds))

    def leak(self, run: Run, rate: float) -> None:
        """From now on the container uses ``rate`` bytes more every second."""
        run.start_to_leak(rate, self._clock.now)
        self._watch_memory(run)

    def release_address(self, sandbox: Sandbox) -> None:
        """Nothing runs in the sandbox any more: give its address back, and keep what its containers printed."""
        if sandbox.address:
            self._addresses.give_back(sandbox.address)
            sandbox.address = ""

    def remove(self, pod: str) -> None:
        """Forget a Pod: its sandbox, its containers and what they printed."""
        sandbox = self.sandboxes.pop(pod, None)
        if sandbox is not None:
            self.release_address(sandbox)
            for runs in sandbox.runs.values():
                for run in runs:
                    _forget_timers(run)

    def sandbox_at(self, address: str) -> Sandbox | None:
        """The sandbox that has this address now."""
        return self._addresses.holder(address)

    def logs(self, run: Run) -> list[LogLine]:
        """What a run has printed so far."""
        if run.started is None:
            return []
        return [LogLine(run.started, expanded(text, run.environment)) for text in run.behaviour.logs]

    def _pulled(self, name: str, behaviour: Behaviour) -> None:
        del self._pulls[name]
        if not behaviour.missing:
            self.present[name] = behaviour.size
            self.on_pull()
        for done in self._pulling.pop(name):
            done(not behaviour.missing)

    def _started(self, run: Run) -> None:
        run.begin(self._clock.now)
        lifetime = run.behaviour.lifetime
        if lifetime is not None:
            self._plan(run, lifetime, run.behaviour.exit_code or 0)
        self._watch_memory(run)
        self._tell(run)

    def _plan(self, run: Run, seconds: float, exit_code: int) -> None:
        if run.timer is not None:
            run.timer.cancel()
        run.timer = self._clock.after(seconds, self.end, run, exit_code)

    def _watch_memory(self, run: Run) -> None:
        """The kernel ends a container that uses more memory than it may."""
        if run.oom is not None:
            run.oom.cancel()
        due = run.out_of_memory()
        if due != math.inf:
            run.oom = self._clock.after(max(0.0, due - self._clock.now), self.end, run, KILLED, "OOMKilled")

    def _close(self, run: Run, exit_code: int, reason: str) -> None:
        _forget_timers(run)
        run.ended = self._clock.now
        run.exit_code, run.reason = exit_code, reason

    def _tell(self, run: Run) -> None:
        if self.halted is None:
            self.on_change(run)

    def _drop_what_is_under_way(self) -> None:
        for timer in self._pulls.values():
            timer.cancel()
        self._pulls.clear()
        self._pulling.clear()
        for sandbox in self.sandboxes.values():
            for runs in sandbox.runs.values():
                if runs and runs[-1].started is None and runs[-1].ended is None:
                    _forget_timers(runs.pop())


def _forget_timers(run: Run) -> None:
    for timer in (run.timer, run.oom):
        if timer is not None:
            timer.cancel()
    run.timer = run.oom = None


def _nobody_listens(run: Run | None = None) -> None:
    """There is no kubelet."""
