"""The clock: order, cancelling, and that time passes only when it is told to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.clock import Clock, seconds_since_start


def test_calls_run_in_the_order_in_which_they_are_due() -> None:
    clock, seen = Clock(), []
    clock.after(5, seen.append, "five")
    clock.after(1, seen.append, "one")
    clock.soon(seen.append, "now")
    clock.advance(5)
    assert seen == ["now", "one", "five"]
    assert clock.now == 5


def test_two_calls_due_at_one_moment_run_in_the_order_in_which_they_were_asked_for() -> None:
    clock, seen = Clock(), []
    clock.after(2, seen.append, "first")
    clock.after(2, seen.append, "second")
    clock.advance(2)
    assert seen == ["first", "second"]


def test_a_cancelled_call_is_not_made() -> None:
    clock, seen = Clock(), []
    timer = clock.after(1, seen.append, "never")
    timer.cancel()
    timer.cancel()
    clock.advance(2)
    assert seen == []


def test_settle_makes_the_calls_that_calls_ask_for_but_lets_no_time_pass() -> None:
    clock, seen = Clock(), []
    clock.soon(lambda: clock.soon(seen.append, "inner"))
    clock.after(1, seen.append, "later")
    clock.settle()
    assert (seen, clock.now) == (["inner"], 0)


def test_run_until_stops_at_the_moment_at_which_the_condition_holds() -> None:
    clock, seen = Clock(), []
    for second in range(1, 6):
        clock.after(second, seen.append, second)
    assert clock.run_until(lambda: len(seen) == 3, timeout=10)
    assert clock.now == 3


def test_run_until_gives_up_after_the_timeout() -> None:
    clock = Clock()
    assert not clock.run_until(lambda: False, timeout=7)
    assert clock.now == 7


@pytest.mark.parametrize("call", [lambda clock: clock.after(-1, print), lambda clock: clock.advance(-1)])
def test_time_does_not_run_backwards(call: object) -> None:
    with pytest.raises(ValueError, match="time does not run backwards"):
        call(Clock())  # type: ignore[operator]


def test_timestamps_are_written_as_kubernetes_writes_them() -> None:
    clock = Clock()
    clock.advance(61.5)
    assert clock.timestamp() == "2026-01-01T09:01:01Z"
    assert clock.micro_timestamp() == "2026-01-01T09:01:01.500000Z"
    assert seconds_since_start(clock.time()) == 61.5


@given(
    st.lists(st.floats(min_value=0, max_value=100), max_size=20),
    st.lists(st.floats(min_value=0, max_value=30), max_size=8),
)
def test_it_does_not_matter_in_how_many_steps_time_passes(delays: list[float], steps: list[float]) -> None:
    def run(in_steps: bool) -> list[tuple[float, int]]:
        clock, seen = Clock(), []
        for number, delay in enumerate(delays):
            clock.after(delay, lambda number=number: seen.append((clock.now, number)))
        end = 0.0
        for step in steps:
            end += step
            if in_steps:
                clock.advance_to(end)
        clock.advance_to(end)
        return seen

    assert run(in_steps=True) == run(in_steps=False)
