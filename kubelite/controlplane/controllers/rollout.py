"""How a rollout moves the Pods from the old ReplicaSets to the new one: the next step of it, as pure functions.

Source of the rules: ``pkg/controller/deployment/rolling.go``, ``util/deployment_util.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kubelite.objects import Deployment, ReplicaSet
from kubelite.objects.apps import RollingUpdateDeployment

Fenceposts = Callable[[int, int | str, int | str], tuple[int, int]]
"""Replicas, ``maxSurge`` and ``maxUnavailable`` → how many Pods at most, and how many of them available at least."""


class Limits(NamedTuple):
    """How many Pods a rollout may have too many (``surge``) and too few (``unavailable``)."""

    surge: int
    unavailable: int


class Resize(NamedTuple):
    """Give ``replica_set`` so many ``replicas``."""

    replica_set: ReplicaSet
    replicas: int


def limits(deployment: Deployment, rule: Fenceposts | None = None) -> Limits:
    """What ``maxSurge`` and ``maxUnavailable`` mean for this Deployment, as numbers of Pods.

    ``Recreate`` has neither. ``rule`` may be the function of a learner in the place of ``fenceposts``.
    """
    if deployment.spec.strategy.type != "RollingUpdate":
        return Limits(0, 0)
    rolling, wanted = deployment.spec.strategy.rolling_update or RollingUpdateDeployment(), deployment.spec.replicas
    most, least = (rule or fenceposts)(wanted, rolling.max_surge, rolling.max_unavailable)
    return Limits(most - wanted, wanted - least)


def fenceposts(replicas: int, max_surge: int | str, max_unavailable: int | str) -> tuple[int, int]:
    """How many Pods there may be at most, and how many must be available at least, while a new version comes.

    A share is rounded up for the surge and down for the unavailable: 25 % of 10 are 3 and 2, so (13, 8). If both are 0,
    one Pod may be unavailable, since nothing could move otherwise; but never more than there are.
    """
    surge = resolve(max_surge, replicas, round_up=True)
    unavailable = resolve(max_unavailable, replicas, round_up=False)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return replicas + surge, max(0, replicas - unavailable)


def resolve(value: int | str, total: int, *, round_up: bool) -> int:
    """A number of Pods as it stands, or a share such as ``25%`` of ``total``."""
    if isinstance(value, int):
        return value
    share = int(value.removesuffix("%")) * total
    return -(-share // 100) if round_up else share // 100


def first_size(deployment: Deployment, old: Iterable[ReplicaSet], allowed: Limits) -> int:
    """How many Pods a new ReplicaSet gets when it is made beside the ``old`` ones."""
    if deployment.spec.strategy.type != "RollingUpdate":
        return deployment.spec.replicas
    return _grown(deployment.spec.replicas, 0, total(old), allowed)


def rolling_step(
    deployment: Deployment, new: ReplicaSet, old: Sequence[ReplicaSet], allowed: Limits
) -> list[Resize]:
    """The next step of a rolling update: the ``new`` ReplicaSet grows as far as the surge allows.

    Where it cannot, the ``old`` ones shrink, as far as enough Pods stay available. Nothing is left to do when the list
    is empty; until then Pods have to come or go.
    """
    everything = total(old) + new.spec.replicas
    grown = _grown(deployment.spec.replicas, new.spec.replicas, everything, allowed)
    if grown != new.spec.replicas:
        return [Resize(new, grown)]
    least = deployment.spec.replicas - allowed.unavailable
    spare = everything - least - (new.spec.replicas - new.status.available_replicas)
    return _shrink(old, spare, _available((*old, new)) - least) if spare > 0 else []


def recreate_step(old: Iterable[ReplicaSet]) -> list[Resize]:
    """The first step of ``Recreate``: all old Pods go. The new ones may come when the list is empty."""
    return [Resize(rs, 0) for rs in old if rs.spec.replicas > 0]


def by_creation(replica_sets: Iterable[ReplicaSet]) -> list[ReplicaSet]:
    """The oldest first; where they were made in one second, by name."""
    return sorted(replica_sets, key=lambda rs: (str(rs.metadata.creation_timestamp), rs.metadata.name))


def total(replica_sets: Iterable[ReplicaSet]) -> int:
    """How many Pods ``replica_sets`` are to have together."""
    return sum(rs.spec.replicas for rs in replica_sets)


def changes(wanted: Iterable[Resize]) -> list[Resize]:
    """Those of ``wanted`` that differ from what is there."""
    return [resize for resize in wanted if resize.replica_set.spec.replicas != resize.replicas]


def _grown(wanted: int, size: int, everything: int, allowed: Limits) -> int:
    """The next size of the new ReplicaSet, which has ``size`` of ``everything`` now."""
    room = wanted + allowed.surge - everything
    return min(wanted, size + max(0, room))


def _shrink(old: Iterable[ReplicaSet], spare: int, dispensable: int) -> list[Resize]:
    """Take away what is not available anyway, at most ``spare`` Pods, then available ones, at most ``dispensable``.

    The oldest ReplicaSet shrinks first.
    """
    oldest_first = by_creation(old)
    sizes = {rs.metadata.name: rs.spec.replicas for rs in oldest_first}
    for rs in oldest_first:
        unhealthy = min(spare, max(0, rs.spec.replicas - rs.status.available_replicas))
        sizes[rs.metadata.name] -= unhealthy
        spare -= unhealthy
    for rs in oldest_first:
        healthy = min(max(0, dispensable), sizes[rs.metadata.name])
        sizes[rs.metadata.name] -= healthy
        dispensable -= healthy
    return changes(Resize(rs, sizes[rs.metadata.name]) for rs in oldest_first)


def _available(replica_sets: Iterable[ReplicaSet]) -> int:
    """The available Pods that are meant to stay: what a ReplicaSet reports may be from before it was made smaller."""
    return sum(min(rs.status.available_replicas, rs.spec.replicas) for rs in replica_sets)
