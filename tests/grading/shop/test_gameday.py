"""The game day of the online shop: a pod dies, a node dies, ten times the load, a bad release. What do users notice?"""

import pytest

from kubelite.grading.shop.deployed import ShopError
from kubelite.grading.shop.gameday import game_day
from kubelite.manifests import ManifestError
from kubelite.objects.errors import APIError
from tests.conftest import ROOT
from tests.grading.shop.manifests import SHOP

FIRST = (ROOT / "course" / "manifests" / "first-shop.yaml").read_text(encoding="utf-8")
TROUBLES = (
    "one pod of each program dies",
    "a node dies",
    "ten times the customers come",
    "a release that never works",
)


@pytest.fixture(scope="module")
def days():
    """The same day with right manifests, and with those that say what the shop is and no more."""
    return game_day(SHOP), game_day(FIRST)


def lost(sheet):
    return {chapter.title: chapter.lost for chapter in sheet.chapters}


def test_right_manifests_lose_less_than_one_request_in_a_thousand_and_no_order(days):
    right, _ = days
    assert right.sent > 400_000
    assert right.lost_part < 0.001
    assert (right.orders_lost, right.passed) == (0, True)
    assert right.recovery < 60


def test_the_first_shop_loses_at_least_ten_times_as_many(days):
    right, first = days
    print(f"lost with right manifests: {right.lost_part:.4%}; with those of the first day: {first.lost_part:.4%}")
    print(right, first, sep="\n\n")
    assert first.lost_part > 0.01
    assert first.lost_part >= 10 * right.lost_part
    assert first.orders_lost > 0
    assert not first.passed


def test_every_trouble_hurts_the_first_shop(days):
    right, first = map(lost, days)
    assert first["a quiet morning"] == right["a quiet morning"] == right["a quiet evening"] == 0
    for trouble in TROUBLES:
        assert first[trouble] > right[trouble], trouble


@pytest.mark.slow
def test_the_same_seed_is_the_same_day_and_another_one_another_order(days):
    right, _ = days
    assert repr(game_day(SHOP)) == repr(right)
    orders = {tuple(chapter.title for chapter in game_day(SHOP, seed=seed).chapters) for seed in range(4)}
    assert len(orders) > 1
    assert all(set(TROUBLES) < set(order) for order in orders)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("replicas: 3", "replicas: 1"),
        (
            "kind: Deployment\nmetadata: {name: backend}\nspec:",
            "kind: Deployment\nmetadata: {name: backend}\nspec:\n  strategy: {type: Recreate}",
        ),
        ("        readinessProbe: {httpGet: {port: 5000}}\n", ""),
    ],
)
def test_one_protection_less_is_noticed_on_every_day(before, after):
    sheets = [game_day(SHOP.replace(before, after), seed=seed) for seed in range(3)]
    assert not any(sheet.passed for sheet in sheets), sheets


def test_the_sheet_says_what_happened_and_invites_another_try(days):
    right, first = map(repr, days)
    assert "WELL AGAIN AFTER" in right
    assert "Can you make it cheaper" in right
    assert "Too many requests and orders were lost." in first
    assert "CPU-hours, set aside or used" in right
    assert "cannot be reached" in right


def test_parts_of_ones_own_are_put_in_first():
    asked = []

    def anywhere(pod, node):
        asked.append(pod.metadata.name)
        return True

    sheet = game_day(SHOP, prepare=lambda cluster: cluster.use(filter=anywhere))
    assert asked
    assert sheet.sent == game_day(SHOP).sent


def test_a_shop_that_cannot_open_says_why():
    with pytest.raises(ManifestError, match="is not YAML"):
        game_day("kind: [")
    with pytest.raises(APIError, match="unknown field"):
        game_day(SHOP.replace("replicas:", "replicaz:"))
    with pytest.raises(ShopError, match=r"No pod runs the image shop/database:1\.0\..*shop/frontend:1\.0"):
        game_day(SHOP.replace("shop/database:1.0", "postgres:17"))
    with pytest.raises(ShopError, match=r"still not ready(.|\n)*shop/backend:1\.1"):
        game_day(SHOP.replace("shop/backend:1.0", "shop/backend:1.1"))
    with pytest.raises(ShopError, match="has no variable DATABASE"):
        game_day(SHOP.replace("DATABASE", "DATABASES"))
    with pytest.raises(ShopError, match=r"variable BACKEND='http://'"):
        game_day(SHOP.replace("backend:5000", "http://"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("kind: Deployment\nmetadata: {name: backend}", "kind: StatefulSet\nmetadata: {name: backend}"),
        (
            "kind: Deployment\nmetadata: {name: frontend}\nspec:\n  replicas: 3",
            "kind: DaemonSet\nmetadata: {name: frontend}\nspec:",
        ),
        ("requests: {cpu: 500m, memory: 128Mi}", "limits: {cpu: 1, memory: 128Mi}"),
    ],
)
def test_unusual_shops_that_are_right_pass(before, after):
    assert before in SHOP
    assert game_day(SHOP.replace(before, after)).passed
