import pytest

from kubelite.rules.qos import qos_class
from tests.rules.build import pod


def container(requests=None, limits=None):
    return {"name": "a", "resources": {"requests": requests or {}, "limits": limits or {}}}


BOTH = {"cpu": "1", "memory": "1Gi"}


@pytest.mark.parametrize(
    ("containers", "expected"),
    [
        ([container()], "BestEffort"),
        ([container({"cpu": "0"})], "BestEffort"),
        ([container({"example.com/gpu": "1"})], "BestEffort"),
        ([container(BOTH, BOTH)], "Guaranteed"),
        ([container({"cpu": "1000m", "memory": "1024Mi"}, BOTH)], "Guaranteed"),
        ([container({"memory": "1Gi"})], "Burstable"),
        ([container({"cpu": "500m", "memory": "1Gi"}, BOTH)], "Burstable"),
        ([container(BOTH, BOTH), container()], "Burstable"),
        ([container({"cpu": "1"}, {"cpu": "1"})], "Burstable"),
        ([container({}, BOTH)], "Burstable"),  # the API server would have copied the limits into the requests
    ],
)
def test_class_follows_from_requests_and_limits(containers, expected):
    assert qos_class(pod(containers=containers)) == expected


def test_init_containers_count():
    assert qos_class(pod(containers=[container(BOTH, BOTH)], initContainers=[container()])) == "Burstable"


def test_resources_of_the_whole_pod_decide_alone():
    whole = {"requests": BOTH, "limits": BOTH}
    assert qos_class(pod(containers=[container()], resources=whole)) == "Guaranteed"
    assert qos_class(pod(containers=[container(BOTH, BOTH)], resources={"requests": {"cpu": "3"}})) == "Burstable"
