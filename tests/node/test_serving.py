"""What one container does with the requests of a second, and how long they take."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.node.behaviour import Behaviour
from kubelite.node.latency import percentiles
from kubelite.node.run import Limits, Run
from kubelite.node.serving import Answer, capacity, serve, usage


def running(cpu: float = math.inf, **behaviour: float) -> Run:
    """A container that serves 100 requests a second with one hand, at 10 millicores each, and uses 10 when idle."""
    known = {"request_seconds": 0.01, "concurrency": 1, "request_cpu": 10.0, **behaviour}
    run = Run("uid", "app", "shop:1", Behaviour(**known), 0, Limits(cpu=cpu))  # type: ignore[arg-type]
    run.begin(0.0)
    return run


def test_what_it_can_do_it_does() -> None:
    assert serve(running(), 50, 1.0)[:2] == (50, 0)


def test_more_than_it_can_do_waits_and_then_is_refused() -> None:
    run = running()
    served = [serve(run, 150, second)[:2] for second in (1.0, 2.0, 3.0)]
    assert served == [(150, 0), (150, 0), (100, 50)]  # fifty wait, then a hundred, and more than that it refuses
    assert serve(run, 0, 4.0).served == 0
    assert serve(run, 200, 6.0)[:2] == (200, 0)  # the queue is empty again


def test_who_waits_waits_longer_the_busier_it_is() -> None:
    waits = [serve(running(), count, 1.0).wait for count in (1, 50, 90, 150)]
    assert waits == sorted(waits)
    assert waits[0] < 0.001
    assert waits[-1] > 0.2


def test_a_cpu_limit_makes_it_slower_and_is_told() -> None:
    run = running(cpu=510.0)
    assert capacity(run, 100, 1.0) == 50
    assert serve(run, 100, 1.0)[:2] == (100, 0)
    used = usage(run, 1.0)
    assert (used.cpu, used.throttled) == (510, pytest.approx(0.5, abs=0.01))


def test_a_crowded_machine_gives_less() -> None:
    assert capacity(running(), 100, 0.5) == pytest.approx(49.5)


def test_usage_follows_requests_and_goes_back() -> None:
    run = running()
    assert usage(run, 0.5).cpu == 10
    serve(run, 30, 1.0)
    assert usage(run, 1.0).cpu == 310
    assert usage(run, 3.0).cpu == 10


def test_two_crowds_of_one_second_share_what_it_can_do() -> None:
    run = running()
    assert [serve(run, 120, 1.0)[:2] for _ in range(2)] == [(120, 0), (80, 40)]


@given(st.lists(st.lists(st.integers(0, 400), max_size=3), min_size=1, max_size=30))
def test_nothing_is_lost_and_nothing_served_beyond_what_is_possible(crowds: list[list[int]]) -> None:
    run, served = running(), 0
    for second, counts in enumerate(crowds, 1):
        for count in counts:
            answer = serve(run, count, float(second))
            assert answer.served + answer.refused == count
            served += answer.served
        assert run.work.left <= 100
        assert served <= 100 * second + 100  # a second's work each, and a second's work waiting


def test_percentiles_add_up_over_hops() -> None:
    quick, slow = Answer(90, 0, 0.01), Answer(10, 0, 0.5)
    assert percentiles([[quick, slow]]) == (0.01, 0.5, 0.5)
    assert percentiles([[quick, slow], [Answer(100, 0, 0.02)]]) == (0.03, 0.52, 0.52)


def test_a_few_wait_much_longer_than_the_most() -> None:
    half, most, nearly_all = percentiles([[Answer(100, 0, 0.01, 0.1)]])
    assert half == pytest.approx(0.01 + 0.1 * math.log(2))
    assert nearly_all > most > 3 * half
