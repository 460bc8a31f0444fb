"""``kubectl describe node``.

Source of the layout: ``staging/src/k8s.io/kubectl/pkg/describe/describe.go`` (``describeNode``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kubelite.controlplane.apiserver.describe.layout import (
    NONE,
    Lines,
    annotation_lines,
    event_lines,
    line,
    pairs,
    quantities,
    rows,
    several,
    title,
    when,
)
from kubelite.controlplane.apiserver.tables.core import node_roles
from kubelite.controlplane.apiserver.tables.layout import Manifest, age_of, part
from kubelite.objects import Pod
from kubelite.objects.meta import view_as
from kubelite.rules.requests import Amounts, amounts, pod_limits, pod_requests

_SYSTEM = {
    "Machine ID": "machineID",
    "System UUID": "systemUUID",
    "Boot ID": "bootID",
    "Kernel Version": "kernelVersion",
    "OS Image": "osImage",
    "Operating System": "operatingSystem",
    "Architecture": "architecture",
    "Container Runtime Version": "containerRuntimeVersion",
    "Kubelet Version": "kubeletVersion",
    "Kube-Proxy Version": "kubeProxyVersion",
}


def node(obj: Manifest, now: datetime, events: Sequence[Manifest], related: Sequence[Manifest]) -> Lines:
    """A Node; ``related`` holds its Lease and the Pods on it."""
    meta, spec, status = obj["metadata"], part(obj, "spec"), part(obj, "status")
    yield line("Name", meta["name"])
    yield line("Roles", ",".join(node_roles(part(obj, "metadata", "labels"))) or NONE)
    yield from pairs("Labels", meta.get("labels"))
    yield from annotation_lines(obj)
    yield line("CreationTimestamp", when(meta.get("creationTimestamp")))
    yield from several("Taints", [_taint(taint) for taint in spec.get("taints") or ()])
    yield line("Unschedulable", str(bool(spec.get("unschedulable"))).lower())
    yield from _lease(meta["name"], related)
    yield from _conditions(status)
    yield title("Addresses")
    yield from (line(item["type"], item["address"], 1) for item in status.get("addresses") or ())
    yield from quantities("Capacity", status.get("capacity"))
    yield from quantities("Allocatable", status.get("allocatable"))
    yield title("System Info")
    yield from (line(label, part(status, "nodeInfo").get(field, ""), 1) for label, field in _SYSTEM.items())
    for label, field in (("PodCIDR", "podCIDR"), ("ProviderID", "providerID")):
        if spec.get(field):
            yield line(label, spec[field])
    yield from _pods([item for item in related if item["kind"] == "Pod"], amounts(status.get("allocatable") or {}), now)
    yield from event_lines(events, now)


def _taint(taint: Manifest) -> str:
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint['key']}{value}:{taint['effect']}"


def _lease(name: str, related: Sequence[Manifest]) -> Lines:
    lease = next((item for item in related if item["kind"] == "Lease"), None)
    if lease is None:
        yield line("Lease", f'Failed to get lease: leases.coordination.k8s.io "{name}" not found')
        return
    spec = part(lease, "spec")
    yield title("Lease")
    yield line("HolderIdentity", spec.get("holderIdentity") or "<unset>", 1)
    yield line("AcquireTime", when(spec.get("acquireTime")), 1)
    yield line("RenewTime", when(spec.get("renewTime")), 1)


def _conditions(status: Manifest) -> Lines:
    if status.get("conditions"):
        yield title("Conditions")
        head = "Type Status LastHeartbeatTime LastTransitionTime Reason Message"
        yield from rows(head, [_condition(item) for item in status["conditions"]])


def _condition(item: Manifest) -> list[str]:
    times = [when(item.get(field)) for field in ("lastHeartbeatTime", "lastTransitionTime")]
    return [item["type"], item["status"], *times, item.get("reason", ""), item.get("message", "")]


def _pods(pods: Sequence[Manifest], allocatable: Amounts, now: datetime) -> Lines:
    """The Pods that still run, and what all of them together ask for."""
    shown = [item for item in pods if part(item, "status").get("phase") not in ("Succeeded", "Failed")]
    views = [view_as(Pod, dict(item)) for item in shown]
    requests, limits = [pod_requests(view) for view in views], [pod_limits(view) for view in views]
    yield line("Non-terminated Pods", f"({len(shown)} in total)")
    head = "Namespace Name CPU_Requests CPU_Limits Memory_Requests Memory_Limits Age"
    lines = [
        [item["metadata"].get("namespace", ""), item["metadata"]["name"]]
        + [_share(asked[name], allocatable, name) for name in ("cpu", "memory") for asked in (request, limit)]
        + [age_of(item, now)]
        for item, request, limit in zip(shown, requests, limits, strict=True)
    ]
    yield from rows(head, lines)
    yield title("Allocated resources")
    yield "  (Total limits may be over 100 percent, i.e., overcommitted.)"
    yield from rows(
        "Resource Requests Limits", [_total(name, requests, limits, allocatable) for name in _counted(allocatable)]
    )


def _counted(allocatable: Amounts) -> list[str]:
    usual = ["cpu", "memory", "ephemeral-storage"]
    return usual + sorted(name for name in allocatable if name not in (*usual, "pods"))


def _total(name: str, requests: list[Amounts], limits: list[Amounts], allocatable: Amounts) -> list[str]:
    sums = [sum(asked[name] for asked in found) for found in (requests, limits)]
    return [name, *(_share(amount, allocatable, name) for amount in sums)]


def _share(amount: int, allocatable: Amounts, name: str) -> str:
    return f"{_quantity(amount, name)} ({100 * amount // allocatable[name] if allocatable[name] else 0}%)"


def _quantity(amount: int, name: str) -> str:
    """Millicores as ``250m`` or ``2``, bytes with the largest binary unit that leaves a whole number."""
    if name == "cpu":
        return f"{amount}m" if amount % 1000 else str(amount // 1000)
    units = ["", "Ki", "Mi", "Gi", "Ti"]
    while amount and amount % 1024 == 0 and len(units) > 1:
        amount, units = amount // 1024, units[1:]
    return f"{amount}{units[0]}"
