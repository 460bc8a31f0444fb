"""kubelite/grading/shop/checks.py: small troubles for a shop, and what is told when it does not stand them."""

import pytest

from kubelite.grading.shop import checks, days
from kubelite.grading.shop.deployed import Shop
from kubelite.grading.shop.mutants import mutants
from tests.grading.shop.manifests import SHOP

LOOKS = (
    checks.services_lead_to_pods,
    checks.nobody_is_sent_to_a_starting_pod,
    checks.a_full_node_gets_no_pod,
    checks.each_pod_runs_one_program,
    checks.new_pods_are_found,
    checks.orders_are_kept,
)
DAYS = (days.few_requests_are_lost, days.no_order_is_lost)


@pytest.mark.parametrize("look", [*LOOKS, *DAYS], ids=lambda look: look.__name__)
def test_a_right_shop_stands_everything(look):
    assert look(SHOP) == ""


@pytest.mark.parametrize("look", [*LOOKS, *DAYS, checks.a_service_for_the_backend], ids=lambda look: look.__name__)
@pytest.mark.parametrize(
    ("manifests", "story"),
    [
        (None, "expected as one text"),
        ("/etc/passwd", "a manifest is a map"),
        ("kind: [", "is not YAML"),
        ("kind: Deployment\nspec: {replicas: 1000000}", "at most 100"),
        ("kind: Shop\napiVersion: v1\nmetadata: {name: x}", 'no matches for kind "Shop"'),
    ],
)
def test_bad_manifests_become_a_story(look, manifests, story):
    assert story in look(manifests)


def test_the_address_of_a_pod_works_until_the_pod_is_replaced():
    shop = Shop(SHOP)
    shop.start()
    address = next(pod.status.pod_ip for pod in shop.all_pods() if pod.metadata.name.startswith("backend"))
    story = checks.new_pods_are_found(SHOP.replace("backend:5000", f"{address}:5000"))
    assert "In their place came backend-" in story
    assert f"{address}:5000 is nobody's address" in story


def test_a_service_for_the_backend():
    right = "apiVersion: v1\nkind: Service\nmetadata: {name: backend}\nspec:\n  ports: [{port: 80, targetPort: 5000}]\n"
    assert "has no selector" in checks.a_service_for_the_backend(right)
    assert checks.a_service_for_the_backend(right + "  selector: {shop: backend}") == ""
    assert "looks for pods with app=backend" in checks.a_service_for_the_backend(right + "  selector: {app: backend}")
    other = right.replace("name: backend", "name: back")
    assert "no Service with the name backend" in checks.a_service_for_the_backend(other)


@pytest.mark.slow
def test_the_days_of_a_class_follow_from_its_seed(monkeypatch):
    monkeypatch.setenv("KUBELITE_GRADING_SEED", "one")
    first = days._days(SHOP)
    monkeypatch.setenv("KUBELITE_GRADING_SEED", "two")
    assert days._days(SHOP) != first


def test_a_day_that_goes_wrong_is_told_with_its_sheet():
    story = days.few_requests_are_lost(SHOP.replace("replicas: 3", "replicas: 1"))
    assert story.startswith("Customers lost too many requests.")
    assert "    a node dies" in story


FREE = (".name = ", ".ports left out", ".ports.0 left out")
"""Names that nobody else reads, and the ports of a container, which only tell a reader something."""
EQUIVALENT = {
    "Deployment frontend: spec.replicas = 4": "more than needed",
    "Deployment backend: spec.replicas = 4": "more than needed",
    "Deployment frontend: spec.replicas = 2": "with three backends this is just enough on most days",
    "Deployment backend: spec.replicas = 2": "with three frontends this is just enough on most days",
    "StatefulSet database: spec.replicas left out": "1 is what is meant without it",
    "Service backend: spec.ports.0.targetPort left out": "it is the same number as the port",
    "Service database: spec.ports.0.targetPort left out": "it is the same number as the port",
}


@pytest.mark.slow
def test_mutants_of_the_right_manifests_are_rejected():
    every = list(mutants(SHOP))
    survived = [each.change for each in every if not any(look(each.source) for look in (*LOOKS, *DAYS))]
    unknown = [change for change in survived if change not in EQUIVALENT and not is_free(change)]
    assert len(every) > 150
    assert len(unknown) <= 0.05 * len(every), unknown
    assert len(EQUIVALENT) <= 0.05 * len(every)


def is_free(change):
    return not change.startswith("Service") and any(mark in change for mark in FREE)
