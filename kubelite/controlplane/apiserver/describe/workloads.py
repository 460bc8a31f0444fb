"""``kubectl describe`` of Deployments, ReplicaSets, Services and Namespaces.

Source of the layout: ``staging/src/k8s.io/kubectl/pkg/describe/describe.go``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from kubelite.controlplane.apiserver.describe.layout import (
    NONE,
    Lines,
    annotation_lines,
    controlled_by,
    event_lines,
    line,
    pairs,
    rows,
    title,
    when,
)
from kubelite.controlplane.apiserver.describe.pod import template
from kubelite.controlplane.apiserver.tables.core import load_balancer
from kubelite.controlplane.apiserver.tables.layout import Manifest, labels, part, selector

_REVISION = "deployment.kubernetes.io/revision"
_COUNTS = {
    "updated": "updatedReplicas",
    "total": "replicas",
    "available": "availableReplicas",
    "unavailable": "unavailableReplicas",
}


def deployment(obj: Manifest, now: datetime, events: Sequence[Manifest], related: Sequence[Manifest]) -> Lines:
    """A Deployment; ``related`` holds its ReplicaSets."""
    meta, spec, status = obj["metadata"], part(obj, "spec"), part(obj, "status")
    yield line("Name", meta["name"])
    yield line("Namespace", meta.get("namespace", ""))
    yield line("CreationTimestamp", when(meta.get("creationTimestamp")))
    yield from pairs("Labels", meta.get("labels"))
    yield from annotation_lines(obj)
    yield line("Selector", selector(spec.get("selector")))
    counts = [f"{status.get(field, 0)} {word}" for word, field in _COUNTS.items()]
    yield line("Replicas", " | ".join([f"{spec.get('replicas', 0)} desired", *counts]))
    strategy = part(spec, "strategy")
    yield line("StrategyType", strategy.get("type", ""))
    yield line("MinReadySeconds", spec.get("minReadySeconds", 0))
    rolling = strategy.get("rollingUpdate")
    if rolling:
        bounds = f"{rolling.get('maxUnavailable')} max unavailable, {rolling.get('maxSurge')} max surge"
        yield line("RollingUpdateStrategy", bounds)
    yield from template(part(spec, "template"))
    if status.get("conditions"):
        yield title("Conditions")
        lines = [[item["type"], item["status"], item.get("reason", "")] for item in status["conditions"]]
        yield from rows("Type Status Reason", lines)
    yield from _replica_sets(obj, [item for item in related if item["kind"] == "ReplicaSet"])
    yield from event_lines(events, now)


def _replica_sets(obj: Manifest, found: Sequence[Manifest]) -> Lines:
    """The ReplicaSet of the present template, which has the Deployment's revision, and those of templates before it."""
    revision = part(obj, "metadata", "annotations").get(_REVISION)
    new = [rs for rs in found if part(rs, "metadata", "annotations").get(_REVISION) == revision]
    yield line("OldReplicaSets", ", ".join(_created(rs) for rs in found if rs not in new) or NONE)
    yield line("NewReplicaSet", ", ".join(_created(rs) for rs in new) or NONE)


def _created(rs: Manifest) -> str:
    counts = f"{part(rs, 'status').get('replicas', 0)}/{part(rs, 'spec').get('replicas', 0)}"
    return f"{rs['metadata']['name']} ({counts} replicas created)"


def replica_set(obj: Manifest, now: datetime, events: Sequence[Manifest], related: Sequence[Manifest]) -> Lines:
    """A ReplicaSet; ``related`` holds its Pods."""
    meta, spec, status = obj["metadata"], part(obj, "spec"), part(obj, "status")
    yield line("Name", meta["name"])
    yield line("Namespace", meta.get("namespace", ""))
    yield line("Selector", selector(spec.get("selector")))
    yield from pairs("Labels", meta.get("labels"))
    yield from annotation_lines(obj)
    yield from controlled_by(obj)
    yield line("Replicas", f"{status.get('replicas', 0)} current / {spec.get('replicas', 0)} desired")
    phases = Counter(part(item, "status").get("phase") for item in related if item["kind"] == "Pod")
    words = {"Running": "Running", "Pending": "Waiting", "Succeeded": "Succeeded", "Failed": "Failed"}
    yield line("Pods Status", " / ".join(f"{phases[phase]} {word}" for phase, word in words.items()))
    yield from template(part(spec, "template"))
    yield from event_lines(events, now)


def service(obj: Manifest, now: datetime, events: Sequence[Manifest], related: Sequence[Manifest]) -> Lines:
    """A Service; ``related`` holds its EndpointSlices."""
    meta, spec = obj["metadata"], part(obj, "spec")
    yield line("Name", meta["name"])
    yield line("Namespace", meta.get("namespace", ""))
    yield from pairs("Labels", meta.get("labels"))
    yield from annotation_lines(obj)
    yield line("Selector", labels(spec.get("selector")))
    yield line("Type", spec.get("type", ""))
    if spec.get("ipFamilyPolicy"):
        yield line("IP Family Policy", spec["ipFamilyPolicy"])
        yield line("IP Families", ",".join(spec.get("ipFamilies") or ()) or NONE)
    yield line("IP", spec.get("clusterIP", ""))
    yield line("IPs", ",".join(spec.get("clusterIPs") or ()) or NONE)
    if spec.get("externalName"):
        yield line("External Name", spec["externalName"])
    if load_balancer(obj):
        yield line("LoadBalancer Ingress", ", ".join(load_balancer(obj)))
    slices = [item for item in related if item["kind"] == "EndpointSlice"]
    for port in spec.get("ports") or ():
        yield from _port(port, slices)
    yield line("Session Affinity", spec.get("sessionAffinity", ""))
    for label, field in (("External", "externalTrafficPolicy"), ("Internal", "internalTrafficPolicy")):
        if spec.get(field):
            yield line(f"{label} Traffic Policy", spec[field])
    yield from event_lines(events, now)


def _port(port: Manifest, slices: Sequence[Manifest]) -> Lines:
    name, protocol = port.get("name") or "<unset>", port.get("protocol", "TCP")
    yield line("Port", f"{name}\t{port['port']}/{protocol}")
    yield line("TargetPort", f"{port.get('targetPort', port['port'])}/{protocol}")
    if port.get("nodePort"):
        yield line("NodePort", f"{name}\t{port['nodePort']}/{protocol}")
    yield line("Endpoints", ",".join(_addresses(port.get("name", ""), slices)))


def _addresses(port_name: str, slices: Sequence[Manifest]) -> list[str]:
    """The addresses that receive requests for one port of the Service, at most three."""
    found = [
        f"{address}:{port.get('port', '')}"
        for item in slices
        for port in item.get("ports") or ()
        if (port.get("name") or "") == port_name
        for endpoint in item.get("endpoints") or ()
        if part(endpoint, "conditions").get("ready", True)
        for address in endpoint["addresses"]
    ]
    return found if len(found) <= 3 else [*found[:2], f"{found[2]} + {len(found) - 3} more..."]


def namespace(obj: Manifest, now: datetime, events: Sequence[Manifest], related: Sequence[Manifest]) -> Lines:
    """A Namespace."""
    yield line("Name", obj["metadata"]["name"])
    yield from pairs("Labels", obj["metadata"].get("labels"))
    yield from annotation_lines(obj)
    yield line("Status", part(obj, "status").get("phase", ""))
    for kind, word in (("ResourceQuota", "resource quota"), ("LimitRange", "LimitRange resource")):
        if not any(item["kind"] == kind for item in related):
            yield ""
            yield f"No {word}."
