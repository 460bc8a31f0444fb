"""Quality of service: whom a node stops first when it runs out of memory.

Source of the rules: ``pkg/apis/core/v1/helper/qos/qos.go``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kubelite.objects.core.container import ResourceRequirements
from kubelite.objects.core.pod import Pod
from kubelite.rules.requests import amounts

GUARANTEED = "Guaranteed"
BURSTABLE = "Burstable"
BEST_EFFORT = "BestEffort"


def qos_class(pod: Pod) -> str:
    """``Guaranteed``, ``Burstable`` or ``BestEffort``.

    Guaranteed: every container limits both CPU and memory, and of each the requests add up to the limits.
    BestEffort: nobody asks for or limits anything. Init containers count, too.
    Resources of the Pod as a whole (``spec.resources``) decide alone, where there are any.
    """
    whole = pod.spec.resources
    if whole is not None and (whole.requests or whole.limits):
        parts: tuple[ResourceRequirements, ...] = (whole,)
    else:
        parts = tuple(container.resources for container in (*pod.spec.containers, *pod.spec.init_containers))
    requests = _total(part.requests for part in parts)
    limits = _total(part.limits for part in parts)
    if not requests and not limits:
        return BEST_EFFORT
    limited = all(len(_total([part.limits])) == 2 for part in parts)
    return GUARANTEED if limited and requests == limits else BURSTABLE


def _total(maps: Iterable[Mapping[str, str]]) -> dict[str, int]:
    """The sum over ``maps``, of CPU and memory and of positive amounts only."""
    total: dict[str, int] = {}
    for quantities in maps:
        for resource, amount in amounts(quantities).items():
            if resource in ("cpu", "memory") and amount > 0:
                total[resource] = total.get(resource, 0) + amount
    return total
