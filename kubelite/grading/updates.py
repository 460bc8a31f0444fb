"""Random cases for the bounds of a rolling update: how many replicas, how many more, and how many fewer.

Drawn only where no answer hangs on how decimal numbers are rounded: whoever divides first, multiplies first, or
calculates in whole numbers gets the same number of Pods. Kubernetes refuses shares of more than 100 % that may be
missing; they are not drawn either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor
from random import Random
from typing import NamedTuple

from kubelite.cluster import Cluster
from kubelite.controlplane.controllers import rollout
from kubelite.grading.expectations import InThisOrder, in_this_order

PERCENTS = (0, 1, 5, 10, 20, 25, 30, 33, 40, 50, 60, 75, 90, 100)
RESIZED = re.compile(r"from (\d+) to (\d+)$")

Amount = int | str


class Update(NamedTuple):
    """How many Pods may there be at most, and how many must be available at least?"""

    replicas: int
    max_surge: Amount
    max_unavailable: Amount


@dataclass(frozen=True)
class Updates:
    """Draws updates and asks the built-in rule of rollouts about them."""

    def draw(self, random: Random) -> Update:
        """Up to 40 replicas, often few; shares, numbers of Pods, and often zeros."""
        while True:
            replicas = random.randint(0, random.choice((4, 12, 40)))
            case = Update(replicas, _amount(random, replicas), _amount(random, replicas))
            if is_clear(case):
                return case

    def expected(self, case: Update) -> InThisOrder:
        """What the built-in rule says."""
        return in_this_order(*rollout.fenceposts(*case))

    def told(self, case: Update) -> str:
        """The case as it stands in a manifest."""
        replicas, surge, unavailable = case
        return f"replicas: {replicas}, maxSurge: {surge}, maxUnavailable: {unavailable}"

    def smaller(self, case: Update) -> Iterator[Update]:
        """The same with 0 in the place of a bound, or with fewer replicas."""
        fewer = (case._replace(replicas=count) for count in range(1, case.replicas))
        zeros = (case._replace(max_surge=0), case._replace(max_unavailable=0))
        yield from (each for each in (*zeros, *fewer) if each != case and is_clear(each))


def is_clear(case: Update) -> bool:
    """Whether every usual way to calculate with decimal numbers gives what whole numbers give."""
    shares = (int(amount.removesuffix("%")) for amount in case[1:] if isinstance(amount, str))
    return all(_is_clear(case.replicas, percent) for percent in shares)


def resized(cluster: Cluster) -> list[tuple[int, int]]:
    """How Deployments resized their ReplicaSets so far, in their order: from how many Pods to how many."""
    found = (RESIZED.search(event.message) for event in cluster.client.list("Event", "default"))
    return [(int(sizes[1]), int(sizes[2])) for sizes in found if sizes]


def _is_clear(replicas: int, percent: int) -> bool:
    ways = (replicas * percent / 100, replicas * (percent / 100), replicas / 100 * percent)
    return {(floor(way), ceil(way)) for way in ways} == {(replicas * percent // 100, -(-replicas * percent // 100))}


def _amount(random: Random, replicas: int) -> Amount:
    if random.random() < 0.6:
        return f"{random.choice(PERCENTS)}%"
    return random.choice((0, 1, random.randint(0, replicas + 3)))
