"""What a Pod asks for: its effective requests and limits, over all of its containers.

CPU is counted in millicores (thousandths of a core), memory and ephemeral storage in bytes, all else in whole numbers.

Source of the rules: ``staging/src/k8s.io/component-helpers/resource/helpers.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from kubelite.objects import quantity
from kubelite.objects.core.container import Container, ResourceRequirements
from kubelite.objects.core.pod import Pod
from kubelite.objects.frozen import FrozenMap


class Amounts(FrozenMap[str, int]):
    """How much of each resource, ``{"cpu": 500, "memory": 134217728}``; what is not named counts 0."""

    __slots__ = ()

    def __missing__(self, resource: str) -> int:
        return 0

    def __reduce__(self) -> tuple[Any, ...]:
        return (Amounts, (dict(self),))


NOTHING = Amounts()
WHEN_SCORING = Amounts({"cpu": 100, "memory": 200 * 1024**2})
"""What a container that asks for no CPU or no memory counts when nodes are scored, so that such Pods spread, too."""


def request(pod: Pod, resource: str) -> int:
    """How much of one resource the Pod asks for: ``"cpu"`` in millicores, ``"memory"`` in bytes."""
    return pod_requests(pod)[resource]


def pod_requests(pod: Pod) -> Amounts:
    """The effective requests of the Pod: what a node must have free, and what the scheduler sets aside for it.

    App containers and sidecars run side by side and add up; an init container runs before them, beside the sidecars
    that are declared before it. The Pod needs the larger of the two, and its overhead. Requests of the Pod as a whole
    (``spec.resources``) replace those of its containers.
    """
    return _effective_requests(pod, NOTHING)


def scoring_requests(pod: Pod) -> Amounts:
    """``pod_requests`` with ``WHEN_SCORING`` in the place of what a container does not name. An explicit 0 stays 0."""
    return _effective_requests(pod, WHEN_SCORING)


def what_requests_follow_from(pod: Pod) -> Hashable:
    """Two Pods for which this is equal have the same effective requests. Quicker to make than the requests."""
    spec = pod.spec
    side_by_side = tuple(container.resources.requests for container in spec.containers)
    before = tuple((container.resources.requests, container.restart_policy) for container in spec.init_containers)
    return side_by_side, before, spec.resources, spec.overhead


def pod_limits(pod: Pod) -> Amounts:
    """The effective limits of the Pod, by the same rule; overhead raises only the limits that there are."""
    limits = _over_containers(pod, lambda container: amounts(container.resources.limits))
    limits |= _of_the_whole_pod(pod.spec.resources, "limits")
    for resource, amount in amounts(pod.spec.overhead).items():
        if resource in limits:
            limits[resource] += amount
    return Amounts(limits)


def amounts(quantities: Mapping[str, str]) -> Amounts:
    """Quantities as whole numbers: ``{"cpu": "500m", "memory": "1Ki"}`` → ``{"cpu": 500, "memory": 1024}``."""
    if not quantities:
        return NOTHING
    return Amounts(
        {name: quantity.cpu(text) if name == "cpu" else quantity.memory(text) for name, text in quantities.items()}
    )


def is_sidecar(container: Container) -> bool:
    """Whether an init container keeps running beside the app containers."""
    return container.restart_policy == "Always"


def _effective_requests(pod: Pod, unnamed: Amounts) -> Amounts:
    """``unnamed`` is what a container counts for a resource that its requests do not name."""
    needed = _over_containers(pod, lambda container: {**unnamed, **amounts(container.resources.requests)})
    needed |= _of_the_whole_pod(pod.spec.resources, "requests")
    _add(needed, amounts(pod.spec.overhead))
    return Amounts(needed)


def _over_containers(pod: Pod, wants: Callable[[Container], Mapping[str, int]]) -> dict[str, int]:
    """The larger of what runs side by side in the end, and what runs at any step of the initialisation."""
    running: dict[str, int] = {}
    most: dict[str, int] = {}
    for container in pod.spec.init_containers:
        wanted = wants(container)
        if is_sidecar(container):
            _add(running, wanted)
        else:
            _raise_to(most, {name: running.get(name, 0) + amount for name, amount in wanted.items()})
    for container in pod.spec.containers:
        _add(running, wants(container))
    _raise_to(most, running)
    return most


def _of_the_whole_pod(resources: ResourceRequirements | None, field: str) -> Mapping[str, int]:
    """The requests or limits in ``spec.resources``, which knows CPU, memory and huge pages only."""
    if resources is None:
        return NOTHING
    named = amounts(getattr(resources, field))
    return {name: named[name] for name in named if name in ("cpu", "memory") or name.startswith("hugepages-")}


def _add(total: dict[str, int], more: Mapping[str, int]) -> None:
    for resource, amount in more.items():
        total[resource] = total.get(resource, 0) + amount


def _raise_to(most: dict[str, int], other: Mapping[str, int]) -> None:
    for resource, amount in other.items():
        if amount > most.get(resource, -1):
            most[resource] = amount
