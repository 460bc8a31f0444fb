import pytest


@pytest.fixture
def scene(plane, deployment):
    """A Deployment of three ready Pods with an autoscaler at half of their request; ``use(amount)`` is their load."""
    manifest = deployment("web", 3)
    (container,) = manifest["spec"]["template"]["spec"]["containers"]
    container["resources"] = {"requests": {"cpu": "500m"}}
    plane.create(manifest)
    load = {"cpu": None}
    plane.manager.named("HorizontalPodAutoscaler").metrics = lambda pod: None if load["cpu"] is None else dict(load)

    def use(amount):
        load["cpu"] = amount

    def settle(seconds):
        for _ in range(int(seconds)):
            started = plane.clock.timestamp()
            for pod in plane.pods():
                if not pod.status.conditions:
                    plane.report(pod, startTime=started)
            plane.clock.advance(1)

    settle(400)
    reference = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    target = {"type": "Utilization", "averageUtilization": 50}
    metric = {"type": "Resource", "resource": {"name": "cpu", "target": target}}
    spec = {"scaleTargetRef": reference, "minReplicas": 2, "maxReplicas": 10, "metrics": [metric]}
    about = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "web"}}
    plane.create({**about, "spec": spec})
    return use, settle


def size(plane):
    return plane.client.get("Deployment", "web").spec.replicas


def conditions(plane):
    found = plane.client.get("HorizontalPodAutoscaler", "web").status.conditions
    return {each.type: (each.status, each.reason) for each in found}


def test_without_metrics_it_changes_nothing_and_says_so(plane, scene) -> None:
    assert size(plane) == 3
    assert conditions(plane)["ScalingActive"] == ("False", "FailedGetResourceMetric")


def test_load_makes_it_grow_and_rest_shrinks_it_after_five_minutes(plane, scene) -> None:
    use, settle = scene
    use(400.0)
    settle(15)
    assert size(plane) == 5
    status = plane.stored("HorizontalPodAutoscaler", "web")["status"]
    assert status["currentMetrics"][0]["resource"]["current"] == {"averageUtilization": 80, "averageValue": "400m"}
    assert conditions(plane)["ScalingActive"] == ("True", "ValidMetricFound")
    use(10.0)
    settle(290)
    assert size(plane) == 5
    settle(60)
    assert size(plane) == 2
    assert conditions(plane)["ScalingLimited"] == ("True", "TooFewReplicas")
    said = plane.events("SuccessfulRescale")
    assert said[0] == "New size: 5; reason: cpu resource utilization (percentage of request) above target"
    assert said[-1] == "New size: 2; reason: All metrics below target"


def test_a_size_out_of_bounds_is_put_right(plane, scene) -> None:
    plane.patch("Deployment", "web", {"spec": {"replicas": 20}})
    plane.clock.advance(15)
    assert size(plane) == 10


def test_a_size_of_none_switches_it_off(plane, scene) -> None:
    use, settle = scene
    use(400.0)
    plane.patch("Deployment", "web", {"spec": {"replicas": 0}})
    settle(60)
    assert size(plane) == 0
    assert conditions(plane)["ScalingActive"] == ("False", "ScalingDisabled")


def test_a_container_without_request_makes_a_share_meaningless(plane, deployment, scene) -> None:
    use, settle = scene
    use(400.0)
    change = {"containers": [{"name": "main", "image": "shop:1"}]}
    plane.patch("Deployment", "web", {"spec": {"template": {"spec": change}}})
    settle(30)
    assert "missing request for cpu in container main" in plane.events("FailedGetResourceMetric")[-1]
