"""Random cases for ``evictions``: a moment, the taints of a node, and the Pods on it.

Drawn only where lesson 10's rule and Kubernetes' agree: the taints of a node with effect NoExecute came at the same
moment (Kubernetes counts all of them from the first) and after the Pods, and no two tolerations of a Pod match the same
taint. The moment lies near the ones at which something changes, where mistakes show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from kubelite.controlplane.controllers.tainteviction import seconds_tolerated
from kubelite.grading.expectations import InAnyOrder, in_any_order
from kubelite.grading.objects import a_pod, a_taint
from kubelite.objects import Pod
from kubelite.objects.core.affinity import Toleration
from kubelite.objects.core.node import Taint
from kubelite.rules.tolerations import NO_EXECUTE

NOW = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
UNREACHABLE, MAINTENANCE, OLD = "node.kubernetes.io/unreachable", "maintenance", "old"
SECONDS = (0, 30, 60, 300, 3600, None)
"""For how long Pods tolerate a taint; ``None``: for ever."""


class Eviction(NamedTuple):
    """Who of ``pods`` has to go, ``now``, from a node with ``taints``?"""

    now: datetime
    taints: tuple[Taint, ...]
    pods: tuple[Pod, ...]


@dataclass(frozen=True)
class Evictions:
    """Draws nodes with taints, and asks the built-in TaintEviction controller about the Pods there."""

    def draw(self, random: Random) -> Eviction:
        """One or two NoExecute taints, sometimes a NoSchedule taint beside them, and up to four Pods."""
        ago = max(0, random.choice((0, 30, 60, 300, 3600)) + random.choice((-1, 0, 0, 1)))
        keys = random.choice(((UNREACHABLE,), (UNREACHABLE,), (MAINTENANCE,), (UNREACHABLE, MAINTENANCE)))
        taints = [_taint(key, NO_EXECUTE, ago) for key in keys]
        if random.random() < 0.5:
            taints.append(_taint(random.choice((UNREACHABLE, OLD)), "NoSchedule", random.choice((0, ago, ago + 600))))
        random.shuffle(taints)
        pods = [_pod(random, f"pod-{number}", keys, ago) for number in range(1, random.randint(0, 4) + 1)]
        return Eviction(NOW, tuple(taints), tuple(pods))

    def expected(self, case: Eviction) -> InAnyOrder:
        """Whose time is over, by the rule of the TaintEviction controller."""
        taints = [taint for taint in case.taints if taint.effect == NO_EXECUTE]
        if not taints:
            return in_any_order()
        since = min(taint.time_added for taint in taints if taint.time_added is not None)
        gone = (case.now - since).total_seconds()
        return in_any_order(*(pod.metadata.name for pod in case.pods if seconds_tolerated(pod, taints) <= gone))

    def told(self, case: Eviction) -> str:
        """The taints and since when they are there, and what each Pod tolerates."""
        lines = [f"It is {case.now:%H:%M:%S}. The node has these taints:"]
        lines += [f"    {_named(taint)}, since {taint.time_added:%H:%M:%S}" for taint in case.taints]
        return "\n".join([*lines, "The pods on it:", *(f"    {_tolerance(pod)}" for pod in case.pods)])

    def smaller(self, case: Eviction) -> Iterator[Eviction]:
        """The same case with a Pod, a taint or a toleration less."""
        for pod in case.pods:
            yield case._replace(pods=tuple(other for other in case.pods if other is not pod))
        for taint in case.taints:
            yield case._replace(taints=tuple(other for other in case.taints if other is not taint))
        for at, pod in enumerate(case.pods):
            for less in _with_less(pod):
                yield case._replace(pods=(*case.pods[:at], less, *case.pods[at + 1 :]))


def _taint(key: str, effect: str, seconds_ago: int) -> Taint:
    return a_taint(f"{key}:{effect}", added=_text(NOW - timedelta(seconds=seconds_ago)))


def _pod(random: Random, name: str, keys: Sequence[str], ago: int) -> Pod:
    """A Pod that tolerates most of the taints, each for some time; it ran for a while before they came."""
    tolerated = [_toleration(random, key) for key in keys if random.random() < 0.85]
    if random.random() < 0.3:
        tolerated.append({"key": "gpu", "operator": "Exists", "effect": NO_EXECUTE, "tolerationSeconds": 60})
    random.shuffle(tolerated)
    started = NOW - timedelta(seconds=ago + random.choice((10, 100, 1000, 10_000)))
    return a_pod(name, tolerations=tolerated, started=_text(started))


def _toleration(random: Random, key: str) -> dict[str, Any]:
    """One that matches the NoExecute taint with this key; sometimes only its NoSchedule twin."""
    effect = random.choice((NO_EXECUTE, NO_EXECUTE, NO_EXECUTE, "", "NoSchedule"))
    written = {"key": key, "operator": "Exists"} | ({"effect": effect} if effect else {})
    seconds = random.choice(SECONDS)
    return written | ({"tolerationSeconds": seconds} if seconds is not None and effect == NO_EXECUTE else {})


def _with_less(pod: Pod) -> Iterator[Pod]:
    for gone in pod.spec.tolerations:
        kept = [_written(each) for each in pod.spec.tolerations if each is not gone]
        yield a_pod(pod.metadata.name, tolerations=kept)


def _written(toleration: Toleration) -> dict[str, Any]:
    """As it stands in a manifest."""
    fields = {"key": toleration.key, "operator": toleration.operator, "effect": toleration.effect}
    seconds = toleration.toleration_seconds
    found: dict[str, Any] = {name: value for name, value in fields.items() if value}
    return found | ({"tolerationSeconds": seconds} if seconds is not None else {})


def _named(taint: Taint) -> str:
    return f"{taint.key}:{taint.effect}"


def _tolerance(pod: Pod) -> str:
    """``web tolerates maintenance:NoExecute for 60 s``."""
    each = []
    for toleration in pod.spec.tolerations:
        seconds = toleration.toleration_seconds
        length = "for ever" if seconds is None else f"for {seconds} s"
        each.append(f"{toleration.key}:{toleration.effect or 'every effect'} {length}")
    return f"{pod.metadata.name} tolerates {', '.join(each) or 'nothing'}"


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
