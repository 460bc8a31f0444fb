from datetime import timedelta

import pytest

from kubelite.clock import EPOCH
from kubelite.controlplane.controllers.deletionorder import deletion_cost, in_deletion_order
from kubelite.objects import Pod, view

NOW = EPOCH + timedelta(hours=1)


def pod(name, *, node="worker-1", phase="Running", ready_for=60, cost=None, restarts=0, age=600) -> Pod:
    conditions = []
    if ready_for is not None:
        since = (NOW - timedelta(seconds=ready_for)).strftime("%Y-%m-%dT%H:%M:%SZ")
        conditions = [{"type": "Ready", "status": "True", "lastTransitionTime": since}]
    annotations = {} if cost is None else {"controller.kubernetes.io/pod-deletion-cost": cost}
    created = (NOW - timedelta(seconds=age)).strftime("%Y-%m-%dT%H:%M:%SZ")
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
    assert in_deletion_order([sooner, later], NOW) == [sooner, later]
    assert in_deletion_order([later, sooner], NOW) == [sooner, later]


def test_a_cost_that_is_no_number_counts_as_none() -> None:
    assert deletion_cost(pod("a", cost="much")) == 0
    assert deletion_cost(pod("a", cost="-7")) == -7


def test_where_many_siblings_share_a_node_pods_go_early() -> None:
    alone, crowded = pod("a", node="worker-2", ready_for=1), pod("b", ready_for=9000)
    siblings = [alone, crowded, pod("of-another-replica-set")]
    assert in_deletion_order([alone, crowded], NOW, siblings) == [crowded, alone]
    assert in_deletion_order([alone, crowded], NOW) == [alone, crowded]


def test_finished_siblings_make_no_crowd() -> None:
    one, two = pod("a", node="worker-2", ready_for=9000), pod("b", ready_for=1)
    siblings = [one, two, pod("c", node="worker-2", phase="Failed"), pod("d", node="worker-2", phase="Succeeded")]
    assert in_deletion_order([one, two], NOW, siblings) == [two, one]


def test_ages_that_differ_little_are_decided_by_uid_and_equal_ones_by_the_next_rule() -> None:
    short, long = pod("b", ready_for=1000, restarts=9), pod("a", ready_for=1001)
    assert in_deletion_order([short, long], NOW) == [long, short]
    calm, restless = pod("a", ready_for=1000), pod("b", ready_for=1000, restarts=9)
    assert in_deletion_order([calm, restless], NOW) == [restless, calm]
