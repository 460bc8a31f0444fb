"""Random cases for a ReplicaSet's controller: a ReplicaSet, and the Pods that its selector matches.

Drawn only where lesson 06's rule and Kubernetes' agree: no Pods without an owner (Kubernetes would adopt them), and of
the Pods that are not ready all are so for the same reason, since Kubernetes' eight rules would choose among others.
Where several Pods are equally good to delete, each choice is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from random import Random
from typing import Any, NamedTuple

from kubelite.cluster import Cluster
from kubelite.controlplane.controllers.deletionorder import in_deletion_order
from kubelite.controlplane.controllers.ownreconcile import Create, Delete
from kubelite.grading.expectations import InAnyOrder, OneOf, in_any_order, one_of
from kubelite.grading.objects import a_pod, a_replicaset
from kubelite.objects import Pod, ReplicaSet
from kubelite.rules.owners import controller_of, is_controlled_by
from kubelite.rules.podstate import is_active, is_finished, is_ready, is_terminating

MOST_READY = 10
Looks = dict[str, Any]  # arguments of ``a_pod``

NOW = datetime(2026, 1, 1, 10, tzinfo=UTC)  # these Pods are all of the same age
READY: Looks = {"phase": "Running", "ready": True, "node": "worker-1"}
NOT_READY: tuple[Looks, ...] = (
    {"phase": "Running", "ready": False, "node": "worker-1"},
    {"phase": "Pending", "ready": False, "node": "worker-1"},
    {"phase": "Pending"},
)
GONE: tuple[Looks, ...] = (
    {"phase": "Succeeded", "ready": False, "node": "worker-1"},
    {"phase": "Failed", "ready": False, "node": "worker-1"},
    {"phase": "Running", "ready": True, "node": "worker-1", "terminating": True},
    {"phase": "Running", "ready": False, "node": "worker-1", "terminating": True},
    {"phase": "Pending", "terminating": True},
)


class Fleet(NamedTuple):
    """What does ``rs`` need, when these ``pods`` are there?"""

    rs: ReplicaSet
    pods: tuple[Pod, ...]


@dataclass(frozen=True)
class ReplicaSets:
    """Draws ReplicaSets with Pods, and says what Kubernetes would do, in each way that is as good as the other."""

    def draw(self, random: Random) -> Fleet:
        """A ReplicaSet that wants 0 to 6 Pods, with up to five of its own, and others that do not count."""
        rs = a_replicaset("web", replicas=random.randint(0, 6))
        stranger = a_replicaset("web-old", replicas=2, labels={"app": "web"})
        kinds = (READY, random.choice(NOT_READY))
        looks = [(rs, random.choice(kinds)) for _ in range(random.randint(0, 5))]
        looks += [(rs, random.choice(GONE)) for _ in range(random.choice((0, 0, 1, 2)))]
        looks += [(stranger, random.choice((READY, *NOT_READY, *GONE))) for _ in range(random.choice((0, 0, 1, 2)))]
        random.shuffle(looks)
        each = enumerate(looks, start=1)
        return Fleet(rs, tuple(a_pod(f"pod-{at}", owner=owner, **look) for at, (owner, look) in each))

    def expected(self, case: Fleet) -> InAnyOrder | OneOf:
        """What the built-in controller asks for; among Pods that are equally ready it may take any."""
        rs = case.rs
        own = [pod for pod in case.pods if is_controlled_by(pod, rs) and is_active(pod)]
        surplus = len(own) - rs.spec.replicas
        if surplus <= 0:
            return in_any_order(*[Create()] * -surplus)
        order = in_deletion_order(own, NOW)
        last = is_ready(order[surplus - 1])
        certain = [pod for pod in order[:surplus] if is_ready(pod) != last]
        alike = [pod for pod in order if is_ready(pod) == last]
        return one_of(*(_deleting(*certain, *some) for some in combinations(alike, surplus - len(certain))))

    def told(self, case: Fleet) -> str:
        """What the ReplicaSet wants, and the Pods, one a line."""
        return told(case.rs, case.pods)

    def smaller(self, case: Fleet) -> Iterator[Fleet]:
        """The same case with one Pod less, or with a ReplicaSet that wants one Pod less."""
        for gone in case.pods:
            yield Fleet(case.rs, tuple(pod for pod in case.pods if pod is not gone))
        if case.rs.spec.replicas:
            yield Fleet(a_replicaset("web", replicas=case.rs.spec.replicas - 1), case.pods)


def told(rs: ReplicaSet, pods: tuple[Pod, ...]) -> str:
    """A scenario in words: what the ReplicaSet wants, and what its selector finds."""
    count = "1 pod" if rs.spec.replicas == 1 else f"{rs.spec.replicas} pods"
    lines = [f"{rs.metadata.name} wants {count}. Its selector finds:", *(f"    {_told(pod)}" for pod in pods)]
    return "\n".join(lines if pods else [*lines, "    no pods"])


def _told(pod: Pod) -> str:
    owner = controller_of(pod)
    state = [pod.status.phase, "ready" if is_ready(pod) else "not ready"]
    state += ["terminating"] if is_terminating(pod) else []
    state = state[:1] if is_finished(pod) else state
    return f"{pod.metadata.name} ({', '.join(state)}), of {owner.name if owner else 'nobody'}"


def _deleting(*pods: Pod) -> InAnyOrder:
    return in_any_order(*(Delete(pod.metadata.name) for pod in pods))


def accidents(cluster: Cluster) -> dict[str, int]:
    """Let things happen to the only Deployment of ``cluster``, which wants three Pods; how many are ready after each.

    Pods are deleted by hand, and then more and fewer are wanted. A controller that makes far too many Pods is stopped
    at the next step, before it fills the cluster.
    """
    name = cluster.client.list("Deployment", "default")[0].metadata.name
    counts = {"asked for 3": _ready(cluster)}
    for pod in cluster.client.list("Pod", "default")[:2]:
        cluster.delete("pod", pod.metadata.name)
    counts["2 deleted by hand"] = _ready(cluster)
    for replicas in (5, 1):
        if max(counts.values()) <= MOST_READY:
            cluster.scale("deployment", name, replicas=replicas)
            counts[f"asked for {replicas}"] = _ready(cluster)
    return counts


def _ready(cluster: Cluster) -> int:
    """How many Pods are ready, when those that were made a moment ago had time to start."""
    cluster.run(seconds=6)
    return sum(map(is_ready, cluster.client.list("Pod", "default")))
