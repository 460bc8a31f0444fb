"""Random cases for an autoscaler's rule: how many Pods there are, how busy they are, and how many there may be.

Drawn only where the lesson's simpler rule and Kubernetes' agree: every Pod is ready and measured, and their number lies
within the bounds already. No case hangs on how decimal numbers are rounded: whoever divides first, multiplies first, or
calculates in whole numbers gets the same. Half of the cases lie near the target, where mistakes about the tolerance
show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil
from random import Random
from typing import NamedTuple

from kubelite.cluster import Cluster
from kubelite.controlplane.controllers.replicacalculator import Target, desired_replicas
from kubelite.objects.core.pod import Pod, PodStatus
from kubelite.objects.meta import ObjectMeta

NOW = datetime(2026, 1, 1)
REQUEST = 100.0  # what each Pod asks for, so that an amount is also a percentage
RESCALED = "SuccessfulRescale"


class Scaling(NamedTuple):
    """How many Pods should there be instead of ``current``?"""

    current: int
    usage_percent: int
    target_percent: int
    minimum: int
    maximum: int


@dataclass(frozen=True)
class Scalings:
    """Draws scalings and asks the built-in replica calculator about them."""

    def draw(self, random: Random) -> Scaling:
        """Up to 24 Pods; half of the cases lie within a fifth of the target."""
        while True:
            minimum = random.randint(1, 4)
            maximum = minimum + random.randint(0, 20)
            target = random.randint(4, 18) * 5
            near = random.random() < 0.5
            fifth = target // 5
            usage = random.randint(target - fifth, target + fifth) if near else random.randint(0, 3 * target)
            case = Scaling(random.randint(minimum, maximum), usage, target, minimum, maximum)
            if is_clear(case):
                return case

    def expected(self, case: Scaling) -> int:
        """What the replica calculator says, within the bounds."""
        pods = [_pod(number) for number in range(case.current)]
        usage = {pod.metadata.uid: float(case.usage_percent) for pod in pods}
        requests = dict.fromkeys(usage, REQUEST)
        wanted = desired_replicas(case.current, pods, "memory", Target(case.target_percent), usage, requests, NOW)
        return max(case.minimum, min(wanted, case.maximum))

    def told(self, case: Scaling) -> str:
        """The case in a sentence."""
        pods = "1 pod uses" if case.current == 1 else f"{case.current} pods use"
        busy = f"{pods} {case.usage_percent} % of what they ask for, and the target is {case.target_percent} %."
        return f"{busy} There may be {case.minimum} to {case.maximum} pods."

    def smaller(self, case: Scaling) -> Iterator[Scaling]:
        """The same with wider bounds, or with fewer Pods."""
        wider = [case._replace(minimum=1), case._replace(maximum=100)]
        fewer = [case._replace(current=count) for count in range(case.minimum, case.current)]
        yield from (each for each in (*wider, *fewer) if each != case and is_clear(each))


def is_clear(case: Scaling) -> bool:
    """Whether every usual way to calculate with decimal numbers gives what exact numbers give."""
    current, usage, target = case[:3]
    ratio = usage / target
    near = {
        0.9 <= ratio <= 1.1,
        abs(ratio - 1) <= 0.1,
        abs(usage - target) / target <= 0.1,
        abs(usage - target) <= 0.1 * target,
        0.9 * target <= usage <= 1.1 * target,
        0.9 <= (usage / 100) / (target / 100) <= 1.1,
        10 * abs(usage - target) <= target,
    }
    pods = {
        ceil(current * ratio),
        ceil(current * usage / target),
        ceil(current / target * usage),
        ceil(current * ((usage / 100) / (target / 100))),
        ceil(Fraction(current * usage, target)),
    }
    return len(near) == 1 and len(pods) == 1


def sizes(cluster: Cluster) -> list[int]:
    """The sizes that autoscalers have given to workloads so far, in their order."""
    said = [event.message for event in cluster.client.list("Event", "default") if event.reason == RESCALED]
    return [int(message.removeprefix("New size: ").partition(";")[0]) for message in said]


def _pod(number: int) -> Pod:
    """A Pod that runs and is measured."""
    return Pod(metadata=ObjectMeta(name=f"pod-{number}", uid=f"uid-{number}"), status=PodStatus(phase="Running"))
