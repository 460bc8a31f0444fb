"""The first moment at which two runs differ is found, whatever the names of their Pods are."""

import re

from kubelite.cluster import Cluster
from kubelite.view.divergence import Comparison
from kubelite.view.recording import Recording
from tests.view.shops import SHOP, first_pod


def run(seed: int = 1, **options: object) -> Cluster:
    cluster = Cluster(workers=2, seed=seed, **options)  # type: ignore[arg-type]
    cluster.run(seconds=1)
    cluster.apply(SHOP)
    cluster.run(seconds=30)
    return cluster


def compared(one: Cluster, other: Cluster) -> Comparison:
    return Comparison(*(Recording(each.client, each.history, each.clock.settle) for each in (one, other)))


def test_equal_runs_do_not_differ() -> None:
    assert compared(run(), run()).look(31) is None


def test_another_scheduler_places_pods_elsewhere() -> None:
    found = compared(run(), run(scheduler="stub")).look(31)
    assert found is not None
    assert found.moment == 1
    assert re.fullmatch(r"Deployment/web has \d pods? on worker-1 in the first run, and 3 in the second\.", found.text)


def test_states_count_where_places_do_not_differ() -> None:
    one, other = run(), run()
    other.crash(first_pod(other))
    for each in (one, other):
        each.run(seconds=30)
    found = compared(one, other).look(61)
    assert found is not None
    assert found.moment == 31
    assert re.fullmatch(
        r"Deployment/web has \d [a-z ]+ pods? on worker-\d in the first run, and \d in the second\.", found.text
    )


def test_a_pod_that_nobody_manages_is_told_as_one() -> None:
    one, other = Cluster(workers=1), Cluster(workers=1)
    for each, selector in ((one, {}), (other, {"disk": "ssd"})):
        spec = {"nodeSelector": selector, "containers": [{"name": "web", "image": "shop/web:1.0"}]}
        each.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec})
        each.run(seconds=10)
    found = compared(one, other).look(10)
    assert found is not None
    assert found.text == "The pod web is without a node in the second run, and not in the first."


def test_what_is_new_is_compared_later() -> None:
    one, other = run(), run()
    comparison = compared(one, other)
    assert comparison.look(31) is None
    other.scale("deployment/web", replicas=1)
    for each in (one, other):
        each.run(seconds=60)
    found = comparison.look(91)
    assert found is not None
    assert found.moment == 31
    assert comparison.look(91) == found
