from datetime import timedelta

import pytest

from kubelite.clock import EPOCH
from kubelite.controlplane.controllers.deletionorder import deletion_cost, in_deletion_order
from kubelite.objects import Pod, view


def pod(name, *, node="worker-1", phase="Running", ready_for=60, cost=None, restarts=0, age=600) -> Pod:
    at = EPOCH + timedelta(hours=1)
    conditions = []
    if ready_for is not None:
        since = (at - timedelta(seconds=ready_for)).strftime("%Y-%m-%dT%H:%M:%SZ")
        conditions = [{"type": "Ready", "status": "True", "lastTransitionTime": since}]
    annotations = {} if cost is None else {"controller.kubernetes.io/pod-deletion-cost": cost}
    created = (at - timedelta(seconds=age)).strftime("%Y-%m-%dT%H:%M:%SZ")
    statuses = [{"name": "main", "restartCount": restarts}]
    return view(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name, "uid": name, "creationTimestamp": created, "annotations": annotations},
            "spec": {"nodeName": node},
            "status": {"phase": phase, "conditions": conditions, "containerStatuses": statuses},
        }
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"node": "", "phase": "Pending", "ready_for": None}, {"phase": "Pending", "ready_for": None}),
        ({"phase": "Pending", "ready_for": None}, {"phase": "Unknown", "ready_for": None}),
        ({"phase": "Unknown", "ready_for": None}, {"phase": "Running", "ready_for": None}),
        ({"ready_for": None}, {"ready_for": 1}),
        ({"cost": "-10", "ready_for": 3600}, {"ready_for": 1}),
        ({}, {"cost": "10"}),
        ({"ready_for": 10, "age": 3600}, {"ready_for": 3600}),
        ({"restarts": 9}, {"restarts": 0, "age": 60}),
        ({"age": 100}, {"age": 6000}),
    ],
)
def test_each_rule_decides_where_those_before_it_are_even(first, second) -> None:
    sooner, later = pod("b", **first), pod("a", **second)
    assert in_deletion_order([sooner, later]) == [sooner, later]
    assert in_deletion_order([later, sooner]) == [sooner, later]


def test_a_cost_that_is_no_number_counts_as_none() -> None:
    assert deletion_cost(pod("a", cost="much")) == 0
    assert deletion_cost(pod("a", cost="-7")) == -7
