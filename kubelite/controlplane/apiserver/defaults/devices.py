"""Defaults of the group resource.k8s.io: requests for devices.

Source of the rules: ``pkg/apis/resource/v1/defaults.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.defaults.fill import Defaults, Document, items, present


def resource_claim(document: Document) -> None:
    """ResourceClaim; also what a ResourceClaimTemplate holds."""
    for request in items(document["spec"]["devices"], "requests"):
        for exactly in present(request, "exactly"):
            _request(exactly)
        for alternative in items(request, "firstAvailable"):
            _request(alternative)


def resource_claim_template(document: Document) -> None:
    """ResourceClaimTemplate."""
    resource_claim(document["spec"])


def _request(request: Document) -> None:
    if request.setdefault("allocationMode", "ExactCount") == "ExactCount":
        request.setdefault("count", 1)
    for toleration in items(request, "tolerations"):
        toleration.setdefault("operator", "Equal")


DEFAULTS: Defaults = {"ResourceClaim": resource_claim, "ResourceClaimTemplate": resource_claim_template}
