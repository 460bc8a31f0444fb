"""The group ``scheduling.k8s.io/v1``: how important a Pod is."""

from __future__ import annotations

from kubelite.objects.meta import Object


class PriorityClass(Object, frozen=True):
    """A name for a priority: Pods of this class get ``value``. The global default is for Pods that name no class."""

    value: int = 0
    global_default: bool = False
    preemption_policy: str = ""
    description: str = ""
