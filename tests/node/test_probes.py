"""When probes succeed."""

import math
from typing import Any

import pytest

from kubelite.node.behaviour import Behaviour
from kubelite.node.probes import moments, ready_after, started_after
from kubelite.node.runtime import Run
from kubelite.objects.core.container import Container, Probe


def probe(delay: int = 0, period: int = 10, **more: Any) -> Probe:
    return Probe(initial_delay_seconds=delay, period_seconds=period, **more)


@pytest.mark.parametrize(
    ("readiness", "able", "ready"),
    [
        (None, 0, 0),
        (None, 8, 0),  # nobody asks
        (probe(), 0, 0),
        (probe(), 8, 10),  # asked at 0 and 10
        (probe(period=5), 8, 10),
        (probe(delay=3, period=4), 8, 11),  # asked at 3, 7 and 11
        (probe(delay=20), 8, 20),
        (probe(period=5, success_threshold=3), 8, 20),  # succeeds at 10, 15 and 20
        (probe(), math.inf, math.inf),
    ],
)
def test_ready_at_the_first_probe_that_succeeds(readiness: Probe | None, able: float, ready: float) -> None:
    container = Container(name="app", readiness_probe=readiness)
    assert ready_after(container, Behaviour(ready_seconds=able)) == ready


def test_readiness_is_asked_only_after_the_startup_probe_succeeded() -> None:
    container = Container(name="app", startup_probe=probe(period=7), readiness_probe=probe(period=5))
    behaviour = Behaviour(ready_seconds=8)
    assert (started_after(container, behaviour), ready_after(container, behaviour)) == (14, 15)


def test_without_readiness_probe_a_started_container_is_ready() -> None:
    container = Container(name="app", startup_probe=probe(period=7))
    assert ready_after(container, Behaviour(ready_seconds=8)) == 14


def test_what_does_not_run_is_never_ready() -> None:
    run = Run("uid", "app", "shop:1", Behaviour(), 0)
    assert moments(Container(name="app"), None) == (math.inf, math.inf)
    assert moments(Container(name="app"), run) == (math.inf, math.inf)
    run.started = 5.0
    assert moments(Container(name="app"), run) == (5, 5)
    run.ended = 6.0
    assert moments(Container(name="app"), run) == (math.inf, math.inf)
