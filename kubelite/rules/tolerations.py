"""Taints keep Pods away from a Node; a toleration lets a Pod come all the same. It does not attract it.

Source of the rules: ``staging/src/k8s.io/api/core/v1/toleration.go`` and
``staging/src/k8s.io/component-helpers/scheduling/corev1/helpers.go``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kubelite.objects.core.affinity import Toleration
from kubelite.objects.core.node import Taint

NO_SCHEDULE = "NoSchedule"
PREFER_NO_SCHEDULE = "PreferNoSchedule"
NO_EXECUTE = "NoExecute"


def tolerates(toleration: Toleration, taint: Taint) -> bool:
    """Whether ``toleration`` matches ``taint``: effect, key and value. An empty effect or key matches every one.

    The operator Exists asks for no value; Equal, which an empty operator means, wants the same one.
    """
    if toleration.effect and toleration.effect != taint.effect:
        return False
    if toleration.key and toleration.key != taint.key:
        return False
    return toleration.operator == "Exists" or (
        toleration.operator in ("", "Equal") and toleration.value == taint.value
    )


def untolerated(tolerations: Iterable[Toleration], taints: Iterable[Taint], effects: Collection[str]) -> Taint | None:
    """The first of ``taints`` with one of ``effects`` that no toleration matches; ``None`` when all are tolerated."""
    for taint in taints:
        if taint.effect in effects and not any(tolerates(toleration, taint) for toleration in tolerations):
            return taint
    return None
