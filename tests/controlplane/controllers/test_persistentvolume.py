import pytest


def storage_class(name="standard", *, default=False, **fields):
    annotations = {"storageclass.kubernetes.io/is-default-class": "true"} if default else {}
    about = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": "example.com/disk"}
    return {**about, "metadata": {"name": name, "annotations": annotations}, **fields}


def claim(name="data", size="1Gi", **spec):
    wanted = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}, **spec}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name}, "spec": wanted}


def volume(name, size, **spec):
    given = {"capacity": {"storage": size}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/data"}, **spec}
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": given}


def bound(plane, name="data"):
    found = plane.client.get("PersistentVolumeClaim", name)
    return found.status.phase, found.spec.volume_name


def test_a_volume_is_made_for_a_claim_and_goes_with_it(plane) -> None:
    plane.create(storage_class(default=True), claim())
    (made,) = plane.client.list("PersistentVolume")
    assert bound(plane) == ("Bound", made.metadata.name)
    assert (made.status.phase, made.spec.claim_ref.name) == ("Bound", "data")
    assert plane.client.get("PersistentVolumeClaim", "data").status.capacity == {"storage": "1Gi"}
    plane.delete("PersistentVolumeClaim", "data")
    assert plane.client.list("PersistentVolume") == []


def test_a_class_that_comes_later_helps_a_claim_that_waits(plane) -> None:
    plane.create(claim())
    assert bound(plane) == ("Pending", "")
    (said,) = plane.events("FailedBinding")
    assert said == "no persistent volumes available for this claim and no storage class is set"
    plane.create(storage_class(default=True))
    assert bound(plane)[0] == "Bound"


def test_the_smallest_volume_that_is_large_enough_is_taken(plane) -> None:
    plane.create(volume("large", "10Gi"), volume("small", "512Mi"), volume("fitting", "2Gi"))
    plane.create(claim(storageClassName=""))
    assert bound(plane) == ("Bound", "fitting")
    phases = {each.metadata.name: each.status.phase for each in plane.client.list("PersistentVolume")}
    assert phases == {"large": "Available", "small": "Available", "fitting": "Bound"}


@pytest.mark.parametrize("other", [{"accessModes": ["ReadOnlyMany"]}, {"storageClassName": "fast"}])
def test_a_volume_of_another_kind_does_not_fit(plane, other) -> None:
    plane.create(volume("one", "2Gi", **other), claim(storageClassName=""))
    assert bound(plane) == ("Pending", "")


def test_some_classes_wait_until_a_pod_has_its_node(plane, pod) -> None:
    plane.create(storage_class("late", volumeBindingMode="WaitForFirstConsumer"), claim(storageClassName="late"))
    assert bound(plane) == ("Pending", "")
    volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
    plane.create(pod("web", {}, volumes=volumes))
    assert bound(plane) == ("Pending", "")
    plane.client.bind(plane.pods()[0], "worker-1")
    plane.clock.settle()
    assert bound(plane)[0] == "Bound"


def test_a_volume_that_is_to_be_kept_is_kept_and_given_to_nobody(plane) -> None:
    plane.create(storage_class(default=True, reclaimPolicy="Retain"), claim())
    name = bound(plane)[1]
    plane.delete("PersistentVolumeClaim", "data")
    assert plane.client.get("PersistentVolume", name).status.phase == "Released"
    plane.create(claim())
    assert bound(plane)[1] not in ("", name)


def test_a_claim_whose_volume_is_gone_is_lost(plane) -> None:
    plane.create(storage_class(default=True), claim())
    plane.delete("PersistentVolume", bound(plane)[1])
    assert bound(plane)[0] == "Lost"
