"""kubelite/grading/deciding.py: the learner's function decides in a living cluster, and nothing in its place."""

import pytest

from kubelite import Behaviour, Cluster, Image
from kubelite.grading import CheckFailed, decides, takes_over
from kubelite.rules.requests import request

BACKEND = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: backend}
spec:
  replicas: 4
  selector: {matchLabels: {shop: backend}}
  template:
    metadata: {labels: {shop: backend}}
    spec:
      containers: [{name: backend, image: "shop/backend:1.0", resources: {requests: {cpu: "1"}}}]
"""
PLACED = {"worker-1": 2, "worker-2": 2}


def by_cpu(pod, node):
    return request(pod, "cpu") <= node.free["cpu"]


def decide(function, scheduler="stub"):
    cluster = Cluster(workers=3, cpu="2", scheduler=scheduler)
    decides("It decides", function, cluster, BACKEND, placed=PLACED)


def test_a_filter_that_decides_passes(capsys):
    decide(by_cpu)
    assert capsys.readouterr().out.endswith("✓ It decides\n")


def test_an_unwritten_filter_fails_although_the_built_in_parts_would_do():
    def fits(pod, node):
        raise NotImplementedError

    for scheduler in ("stub", "default"):
        with pytest.raises(CheckFailed, match="fits did not decide anything: it is not written yet"):
            decide(fits, scheduler)


def test_a_filter_that_lets_everything_in_is_seen_by_where_the_pods_are():
    with pytest.raises(CheckFailed) as raised:
        decide(lambda pod, node: True)
    assert "expected     2 on worker-1, 2 on worker-2" in str(raised.value)
    assert "it came      2 on worker-1" in str(raised.value)
    assert "have enough resource: cpu, requested: 1000, used: 2000" in str(raised.value)


def test_a_built_in_part_that_does_the_work_does_not_count():
    with pytest.raises(CheckFailed, match="sent none of them away: another part decided"):
        decide_with(lambda pod, node: True)


def decide_with(function):
    """In a cluster where the built-in parts place the Pods as they should be."""
    cluster = Cluster(workers=2, cpu="2")
    decides("It decides", function, cluster, BACKEND, placed={"worker-1": 2, "worker-2": 2})


def test_a_filter_that_breaks_is_told(capsys):
    def fits(pod, node):
        return node.nothing

    with pytest.raises(CheckFailed) as raised:
        decide(fits)
    assert "no pod runs" in str(raised.value)
    assert capsys.readouterr().err == ""


def restarted(cluster):
    """The nodes where a container was started more than once."""
    pods = cluster.client.list("Pod", "default")
    return sorted({pod.spec.node_name for pod in pods if pod.status.container_statuses[0].restart_count})


def take_over(can_run):
    """In a cluster with an image that worker-2 cannot run, since it has another processor."""
    cluster = Cluster(workers=1)
    cluster.add_node("worker-2", architecture="arm64")
    cluster.images["shop/backend:1.0"] = Behaviour(package=Image("shop/backend:1.0"))
    takes_over("It takes over", can_run, cluster, "can_run", BACKEND, seen=restarted, wanted=["worker-2"])


def test_a_function_that_takes_over_passes(capsys):
    take_over(lambda image, host: image.architecture == host.architecture)
    assert capsys.readouterr() == ("✓ It takes over\n", "")


def test_a_function_that_decides_otherwise_is_told_what_came_of_it():
    with pytest.raises(CheckFailed) as raised:
        take_over(lambda image, host: True)
    assert "expected     ['worker-2']\n    it came      []" in str(raised.value)


def test_a_function_that_takes_over_nothing_fails_although_the_built_in_rule_would_do(capsys):
    def can_run(image, host):
        raise NotImplementedError

    with pytest.raises(CheckFailed, match="can_run did not decide anything: it is not written yet"):
        take_over(can_run)


@pytest.mark.parametrize(
    ("can_run", "problem"),
    [
        (lambda image, host: image.size, "'Image' object has no attribute 'size'"),
        (lambda image, host: None, "returned None for image shop/backend:1.0 and host"),
    ],
    ids=["raises", "forgets return"],
)
def test_a_function_that_cannot_be_used_fails_although_the_built_in_rule_steps_in(can_run, problem):
    with pytest.raises(CheckFailed, match="The cluster could not use <lambda>: your function") as raised:
        take_over(can_run)
    assert problem in str(raised.value)


TWO_PODS = """
apiVersion: v1
kind: Pod
metadata: {name: first}
spec: {containers: [{name: web, image: "shop/web:1.0"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: second}
spec: {containers: [{name: web, image: "shop/web:1.0"}]}
"""


def prefers_the_last(pod, node):
    return 100 if node.name == "worker-2" else 0


def test_a_score_that_decides_passes(capsys):
    cluster = Cluster(workers=2, scheduler="stub")
    decides("It decides", prefers_the_last, cluster, TWO_PODS, placed={"worker-2": 2}, point="score")
    assert capsys.readouterr().out.endswith("✓ It decides\n")


def test_a_score_that_nobody_asks_does_not_count():
    """Where one node is left there is nothing to compare."""
    cluster = Cluster(workers=1)
    with pytest.raises(CheckFailed, match="prefers_the_last gave no node a score: another part decided"):
        decides("It decides", prefers_the_last, cluster, TWO_PODS, placed={"worker-1": 2}, point="score")


def test_a_function_takes_the_place_of_a_built_in_part():
    def nowhere_but_the_first(pod, node):
        return node.name == "worker-1"

    cluster, part = Cluster(workers=2), "TaintToleration"
    decides("It decides", nowhere_but_the_first, cluster, TWO_PODS, placed={"worker-1": 2}, replaces=part)
    assert part not in {each.name for each in cluster.parts() if each.point == "filter"}
