"""Defaults of the groups networking.k8s.io and discovery.k8s.io.

Source of the rules: ``pkg/apis/networking/v1/defaults.go``, ``pkg/apis/discovery/v1/defaults.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.defaults.fill import Defaults, Document, defaults, items, present


def network_policy(document: Document) -> None:
    """NetworkPolicy: it restricts what comes in, and what goes out if it says so."""
    spec = document["spec"]
    spec.setdefault("policyTypes", ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"])
    for field in ("ingress", "egress"):
        for rule in items(spec, field):
            for port in items(rule, "ports"):
                port.setdefault("protocol", "TCP")


def ingress_class(document: Document) -> None:
    """IngressClass."""
    for parameters in present(document["spec"], "parameters"):
        parameters.setdefault("scope", "Cluster")


def endpoint_slice(document: Document) -> None:
    """EndpointSlice."""
    for port in items(document, "ports"):
        defaults(port, name="", protocol="TCP")


DEFAULTS: Defaults = {"IngressClass": ingress_class, "NetworkPolicy": network_policy}
DISCOVERY: Defaults = {"EndpointSlice": endpoint_slice}
