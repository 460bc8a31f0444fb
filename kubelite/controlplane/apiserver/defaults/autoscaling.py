"""Defaults of HorizontalPodAutoscalers, by version.

Source of the rules: ``pkg/apis/autoscaling/v1/defaults.go`` and ``v2/defaults.go``. Both versions are stored as v2, so
that the CPU target that v2 assumes is also seen through v1.
"""

from __future__ import annotations

from copy import deepcopy

from kubelite.controlplane.apiserver.defaults.fill import Defaults, Document, defaults, present

_CPU_PERCENT = 80
_CPU_METRIC: Document = {
    "type": "Resource",
    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": _CPU_PERCENT}},
}
_SCALE_UP: Document = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Pods", "value": 4, "periodSeconds": 15},
        {"type": "Percent", "value": 100, "periodSeconds": 15},
    ],
}
_SCALE_DOWN: Document = {"selectPolicy": "Max", "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]}


def autoscaler_v1(document: Document) -> None:
    """HorizontalPodAutoscaler of autoscaling/v1."""
    defaults(document["spec"], minReplicas=1, targetCPUUtilizationPercentage=_CPU_PERCENT)


def autoscaler_v2(document: Document) -> None:
    """HorizontalPodAutoscaler of autoscaling/v2."""
    spec = document["spec"]
    defaults(spec, minReplicas=1, metrics=[deepcopy(_CPU_METRIC)])
    for behavior in present(spec, "behavior"):
        behavior["scaleUp"] = deepcopy(_SCALE_UP) | behavior.get("scaleUp", {})
        behavior["scaleDown"] = deepcopy(_SCALE_DOWN) | behavior.get("scaleDown", {})


DEFAULTS: dict[str, Defaults] = {
    "v1": {"HorizontalPodAutoscaler": autoscaler_v1},
    "v2": {"HorizontalPodAutoscaler": autoscaler_v2},
}
