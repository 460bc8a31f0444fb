"""While a cluster is at work, Python looks for garbage among young objects only."""

import gc

import pytest

from kubelite import Cluster
from kubelite.cluster.garbage import NEVER, only_young_garbage


@pytest.fixture(autouse=True)
def thresholds():
    before = gc.get_threshold()
    gc.set_threshold(600, 7, 5)
    yield
    gc.set_threshold(*before)


def test_old_objects_are_left_alone_while_time_passes():
    cluster, seen = Cluster(workers=1), []
    cluster.clock.after(5, lambda: seen.append(gc.get_threshold()))
    cluster.run(seconds=10)
    assert seen == [(600, 7, NEVER)]
    assert gc.get_threshold() == (600, 7, 5)


def test_so_they_are_while_the_cluster_reacts_to_a_verb():
    cluster, seen = Cluster(workers=1), []
    cluster.clock.soon(lambda: seen.append(gc.get_threshold()))
    cluster.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "words"}})
    assert seen == [(600, 7, NEVER)]
    assert gc.get_threshold() == (600, 7, 5)


def test_the_thresholds_come_back_after_an_error():
    with pytest.raises(ZeroDivisionError), only_young_garbage():
        raise ZeroDivisionError
    assert gc.get_threshold() == (600, 7, 5)
