from hypothesis import given
from hypothesis import strategies as st

from kubelite.clock import Clock
from kubelite.controlplane.scheduler.framework import Event
from kubelite.controlplane.scheduler.queue import SchedulingQueue, backoff
from tests.rules.build import pod

ROOM = frozenset({Event.POD_GONE})
LABELS = frozenset({Event.NODE_LABELS})


class Queue(SchedulingQueue):
    """A queue with its clock; ``names()`` takes out all that are ready."""

    def __init__(self) -> None:
        self.clock = Clock()
        super().__init__(self.clock, lambda pod: -pod.spec.priority, lambda: None)

    def names(self) -> list[str]:
        self.clock.settle()
        return [queued.pod.metadata.name for queued in iter(self.pop, None)]


def filled(*pods):
    queue = Queue()
    for each in pods:
        queue.put(each)
    return queue


def test_backoff_doubles_up_to_ten_seconds():
    assert [backoff(n) for n in range(1, 8)] == [1, 2, 4, 8, 10, 10, 10]
    assert backoff(10_000) == 10


def test_priority_then_arrival():
    queue = filled(pod("a"), pod("b", priority=5), pod("c"), pod("d", priority=5))
    assert queue.names() == ["b", "d", "a", "c"]


def test_a_removed_pod_is_not_scheduled():
    queue = filled(pod("a"), pod("b"))
    queue.remove(pod("a"))
    assert queue.names() == ["b"]


def test_a_parked_pod_waits_for_an_event_that_can_help():
    queue = filled(pod("a"))
    queue.park(queue.pop(), ROOM)
    queue.happened({Event.NODE_LABELS})
    assert queue.names() == []
    queue.happened({Event.POD_GONE})
    assert queue.names() == ["a"]


def test_events_without_effect_wake_nobody():
    queue = filled(pod("a"))
    queue.park(queue.pop(), ROOM)
    queue.happened(())
    assert queue.names() == []


def test_a_pod_that_just_failed_comes_after_those_that_did_not():
    queue = filled(pod("failed", priority=9))
    queue.park(queue.pop(), ROOM)
    queue.put(pod("fresh"))
    queue.happened({Event.POD_GONE})
    assert queue.names() == ["fresh", "failed"]


def test_after_its_backoff_it_comes_by_priority_again():
    queue = filled(pod("failed", priority=9))
    queue.park(queue.pop(), ROOM)
    queue.clock.advance(1)
    queue.put(pod("fresh"))
    queue.happened({Event.POD_GONE})
    assert queue.names() == ["failed", "fresh"]


def test_after_an_error_a_pod_comes_back_by_itself():
    queue = filled(pod("a"))
    for pause in (1, 2, 4, 8, 10, 10):
        queue.put_to_sleep(queue.pop())
        queue.clock.advance(pause - 0.1)
        assert queue.names() == []
        queue.clock.advance(0.1)
    assert queue.names() == ["a"]


def test_errors_are_counted_anew_after_an_ordinary_failure():
    queue = filled(pod("a"))
    for pause in (1, 2):
        queue.put_to_sleep(queue.pop())
        queue.clock.advance(pause)
    queue.park(queue.pop(), ROOM)
    queue.wake_all()
    queue.put_to_sleep(queue.pop())
    queue.clock.advance(1)
    assert queue.names() == ["a"]


def test_a_change_of_what_it_asks_for_wakes_a_parked_pod_and_a_change_of_status_does_not():
    queue = filled(pod("a"))
    queue.park(queue.pop(), ROOM)
    queue.put(pod("a", phase="Failed"))
    assert queue.names() == []
    queue.put(pod("a", cpu="1"))
    assert queue.names() == ["a"]


def test_a_parked_pod_is_tried_again_after_five_minutes():
    queue = filled(pod("a"))
    queue.park(queue.pop(), ROOM)
    queue.clock.advance(299)
    assert queue.names() == []
    queue.clock.advance(1)
    assert queue.names() == ["a"]


def test_nothing_is_planned_when_nobody_waits():
    queue = filled(pod("a"))
    queue.park(queue.pop(), ROOM)
    queue.remove(pod("a"))
    queue.clock.advance(60)
    assert queue.clock.next_due() is None


def test_after_closing_nothing_comes_back():
    queue = filled(pod("asleep"), pod("parked"))
    queue.put_to_sleep(queue.pop())
    queue.park(queue.pop(), ROOM)
    queue.close()
    queue.clock.advance(1000)
    assert queue.names() == []


actions = st.lists(st.tuples(st.sampled_from(["put", "remove", "pop", "room", "labels", "wait"]), st.integers(0, 4)))


@given(actions)
def test_every_pod_is_in_the_queue_once(steps):
    queue, known = Queue(), set()
    for action, number in steps:
        name = f"p{number}"
        if action == "put":
            queue.put(pod(name, priority=number))
            known.add(name)
        elif action == "remove":
            queue.remove(pod(name))
            known.discard(name)
        elif action == "pop" and (queued := queue.pop()) is not None:
            if number == 0:
                queue.put_to_sleep(queued)
            else:
                queue.park(queued, ROOM if number % 2 else LABELS)
        elif action in ("room", "labels"):
            queue.happened({Event.POD_GONE if action == "room" else Event.NODE_LABELS})
        else:
            queue.clock.advance(number)
    queue.clock.advance(400)
    assert sorted(queue.names()) == sorted(known)


def test_removing_a_stranger_does_nothing():
    queue = filled(pod("a"))
    queue.remove(pod("stranger"))
    assert queue.names() == ["a"]
