import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.controlplane.controllers.deployment import DeploymentController
from kubelite.controlplane.controllers.replicaset import ReplicaSetController
from kubelite.controlplane.controllers.rollout import limits
from kubelite.rules.podstate import is_ready
from tests.controlplane.controllers.controlplane import ControlPlane

REVISION = "deployment.kubernetes.io/revision"


def sets(plane):
    """The ReplicaSets by revision."""
    found = plane.client.list("ReplicaSet", "default")
    return sorted(found, key=lambda rs: int(rs.metadata.annotations[REVISION]))


def sizes(plane):
    return [(int(rs.metadata.annotations[REVISION]), rs.spec.replicas) for rs in sets(plane)]


def image(name):
    return {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": name}]}}}}


def conditions(plane, name="web"):
    found = plane.client.get("Deployment", name).status.conditions
    return {each.type: (each.status, each.reason) for each in found}


def test_it_makes_one_replica_set_that_carries_the_hash_of_its_template(plane, deployment) -> None:
    plane.create(deployment("web", 3))
    (rs,) = sets(plane)
    hash = rs.metadata.labels["pod-template-hash"]
    assert rs.metadata.name == f"web-{hash}"
    assert rs.spec.selector.match_labels == {"app": "web", "pod-template-hash": hash}
    assert rs.spec.template.metadata.labels == {"app": "web", "pod-template-hash": hash}
    assert rs.metadata.annotations == {
        REVISION: "1",
        "deployment.kubernetes.io/desired-replicas": "3",
        "deployment.kubernetes.io/max-replicas": "4",
    }
    assert plane.client.get("Deployment", "web").metadata.annotations[REVISION] == "1"
    assert {pod.metadata.labels["pod-template-hash"] for pod in plane.pods()} == {hash}
    assert plane.events("ScalingReplicaSet") == [f"Scaled up replica set {rs.metadata.name} from 0 to 3"]


def test_it_scales(plane, deployment) -> None:
    plane.create(deployment("web", 3))
    for size in (5, 2, 0, 4):
        plane.patch("Deployment", "web", {"spec": {"replicas": size}})
        assert len(plane.pods()) == size
    (rs,) = sets(plane)
    name = rs.metadata.name
    assert f"Scaled up replica set {name} from 3 to 5" in plane.events("ScalingReplicaSet")
    assert f"Scaled down replica set {name} from 5 to 2" in plane.events("ScalingReplicaSet")
    assert rs.metadata.annotations["deployment.kubernetes.io/desired-replicas"] == "4"
    assert rs.metadata.annotations["deployment.kubernetes.io/max-replicas"] == "5"


def ready(plane, count=100):
    """Let the kubelets report the first ``count`` Pods that are not ready."""
    for pod in [pod for pod in plane.pods() if not is_ready(pod)][:count]:
        plane.report(pod)


def test_a_new_template_gets_a_replica_set_of_its_own_and_step_by_step_all_pods(plane, deployment) -> None:
    plane.create(deployment("web", 10))
    ready(plane)
    plane.patch("Deployment", "web", image("shop:2"))
    assert sizes(plane) == [(1, 8), (2, 5)]
    ready(plane, 3)
    assert sizes(plane) == [(1, 5), (2, 8)]
    ready(plane)
    ready(plane)
    assert sizes(plane) == [(1, 0), (2, 10)]
    assert {pod.spec.containers[0].image for pod in plane.pods()} == {"shop:2"}
    assert plane.client.get("Deployment", "web").metadata.annotations[REVISION] == "2"


def test_recreate_starts_new_pods_when_the_old_ones_have_ended(plane, deployment) -> None:
    plane.create(deployment("web", 2, strategy={"type": "Recreate"}))
    for pod in plane.pods():
        plane.client.bind(pod, "worker-1")
    ready(plane)
    plane.patch("Deployment", "web", image("shop:2"))
    assert (sizes(plane), len(plane.pods(active=False))) == ([(1, 0)], 2)
    first, second = plane.pods(active=False)
    plane.delete("Pod", first.metadata.name, grace=0)
    assert sizes(plane) == [(1, 0)]
    plane.delete("Pod", second.metadata.name, grace=0)
    assert sizes(plane) == [(1, 0), (2, 2)]


def test_an_earlier_template_uses_its_replica_set_again(plane, deployment) -> None:
    plane.create(deployment("web", 3))
    ready(plane)
    first = sets(plane)[0].metadata.name
    plane.patch("Deployment", "web", image("shop:2"))
    plane.patch("Deployment", "web", image("shop:1"))
    assert sizes(plane) == [(2, 0), (3, 3)]
    again = sets(plane)[1]
    assert again.metadata.name == first
    assert again.metadata.annotations["deployment.kubernetes.io/revision-history"] == "1"


def test_only_so_many_old_replica_sets_are_kept(plane, deployment) -> None:
    plane.create(deployment("web", 1, revisionHistoryLimit=2))
    for version in range(2, 7):
        ready(plane)
        plane.patch("Deployment", "web", image(f"shop:{version}"))
    ready(plane)
    assert sizes(plane) == [(4, 0), (5, 0), (6, 1)]
    plane.patch("Deployment", "web", {"spec": {"revisionHistoryLimit": 0}})
    assert sizes(plane) == [(6, 1)]


def test_a_rollout_that_is_scaled_grows_in_proportion(plane, deployment) -> None:
    plane.create(deployment("web", 10))
    ready(plane)
    plane.patch("Deployment", "web", image("bad"))
    assert sizes(plane) == [(1, 8), (2, 5)]
    plane.patch("Deployment", "web", {"spec": {"replicas": 15}})
    assert sizes(plane) == [(1, 12), (2, 7)]


def test_what_a_replica_set_cannot_do_shows_in_the_status(plane, deployment) -> None:
    bad = deployment("web", 1)
    bad["spec"]["template"]["spec"]["serviceAccountName"] = "nobody"
    plane.create(bad)
    assert conditions(plane)["ReplicaFailure"] == ("True", "FailedCreate")


def test_a_change_of_anything_but_the_template_makes_no_new_replica_set(plane, deployment) -> None:
    plane.create(deployment("web", 3))
    change = {"metadata": {"annotations": {"team": "shop"}}, "spec": {"minReadySeconds": 5}}
    plane.patch("Deployment", "web", change)
    (rs,) = sets(plane)
    assert rs.metadata.annotations["team"] == "shop"
    assert rs.spec.min_ready_seconds == 5


def test_its_status_sums_up_its_replica_sets(plane, deployment) -> None:
    plane.create(deployment("web", 4))
    for pod in plane.pods()[:3]:
        plane.report(pod)
    status = plane.stored("Deployment", "web")["status"]
    status.pop("conditions")
    assert status == {
        "observedGeneration": 1,
        "replicas": 4,
        "updatedReplicas": 4,
        "readyReplicas": 3,
        "availableReplicas": 3,
        "unavailableReplicas": 1,
        "terminatingReplicas": 0,
    }


def test_it_is_available_when_no_more_pods_are_missing_than_may_be(plane, deployment) -> None:
    plane.create(deployment("web", 4))
    assert conditions(plane)["Available"] == ("False", "MinimumReplicasUnavailable")
    for pod in plane.pods()[:3]:
        plane.report(pod)
    assert conditions(plane)["Available"] == ("True", "MinimumReplicasAvailable")
    plane.report(plane.pods()[0], ready=False)
    assert conditions(plane)["Available"] == ("False", "MinimumReplicasUnavailable")


def test_a_rollout_progresses_and_completes(plane, deployment) -> None:
    plane.create(deployment("web", 2))
    assert conditions(plane)["Progressing"] == ("True", "ReplicaSetUpdated")
    for pod in plane.pods():
        plane.report(pod)
    assert conditions(plane)["Progressing"] == ("True", "NewReplicaSetAvailable")
    plane.patch("Deployment", "web", image("shop:2"))
    assert conditions(plane)["Progressing"] == ("True", "ReplicaSetUpdated")


def test_a_rollout_without_progress_is_late(plane, deployment) -> None:
    plane.create(deployment("web", 2, progressDeadlineSeconds=100))
    plane.clock.advance(60)
    plane.report(plane.pods()[0])
    plane.clock.advance(100)
    assert conditions(plane)["Progressing"] == ("True", "ReplicaSetUpdated")
    plane.clock.advance(1)
    assert conditions(plane)["Progressing"] == ("False", "ProgressDeadlineExceeded")
    plane.report(next(pod for pod in plane.pods() if not pod.status.conditions))
    assert conditions(plane)["Progressing"] == ("True", "NewReplicaSetAvailable")


def test_a_complete_rollout_is_never_late(plane, deployment) -> None:
    plane.create(deployment("web", 1))
    plane.report(plane.pods()[0])
    plane.report(plane.pods()[0], ready=False)
    plane.clock.advance(3600)
    assert conditions(plane)["Progressing"] == ("True", "NewReplicaSetAvailable")


def test_a_paused_deployment_scales_but_keeps_its_template(plane, deployment) -> None:
    plane.create(deployment("web", 3))
    plane.patch("Deployment", "web", {"spec": {"paused": True}})
    plane.patch("Deployment", "web", image("shop:2"))
    plane.patch("Deployment", "web", {"spec": {"replicas": 5}})
    assert sizes(plane) == [(1, 5)]
    assert conditions(plane)["Progressing"] == ("Unknown", "DeploymentPaused")
    plane.patch("Deployment", "web", {"spec": {"paused": False}})
    assert sizes(plane) == [(1, 4), (2, 3)]
    assert conditions(plane)["Progressing"] == ("True", "ReplicaSetUpdated")


def test_a_deployment_created_paused_makes_nothing(plane, deployment) -> None:
    plane.create(deployment("web", 3, paused=True))
    assert sets(plane) == []
    assert conditions(plane)["Progressing"] == ("Unknown", "DeploymentPaused")


def test_a_name_that_is_taken_gives_another_hash(plane, deployment, replica_set) -> None:
    plane.create(deployment("web", 1))
    taken = sets(plane)[0].metadata.name
    plane.delete("Deployment", "web")
    foreign = replica_set("other", 1)
    foreign["metadata"]["name"] = taken
    plane.create(foreign, deployment("web", 2))
    plane.clock.advance(1)
    sizes = {rs.metadata.name: rs.spec.replicas for rs in plane.client.list("ReplicaSet")}
    assert sizes.pop(taken) == 1
    assert list(sizes.values()) == [2]
    assert plane.stored("Deployment", "web")["status"]["collisionCount"] == 1
    assert plane.manager.failing() == {}


def test_nothing_is_written_while_nothing_changes(plane, deployment) -> None:
    plane.create(deployment("web", 3))
    for pod in plane.pods():
        plane.report(pod)
    before = [obj.metadata.resource_version for obj in [*plane.client.list("Deployment"), *sets(plane), *plane.pods()]]
    plane.clock.advance(3600)
    plane.manager.stop()
    plane.manager.start()
    plane.clock.settle()
    after = [obj.metadata.resource_version for obj in [*plane.client.list("Deployment"), *sets(plane), *plane.pods()]]
    assert after == before


@pytest.mark.parametrize("replicas", [0, 1])
def test_an_empty_deployment_is_complete(plane, deployment, replicas) -> None:
    plane.create(deployment("web", replicas))
    complete = conditions(plane)["Progressing"] == ("True", "NewReplicaSetAvailable")
    assert complete == (replicas == 0)


SHARES = st.integers(0, 4) | st.sampled_from(["0%", "25%", "50%", "100%"])


@given(st.integers(1, 8), SHARES, SHARES, st.lists(st.tuples(st.booleans(), st.integers(0, 7)), max_size=30))
def test_a_rolling_update_keeps_to_its_limits(replicas, surge, unavailable, story) -> None:
    if surge in (0, "0%") and unavailable in (0, "0%"):
        surge = 1
    plane = ControlPlane([DeploymentController, ReplicaSetController])
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}
    plane.create(_deployment(replicas, strategy))
    ready(plane)
    allowed = limits(plane.client.get("Deployment", "web"))
    plane.patch("Deployment", "web", image("shop:2"))
    for change_again, choice in story:
        pods = [pod for pod in plane.pods() if not is_ready(pod)]
        if change_again and choice == 7:
            plane.patch("Deployment", "web", image(f"shop:{len(story)}"))
        elif pods:
            plane.report(pods[choice % len(pods)])
        assert len(plane.pods()) <= replicas + allowed.surge
        assert sum(map(is_ready, plane.pods())) >= replicas - allowed.unavailable
    while not all(map(is_ready, plane.pods())):
        ready(plane)
    assert sum(rs.spec.replicas for rs in sets(plane)) == sets(plane)[-1].spec.replicas == replicas


def _deployment(replicas, strategy):
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "main", "image": "shop:1"}]}}
    spec = {"replicas": replicas, "strategy": strategy, "selector": {"matchLabels": {"app": "web"}}}
    metadata = {"name": "web"}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {**spec, "template": template}}


def test_a_paused_deployment_notes_another_surge_only_with_another_size(plane, deployment) -> None:
    plane.create(deployment("web", 4))
    plane.patch("Deployment", "web", {"spec": {"paused": True}})
    plane.patch("Deployment", "web", {"spec": {"strategy": {"rollingUpdate": {"maxSurge": 3}}}})
    noted = "deployment.kubernetes.io/max-replicas"
    assert sets(plane)[0].metadata.annotations[noted] == "5"
    plane.patch("Deployment", "web", {"spec": {"replicas": 5}})
    assert sets(plane)[0].metadata.annotations[noted] == "8"


def test_a_deadline_that_comes_later_begins_when_the_replica_set_is_found(plane, deployment) -> None:
    plane.create(deployment("web", 2, progressDeadlineSeconds=2**31 - 1))
    assert "Progressing" not in conditions(plane)
    plane.clock.advance(100)
    plane.patch("Deployment", "web", {"spec": {"progressDeadlineSeconds": 60}})
    assert conditions(plane)["Progressing"] == ("True", "FoundNewReplicaSet")
    plane.clock.advance(62)
    assert conditions(plane)["Progressing"] == ("False", "ProgressDeadlineExceeded")
