"""Defaults of the core group.

Source of the rules: ``pkg/apis/core/v1/defaults.go``; ``conversion.go`` for the ``stringData`` of Secrets.
"""

from __future__ import annotations

import base64

from kubelite.controlplane.apiserver.defaults.fill import Defaults, Document, defaults, items, present, struct
from kubelite.controlplane.apiserver.defaults.pod import pod, pod_template
from kubelite.controlplane.apiserver.defaults.resources import round_list
from kubelite.controlplane.apiserver.defaults.volumes import persistent_volume, persistent_volume_claim

_THREE_HOURS = 10_800


def service(document: Document) -> None:
    """Service; its addresses are given by the registry."""
    spec = document["spec"]
    defaults(spec, sessionAffinity="None", type="ClusterIP")
    if spec["sessionAffinity"] == "None":
        spec.pop("sessionAffinityConfig", None)
    elif spec["sessionAffinity"] == "ClientIP":
        _client_affinity(spec)
    for port in items(spec, "ports"):
        port.setdefault("protocol", "TCP")
        if port.get("targetPort") in (None, 0, ""):
            port["targetPort"] = port["port"]
    if spec["type"] in ("NodePort", "LoadBalancer") or (spec["type"] == "ClusterIP" and spec.get("externalIPs")):
        spec.setdefault("externalTrafficPolicy", "Cluster")
    if spec["type"] in ("NodePort", "LoadBalancer", "ClusterIP"):
        spec.setdefault("internalTrafficPolicy", "Cluster")
    if spec["type"] == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)
        _load_balancer_status(document)


def _client_affinity(spec: Document) -> None:
    client = (spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
    if client.get("timeoutSeconds") is None:
        spec["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": _THREE_HOURS}}


def _load_balancer_status(document: Document) -> None:
    for status in present(document, "status"):
        for balancer in present(status, "loadBalancer"):
            for ingress in items(balancer, "ingress"):
                if ingress.get("ip"):
                    ingress.setdefault("ipMode", "VIP")


def secret(document: Document) -> None:
    """Secret; ``stringData`` is only another way to write ``data``."""
    document.setdefault("type", "Opaque")
    if plain := document.pop("stringData", None):
        encoded = {key: base64.b64encode(text.encode()).decode() for key, text in plain.items()}
        document["data"] = document.get("data", {}) | encoded


def node(document: Document) -> None:
    """Node: pods may have all that there is, unless somebody says otherwise."""
    status = struct(document, "status")
    if capacity := status.get("capacity"):
        status.setdefault("allocatable", dict(capacity))
    round_list(status, "capacity")
    round_list(status, "allocatable")


def endpoints(document: Document) -> None:
    """Endpoints."""
    for subset in items(document, "subsets"):
        for port in items(subset, "ports"):
            port.setdefault("protocol", "TCP")


def replication_controller(document: Document) -> None:
    """ReplicationController: selector and labels follow from the template."""
    spec = document["spec"]
    spec.setdefault("replicas", 1)
    for template in present(spec, "template"):
        pod_template(template)
        if labels := template["metadata"].get("labels"):
            spec.setdefault("selector", dict(labels))
            document["metadata"].setdefault("labels", dict(labels))


def limit_range(document: Document) -> None:
    """LimitRange: for containers, defaults follow from maximum and minimum."""
    for item in items(document["spec"], "limits"):
        if item["type"] == "Container":
            limit = item.get("max", {}) | item.get("default", {})
            request = item.get("min", {}) | limit | item.get("defaultRequest", {})
            item |= {"default": limit} if limit else {}
            item |= {"defaultRequest": request} if request else {}
        for field in ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio"):
            round_list(item, field)


def resource_quota(document: Document) -> None:
    """ResourceQuota."""
    round_list(document["spec"], "hard")


def _pod_template(document: Document) -> None:
    pod_template(document["template"])


DEFAULTS: Defaults = {
    "Endpoints": endpoints,
    "LimitRange": limit_range,
    "Node": node,
    "PersistentVolume": persistent_volume,
    "PersistentVolumeClaim": persistent_volume_claim,
    "Pod": pod,
    "PodTemplate": _pod_template,
    "ReplicationController": replication_controller,
    "ResourceQuota": resource_quota,
    "Secret": secret,
    "Service": service,
}
