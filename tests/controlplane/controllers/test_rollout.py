import pytest

from kubelite.controlplane.controllers.rollout import Limits, limits, resolve
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
