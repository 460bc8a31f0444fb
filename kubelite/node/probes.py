"""What the probes of a container find, and when.

Whether a container answers at a moment is known: it is part of what its run is. So no probe is sent, and an hour of
successful probes costs nothing: the moments at which a verdict changes follow from delay, period and thresholds.

Source of the rules: ``pkg/kubelet/prober/worker.go``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kubelite.node.run import Run, Silence
from kubelite.objects.core.container import Container, Probe


class Health(NamedTuple):
    """What is known of a run at a moment; all times in seconds since the start of the simulation.

    ``started``: since when it counts as started. ``ready``: whether it does now. ``doomed``: when its startup or
    liveness probe has failed too often, so that it is restarted. ``next``: when any of this changes the next time.
    ``failures``: since when which kind of probe has been failing, for those that have failed up to now.
    """

    started: float
    ready: bool
    doomed: float
    doomed_by: str
    next: float
    failures: tuple[tuple[str, float], ...] = ()


NOTHING_RUNS = Health(math.inf, False, math.inf, "", math.inf)


class Stretch(NamedTuple):
    """A time in which a container either answers all the time or never."""

    since: float
    until: float
    answers: bool


def health(container: Container, run: Run | None, now: float) -> Health:
    """What the probes of ``container`` have found about its ``run`` up to ``now``."""
    if run is None or run.started is None or run.ended is not None:
        return NOTHING_RUNS
    begin, probes = run.started, (container.startup_probe, container.liveness_probe, container.readiness_probe)
    if probes == (None, None, None):
        return Health(begin, begin <= now, math.inf, "", math.inf)
    startup, liveness, readiness = probes
    whole = list(stretches(run.silences, begin))
    started = begin if startup is None else _first(startup, begin, whole, good=True)
    gives_up = math.inf if startup is None else _first(startup, begin, whole, good=False)
    if gives_up < started:
        started = math.inf
    later = [Stretch(max(each.since, started), each.until, each.answers) for each in whole if each.until > started]
    dies = math.inf if liveness is None else _first(liveness, begin, later, good=False)
    ready = [(started, True)] if readiness is None else list(verdicts(readiness, begin, later, good=False))
    failing = [("Startup", startup, _before(whole, started)), ("Liveness", liveness, later)]
    failing.append(("Readiness", readiness, later))
    failed = [(kind, when) for kind, probe, asked in failing if probe for when in _failures(probe, begin, asked)]
    moments = [started, gives_up, dies, *(when for when, _ in ready), *(when for _, when in failed)]
    return Health(
        started=started,
        ready=next((good for when, good in reversed(ready) if when <= now), False),
        doomed=min(gives_up, dies),
        doomed_by="startup" if gives_up <= dies else "liveness",
        next=min((when for when in moments if when > now), default=math.inf),
        failures=tuple((kind, when) for kind, when in failed if when <= now),
    )


def stretches(silences: Iterable[Silence], begin: float) -> Iterator[Stretch]:
    """The times in which a container answers and does not, one after the other, from ``begin`` without end."""
    at = begin
    for since, until in sorted(silences):
        if until <= at:
            continue
        if since > at:
            yield Stretch(at, since, True)
            at = since
        yield Stretch(at, until, False)
        at = until
    if at < math.inf:
        yield Stretch(at, math.inf, True)


def verdicts(probe: Probe, begin: float, asked: Iterable[Stretch], *, good: bool) -> Iterator[tuple[float, bool]]:
    """When the verdict of ``probe`` changes, and to what; it is ``good`` at first.

    The container began at ``begin``, and is probed in the stretches ``asked``. A verdict changes when as many probes as
    the threshold says, one after the other, have found the opposite.
    """
    period, first = _rhythm(probe, begin)
    streak_of, streak = None, 0.0
    for stretch in asked:
        number, end = _ticks(stretch, first, period)
        if number >= end:
            continue
        if stretch.answers is not streak_of:
            streak_of, streak = stretch.answers, 0.0
        needed = probe.success_threshold if stretch.answers else probe.failure_threshold
        decisive = number + max(0, needed - 1 - streak)
        if stretch.answers is not good and decisive < end:
            good = stretch.answers
            yield first + decisive * period, good
        streak += end - number


def _first(probe: Probe, begin: float, asked: Iterable[Stretch], *, good: bool) -> float:
    """When the verdict becomes ``good``, or bad, for the first time; ``math.inf``: never."""
    return next((when for when, _ in verdicts(probe, begin, asked, good=not good)), math.inf)


def _failures(probe: Probe, begin: float, asked: Iterable[Stretch]) -> Iterator[float]:
    """When a probe fails after it has not failed before: at its first failure in each silence."""
    period, first = _rhythm(probe, begin)
    for stretch in asked:
        number, end = _ticks(stretch, first, period)
        if not stretch.answers and number < end:
            yield first + number * period


def _before(whole: Iterable[Stretch], end: float) -> list[Stretch]:
    return [Stretch(each.since, min(each.until, end), each.answers) for each in whole if each.since < end]


def _rhythm(probe: Probe, begin: float) -> tuple[int, float]:
    """Seconds between two probes, and the moment of the first one."""
    return max(1, probe.period_seconds), begin + probe.initial_delay_seconds


def _ticks(stretch: Stretch, first: float, period: int) -> tuple[float, float]:
    """The numbers of the probes that fall into a stretch: from the first one up to, not including, the second."""
    return _tick(stretch.since, first, period), _tick(stretch.until, first, period)


def _tick(moment: float, first: float, period: int) -> float:
    """The number of the first probe at ``moment`` or later."""
    return moment if moment == math.inf else max(0, math.ceil(round((moment - first) / period, 9)))
