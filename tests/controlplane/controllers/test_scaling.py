import pytest

from kubelite.controlplane.controllers.rollout import limits
from kubelite.controlplane.controllers.scaling import DESIRED_REPLICAS, MAX_REPLICAS, scaled, was_scaled
from kubelite.objects import view


def deployment(replicas, surge=3, type="RollingUpdate"):
    rolling = {"rollingUpdate": {"maxSurge": surge, "maxUnavailable": 2}} if type == "RollingUpdate" else {}
    return view({"kind": "Deployment", "spec": {"replicas": replicas, "strategy": {"type": type, **rolling}}})


def replica_set(name, replicas, desired=10, most=13, available=0):
    annotations = {DESIRED_REPLICAS: str(desired), MAX_REPLICAS: str(most)}
    created = f"2026-01-01T09:00:0{ord(name) - ord('a')}Z"
    metadata = {"name": name, "annotations": annotations, "creationTimestamp": created}
    status = {"availableReplicas": available}
    return view({"kind": "ReplicaSet", "metadata": metadata, "spec": {"replicas": replicas}, "status": status})


def shared(deployment, new, old):
    return scaled(deployment, new, old, limits(deployment))


def sizes(plan):
    return {resize.replica_set.metadata.name: resize.replicas for resize in plan}


def test_another_size_shows_in_the_annotations_of_replica_sets_with_pods() -> None:
    assert was_scaled(deployment(15), [replica_set("a", 8)])
    assert not was_scaled(deployment(10), [replica_set("a", 8)])
    assert not was_scaled(deployment(15), [replica_set("a", 0)])


@pytest.mark.parametrize("type", ["RollingUpdate", "Recreate"])
def test_one_that_is_alone_takes_everything(type) -> None:
    old, new = replica_set("a", 8), replica_set("b", 0)
    assert sizes(shared(deployment(15, type=type), new, [old])) == {"a": 15}
    assert sizes(shared(deployment(15, type=type), None, [replica_set("a", 0), replica_set("b", 0)])) == {"b": 15}
    assert shared(deployment(15), None, []) == []


def test_when_the_new_one_is_complete_the_old_ones_go() -> None:
    new = replica_set("b", 10, available=10)
    assert sizes(shared(deployment(10), new, [replica_set("a", 3)])) == {"a": 0}


@pytest.mark.parametrize(
    ("replicas", "old", "new", "expected"),
    [
        (15, 8, 5, {"a": 11, "b": 7}),
        (10, 8, 5, {"a": 8, "b": 5}),
        (10, 6, 6, {"a": 6, "b": 7}),  # growing: of two equal ones the newer counts as the larger
        (9, 6, 7, {"a": 6, "b": 6}),
        (0, 8, 5, {"a": 0, "b": 0}),
    ],
)
def test_in_the_middle_of_a_rollout_all_change_in_proportion(replicas, old, new, expected) -> None:
    plan = shared(deployment(replicas), replica_set("b", new), [replica_set("a", old)])
    assert sizes(plan) == expected


def test_the_size_before_is_the_one_that_each_of_them_notes() -> None:
    old, new = replica_set("a", 14, desired=20, most=23), replica_set("b", 9, desired=20, most=23)
    assert sizes(shared(deployment(4), new, [old])) == {"a": 4, "b": 3}


def test_a_recreate_in_the_middle_waits() -> None:
    assert shared(deployment(15, type="Recreate"), replica_set("b", 5), [replica_set("a", 8)]) == []


def test_one_that_is_alone_and_has_its_size_stays_as_it_is() -> None:
    assert shared(deployment(8, surge=5), replica_set("a", 8, desired=8, most=11), []) == []
