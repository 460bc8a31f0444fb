"""Every past moment."""

import pytest

from kubelite import Cluster
from tests.cluster.test_cluster import WEB


def test_the_past_is_as_it_was() -> None:
    cluster = Cluster(seed=1)
    seen: dict[float, str] = {}
    cluster.apply(WEB)
    for _ in range(6):
        seen[cluster.clock.now] = repr(cluster)
        cluster.run(seconds=1.5)
    cluster.crash(cluster.get("pods")[0])
    cluster.delete("deployment", "web")
    cluster.run(seconds=100)
    assert {time: repr(cluster.history.at(time)) for time in seen} == seen
    assert cluster.history.at(0)._repr_svg_().startswith("<svg")


def test_objects_of_a_past_moment() -> None:
    cluster = Cluster(seed=1)
    cluster.run(seconds=10)
    cluster.apply(WEB)
    cluster.run(seconds=20)
    cluster.delete("deployment", "web")
    cluster.run(seconds=60)
    assert len(cluster.history.objects("pods", 30)) == 3
    assert cluster.history.objects("pods", 9) == cluster.history.objects("pods", 90) == []


def test_moments_go_on_with_time_and_revisions() -> None:
    cluster = Cluster(seed=1)
    cluster.apply(WEB)
    cluster.run(seconds=20)
    moments = list(cluster.history)
    assert moments == sorted(moments)
    assert [moment.time for moment in moments] == sorted({moment.time for moment in moments})
    assert moments[-1].revision == cluster._etcd.revision
    assert cluster.history[1:2] == [moments[1]]
    assert repr(cluster.history).startswith(f"{len(moments)} moments from 0 s to ")


def test_time_alone_takes_no_memory() -> None:
    cluster = Cluster(seed=1)
    cluster.apply(WEB)
    cluster.run(seconds=120)
    before = len(cluster.history)
    cluster.run(seconds=86_400)
    assert len(cluster.history) == before


def test_history_does_not_know_the_future() -> None:
    cluster = Cluster(workers=1)
    for time in (-1, 5):
        with pytest.raises(ValueError, match=rf"history knows the times from 0 to 0 s, and not {time} s"):
            cluster.history.at(time)
