"""What probes find, and when."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.node.behaviour import Behaviour
from kubelite.node.probes import health, stretches, verdicts
from kubelite.node.run import Run, Silence
from kubelite.objects.core.container import Container, Probe


def probe(delay: int = 0, period: int = 10, **more: Any) -> Probe:
    return Probe(initial_delay_seconds=delay, period_seconds=period, **more)


def running(since: float = 0.0, **behaviour: Any) -> Run:
    run = Run("uid", "app", "shop:1", Behaviour(**behaviour), 0)
    run.begin(since)
    return run


def ready_from(container: Container, run: Run) -> float:
    """When the container becomes ready for the first time."""
    now = run.started or 0.0
    while not health(container, run, now).ready:
        now = health(container, run, now).next
        if now == math.inf:
            break
    return now


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
    assert ready_from(container, running(ready_seconds=able)) == ready
    assert ready_from(container, running(3.3, ready_seconds=able)) == pytest.approx(3.3 + ready)


def test_readiness_is_asked_only_after_the_startup_probe_succeeded() -> None:
    container = Container(name="app", startup_probe=probe(period=7), readiness_probe=probe(period=5))
    run = running(ready_seconds=8)
    assert (health(container, run, 0).started, ready_from(container, run)) == (14, 15)


def test_without_readiness_probe_a_started_container_is_ready() -> None:
    container = Container(name="app", startup_probe=probe(period=7))
    assert ready_from(container, running(ready_seconds=8)) == 14


def test_a_startup_probe_gives_up() -> None:
    container = Container(name="app", startup_probe=probe(period=5, failure_threshold=4), liveness_probe=probe())
    found = health(container, running(ready_seconds=60), 0)
    assert (found.started, found.doomed, found.doomed_by) == (math.inf, 15, "startup")  # fails at 0, 5, 10 and 15


def test_a_startup_probe_protects_from_the_liveness_probe() -> None:
    impatient = probe(period=1, failure_threshold=2)
    patient = probe(period=10, failure_threshold=30)
    slow = running(ready_seconds=45)
    assert health(Container(name="app", liveness_probe=impatient), slow, 0).doomed == 1
    assert health(Container(name="app", liveness_probe=impatient, startup_probe=patient), slow, 0).doomed == math.inf


def test_a_container_that_hangs_becomes_unready_is_restarted_or_recovers() -> None:
    container = Container(name="app", readiness_probe=probe(period=5), liveness_probe=probe(period=10))
    run = running(hang_after=32)
    found = health(container, run, 32)
    assert (found.ready, found.doomed, found.doomed_by) == (True, 60, "liveness")  # fails at 40, 50 and 60
    assert [health(container, run, now).ready for now in (44, 45)] == [True, False]  # fails at 35, 40 and 45
    again = running(hang_after=32, hang_seconds=20)
    assert health(container, again, 52).doomed == math.inf
    assert [health(container, again, now).ready for now in (45, 54, 55)] == [False, False, True]


def test_nobody_notices_a_container_that_hangs_without_probes() -> None:
    assert health(Container(name="app"), running(hang_after=10), 1000).ready


def test_failures_are_told_once_in_each_silence() -> None:
    container = Container(name="app", readiness_probe=probe(period=5))
    run = running(ready_seconds=12, hang_after=32, hang_seconds=20)
    assert health(container, run, 31).failures == (("Readiness", 0),)
    assert health(container, run, 100).failures == (("Readiness", 0), ("Readiness", 35))


def test_what_does_not_run_is_never_ready() -> None:
    run = Run("uid", "app", "shop:1", Behaviour(), 0)
    assert not health(Container(name="app"), None, 9).ready
    assert not health(Container(name="app"), run, 9).ready
    run.begin(5.0)
    assert [health(Container(name="app"), run, now).ready for now in (5, 9)] == [True, True]
    run.ended = 6.0
    assert not health(Container(name="app"), run, 9).ready


moments = st.tuples(st.integers(0, 60), st.integers(0, 60))
silences = st.lists(moments.map(lambda pair: Silence(*sorted(pair))), max_size=4)


@given(silences, st.integers(0, 15), st.integers(1, 7), st.integers(1, 4), st.integers(1, 4))
def test_verdicts_are_those_of_a_prober_that_asks_every_time(
    quiet: list[Silence], delay: int, period: int, success: int, failure: int
) -> None:
    asked = probe(delay, period, success_threshold=success, failure_threshold=failure)
    expected, good, streak, before = [], False, 0, None
    for when in range(delay, 200, period):
        answers = not any(since <= when < until for since, until in quiet)
        streak = streak + 1 if answers is before else 1
        before = answers
        if answers is not good and streak >= (success if answers else failure):
            good = answers
            expected.append((when, good))
    assert list(verdicts(asked, 0.0, list(stretches(quiet, 0.0)), good=False)) == expected
