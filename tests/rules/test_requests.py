import pickle

import pytest

from kubelite.rules.requests import NOTHING, pod_limits, pod_requests, request, scoring_requests
from tests.rules.build import container, pod

MI = 1024**2


def test_containers_add_up():
    two = pod(containers=[container("a", cpu="200m", memory="1Gi"), container("b", cpu="0.1")])
    assert pod_requests(two) == {"cpu": 300, "memory": 1024 * MI}
    assert request(two, "cpu") == 300
    assert request(two, "example.com/gpu") == 0


def test_init_containers_run_before_and_sidecars_beside():
    # The worked case of component-helpers: S = 350, I = 500, 50, 450.
    staged = pod(
        containers=[container("app", cpu="200m"), container("helper", cpu="100m")],
        initContainers=[
            container("one", cpu="500m"),
            container("side", "Always", cpu="50m"),
            container("two", cpu="400m"),
        ],
    )
    assert request(staged, "cpu") == 500
    later = pod(
        containers=[container("app", cpu="200m"), container("helper", cpu="100m")],
        initContainers=[container("side", "Always", cpu="50m"), container("two", cpu="500m")],
    )
    assert request(later, "cpu") == 550


def test_overhead_is_added():
    assert request(pod(cpu="1", overhead={"cpu": "250m"}), "cpu") == 1250


def test_requests_of_the_whole_pod_replace_those_of_the_containers():
    whole = {"requests": {"cpu": "2", "example.com/gpu": "7"}}
    spec = {"containers": [container(cpu="1", memory="1Gi")], "overhead": {"cpu": "100m"}}
    assert pod_requests(pod(resources=whole, **spec)) == {"cpu": 2100, "memory": 1024 * MI}


def test_fractions_are_rounded_up_and_other_resources_are_whole():
    wanted = {"cpu": "0.0001", "memory": "0.5", "example.com/gpu": "2", "ephemeral-storage": "1k"}
    rounded = {"cpu": 1, "memory": 1, "example.com/gpu": 2, "ephemeral-storage": 1000}
    assert pod_requests(pod(containers=[container(**wanted)])) == rounded


def test_for_scoring_a_missing_request_counts_a_little_and_an_explicit_zero_nothing():
    silent = pod(containers=[container("a"), container("b", cpu="0")])
    assert scoring_requests(silent) == {"cpu": 100, "memory": 400 * MI}
    assert pod_requests(silent) == {"cpu": 0}


def test_limits_follow_the_same_rule():
    limited = {"name": "a", "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}
    free = {"name": "b", "resources": {}}
    assert pod_limits(pod(containers=[limited, free], overhead={"cpu": "50m", "example.com/gpu": "1"})) == {
        "cpu": 1050,
        "memory": 1024 * MI,
    }


def test_amounts_know_zero_and_cannot_be_changed():
    wanted = pod_requests(pod(cpu="1"))
    assert wanted["memory"] == 0
    assert NOTHING["cpu"] == 0
    copy = pickle.loads(pickle.dumps(wanted))
    assert copy == wanted
    assert copy["memory"] == 0
    with pytest.raises(TypeError):
        wanted["cpu"] = 0
