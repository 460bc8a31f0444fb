"""What is measured, and when."""

import pytest

from kubelite import Cluster
from kubelite.cluster.metrics import WantsMetrics
from tests.cluster.test_traffic import TIERS, shop, tier


def test_metrics_follow_the_load() -> None:
    cluster = shop()
    load = cluster.load("frontend", per_second=60, path=TIERS)
    cluster.run(seconds=20)
    load.per_second = 300
    cluster.run(seconds=20)
    backend = cluster.metrics.of("backend")
    assert [(row.pods, row.ready, row.requests) for row in backend[:2]] == [(3, 3, 60), (3, 3, 60)]
    assert (backend[-1].requests, backend[-1].cpu) == (300, 3 * 10 + 300 * 2)
    assert {row.memory for row in backend} == {3 * 32 * 1024**2}
    assert cluster.metrics.workloads == sorted(TIERS)
    assert len(backend) == 9  # one in five seconds, while there is load, and now


def test_an_idle_cluster_is_measured_when_somebody_looks() -> None:
    cluster = shop()
    cluster.run(seconds=100)
    assert len(cluster.metrics) == len(TIERS)
    assert len(cluster.metrics) == len(TIERS), "looking twice at one moment measures once"
    cluster.run(seconds=1)
    assert len(cluster.metrics) == 2 * len(TIERS)
    assert repr(cluster.metrics).splitlines()[0].split() == [
        "TIME", "WORKLOAD", "READY", "CPU", "MEMORY", "REQUESTS", "THROTTLED"
    ]  # fmt: skip


def test_only_pods_that_run_and_can_be_asked_have_metrics() -> None:
    cluster = Cluster(workers=1)
    assert repr(cluster.metrics) == "No measurements yet."
    cluster.apply(tier("backend", replicas=1))
    pod = cluster.get("pods")[0]
    assert cluster.pod_metrics(pod) is None
    cluster.run(until=cluster.ready)
    used = cluster.pod_metrics(pod)
    assert used is not None
    assert (used.cpu, used.memory, used.throttled) == (10, 32 * 1024**2, 0)
    cluster.cut_off("worker-1")
    assert cluster.pod_metrics(pod) is None
    assert cluster.pod_metrics("nobody") is None


def test_throttling_is_a_number() -> None:
    cluster = Cluster(workers=1)
    deployment, service = tier("backend", replicas=1)
    limits = {"resources": {"limits": {"cpu": "100m"}}}
    deployment["spec"]["template"]["spec"]["containers"][0] |= limits
    cluster.apply([deployment, service])
    cluster.run(until=cluster.ready)
    cluster.load("backend", per_second=95)
    cluster.run(seconds=5)
    row = cluster.metrics.of("backend")[-1]
    assert (row.cpu, row.throttled) == (100, 0.5)  # it wants 200


def test_a_bare_pod_is_its_own_workload() -> None:
    cluster = Cluster(workers=1)
    containers = [{"name": "app", "image": "db:1"}]
    cluster.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "db"}, "spec": {"containers": containers}})
    assert cluster.metrics.workloads == ["db"]


def test_metrics_can_be_plotted() -> None:
    pytest.importorskip("matplotlib")
    cluster = shop()
    cluster.load("frontend", per_second=60, path=TIERS)
    cluster.run(seconds=20)
    figure = cluster.metrics.plot()
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        "CPU in millicores", "Memory in MiB", "Ready Pods", "Requests per second"
    ]  # fmt: skip
    assert [line.get_label() for line in figure.axes[0].lines] == sorted(TIERS)
    assert list(figure.axes[3].lines[0].get_ydata())[-1] == 60


def test_controllers_that_want_metrics_are_told_what_pods_use() -> None:
    cluster = shop()
    cluster.load("frontend", per_second=60)
    cluster.run(seconds=2)
    pod = cluster.get("pods", selector="app=frontend")[0]
    assert cluster._metrics_api(pod) == {"cpu": 50.0, "memory": 32.0 * 1024**2}
    wanting = [each for each in cluster.controllers.controllers if isinstance(each, WantsMetrics)]
    assert all(each.metrics == cluster._metrics_api for each in wanting)
