"""Marks tell what happened, in whole sentences, once for all that is alike at one moment."""

from collections.abc import Callable

import pytest

from kubelite.cluster import Cluster
from kubelite.view.marks import Mark, Marks
from kubelite.view.recording import Recording
from tests.view.shops import SHOP, first_pod, shop


def told(cluster: Cluster, do: Callable[[Cluster], object]) -> list[Mark]:
    recording = Recording(cluster.client, cluster.history, cluster.clock.settle)
    known = len(recording.changes)
    do(cluster)
    marks = Marks()
    marks.add(recording.changes[known:])
    return list(marks.all.values())


def cordon(cluster: Cluster, node: str, cordoned: bool) -> None:
    cluster.client.patch("Node", node, {"spec": {"unschedulable": cordoned or None}}, "")
    cluster.clock.settle()


def test_a_deployment_comes_to_life() -> None:
    cluster = Cluster()
    marks = told(cluster, lambda cluster: (cluster.apply(SHOP), cluster.run(until=cluster.ready)))
    assert [(mark.kind, mark.number) for mark in marks] == [("created", 3), ("placed", 3), ("ready", 3)]
    assert marks[0].text == "3 pods were created."
    assert marks[0].moment < marks[2].moment


@pytest.mark.parametrize(
    ("kind", "do"),
    [
        ("scaled", lambda cluster: cluster.scale("deployment/web", replicas=5)),
        ("deleted", lambda cluster: cluster.delete("pod", first_pod(cluster))),
        ("cordoned", lambda cluster: cordon(cluster, "worker-1", True)),
        ("crashed", lambda cluster: cluster.crash(first_pod(cluster))),
        ("not-ready", lambda cluster: cluster.crash(first_pod(cluster))),
        ("released", lambda cluster: cluster.apply(SHOP.replace("1.27", "1.28"))),
        ("refused", lambda cluster: cluster.apply(SHOP.replace("100m", "99"))),
        ("gone", lambda cluster: cluster.delete("pod", first_pod(cluster), grace=0)),
    ],
)
def test_each_kind(kind: str, do: Callable[[Cluster], object]) -> None:
    marks = told(shop(), do)
    assert kind in [mark.kind for mark in marks]


def test_a_crash_and_the_restart_after_it_are_one_mark() -> None:
    marks = told(shop(), lambda cluster: (cluster.crash(first_pod(cluster)), cluster.run(seconds=60)))
    assert [mark.kind for mark in marks].count("crashed") == 1
    assert [mark.kind for mark in marks][-1] == "ready"


def test_one_object_is_named_and_several_are_counted() -> None:
    assert Mark(1.0, "gone", "web-1", 1).text == "Pod web-1 is gone."
    assert Mark(1.0, "gone", "web-1", 3).text == "3 pods are gone."
    assert Mark(1.0, "failed", "web-1", 3).tone == "bad"
