"""One run of a container: since when it runs, whether it answers, how much memory it uses, how it ended."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from kubelite.clock import Timer
from kubelite.node.behaviour import Behaviour
from kubelite.objects.frozen import FrozenMap

REMEMBERED_RUNS = 3
_REFERENCE = re.compile(r"\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)")
QUICKEST = 1e-6
"""No request takes less, in seconds."""
NOTHING: Mapping[str, str] = FrozenMap()


class LogLine(NamedTuple):
    """A line that a container printed, and when, in seconds since the start of the simulation."""

    time: float
    text: str


class Silence(NamedTuple):
    """A time in which a running container answers neither probes nor requests."""

    since: float
    until: float


class Limits(NamedTuple):
    """What a container may use at most: ``cpu`` in millicores, ``memory`` in bytes."""

    cpu: float = math.inf
    memory: float = math.inf


NO_LIMITS = Limits()


class Work(NamedTuple):
    """What a run had to do in the second that ended ``at``: the requests that ``came``, and of these those that it
    ``took`` on; those that were waiting ``left_before`` the second, and those that are ``left`` waiting after it.
    """

    at: float = -math.inf
    came: int = 0
    took: int = 0
    left_before: float = 0.0
    left: float = 0.0


IDLE = Work()


class Run:
    """One run of a container; ``started`` and ``ended`` are ``None`` until then. A restart is another run."""

    __slots__ = (
        "_listens_from", "_used", "able", "attempt", "behaviour", "ended", "environment", "exit_code", "files",
        "hands", "id", "image", "leak", "limits", "name", "oom", "pod", "ports", "reason", "silences", "started",
        "stopping", "term", "timer", "work",
    )  # fmt: skip

    def __init__(
        self, pod: str, name: str, image: str, behaviour: Behaviour, attempt: int, limits: Limits = NO_LIMITS
    ) -> None:
        self.pod = pod
        self.name = name
        self.image = image
        self.behaviour = behaviour
        self.attempt = attempt
        self.limits = limits
        self.environment = NOTHING
        self.files: dict[str, str] = {}  # its own, beside those in volumes
        self.ports: tuple[int, ...] = ()  # that its manifest names; none: it may listen on any
        self.id = sha256(f"{pod}/{name}/{attempt}".encode()).hexdigest()
        self.started: float | None = None
        self.ended: float | None = None
        self.term = math.inf  # when it is asked to end
        self.stopping: float | None = None  # when it will end after that
        self.exit_code = 0
        self.reason = ""  # why it ended, where that is not told by the exit code
        self.silences: tuple[Silence, ...] = ()
        self.leak = behaviour.leak
        self.work = IDLE
        self.hands = behaviour.concurrency / max(behaviour.request_seconds, QUICKEST)
        """Requests a second that its workers can serve."""
        self.able = self._able()
        """Requests a second that it can serve when its machine gives it all the CPU time that it wants."""
        self._listens_from = math.inf
        self.timer: Timer | None = None
        self.oom: Timer | None = None
        self._used = (float(behaviour.memory), 0.0)  # bytes, and when that was so

    def _able(self) -> float:
        known = self.behaviour
        if not known.request_cpu:
            return self.hands
        return max(0.0, min(self.hands, (self.limits.cpu - known.cpu) / known.request_cpu))

    @property
    def is_running(self) -> bool:
        """Started, and not ended."""
        return self.started is not None and self.ended is None

    def begin(self, now: float) -> None:
        """It runs from ``now`` on."""
        known = self.behaviour
        self.started = now
        self._listens_from = now + known.ready_seconds
        self._used = (float(known.memory), now)
        quiet = [Silence(now, now + known.ready_seconds)]
        if known.hang_after is not None:
            quiet.append(Silence(now + known.hang_after, now + known.hang_after + known.hang_seconds))
        self.silences = tuple(each for each in quiet if each.since < each.until)

    def is_listening(self, now: float) -> bool:
        """Whether somebody accepts a connection: it has come up, and nobody has asked it to end yet."""
        return self._listens_from <= now < self.term and self.ended is None

    def answers(self, now: float) -> bool:
        """Whether it answers probes and requests at this moment."""
        if not self.is_running:
            return False
        return not self.silences or not any(each.since <= now < each.until for each in self.silences)

    def memory(self, now: float) -> float:
        """How many bytes it uses."""
        amount, since = self._used
        return amount + self.leak * max(0.0, now - since)

    def start_to_leak(self, rate: float, now: float) -> None:
        """From ``now`` on it uses ``rate`` bytes more every second."""
        self._used = (self.memory(now), now)
        self.leak = rate

    def out_of_memory(self) -> float:
        """When it will use more memory than it may; ``math.inf``: never."""
        amount, since = self._used
        if amount > self.limits.memory:
            return since
        return since + (self.limits.memory - amount) / self.leak if self.leak else math.inf


class Sandbox:
    """What the containers of one Pod share.

    ``address`` is their IP address, ``""`` when they use the node's own or none any more; ``volumes`` are the
    directories that live and die with the Pod: name → path → content.
    """

    __slots__ = ("address", "host_network", "pod", "runs", "volumes")

    def __init__(self, pod: str, address: str, *, host_network: bool = False) -> None:
        self.pod = pod
        self.address = address
        self.host_network = host_network
        self.runs: dict[str, list[Run]] = {}
        self.volumes: dict[str, dict[str, str]] = {}

    def last(self, name: str) -> Run | None:
        """The newest run of a container."""
        runs = self.runs.get(name)
        return runs[-1] if runs else None

    def running(self) -> list[Run]:
        """The runs that have started and not ended."""
        return [runs[-1] for runs in self.runs.values() if runs and runs[-1].is_running]

    def listener(self, port: int) -> Run | None:
        """The running container that listens on ``port``: one that names it, else one that names no port."""
        runs = self.running()
        named = (run for run in runs if port in run.ports)
        return next(named, None) or next((run for run in runs if not run.ports), None)

    def shown(self, name: str) -> tuple[Run | None, Run | None]:
        """The run that is to be seen, and the one before it. A run that is still starting is not to be seen yet."""
        seen = [run for run in self.runs.get(name, ()) if run.started is not None or run.ended is not None]
        return (seen[-1] if seen else None), (seen[-2] if len(seen) > 1 else None)


def expanded(text: str, known: Mapping[str, str]) -> str:
    """``text`` with ``$(NAME)`` replaced by the variables that are known; the others stay as they are."""
    return _REFERENCE.sub(lambda match: known.get(match[1], match[0]), text)
