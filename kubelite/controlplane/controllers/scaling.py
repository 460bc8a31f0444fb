"""What becomes of the ReplicaSets of a Deployment when it gets another size, or is paused: they share the change.

Source of the rules: ``pkg/controller/deployment/sync.go`` (``scale``, ``isScalingEvent``) and
``util/deployment_util.go``.
"""

from __future__ import annotations

from collections.abc import Sequence

from kubelite.controlplane.controllers.rollout import Limits, Resize, by_creation, changes, total
from kubelite.objects import Deployment, ReplicaSet

DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas"
MAX_REPLICAS = "deployment.kubernetes.io/max-replicas"


def size_annotations(deployment: Deployment, allowed: Limits) -> dict[str, str]:
    """How many Pods the Deployment wanted, and how many it allowed, when a ReplicaSet got its size."""
    wanted = deployment.spec.replicas
    return {DESIRED_REPLICAS: str(wanted), MAX_REPLICAS: str(wanted + allowed.surge)}


def was_scaled(deployment: Deployment, replica_sets: Sequence[ReplicaSet]) -> bool:
    """Whether a ReplicaSet with Pods got its size when the Deployment wanted another number of them."""
    return any(_noted(rs, DESIRED_REPLICAS) not in (None, deployment.spec.replicas) for rs in active(replica_sets))


def scaled(
    deployment: Deployment, new: ReplicaSet | None, old: Sequence[ReplicaSet], allowed: Limits
) -> list[Resize]:
    """The sizes that the ReplicaSets get.

    One that is alone takes everything. If the ``new`` one is complete, the ``old`` ones go. In the middle of a rolling
    update all of them grow or shrink in proportion, and those that stay as they are note what is wanted now.
    """
    everybody = [*old, *([new] if new is not None else [])]
    growing = active(everybody)
    if len(growing) <= 1:
        alone = growing or ([new] if new is not None else by_creation(old)[-1:])
        return changes(Resize(rs, deployment.spec.replicas) for rs in alone)
    if new is not None and _is_saturated(deployment, new):
        return [Resize(rs, 0) for rs in active(old)]
    if deployment.spec.strategy.type != "RollingUpdate":
        return []
    return _in_proportion(deployment, growing, deployment.spec.replicas + allowed.surge)


def active(replica_sets: Sequence[ReplicaSet]) -> list[ReplicaSet]:
    """Those that are to have Pods."""
    return [rs for rs in replica_sets if rs.spec.replicas > 0]


def _in_proportion(deployment: Deployment, replica_sets: Sequence[ReplicaSet], most: int) -> list[Resize]:
    """Each gets its share of the change, the largest first; what rounding leaves over goes to the largest, too."""
    change = (most if deployment.spec.replicas else 0) - total(replica_sets)
    by_age = by_creation(replica_sets)
    ordered = sorted(by_age if change < 0 else by_age[::-1], key=lambda rs: -rs.spec.replicas)
    given, sizes = 0, []
    for rs in ordered:
        share = _share(deployment, rs, most) if change else 0
        share = min(share, change - given) if change > 0 else max(share, change - given)
        given += share
        sizes.append(rs.spec.replicas + share)
    sizes[0] = max(0, sizes[0] + change - given)
    return [Resize(rs, size) for rs, size in zip(ordered, sizes, strict=True)]


def _share(deployment: Deployment, rs: ReplicaSet, most: int) -> int:
    """By how much ``rs`` would change if it kept its part of what was allowed before: 8 of 13 become 11 of 18."""
    if not deployment.spec.replicas:
        return -rs.spec.replicas
    before = _noted(rs, MAX_REPLICAS) or deployment.status.replicas
    if not before:
        return 0
    doubled = 2 * rs.spec.replicas * most
    return (doubled + before) // (2 * before) - rs.spec.replicas  # rounded, half of a Pod upwards


def _is_saturated(deployment: Deployment, new: ReplicaSet) -> bool:
    sizes = (new.spec.replicas, _noted(new, DESIRED_REPLICAS), new.status.available_replicas)
    return all(size == deployment.spec.replicas for size in sizes)


def _noted(rs: ReplicaSet, annotation: str) -> int | None:
    text = rs.metadata.annotations.get(annotation, "")
    return int(text) if text.isdecimal() else None
