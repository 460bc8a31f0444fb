"""The container runtime of one node: it pulls images and runs containers. It knows nothing of the API.

Everything that takes time is a timer of the clock. What a container does is the ``Behaviour`` of its image.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from kubelite.clock import Clock, Timer
from kubelite.node.behaviour import Behaviour, Images, tagged
from kubelite.node.network import PodAddresses

CHECK_SECONDS = 0.5
"""How long it takes to ask whether an image that is present is still the newest under its name."""
KILLED = 137
"""The exit code of a container that was ended by force: 128 + 9, the number of the signal KILL."""
REMEMBERED_RUNS = 3


class LogLine(NamedTuple):
    """A line that a container printed, and when, in seconds since the start of the simulation."""

    time: float
    text: str


class Run:
    """One run of a container; ``started`` and ``ended`` are ``None`` until then. A restart is another run."""

    __slots__ = (
        "attempt", "behaviour", "ended", "exit_code", "id", "image", "name", "pod", "started", "stopping", "timer",
    )  # fmt: skip

    def __init__(self, pod: str, name: str, image: str, behaviour: Behaviour, attempt: int) -> None:
        self.pod = pod
        self.name = name
        self.image = image
        self.behaviour = behaviour
        self.attempt = attempt
        self.id = sha256(f"{pod}/{name}/{attempt}".encode()).hexdigest()
        self.started: float | None = None
        self.ended: float | None = None
        self.stopping: float | None = None  # when it will end after TERM
        self.exit_code = 0
        self.timer: Timer | None = None

    @property
    def is_running(self) -> bool:
        """Started, and not ended."""
        return self.started is not None and self.ended is None


class Sandbox:
    """What the containers of one Pod share; ``address`` is their IP address, ``""`` when they use the node's own."""

    __slots__ = ("address", "pod", "runs")

    def __init__(self, pod: str, address: str) -> None:
        self.pod = pod
        self.address = address
        self.runs: dict[str, list[Run]] = {}

    def last(self, name: str) -> Run | None:
        """The newest run of a container."""
        runs = self.runs.get(name)
        return runs[-1] if runs else None

    def shown(self, name: str) -> tuple[Run | None, Run | None]:
        """The run that is to be seen, and the one before it. A run that is still starting is not to be seen yet."""
        seen = [run for run in self.runs.get(name, ()) if run.started is not None or run.ended is not None]
        return (seen[-1] if seen else None), (seen[-2] if len(seen) > 1 else None)


class Runtime:
    """Pulls images; makes sandboxes for Pods; starts, stops and crashes the containers in them.

    Pods are named by their uid. ``on_change(run)`` is called when a container has started or ended, ``on_pull()`` when
    an image has arrived.
    """

    def __init__(self, clock: Clock, images: Images, addresses: PodAddresses) -> None:
        self.images = images
        self.present: dict[str, int] = {}
        """The images on this node: name with tag → size in bytes."""
        self.sandboxes: dict[str, Sandbox] = {}
        self.on_change: Callable[[Run], object] = nobody_listens
        self.on_pull: Callable[[], object] = nobody_listens
        self._clock = clock
        self._addresses = addresses
        self._pulling: dict[str, list[Callable[[], object]]] = {}

    def has(self, image: str) -> bool:
        """Whether the image is on this node."""
        return tagged(image) in self.present

    def pull(self, image: str, done: Callable[[], object]) -> None:
        """Fetch an image and call ``done()``. An image that is on its way is not fetched twice."""
        name = tagged(image)
        waiting = self._pulling.setdefault(name, [])
        waiting.append(done)
        if len(waiting) == 1:
            behaviour = self.images.of(image)
            seconds = min(CHECK_SECONDS, behaviour.pull_seconds) if self.has(image) else behaviour.pull_seconds
            self._clock.after(seconds, self._pulled, name, behaviour.size)

    def make_sandbox(self, pod: str, *, host_network: bool = False) -> Sandbox:
        """The sandbox of a Pod: the one that it has, or a new one with an address of its own."""
        sandbox = self.sandboxes.get(pod)
        if sandbox is None:
            sandbox = self.sandboxes[pod] = Sandbox(pod, "" if host_network else self._addresses.take())
        return sandbox

    def start(self, sandbox: Sandbox, name: str, image: str, behaviour: Behaviour) -> Run:
        """Create a container and start it; it runs after the ``start_seconds`` of its image."""
        runs = sandbox.runs.setdefault(name, [])
        run = Run(sandbox.pod, name, image, behaviour, runs[-1].attempt + 1 if runs else 0)
        runs.append(run)
        del runs[:-REMEMBERED_RUNS]
        run.timer = self._clock.after(behaviour.start_seconds, self._started, run)
        return run

    def stop(self, run: Run, grace: float) -> None:
        """Ask a container to end (TERM) and end it by force (KILL) ``grace`` seconds later, if it still runs.

        Asking again with less patience brings the end nearer; asking with more changes nothing.
        """
        if run.ended is not None:
            return
        patient = run.is_running and run.behaviour.stop_seconds <= grace
        seconds = min(grace, run.behaviour.stop_seconds) if run.is_running else 0.0
        end = self._clock.now + seconds
        if run.stopping is None or end < run.stopping:
            run.stopping = end
            self._plan(run, seconds, 0 if patient else KILLED)

    def end(self, run: Run, exit_code: int) -> None:
        """The container ends now."""
        if run.ended is not None:
            return
        self._forget_timer(run)
        run.ended = self._clock.now
        run.exit_code = exit_code
        self.on_change(run)

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
                    self._forget_timer(run)

    def logs(self, run: Run) -> list[LogLine]:
        """What a run has printed so far."""
        return [LogLine(run.started, text) for text in run.behaviour.logs] if run.started is not None else []

    def _pulled(self, name: str, size: int) -> None:
        self.present[name] = size
        self.on_pull()
        for done in self._pulling.pop(name):
            done()

    def _started(self, run: Run) -> None:
        run.started = self._clock.now
        lifetime = run.behaviour.lifetime
        if lifetime is not None:
            self._plan(run, lifetime, run.behaviour.exit_code or 0)
        self.on_change(run)

    def _plan(self, run: Run, seconds: float, exit_code: int) -> None:
        self._forget_timer(run)
        run.timer = self._clock.after(seconds, self.end, run, exit_code)

    def _forget_timer(self, run: Run) -> None:
        if run.timer is not None:
            run.timer.cancel()
            run.timer = None


def nobody_listens(run: Run | None = None) -> None:
    """The kubelet is stopped; containers go on without it."""
