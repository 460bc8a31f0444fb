import pytest

from kubelite.controlplane.controllers.podcontrol import MOST_AT_ONCE, batches, slow_start
from kubelite.objects.errors import Forbidden
from kubelite.rules.owners import controller_of


def status(plane, name="web"):
    return plane.stored("ReplicaSet", name)["status"]


def test_it_makes_the_pods_that_are_missing(plane, replica_set) -> None:
    plane.create(replica_set("web", 3))
    assert len(plane.pods()) == 3
    pod = plane.pods()[0]
    assert pod.metadata.name.startswith("web-")
    assert pod.metadata.generate_name == "web-"
    assert pod.metadata.labels == {"app": "web"}
    owner = controller_of(pod)
    assert (owner.kind, owner.name, owner.block_owner_deletion) == ("ReplicaSet", "web", True)
    assert sorted(plane.events("SuccessfulCreate")) == sorted(f"Created pod: {p.metadata.name}" for p in plane.pods())


def test_it_replaces_a_deleted_pod_while_that_one_is_still_going(plane, replica_set) -> None:
    plane.create(replica_set("web", 2))
    victim = plane.pods()[0]
    plane.client.bind(victim, "worker-1")
    plane.report(victim)
    plane.delete("Pod", victim.metadata.name)
    assert len(plane.pods()) == 2
    assert len(plane.pods(active=False)) == 3
    assert status(plane)["terminatingReplicas"] == 1


def test_it_deletes_what_is_too_much(plane, replica_set) -> None:
    plane.create(replica_set("web", 5))
    before = {pod.metadata.name for pod in plane.pods()}
    plane.patch("ReplicaSet", "web", {"spec": {"replicas": 2}})
    after = {pod.metadata.name for pod in plane.pods()}
    assert len(after) == 2
    assert sorted(plane.events("SuccessfulDelete")) == sorted(f"Deleted pod: {name}" for name in before - after)


def test_it_deletes_pods_without_node_first(plane, replica_set) -> None:
    plane.create(replica_set("web", 3))
    placed = plane.pods()[1]
    plane.client.bind(placed, "worker-1")
    plane.patch("ReplicaSet", "web", {"spec": {"replicas": 1}})
    assert [pod.metadata.name for pod in plane.pods()] == [placed.metadata.name]


def test_it_adopts_matching_pods_and_counts_them(plane, replica_set, pod) -> None:
    plane.create(pod("stray", {"app": "web"}), pod("other", {"app": "shop"}), replica_set("web", 2))
    names = {each.metadata.name for each in plane.pods() if controller_of(each)}
    assert "stray" in names
    assert len(names) == 2


def test_it_releases_a_pod_whose_label_changed_and_makes_another(plane, replica_set) -> None:
    plane.create(replica_set("web", 2))
    freed = plane.pods()[0].metadata.name
    plane.patch("Pod", freed, {"metadata": {"labels": {"app": "debug"}}})
    assert controller_of(plane.client.get("Pod", freed)) is None
    assert len(plane.pods()) == 3


def test_an_orphan_that_comes_later_is_one_too_many(plane, replica_set, pod) -> None:
    plane.create(replica_set("web", 2), pod("stray", {"app": "web"}))
    assert len(plane.pods()) == 2


def test_it_leaves_pods_of_another_controller_alone(plane, replica_set, pod) -> None:
    other = {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "db", "uid": "u-1", "controller": True}
    manifest = pod("db-0", {"app": "web"})
    manifest["metadata"]["ownerReferences"] = [other]
    plane.manager.stop()  # the garbage collector would look for the StatefulSet
    plane.create(manifest)
    plane.create(replica_set("web", 1))
    for controller in plane.manager.controllers:
        if controller.name == "ReplicaSet":
            controller.start()
    plane.clock.settle()
    assert len(plane.pods()) == 2


def test_its_status_counts_ready_and_available_pods(plane, replica_set) -> None:
    plane.create(replica_set("web", 3, minReadySeconds=10))
    for pod in plane.pods()[:2]:
        plane.report(pod)
    ready = {"replicas": 3, "fullyLabeledReplicas": 3, "readyReplicas": 2, "observedGeneration": 1}
    assert status(plane) == {**ready, "terminatingReplicas": 0}
    plane.clock.advance(9)
    assert "availableReplicas" not in status(plane)
    plane.clock.advance(1)
    assert status(plane)["availableReplicas"] == 2


def test_fully_labelled_are_pods_with_all_labels_of_the_template(plane, replica_set, pod) -> None:
    manifest = replica_set("web", 2)
    manifest["spec"]["template"]["metadata"]["labels"]["tier"] = "front"
    plane.create(pod("stray", {"app": "web"}), manifest)
    assert (status(plane)["replicas"], status(plane)["fullyLabeledReplicas"]) == (2, 1)


def test_nothing_is_written_while_nothing_changes(plane, replica_set) -> None:
    plane.create(replica_set("web", 3))
    before = plane.client.get("ReplicaSet", "web").metadata.resource_version
    plane.clock.advance(3600)
    plane.manager.stop()
    plane.manager.start()
    plane.clock.settle()
    assert plane.client.get("ReplicaSet", "web").metadata.resource_version == before


def test_a_thousand_pods_need_few_looks(plane, replica_set) -> None:
    looks = []
    controller = next(each for each in plane.manager.controllers if each.name == "ReplicaSet")
    reconcile = controller.reconcile
    controller.reconcile = lambda key: (looks.append(key), reconcile(key))
    plane.create(replica_set("web", 2 * MOST_AT_ONCE))
    assert len(plane.pods()) == 2 * MOST_AT_ONCE
    assert len(looks) <= 6


def test_a_refused_creation_is_reported_and_tried_again(plane, replica_set) -> None:
    account = plane.stored("ServiceAccount", "default")
    plane.delete("ServiceAccount", "default")
    plane.create(replica_set("web", 10))
    assert len(plane.events("FailedCreate")) == 1
    (condition,) = status(plane)["conditions"]
    assert (condition["type"], condition["reason"]) == ("ReplicaFailure", "FailedCreate")
    del account["metadata"]["resourceVersion"]
    plane.create(account)
    plane.clock.advance(60)
    assert len(plane.pods()) == 10
    assert "conditions" not in status(plane)


def test_creations_start_slowly_and_stop_at_the_first_failing_batch() -> None:
    assert list(batches(10)) == [1, 2, 4, 3]
    assert list(batches(0)) == []
    made = []

    def call() -> None:
        made.append(1)
        if len(made) in (4, 5):
            raise Forbidden("exceeded quota")

    assert str(slow_start(100, call)) == "exceeded quota"
    assert len(made) == 1 + 2 + 4


def refuse_all(plane) -> None:
    """Every Pod is refused at the moment in which it is created, as by a kubelet without room."""

    def refuse(event) -> None:
        if event.type == "ADDED":
            plane.client.update_status(event.object, {"phase": "Failed", "reason": "OutOfcpu"})

    plane.client.watch("Pod", refuse)


def test_refused_pods_are_replaced_ever_more_slowly(plane, replica_set) -> None:
    refuse_all(plane)
    plane.create(replica_set("web", 2))
    rounds = {0: 1, 9: 1, 10: 2, 29: 2, 30: 3, 70: 4, 150: 5, 310: 6, 609: 6, 610: 7, 910: 8}
    for moment, expected in rounds.items():
        plane.clock.advance_to(moment)
        assert len(plane.pods(active=False)) == 2 * expected, f"at {moment} s"


def test_after_refusals_a_pod_that_runs_ends_the_waiting(plane, replica_set) -> None:
    plane.create(replica_set("web", 1))
    for _ in range(3):
        plane.report(plane.pods()[0], "Failed", ready=False)
        plane.clock.advance(60)
    plane.report(plane.pods()[0])
    plane.clock.advance(3600)
    plane.report(plane.pods()[0], "Failed", ready=False)
    assert len(plane.pods()) == 1, "a Pod that ran for an hour is replaced at once"


@pytest.mark.parametrize("phase", ["Failed", "Succeeded"])
def test_finished_pods_do_not_count(plane, replica_set, phase) -> None:
    plane.create(replica_set("web", 2))
    plane.clock.advance(30)
    plane.report(plane.pods()[0], phase, ready=False)
    assert len(plane.pods()) == 2
    assert status(plane)["replicas"] == 2
