from datetime import timedelta

from kubelite.clock import EPOCH
from kubelite.controlplane.controllers.failedpods import pause
from kubelite.objects import Pod, view


def pod(created, phase="Failed") -> Pod:
    """A Pod created so many seconds after the start."""
    moment = (EPOCH + timedelta(seconds=created)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return view({"kind": "Pod", "metadata": {"creationTimestamp": moment}, "status": {"phase": phase}})


def wait(pods, now) -> float:
    return pause(pods, EPOCH + timedelta(seconds=now))


def test_without_failed_pods_there_is_nothing_to_wait_for() -> None:
    assert wait([], 0) == 0
    assert wait([pod(0, "Running"), pod(0, "Pending")], 0) == 0


def test_each_round_doubles_the_pause_up_to_five_minutes() -> None:
    created = [0, 10, 30, 70, 150, 310, 610, 910]
    pauses = [wait([pod(moment) for moment in created[: n + 1]], created[n]) for n in range(len(created))]
    assert pauses == [10, 20, 40, 80, 160, 300, 300, 300]


def test_pods_of_one_moment_are_one_round() -> None:
    assert wait([pod(0), pod(0), pod(0)], 0) == 10


def test_the_pause_is_counted_from_the_creation_of_the_failed_pods() -> None:
    assert wait([pod(0)], 4) == 6
    assert wait([pod(0)], 3600) == 0


def test_rounds_before_a_pod_that_runs_are_forgiven() -> None:
    failed = [pod(0), pod(10), pod(30)]
    assert wait([*failed, pod(70, "Running"), pod(100)], 100) == 10
    assert wait([*failed, pod(0, "Running")], 30) == 40
