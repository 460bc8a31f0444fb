"""kubelite/grading/deciding.py: the learner's function decides in a living cluster, and nothing in its place."""

import pytest

from kubelite import Cluster
from kubelite.grading import CheckFailed, decides
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
