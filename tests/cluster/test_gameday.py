"""The game day of the online shop: a pod dies, a node dies, ten times the load, a bad release. What do users notice?"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pytest

from kubelite import Behaviour, Cluster
from kubelite.cluster.traffic import Load

TIERS = ("frontend", "backend", "database")
READY_SECONDS = 5.0
"""How long a program of the shop needs from its start until it accepts requests."""


def manifests(name: str, *, right: bool, version: int = 1) -> list[dict[str, Any]]:
    """A tier of the shop. The right manifests ask for what the shop needs; the naive ones say what it is, no more."""
    labels = {"app": name}
    container: dict[str, Any] = {
        "name": "app", "image": f"shop/{name}:{version}", "ports": [{"containerPort": 8080}]
    }  # fmt: skip
    pod: dict[str, Any] = {"containers": [container]}
    spec: dict[str, Any] = {"replicas": 1, "selector": {"matchLabels": labels}}
    if right:
        container |= {
            "readinessProbe": {"httpGet": {"port": 8080}, "periodSeconds": 2},
            "lifecycle": {"preStop": {"sleep": {"seconds": 5}}},
            "resources": {"requests": {"cpu": "250m", "memory": "64Mi"}},
        }
        spread = {"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway"}
        pod["topologySpreadConstraints"] = [{**spread, "labelSelector": {"matchLabels": labels}}]
        spec |= {"replicas": 5, "strategy": {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}}
    template = {"metadata": {"labels": labels}, "spec": pod}
    service = {"selector": labels, "ports": [{"port": 80, "targetPort": 8080}]}
    spec["template"] = template
    return [
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": service},
    ]


class Score(NamedTuple):
    """What a part of the day cost: requests that were sent, and those that were not served."""

    sent: int
    lost: int

    def __str__(self) -> str:
        return f"{self.lost:6d} of {self.sent:6d} not served ({self.lost / self.sent:.3%})"


class GameDay:
    """One shop, and what its users notice of each trouble."""

    def __init__(self, *, right: bool) -> None:
        self.right = right
        self.cluster = Cluster(workers=5, seed=11)
        self.scores: dict[str, Score] = {}
        for name in TIERS:
            self.cluster.images[f"shop/{name}:1"] = Behaviour(ready_seconds=READY_SECONDS)
        self.cluster.images["shop/backend:2"] = Behaviour(ready_seconds=math.inf)
        for name in TIERS:
            self.cluster.apply(manifests(name, right=right))
        self.cluster.run(until=self.cluster.ready)
        self.cluster.run(seconds=30)
        self.load: Load = self.cluster.load("frontend", per_second=50, path=TIERS, retries=2)

    def play(self) -> None:
        """The whole day, which lasts an hour."""
        self.score("quiet", 300)
        for name in TIERS:
            self.cluster.delete("pod", self.pod_of(name).metadata.name)
        self.score("kill a pod of each tier", 300)
        node = self.pod_of("backend").spec.node_name
        self.cluster.fail(node)
        self.score("kill a node", 900)
        self.cluster.recover(node)
        self.score("the node is back", 300)
        self.load.per_second = 500
        self.score("ten times the load", 300)
        self.load.per_second = 50
        self.cluster.apply(manifests("backend", right=self.right, version=2))
        self.score("a bad release", 300)
        self.cluster.apply(manifests("backend", right=self.right))
        self.score("undo", 1200)

    def pod_of(self, tier: str) -> Any:
        """A Pod of this tier that runs."""
        pods = self.cluster.get("pods", selector=f"app={tier}")
        return next(pod for pod in pods if not pod.metadata.deletion_timestamp and pod.status.phase == "Running")

    def score(self, what: str, seconds: float) -> None:
        """Let time pass, and note what was lost in it."""
        sent, lost = self.load.sent, self.load.refused + self.load.failed
        self.cluster.run(seconds=seconds)
        self.scores[what] = Score(self.load.sent - sent, self.load.refused + self.load.failed - lost)

    def __str__(self) -> str:
        lines = [f"{'right' if self.right else 'naive'} manifests: {self.load.lost_part:.3%} not served"]
        return "\n".join([*lines, *(f"  {what:<24} {score}" for what, score in self.scores.items())])


@pytest.fixture(scope="module")
def days() -> tuple[GameDay, GameDay]:
    """The same day with right manifests and with naive ones."""
    right, naive = GameDay(right=True), GameDay(right=False)
    for day in (right, naive):
        day.play()
        print(day)
    return right, naive


def test_right_manifests_lose_less_than_one_request_in_a_thousand(days: tuple[GameDay, GameDay]) -> None:
    right, _ = days
    assert right.load.sent == 50 * 3300 + 500 * 300
    assert right.load.lost_part < 0.001


def test_naive_manifests_lose_at_least_ten_times_as_many(days: tuple[GameDay, GameDay]) -> None:
    right, naive = days
    assert naive.load.lost_part > 0.01
    assert naive.load.lost_part >= 10 * right.load.lost_part


def test_every_trouble_hurts_the_naive_shop(days: tuple[GameDay, GameDay]) -> None:
    right, naive = days
    assert naive.scores["quiet"].lost == right.scores["quiet"].lost == 0
    for trouble in ("kill a pod of each tier", "kill a node", "ten times the load", "a bad release"):
        assert naive.scores[trouble].lost > right.scores[trouble].lost, trouble


def test_after_the_day_all_is_well(days: tuple[GameDay, GameDay]) -> None:
    for day in days:
        assert day.cluster.ready(), day.cluster.problems()
        assert day.load.seconds[-1].served == 50
