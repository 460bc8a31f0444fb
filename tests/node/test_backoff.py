"""CrashLoopBackOff by itself."""

import pytest

from kubelite.node.backoff import CrashLoopBackOff, duration


def waits(lives_for: float, times: int) -> list[float]:
    """How long a container waits before each restart, when it lives for so many seconds each time."""
    backoff, ended, found = CrashLoopBackOff(), 0.0, []
    for _ in range(times):
        due = backoff.until(ended)
        found.append(due - ended)
        backoff.restart(ended, due)
        ended = due + lives_for
    return found


def test_a_container_that_keeps_crashing_waits_longer_and_longer() -> None:
    assert waits(lives_for=1, times=9) == [0, 10, 20, 40, 80, 160, 300, 300, 300]


def test_600_seconds_are_not_enough_to_begin_anew() -> None:
    assert waits(lives_for=600, times=3) == [0, 10, 20]


def test_a_container_that_lived_for_longer_begins_anew() -> None:
    assert waits(lives_for=601, times=4) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"), (0.5, "500ms"), (2, "2s"), (2.5, "2.5s"), (10, "10s"), (60, "1m0s"), (80, "1m20s"), (300, "5m0s"),
        (3600, "1h0m0s"), (3725.25, "1h2m5.25s"), (0.1 + 0.2, "300ms"),
    ],
)  # fmt: skip
def test_durations_are_written_as_kubernetes_does(seconds: float, text: str) -> None:
    assert duration(seconds) == text
