from datetime import timedelta

import pytest

from kubelite.clock import EPOCH
from kubelite.objects import view
from kubelite.rules.podstate import condition, is_active, is_available, is_finished, is_ready, is_terminating


def pod(phase="Running", ready="True", deleted=False):
    metadata = {"name": "web"} | ({"deletionTimestamp": "2026-01-01T09:00:00Z"} if deleted else {})
    ready_condition = {"type": "Ready", "status": ready, "lastTransitionTime": "2026-01-01T09:00:00Z"}
    return view({"kind": "Pod", "metadata": metadata, "status": {"phase": phase, "conditions": [ready_condition]}})


def test_condition_by_type():
    assert condition(pod(), "Ready").status == "True"
    assert condition(pod(), "Initialized") is None


def test_ready_means_the_condition_is_true():
    assert is_ready(pod())
    assert not is_ready(pod(ready="False"))
    assert not is_ready(view({"kind": "Pod", "metadata": {"name": "new"}}))


@pytest.mark.parametrize(("seconds", "expected"), [(0, False), (9.9, False), (10, True), (60, True)])
def test_available_means_ready_for_long_enough(seconds, expected):
    now = EPOCH + timedelta(seconds=seconds)
    assert is_available(pod(), 10, now) is expected
    assert is_available(pod(), 0, now)
    assert not is_available(pod(ready="False"), 0, now)


@pytest.mark.parametrize(
    ("phase", "finished"),
    [("Pending", False), ("Running", False), ("Unknown", False), ("Succeeded", True), ("Failed", True)],
)
def test_active_is_neither_finished_nor_on_its_way_out(phase, finished):
    assert is_finished(pod(phase)) is finished
    assert is_active(pod(phase)) is not finished
    assert not is_active(pod(phase, deleted=True))
    assert is_terminating(pod(deleted=True))
    assert not is_terminating(pod())
