"""When the probes of a container succeed.

What a probe would find is known beforehand: it is part of the image's behaviour. So no probe is sent; the moment of the
first success follows from its delay and its period.

Source of the rules: ``pkg/kubelet/prober/worker.go``.
"""

from __future__ import annotations

import math

from kubelite.node.behaviour import Behaviour
from kubelite.node.runtime import Run
from kubelite.objects.core.container import Container, Probe


def started_after(container: Container, behaviour: Behaviour) -> float:
    """Seconds from the start of a container until it counts as started: when its startup probe succeeds."""
    return _succeeds_after(container.startup_probe, behaviour.ready_seconds)


def ready_after(container: Container, behaviour: Behaviour) -> float:
    """Seconds from the start of a container until it counts as ready.

    Without a readiness probe that is as soon as it has started: nobody asks whether it can do its work.
    """
    started = started_after(container, behaviour)
    if container.readiness_probe is None:
        return started
    return _succeeds_after(container.readiness_probe, max(behaviour.ready_seconds, started))


def moments(container: Container, run: Run | None) -> tuple[float, float]:
    """When a run counts as started and when as ready, in seconds since the start of the simulation.

    ``math.inf`` twice, when nothing runs.
    """
    if run is None or run.started is None or run.ended is not None:
        return math.inf, math.inf
    return run.started + started_after(container, run.behaviour), run.started + ready_after(container, run.behaviour)


def _succeeds_after(probe: Probe | None, able: float) -> float:
    """Seconds until ``probe`` has succeeded often enough on a container that answers from ``able`` seconds on."""
    if probe is None:
        return 0.0
    if able == math.inf:
        return math.inf
    period = max(1, probe.period_seconds)
    failures = max(0, math.ceil((able - probe.initial_delay_seconds) / period))
    return float(probe.initial_delay_seconds + (failures + probe.success_threshold - 1) * period)
