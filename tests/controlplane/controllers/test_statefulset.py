import pytest

from kubelite.objects.errors import NotFound
from kubelite.rules.podstate import is_ready


def stateful_set(name="db", replicas=3, image="db:1", **spec):
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [{"name": "main", "image": image}]}}
    wanted = {"replicas": replicas, "serviceName": name, "selector": {"matchLabels": {"app": name}}, **spec}
    about = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": name}}
    return {**about, "spec": {**wanted, "template": template}}


def names(plane):
    return [pod.metadata.name for pod in plane.pods()]


def make_ready(plane, times=10):
    """Let Pods become ready one after the other, as they come."""
    for _ in range(times):
        waiting = [pod for pod in plane.pods() if not is_ready(pod)]
        if not waiting:
            return
        plane.report(waiting[0])


def image(name):
    return {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": name}]}}}}


def test_each_pod_waits_for_the_one_before_it(plane) -> None:
    plane.create(stateful_set())
    assert names(plane) == ["db-0"]
    plane.report(plane.pods()[0])
    assert names(plane) == ["db-0", "db-1"]
    make_ready(plane)
    assert names(plane) == ["db-0", "db-1", "db-2"]
    pod = plane.pods()[1]
    assert (pod.spec.hostname, pod.spec.subdomain) == ("db-1", "db")
    assert pod.metadata.labels["apps.kubernetes.io/pod-index"] == "1"


def test_parallel_waits_for_nobody(plane) -> None:
    plane.create(stateful_set(podManagementPolicy="Parallel"))
    assert names(plane) == ["db-0", "db-1", "db-2"]
    plane.patch("StatefulSet", "db", {"spec": {"replicas": 0}})
    assert names(plane) == []


def test_numbers_may_start_later(plane) -> None:
    plane.create(stateful_set(replicas=2, ordinals={"start": 5}, podManagementPolicy="Parallel"))
    assert names(plane) == ["db-5", "db-6"]


def test_the_highest_number_goes_first_and_claims_stay(plane) -> None:
    claim = {"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"]}}
    claim["spec"]["resources"] = {"requests": {"storage": "1Gi"}}
    plane.create(stateful_set(volumeClaimTemplates=[claim]))
    make_ready(plane)
    plane.patch("StatefulSet", "db", {"spec": {"replicas": 1}})
    assert names(plane) == ["db-0"]
    claims = [each.metadata.name for each in plane.client.list("PersistentVolumeClaim", "default")]
    assert claims == ["data-db-0", "data-db-1", "data-db-2"]
    volume = next(each for each in plane.pods()[0].spec.volumes if each.name == "data")
    assert volume.persistent_volume_claim.claim_name == "data-db-0"


def test_a_pod_comes_back_under_its_name_when_the_old_one_is_gone(plane) -> None:
    plane.create(stateful_set())
    make_ready(plane)
    second = plane.pods()[1]
    plane.client.bind(second, "worker-1")
    plane.delete("Pod", "db-1")
    assert plane.client.get("Pod", "db-1").metadata.uid == second.metadata.uid
    plane.delete("Pod", "db-1", grace=0)
    assert plane.client.get("Pod", "db-1").metadata.uid != second.metadata.uid


def test_an_update_goes_from_the_highest_number_down_to_the_partition(plane) -> None:
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}
    plane.create(stateful_set(updateStrategy=strategy))
    make_ready(plane)
    plane.patch("StatefulSet", "db", image("db:2"))
    make_ready(plane)
    assert [pod.spec.containers[0].image for pod in plane.pods()] == ["db:1", "db:2", "db:2"]
    plane.delete("Pod", "db-0")
    assert plane.client.get("Pod", "db-0").spec.containers[0].image == "db:1"


def test_only_so_many_old_revisions_are_kept(plane) -> None:
    plane.create(stateful_set(replicas=1, revisionHistoryLimit=1))
    for version in range(2, 6):
        make_ready(plane)
        plane.patch("StatefulSet", "db", image(f"db:{version}"))
    make_ready(plane)
    revisions = sorted(each.revision for each in plane.client.list("ControllerRevision", "default"))
    assert revisions == [4, 5]


def test_a_template_that_cannot_be_made_into_a_pod_is_said(plane) -> None:
    bad = stateful_set()
    bad["spec"]["template"]["spec"]["serviceAccountName"] = "nobody"
    plane.create(bad)
    assert "create Pod db-0 in StatefulSet db failed" in plane.events("FailedCreate")[0]
    with pytest.raises(NotFound):
        plane.client.get("Pod", "db-0")


def images(plane):
    return [pod.spec.containers[0].image for pod in plane.pods()]


def test_a_partition_counts_from_the_first_number(plane) -> None:
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}
    plane.create(stateful_set(ordinals={"start": 5}, updateStrategy=strategy))
    make_ready(plane)
    plane.patch("StatefulSet", "db", image("db:2"))
    make_ready(plane)
    assert images(plane) == ["db:1", "db:2", "db:2"]
    plane.delete("Pod", "db-5")
    assert images(plane)[0] == "db:1"


def test_without_a_partition_a_pod_that_the_update_has_not_reached_comes_back_as_it_was(plane) -> None:
    plane.create(stateful_set(updateStrategy={"type": "RollingUpdate"}))
    make_ready(plane)
    plane.patch("StatefulSet", "db", image("db:2"))
    assert images(plane) == ["db:1", "db:1", "db:2"]
    plane.delete("Pod", "db-0")
    assert images(plane) == ["db:1", "db:1", "db:2"]
    make_ready(plane)
    assert images(plane) == ["db:2", "db:2", "db:2"]


def test_a_pod_on_its_way_out_is_one_of_the_replicas_until_it_is_gone(plane) -> None:
    plane.create(stateful_set(replicas=1))
    plane.client.bind(plane.pods()[0], "worker-1")
    make_ready(plane)
    plane.patch("StatefulSet", "db", {"spec": {"replicas": 0}})
    status = plane.client.get("StatefulSet", "db").status
    assert (status.replicas, status.current_replicas) == (1, 0)
    plane.delete("Pod", "db-0", grace=0)
    assert plane.client.get("StatefulSet", "db").status.replicas == 0
