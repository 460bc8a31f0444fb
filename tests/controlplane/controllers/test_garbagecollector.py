import pytest

from kubelite.controlplane.controllers.garbagecollector import stored_kinds
from kubelite.objects import kinds
from kubelite.objects.errors import Invalid


def config_map(name, *owners):
    references = [
        {"apiVersion": owner.api_version, "kind": owner.kind, "name": owner.metadata.name, "uid": owner.metadata.uid}
        for owner in owners
    ]
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "ownerReferences": references}}


def names(plane, kind="ConfigMap"):
    return [obj.metadata.name for obj in plane.client.list(kind, "default") if obj.metadata.name != "kube-root-ca.crt"]


def test_what_an_object_owned_goes_with_it(plane, deployment) -> None:
    plane.create(deployment("web", 3), deployment("shop", 1))
    plane.delete("Deployment", "web")
    assert len(plane.client.list("ReplicaSet")) == 1
    assert [pod.metadata.labels["app"] for pod in plane.pods(active=False)] == ["shop"]


def test_an_object_stays_while_one_of_its_owners_is_there(plane) -> None:
    plane.create(config_map("a"), config_map("b"))
    plane.create(config_map("c", plane.client.get("ConfigMap", "a"), plane.client.get("ConfigMap", "b")))
    plane.delete("ConfigMap", "a")
    assert names(plane) == ["b", "c"]
    plane.delete("ConfigMap", "b")
    assert names(plane) == []


def test_an_object_that_names_an_owner_who_is_gone_goes(plane) -> None:
    plane.create(config_map("a"))
    gone = plane.client.get("ConfigMap", "a")
    plane.delete("ConfigMap", "a")
    plane.create(config_map("late", gone))
    assert names(plane) == []


def test_a_namesake_made_later_is_another_owner(plane) -> None:
    plane.create(config_map("a"))
    plane.create(config_map("b", plane.client.get("ConfigMap", "a")))
    plane.manager.stop()
    plane.delete("ConfigMap", "a")
    plane.create(config_map("a"))
    plane.manager.start()
    plane.clock.settle()
    assert names(plane) == ["a"]


def test_owners_of_an_unknown_kind_count_as_there(plane) -> None:
    manifest = config_map("a")
    owner = {"apiVersion": "shop.example/v1", "kind": "Cart", "name": "c", "uid": "u"}
    manifest["metadata"]["ownerReferences"] = [owner]
    plane.create(manifest)
    plane.clock.advance(60)
    assert names(plane) == ["a"]
    assert plane.manager.failing() == {}


def test_slices_go_with_their_service(plane) -> None:
    ports = [{"port": 80}]
    manifest = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}
    plane.create({**manifest, "spec": {"selector": {"app": "web"}, "ports": ports}})
    assert len(plane.client.list("EndpointSlice")) == 1
    plane.delete("Service", "web")
    assert plane.client.list("EndpointSlice") == []


def test_every_stored_kind_is_watched_once() -> None:
    found = stored_kinds()
    assert len(found) == len(set(found))
    assert {kinds.named(word).kind for word in found} >= {"Pod", "ReplicaSet", "EndpointSlice", "Job", "Role"}
    assert "tokenreviews.authentication.k8s.io" not in found


def test_orphans_stay_and_forget_their_owner(plane, deployment) -> None:
    plane.create(deployment("web", 2))
    plane.client.delete("Deployment", "web", propagation="Orphan")
    plane.clock.settle()
    (rs,) = plane.client.list("ReplicaSet", "default")
    assert rs.metadata.owner_references == ()
    assert plane.client.list("Deployment", "default") == []
    assert len(plane.pods()) == 2


def test_in_the_foreground_the_owner_goes_last(plane, deployment) -> None:
    plane.create(deployment("web", 2))
    for pod in plane.pods():
        plane.client.bind(pod, "worker-1")
    plane.client.delete("Deployment", "web", propagation="Foreground")
    plane.clock.settle()
    assert plane.client.get("Deployment", "web").metadata.finalizers == ("foregroundDeletion",)
    for pod in plane.pods(active=False):
        plane.delete("Pod", pod.metadata.name, grace=0)
    assert plane.client.list("ReplicaSet", "default") == plane.client.list("Deployment", "default") == []


def test_an_unknown_policy_is_refused(plane) -> None:
    plane.create(config_map("a"))
    with pytest.raises(Invalid, match='Unsupported value: "Sometimes"'):
        plane.client.delete("ConfigMap", "a", propagation="Sometimes")
    assert names(plane) == ["a"]
