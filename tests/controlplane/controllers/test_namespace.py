import pytest

from kubelite.objects.errors import NotFound


def in_shop(manifest):
    return {**manifest, "metadata": {**manifest["metadata"], "namespace": "shop"}}


@pytest.fixture
def shop(plane, deployment):
    """A namespace with a Deployment, and one in ``default``."""
    plane.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
    plane.create(in_shop(deployment("web", 3)), deployment("web", 2))
    return plane


def test_a_deleted_namespace_takes_everything_in_it_along(shop) -> None:
    assert len(shop.client.list("Pod", "shop")) == 3
    shop.delete("Namespace", "shop")
    with pytest.raises(NotFound):
        shop.client.get("Namespace", "shop")
    for kind in ("Pod", "ReplicaSet", "Deployment", "ServiceAccount", "ConfigMap", "Event"):
        assert shop.client.list(kind, "shop") == [], kind
    assert len(shop.client.list("Pod", "default")) == 2
    shop.clock.advance(60)
    assert shop.manager.failing() == {}


def test_it_waits_for_pods_that_are_still_going(shop) -> None:
    pod = shop.client.list("Pod", "shop")[0]
    shop.client.bind(pod, "worker-1")
    shop.delete("Namespace", "shop")
    assert shop.client.get("Namespace", "shop").status.phase == "Terminating"
    assert [each.metadata.name for each in shop.client.list("Pod", "shop")] == [pod.metadata.name]
    shop.client.delete("Pod", pod.metadata.name, "shop", grace=0)
    shop.clock.settle()
    with pytest.raises(NotFound):
        shop.client.get("Namespace", "shop")


def test_a_namespace_that_nobody_deletes_stays(shop) -> None:
    shop.client.delete("Deployment", "web", "shop")
    shop.clock.settle()
    assert shop.client.get("Namespace", "shop").status.phase == "Active"
