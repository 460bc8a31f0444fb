import pytest

from kubelite.controlplane.controllers.rollout import Limits, first_size, limits, recreate_step, resolve, rolling_step
from kubelite.objects import view


def deployment(replicas, surge="25%", unavailable="25%", type="RollingUpdate"):
    rolling = {"maxSurge": surge, "maxUnavailable": unavailable}
    strategy = {"type": type, **({"rollingUpdate": rolling} if type == "RollingUpdate" else {})}
    return view({"kind": "Deployment", "spec": {"replicas": replicas, "strategy": strategy}})


@pytest.mark.parametrize(
    ("replicas", "expected"), [(1, Limits(1, 0)), (3, Limits(1, 0)), (4, Limits(1, 1)), (10, Limits(3, 2))]
)
def test_shares_round_up_for_the_surge_and_down_for_the_unavailable(replicas, expected) -> None:
    assert limits(deployment(replicas)) == expected


def test_if_both_are_nothing_one_pod_may_be_unavailable() -> None:
    assert limits(deployment(3, 0, 0)) == Limits(0, 1)
    assert limits(deployment(3, 0, "10%")) == Limits(0, 1)


def test_recreate_has_no_limits_of_its_own() -> None:
    assert limits(deployment(10, type="Recreate")) == Limits(0, 0)


def test_a_number_stands_for_itself() -> None:
    assert resolve(7, 3, round_up=True) == 7
    assert resolve("100%", 3, round_up=False) == 3


def replica_set(name, replicas, available=None):
    created = f"2026-01-01T09:00:{ord(name) - ord('a'):02}Z"
    status = {"availableReplicas": replicas if available is None else available}
    metadata = {"name": name, "creationTimestamp": created}
    return view({"kind": "ReplicaSet", "metadata": metadata, "spec": {"replicas": replicas}, "status": status})


def first(deployment, old):
    return first_size(deployment, old, limits(deployment))


def step(deployment, new, old):
    return rolling_step(deployment, new, old, limits(deployment))


def sizes(plan):
    return {resize.replica_set.metadata.name: resize.replicas for resize in plan}


def test_never_more_may_be_unavailable_than_there_are() -> None:
    assert limits(deployment(1, 1, 5)) == Limits(1, 1)
    assert limits(deployment(0, 0, 1)) == Limits(0, 0)


def test_a_new_replica_set_starts_with_what_the_surge_allows() -> None:
    assert first(deployment(10), []) == 10
    assert first(deployment(10), [replica_set("a", 10)]) == 3
    assert first(deployment(10, 0, 1), [replica_set("a", 10)]) == 0
    assert first(deployment(10, type="Recreate"), [replica_set("a", 0)]) == 10


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (replica_set("a", 10), replica_set("z", 3, 0), {"a": 8}),
        (replica_set("a", 8), replica_set("z", 3, 0), {"z": 5}),
        (replica_set("a", 8), replica_set("z", 5, 0), {}),
        (replica_set("a", 8), replica_set("z", 5, 3), {"a": 5}),
        (replica_set("a", 0), replica_set("z", 10), {}),
        (replica_set("a", 0), replica_set("z", 12), {"z": 10}),
    ],
)
def test_ten_pods_with_shares_of_a_quarter(old, new, expected) -> None:
    assert sizes(step(deployment(10), new, [old])) == expected


def test_what_is_not_available_goes_first_then_the_oldest() -> None:
    older, sick = replica_set("a", 4), replica_set("b", 4, available=1)
    plan = sizes(step(deployment(8, 0, 4), replica_set("z", 0), [sick, older]))
    assert plan == {"a": 3, "b": 1}


def test_recreate_takes_all_old_pods_at_once() -> None:
    assert sizes(recreate_step([replica_set("a", 4), replica_set("b", 0)])) == {"a": 0}
    assert recreate_step([replica_set("a", 0)]) == []
