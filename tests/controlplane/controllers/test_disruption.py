import pytest

from kubelite.objects.errors import TooManyRequests


def budget(name="web", **spec):
    wanted = {"selector": {"matchLabels": {"app": "web"}}, **spec}
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name}, "spec": wanted}


def allowed(plane):
    return plane.client.get("PodDisruptionBudget", "web").status.disruptions_allowed


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"minAvailable": 5}, 2),
        ({"minAvailable": "50%"}, 3),
        ({"maxUnavailable": "30%"}, 3),
        ({"maxUnavailable": 1}, 1),
        ({"maxUnavailable": 0}, 0),
        ({"minAvailable": 9}, 0),
        ({}, 0),
    ],
)
def test_of_seven_ready_pods_so_many_may_go(plane, deployment, spec, expected) -> None:
    plane.create(deployment("web", 7), budget(**spec))
    assert allowed(plane) == 0
    for pod in plane.pods():
        plane.report(pod)
    assert allowed(plane) == expected


def test_an_eviction_is_paid_for_and_the_next_one_waits_for_a_new_pod(plane, replica_set) -> None:
    plane.create(replica_set("web", 2), budget(minAvailable=1))
    for pod in plane.pods():
        plane.report(pod)
    first, second = plane.pods()
    plane.client.evict(first)
    with pytest.raises(TooManyRequests) as refused:  # before the controller has looked: the API server counts itself
        plane.client.evict(second)
    assert refused.value.details["causes"][0]["message"].startswith("The disruption budget web needs 1 healthy pods")
    plane.clock.settle()
    assert allowed(plane) == 0
    plane.report(next(pod for pod in plane.pods() if pod.metadata.name != second.metadata.name))
    plane.client.evict(second)


def test_an_evicted_pod_says_why_it_goes(plane, pod) -> None:
    plane.create(pod("web", {"app": "web"}))
    plane.client.bind(plane.pods()[0], "worker-1")
    plane.client.evict(plane.client.get("Pod", "web"))
    going = plane.client.get("Pod", "web")
    assert going.metadata.deletion_timestamp is not None
    reasons = {each.type: each.reason for each in going.status.conditions}
    assert reasons["DisruptionTarget"] == "EvictionByEvictionAPI"


def test_an_unready_pod_may_go_while_enough_others_are_healthy(plane, replica_set) -> None:
    plane.create(replica_set("web", 2), budget(minAvailable=1))
    first, second = plane.pods()
    plane.report(first)
    plane.report(second, ready=False)
    plane.client.evict(plane.client.get("Pod", second.metadata.name))
    with pytest.raises(TooManyRequests):
        plane.client.evict(plane.client.get("Pod", first.metadata.name))


def test_always_allow_lets_unready_pods_go_in_any_case(plane, replica_set) -> None:
    plane.create(replica_set("web", 1), budget(minAvailable=1, unhealthyPodEvictionPolicy="AlwaysAllow"))
    (pod,) = plane.pods()
    plane.report(pod, ready=False)
    plane.client.evict(plane.client.get("Pod", pod.metadata.name))
    assert pod.metadata.name not in [each.metadata.name for each in plane.pods()]
