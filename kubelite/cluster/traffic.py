"""Requests to a simulated cluster: some every second, for as long as they are wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from kubelite.clock import Clock
from kubelite.cluster.site import Site
from kubelite.node.machine import Machine
from kubelite.node.routes import Target
from kubelite.node.traffic import Second, Traffic
from kubelite.objects import Object
from kubelite.view.table import Text, columns

HEADINGS = ("TIME", "SENT", "SERVED", "REFUSED", "FAILED", "P50", "P95", "P99")
SHOWN_CAUSES = 3


class Load:
    """Requests that are sent every second along a path, in batches of one second of simulated time.

    ``per_second`` may be changed at any time. ``seconds`` has one row for every second that has passed; ``sent``,
    ``served``, ``refused`` and ``failed`` are sums, ``causes`` says why requests were not served.
    """

    def __init__(
        self,
        traffic: Traffic,
        clock: Clock,
        path: Sequence[str],
        per_second: float,
        *,
        source: Machine | None,
        namespace: str,
        retries: int,
        on_second: Callable[[], None],
    ) -> None:
        self.path = tuple(path)
        self.per_second = per_second
        self.seconds: list[Second] = []
        self.causes: Counter[str] = Counter()
        self.is_running = True
        self._traffic = traffic
        self._clock = clock
        self._targets = [Target.read(name) for name in path]
        self._source = source
        self._namespace = namespace
        self._retries = retries
        self._on_second = on_second
        self._owed = 0.0
        self._timer = clock.after(1.0, self._tick)

    def stop(self) -> None:
        """Send no more."""
        self.is_running = False
        self._timer.cancel()

    @property
    def sent(self) -> int:
        """How many requests were sent so far."""
        return sum(each.sent for each in self.seconds)

    @property
    def served(self) -> int:
        """How many were answered."""
        return sum(each.served for each in self.seconds)

    @property
    def refused(self) -> int:
        """How many met somebody who said no, or had too much to do."""
        return sum(each.refused for each in self.seconds)

    @property
    def failed(self) -> int:
        """How many got no answer at all."""
        return sum(each.failed for each in self.seconds)

    @property
    def lost_part(self) -> float:
        """Which part of the requests was not served, from 0 to 1."""
        return (self.refused + self.failed) / self.sent if self.sent else 0.0

    def _tick(self) -> None:
        """One second has passed; the next one follows."""
        self._owed += self.per_second
        count = int(self._owed)
        self._owed -= count
        second, outcome = self._traffic.send(self._targets, {self._source: count}, self._namespace, self._retries)
        self.seconds.append(second)
        self.causes += outcome.causes
        self._timer = self._clock.after(1.0, self._tick)
        self._on_second()

    def __repr__(self) -> str:
        state = f"{self.per_second:g} requests a second" if self.is_running else "stopped"
        lost = f"{self.refused} refused, {self.failed} failed ({self.lost_part:.2%} not served)"
        lines = [f"{' → '.join(self.path)}: {state}; {self.sent} sent, {self.served} served, {lost}"]
        lines += [f"  {count} × {cause}" for cause, count in self.causes.most_common(SHOWN_CAUSES)]
        return "\n".join([*lines, columns([HEADINGS, *map(_row, self.seconds[-5:])])]) if self.seconds else lines[0]


class Requests(Site):
    """The verbs that send requests. ``loads`` are those that go on now."""

    _traffic: Traffic
    _loads: list[Load]
    _on_second: Callable[[], None]

    def load(
        self,
        service: str,
        per_second: float = 10,
        *,
        path: Sequence[str] = (),
        source: str | Object = "",
        namespace: str = "default",
        retries: int = 0,
    ) -> Load:
        """Send requests to a Service every second, until ``stop()``.

        ``path`` names all that a request passes, the Service itself first: the Pods of each call the next one.
        ``source`` is the node, or the Pod, from which requests come; by default they come from outside. A request that
        gets no answer is sent again, ``retries`` times. A name may be ``backend``, ``backend.shop:8080`` or an address.
        """
        if per_second < 0 or retries < 0:
            raise ValueError(f"load(per_second={per_second}, retries={retries}): give 0 or more")
        if path and path[0] != service:
            raise ValueError(f"the path begins with the Service itself: path=[{service!r}, …], not {path[0]!r}")
        load = Load(
            self._traffic,
            self.clock,
            path or (service,),
            per_second,
            source=self._source(source, namespace),
            namespace=namespace,
            retries=retries,
            on_second=self._on_second,
        )
        self._loads.append(load)
        return load

    @property
    def loads(self) -> tuple[Load, ...]:
        """The loads that go on now."""
        return tuple(load for load in self._loads if load.is_running)

    def request(self, target: str, *, source: str | Object = "", namespace: str = "default") -> Text:
        """Send one request now; what became of it. ``source`` is a node or a Pod, by default the world outside."""
        sender = self._source(source, namespace)
        second, outcome = self._traffic.send([Target.read(target)], {sender: 1}, namespace)
        if second.served:
            return Text(f"{target} answered within {second.p50 * 1000:.0f} ms")
        return Text(f"{target} did not answer: {next(iter(outcome.causes))}")

    def _source(self, source: str | Object, namespace: str) -> Machine | None:
        if source == "":
            return None
        if isinstance(source, str) and source.removeprefix("node/") in self.nodes:
            return self._machine(source)
        return self._place_of(source, namespace)[0]


def _row(second: Second) -> list[str]:
    time, *counts = second[:5]
    quantiles = [f"{quantile * 1000:.0f}ms" if quantile else "-" for quantile in second[5:]]
    return [f"{time:g}s", *map(str, counts), *quantiles]
