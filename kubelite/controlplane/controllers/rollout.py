"""How many Pods each ReplicaSet of a Deployment shall have: the plan of a rollout, as pure functions.

Source of the rules: ``pkg/controller/deployment/util/deployment_util.go``, ``sync.go``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kubelite.objects import Deployment, ReplicaSet
from kubelite.objects.apps import RollingUpdateDeployment


class Limits(NamedTuple):
    """How many Pods a rollout may have too many (``surge``) and too few (``unavailable``)."""

    surge: int
    unavailable: int


class Resize(NamedTuple):
    """Give ``replica_set`` so many ``replicas``."""

    replica_set: ReplicaSet
    replicas: int


def limits(deployment: Deployment) -> Limits:
    """What ``maxSurge`` and ``maxUnavailable`` mean for this Deployment, as numbers of Pods.

    A share is rounded up for the surge and down for the unavailable: 25 % of 10 are 3 and 2. If both are 0, one Pod may
    be unavailable, since nothing could move otherwise. ``Recreate`` has neither.
    """
    if deployment.spec.strategy.type != "RollingUpdate":
        return Limits(0, 0)
    rolling = deployment.spec.strategy.rolling_update or RollingUpdateDeployment()
    surge = resolve(rolling.max_surge, deployment.spec.replicas, round_up=True)
    unavailable = resolve(rolling.max_unavailable, deployment.spec.replicas, round_up=False)
    return Limits(surge, unavailable if surge or unavailable else 1)


def resolve(value: int | str, total: int, *, round_up: bool) -> int:
    """A number of Pods as it stands, or a share such as ``25%`` of ``total``."""
    if isinstance(value, int):
        return value
    share = int(value.removesuffix("%")) * total
    return -(-share // 100) if round_up else share // 100


def replace_at_once(deployment: Deployment, new: ReplicaSet, old: Sequence[ReplicaSet]) -> list[Resize]:
    """The new ReplicaSet gets all Pods, the old ones get none, in one step and whatever the strategy says."""
    wanted = [Resize(new, deployment.spec.replicas), *(Resize(rs, 0) for rs in old)]
    return changes(wanted)


def scale_only(deployment: Deployment, replica_sets: Sequence[ReplicaSet]) -> list[Resize]:
    """The plan of a paused Deployment: its size may change, its template waits.

    The one ReplicaSet that has Pods is resized; where none has, the newest is. Several keep what they have.
    """
    active = [rs for rs in replica_sets if rs.spec.replicas > 0]
    chosen = active or list(replica_sets[-1:])
    return changes([Resize(chosen[0], deployment.spec.replicas)]) if len(chosen) == 1 else []


def changes(wanted: Sequence[Resize]) -> list[Resize]:
    """Those of ``wanted`` that differ from what is there."""
    return [resize for resize in wanted if resize.replica_set.spec.replicas != resize.replicas]
