"""The container runtime by itself."""

import pytest

from kubelite.clock import Clock
from kubelite.node.behaviour import Behaviour, Images
from kubelite.node.network import PodAddresses
from kubelite.node.run import Run
from kubelite.node.runtime import KILLED, Runtime


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def runtime(clock: Clock) -> Runtime:
    return Runtime(clock, Images(), PodAddresses(1))


def started(runtime: Runtime, clock: Clock, behaviour: Behaviour | None = None) -> Run:
    """A container that runs."""
    run = runtime.start(runtime.make_sandbox("uid"), "app", "shop:1", behaviour or Behaviour())
    clock.advance(run.behaviour.start_seconds)
    assert run.is_running
    return run


def test_an_image_is_fetched_once(runtime: Runtime, clock: Clock) -> None:
    runtime.images["shop:1"] = Behaviour(pull_seconds=8, size=123)
    arrived: list[float] = []
    runtime.pull("shop:1", lambda _: arrived.append(clock.now))
    clock.advance(3)
    runtime.pull("shop:1", lambda _: arrived.append(clock.now))
    clock.advance(10)
    assert (arrived, runtime.present) == ([8, 8], {"shop:1": 123})
    runtime.pull("shop:1", lambda _: arrived.append(clock.now))
    clock.advance(10)
    assert arrived[2] == 13.5  # only asked whether there is a newer one


def test_a_container_starts_and_ends_by_its_behaviour(runtime: Runtime, clock: Clock) -> None:
    seen: list[tuple[float, float | None]] = []
    runtime.on_change = lambda run: seen.append((clock.now, run.ended))
    run = started(runtime, clock, Behaviour(start_seconds=2, exit_after=5, exit_code=3))
    clock.advance(10)
    assert seen == [(2, None), (7, 7)]
    assert (run.started, run.ended, run.exit_code) == (2, 7, 3)


def test_a_polite_container_ends_after_term(runtime: Runtime, clock: Clock) -> None:
    run = started(runtime, clock)
    runtime.stop(run, 30)
    clock.advance(60)
    assert (run.ended, run.exit_code) == (2, 0)


def test_a_stubborn_container_is_killed_when_the_grace_period_is_over(runtime: Runtime, clock: Clock) -> None:
    run = started(runtime, clock, Behaviour(stop_seconds=100))
    runtime.stop(run, 30)
    clock.advance(60)
    assert (run.ended, run.exit_code) == (31, KILLED)


def test_less_patience_brings_the_end_nearer_and_more_changes_nothing(runtime: Runtime, clock: Clock) -> None:
    run = started(runtime, clock, Behaviour(stop_seconds=100))
    runtime.stop(run, 30)
    runtime.stop(run, 50)
    clock.advance(1)
    runtime.stop(run, 4)
    clock.advance(60)
    assert run.ended == 6


def test_a_container_that_has_not_started_is_killed_at_once(runtime: Runtime, clock: Clock) -> None:
    run = runtime.start(runtime.make_sandbox("uid"), "app", "shop:1", Behaviour(start_seconds=10))
    runtime.stop(run, 30)
    clock.advance(60)
    assert (run.started, run.ended, run.exit_code) == (None, 0, KILLED)


def test_restarts_are_counted_and_few_runs_remembered(runtime: Runtime, clock: Clock) -> None:
    for _ in range(5):
        runtime.end(started(runtime, clock), 1)
    sandbox = runtime.sandboxes["uid"]
    run, before = sandbox.shown("app")
    assert run is not None
    assert before is not None
    assert (run.attempt, before.attempt, len(sandbox.runs["app"])) == (4, 3, 3)
    assert run.id != before.id


def test_a_run_that_is_still_starting_is_not_to_be_seen(runtime: Runtime, clock: Clock) -> None:
    first = started(runtime, clock)
    runtime.end(first, 1)
    second = runtime.start(runtime.sandboxes["uid"], "app", "shop:1", Behaviour())
    assert runtime.sandboxes["uid"].shown("app") == (first, None)
    clock.advance(1)
    assert runtime.sandboxes["uid"].shown("app") == (second, first)


def test_logs_tell_when_a_line_was_printed(runtime: Runtime, clock: Clock) -> None:
    talkative = Behaviour(logs=("hello", "listening"), start_seconds=4)
    run = runtime.start(runtime.make_sandbox("uid"), "app", "shop:1", talkative)
    assert runtime.logs(run) == []
    clock.advance(9)
    assert runtime.logs(run) == [(4, "hello"), (4, "listening")]


def test_the_address_is_free_when_the_pod_is_forgotten(runtime: Runtime, clock: Clock) -> None:
    address = runtime.make_sandbox("uid").address
    run = started(runtime, clock, Behaviour(exit_after=10))
    runtime.remove("uid")
    clock.advance(60)
    assert run.ended is None  # nothing happens in what is forgotten
    assert [runtime.make_sandbox(str(n)).address for n in range(254)].count(address) == 1
