"""Views of a cluster that lives: the same each time, and of past moments, too."""

from kubelite.cluster import Cluster
from kubelite.view.snapshot import snapshot
from kubelite.view.svg import to_svg
from kubelite.view.text import to_text
from tests.view.shops import shop


def test_two_runs_give_identical_bytes() -> None:
    first, second = shop().snapshot(), shop().snapshot()
    assert to_svg(first) == to_svg(second)
    assert to_text(first) == to_text(second)


def test_the_pods_belong_to_the_deployment_and_the_service_finds_them() -> None:
    seen = shop().snapshot()
    assert [(each.owner, each.health) for each in seen.pods] == [("Deployment/web", "ready")] * 3
    web = next(each for each in seen.services if each.name == "web")
    assert sorted(web.ready) == [each.name for each in seen.pods]
    assert sum(each.cpu.requested for each in seen.nodes) == 300


def test_a_past_moment_looks_as_it_did() -> None:
    cluster = shop()
    revision = max(int(pod.metadata.resource_version) for pod in cluster.client.list("Pod"))
    before = snapshot(cluster.client)
    cluster.scale("deployment/web", replicas=1)
    cluster.run(seconds=60)
    assert len(snapshot(cluster.client).pods) == 1
    assert [each.key for each in snapshot(cluster.client, at=revision).pods] == [each.key for each in before.pods]


def test_a_pod_that_is_too_large_waits_with_the_schedulers_words() -> None:
    cluster = Cluster(workers=2)
    container = {"name": "c", "image": "busybox", "resources": {"requests": {"cpu": "64"}}}
    cluster.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "big"}, "spec": {"containers": [container]}})
    cluster.run(seconds=1)
    assert [each.name for each in cluster.snapshot().pending] == ["big"]
    assert "big: 0/3 nodes are available:" in to_text(cluster.snapshot())
    assert "Insufficient cpu" in to_svg(cluster.snapshot())
