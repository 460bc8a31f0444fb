"""One second of requests on their way through the cluster: from name to address, through kube-proxy, to Pods.

Requests are not followed one by one. Those of a second travel together and are spread over the Pods behind each name,
so that a second costs what there are Pods on the way, however many requests there are.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import NamedTuple

from kubelite.client import Client
from kubelite.clock import Clock
from kubelite.node.latency import Hop, percentiles
from kubelite.node.machine import Machine
from kubelite.node.proxy import Proxy
from kubelite.node.routes import Place, Route, Routes, Target
from kubelite.node.serving import Answer, serve, wanted_cpu

NO_ANSWER = Answer(0, 0)
SHARE_SECONDS = 3.0
"""How often a machine looks at how crowded it is."""
Senders = Mapping[Machine | None, int]
"""How many requests come from which machine; ``None`` is the world outside."""


class Second(NamedTuple):
    """The requests of one second, which ended at ``time``.

    ``served``; ``refused``: somebody said no, or had too much to do; ``failed``: nobody answered. ``p50``, ``p95`` and
    ``p99`` are the seconds within which so many of a hundred were served, 0 where none was.
    """

    time: float
    sent: int
    served: int
    refused: int
    failed: int
    p50: float = 0.0
    p95: float = 0.0
    p99: float = 0.0


class Outcome:
    """What became of requests on their way; ``causes`` counts why some were not served."""

    def __init__(self) -> None:
        self.refused = 0
        self.failed = 0
        self.causes: Counter[str] = Counter()

    def lose(self, count: int, why: str, *, unanswered: bool) -> None:
        """So many got no answer, or were refused."""
        if count:
            self.causes[why] += count
            if unanswered:
                self.failed += count
            else:
                self.refused += count


class Traffic:
    """Sends requests. ``outside`` is the kube-proxy that is asked for those who come from outside of the cluster."""

    def __init__(
        self, client: Client, clock: Clock, random: Random, machines: dict[int, Machine], outside: Proxy
    ) -> None:
        self._clock = clock
        self._random = random
        self._outside = outside
        self._routes = Routes(client, machines)
        self._known: dict[tuple[Target, str], Route] = {}
        self._outdated = self._expired = False
        self._shares: dict[str, tuple[float, float]] = {}
        self._now = -1.0
        for kind in ("Service", "EndpointSlice"):
            client.watch(kind, self._on_change)

    def send(
        self, path: Sequence[Target], senders: Senders, namespace: str, retries: int = 0
    ) -> tuple[Second, Outcome]:
        """Let the requests of one second go along the ``path``: from the senders to the first target, from the Pods
        there to the second one, and so on. One that is not answered is sent again, ``retries`` times.
        """
        self._begin()
        outcome, hops, sent = Outcome(), list[Hop](), sum(senders.values())
        for target in path:
            senders, answers = self._hop(target, senders, namespace, retries, outcome)
            hops.append(answers)
        served = sum(senders.values())
        quantiles = percentiles(hops) if served else ()
        return Second(self._clock.now, sent, served, outcome.refused, outcome.failed, *quantiles), outcome

    def _begin(self) -> None:
        """A kube-proxy needs up to a second to hear of a change: the last second's routes are used once more."""
        if self._now == self._clock.now:
            return
        if self._expired or self._now < self._clock.now - 1.5:
            self._known.clear()
        self._expired, self._outdated = self._outdated, False
        self._now = self._clock.now

    def _hop(
        self, target: Target, senders: Senders, namespace: str, retries: int, outcome: Outcome
    ) -> tuple[Senders, list[Answer]]:
        """Send requests to one target; who served them, and how quickly."""
        served: Counter[Machine | None] = Counter()
        answers: list[Answer] = []
        for attempt in range(retries + 1):
            lost = outcome if attempt == retries else Outcome()
            again: Counter[Machine | None] = Counter()
            for sender, count in _grouped(senders).items():
                route = self._route(target, sender, namespace)
                if not route.places:
                    lost.lose(count, route.problem, unanswered=route.unknown)
                    again[sender] += count
                    continue
                for place, part in self._spread(route.places, count):
                    answer = self._ask(sender, place, part, lost)
                    if answer.served:
                        served[place.machine] += answer.served
                        answers.append(answer)
                    if answer.served < part:
                        again[sender] += part - answer.served
            senders = again
            if not senders:
                break
        return served, answers

    def _ask(self, sender: Machine | None, place: Place, count: int, outcome: Outcome) -> Answer:
        """Send requests to one Pod."""
        machine, now = place.machine, self._clock.now
        if machine is None or not machine.is_on or _is_apart(sender, machine):
            outcome.lose(count, f"{place} cannot be reached", unanswered=True)
            return NO_ANSWER
        run = place.listener()
        if run is None or not run.is_listening(now):
            if place.is_somebodys():
                outcome.lose(count, f"{place} refused: no container listens there", unanswered=False)
            else:
                outcome.lose(count, f"{place} is nobody's address", unanswered=True)
            return NO_ANSWER
        if run.silences and not run.answers(now):
            outcome.lose(count, f"{place} did not answer in time", unanswered=True)
            return NO_ANSWER
        answer = serve(run, count, now, self._share(machine))
        if answer.refused:
            outcome.lose(answer.refused, f"{place} has too much to do", unanswered=False)
        return answer

    def _spread(self, places: Sequence[Place], count: int) -> Iterable[tuple[Place, int]]:
        """Every place gets the same, and chance says who gets the rest."""
        each, rest = divmod(count, len(places))
        more = set(self._random.sample(range(len(places)), rest)) if rest else ()
        for number, place in enumerate(places):
            part = each + 1 if number in more else each
            if part:
                yield place, part

    def _route(self, target: Target, sender: Machine | None, namespace: str) -> Route:
        """The route from a machine. All whose kube-proxy follows the API share one; the others keep to their own."""
        if sender is not None and not sender.proxy.is_following:
            return self._routes.find(target, sender.proxy, namespace)
        route = self._known.get((target, namespace))
        if route is None:
            route = self._known[target, namespace] = self._routes.find(target, self._outside, namespace)
        return route

    def _share(self, machine: Machine) -> float:
        """How much of the CPU time that its containers want a machine can give; looked at every few seconds."""
        now = self._clock.now
        seen, share = self._shares.get(machine.name, (-math.inf, 1.0))
        if now - seen >= SHARE_SECONDS:
            runs = (run for sandbox in machine.runtime.sandboxes.values() for run in sandbox.running())
            wanted = sum(wanted_cpu(run, now) for run in runs)
            share = min(1.0, machine.hardware.millicores / wanted) if wanted else 1.0
            self._shares[machine.name] = now, share
        return share

    def _on_change(self, event: object) -> None:
        self._outdated = True


def _grouped(senders: Senders) -> Senders:
    """The same with all healthy machines as one, ``None``: what they send goes the same ways."""
    grouped: dict[Machine | None, int] = {}
    for sender, count in senders.items():
        is_special = sender is not None and (sender.is_cut_off or not sender.proxy.is_following)
        group = sender if is_special else None
        grouped[group] = grouped.get(group, 0) + count
    return grouped


def _is_apart(sender: Machine | None, machine: Machine) -> bool:
    """Whether the network between two machines is cut."""
    return sender is not machine and (machine.is_cut_off or (sender is not None and sender.is_cut_off))
