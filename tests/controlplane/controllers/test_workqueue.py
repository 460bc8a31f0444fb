from itertools import pairwise

from kubelite.clock import Clock
from kubelite.controlplane.controllers.workqueue import Key, WorkQueue

WEB, SHOP = Key("default", "web"), Key("default", "shop")


def queue_with_log() -> tuple[Clock, WorkQueue, list[tuple[float, Key]]]:
    clock, log = Clock(), list[tuple[float, Key]]()
    return clock, WorkQueue(clock, lambda key: log.append((clock.now, key))), log


def test_a_key_added_many_times_at_one_moment_is_worked_on_once() -> None:
    clock, queue, log = queue_with_log()
    for key in (WEB, SHOP, WEB, WEB):
        queue.add(key)
    clock.settle()
    assert log == [(0.0, WEB), (0.0, SHOP)]


def test_work_waits_for_all_that_is_due_at_the_moment() -> None:
    clock, queue, log = queue_with_log()
    queue.add(WEB)
    clock.soon(lambda: clock.soon(queue.add, WEB))
    clock.settle()
    assert log == [(0.0, WEB)]


def test_a_key_added_during_its_work_comes_again() -> None:
    clock = Clock()
    rounds = []

    def work(key: Key) -> None:
        rounds.append(key)
        if len(rounds) < 3:
            queue.add(key)

    queue = WorkQueue(clock, work)
    queue.add(WEB)
    clock.settle()
    assert rounds == [WEB] * 3


def test_retries_wait_twice_as_long_each_time_and_at_most_a_thousand_seconds() -> None:
    clock = Clock()
    moments = []

    def work(key: Key) -> None:
        moments.append(clock.now)
        queue.retry(key)

    queue = WorkQueue(clock, work)
    queue.add(WEB)
    clock.advance(10_000)
    pauses = [round(b - a, 3) for a, b in pairwise(moments)]
    assert pauses[:4] == [0.005, 0.01, 0.02, 0.04]
    assert pauses[-1] == 1000
    assert max(pauses) == 1000


def test_success_makes_the_next_failure_the_first() -> None:
    clock, queue, log = queue_with_log()
    for _ in range(5):
        queue.retry(WEB)
        clock.advance(1)
    queue.forget(WEB)
    log.clear()
    start = clock.now
    queue.retry(WEB)
    clock.advance(1)
    assert round(log[0][0] - start, 3) == 0.005


def test_the_earliest_of_several_wishes_counts() -> None:
    clock, queue, log = queue_with_log()
    for seconds in (30, 10, 20):
        queue.add_after(WEB, seconds)
    clock.advance(60)
    assert log == [(10.0, WEB)]


def test_a_cleared_queue_does_nothing_and_goes_on_with_new_keys() -> None:
    clock, queue, log = queue_with_log()
    queue.add(WEB)
    queue.add_after(SHOP, 5)
    queue.clear()
    clock.advance(10)
    assert log == []
    queue.add(SHOP)
    clock.settle()
    assert log == [(10.0, SHOP)]
