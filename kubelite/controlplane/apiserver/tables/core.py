"""Rows of the core group (all but Pod), of EndpointSlices and of Leases.

Source of the rules: ``pkg/printers/internalversion/printers.go``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from kubelite.controlplane.apiserver.tables.duration import age
from kubelite.controlplane.apiserver.tables.layout import (
    NONE,
    UNSET,
    Cell,
    Manifest,
    Printer,
    age_of,
    columns,
    first_three,
    labels,
    name,
    part,
)

ROLE_LABEL = "node-role.kubernetes.io/"


def _node(node: Manifest, now: datetime) -> list[Cell]:
    info = part(node, "status", "nodeInfo")
    kernel = info.get("kernelVersion") or "<unknown>"
    return [
        name(node),
        node_status(node),
        ",".join(node_roles(part(node, "metadata", "labels"))) or NONE,
        age_of(node, now),
        info.get("kubeletVersion", ""),
        _address(node, "InternalIP"),
        _address(node, "ExternalIP"),
        info.get("osImage") or "<unknown>",
        f"{kernel} ({info['architecture']})" if info.get("architecture") else kernel,
        info.get("containerRuntimeVersion") or "<unknown>",
    ]


def node_status(node: Manifest) -> str:
    """``Ready``, ``NotReady`` or ``Unknown``, and ``,SchedulingDisabled`` on a cordoned node."""
    found = part(node, "status").get("conditions") or ()
    ready = ["Ready" if item["status"] == "True" else "NotReady" for item in found if item["type"] == "Ready"]
    cordoned = ["SchedulingDisabled"] if part(node, "spec").get("unschedulable") else []
    return ",".join((ready[-1:] or ["Unknown"]) + cordoned)


def node_roles(labels_of_node: Mapping[str, str]) -> list[str]:
    """The roles that the labels of a Node give it, sorted."""
    roles = {key.removeprefix(ROLE_LABEL) for key in labels_of_node if key.startswith(ROLE_LABEL)}
    return sorted((roles | {labels_of_node.get("kubernetes.io/role", "")}) - {""})


def _address(node: Manifest, kind: str) -> str:
    found = part(node, "status").get("addresses") or ()
    return next((item["address"] for item in found if item["type"] == kind), NONE)


def _service(service: Manifest, now: datetime) -> list[Cell]:
    spec = part(service, "spec")
    addresses = spec.get("clusterIPs") or [spec.get("clusterIP") or NONE]
    return [
        name(service),
        spec.get("type", ""),
        addresses[0] or NONE,
        _external_address(service),
        ",".join(_port(item) for item in spec.get("ports") or ()) or NONE,
        age_of(service, now),
        labels(spec.get("selector")),
    ]


def _port(port: Manifest) -> str:
    opened = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port['port']}{opened}/{port.get('protocol', 'TCP')}"


def _external_address(service: Manifest) -> str:
    spec = part(service, "spec")
    kind, given = spec.get("type"), list(spec.get("externalIPs") or ())
    if kind == "ExternalName":
        return str(spec.get("externalName", ""))
    if kind == "LoadBalancer":
        return ",".join(load_balancer(service) + given) or "<pending>"
    return ",".join(given) or NONE


def load_balancer(obj: Manifest) -> list[str]:
    """The addresses that a load balancer gave to a Service or an Ingress, sorted."""
    found = part(obj, "status", "loadBalancer").get("ingress") or ()
    return sorted({item.get("ip") or item.get("hostname") or "" for item in found} - {""})


def _endpoints(endpoints: Manifest, now: datetime) -> list[Cell]:
    return [name(endpoints), first_three(_subset_addresses(endpoints), NONE), age_of(endpoints, now)]


def _subset_addresses(endpoints: Manifest) -> Iterator[str]:
    for subset in endpoints.get("subsets") or ():
        addresses = [item["ip"] for item in subset.get("addresses") or ()]
        if not subset.get("ports"):
            yield from addresses
        for port in subset.get("ports") or ():
            yield from (f"[{ip}]:{port['port']}" if ":" in ip else f"{ip}:{port['port']}" for ip in addresses)


def _endpoint_slice(item: Manifest, now: datetime) -> list[Cell]:
    ports = [str(port.get("port") or port.get("name") or "*") for port in item.get("ports") or ()]
    addresses = [address for endpoint in item.get("endpoints") or () for address in endpoint["addresses"]]
    return [
        name(item),
        item.get("addressType", ""),
        first_three(ports, UNSET),
        first_three(addresses, UNSET),
        age_of(item, now),
    ]


def _event(event: Manifest, now: datetime) -> list[Cell]:
    about, series = _told(event, "involvedObject", "regarding") or {}, part(event, "series")
    first = age(_told(event, "firstTimestamp", "deprecatedFirstTimestamp") or event.get("eventTime"), now)
    last = _told(event, "lastTimestamp", "deprecatedLastTimestamp")
    last = series["lastObservedTime"] if series else last
    return [
        age(last, now) if last else first,
        event.get("type", ""),
        event.get("reason", ""),
        "/".join(filter(None, (about.get("kind", "").lower(), about.get("name")))),
        about.get("fieldPath", ""),
        _speaker(event),
        (_told(event, "message", "note") or "").strip(),
        first,
        series.get("count") or _told(event, "count", "deprecatedCount") or 1,
        name(event),
    ]


def _told(event: Manifest, core: str, newer: str) -> Any:
    """A field of an Event, by its name in the core group or in ``events.k8s.io``."""
    return event.get(core) or event.get(newer)


def _speaker(event: Manifest) -> str:
    source = part(event, "source")
    component = source.get("component") or event.get("reportingComponent") or event.get("reportingController")
    return ", ".join(filter(None, (component, source.get("host") or event.get("reportingInstance"))))


def _namespace(space: Manifest, now: datetime) -> list[Cell]:
    return [name(space), part(space, "status").get("phase", ""), age_of(space, now)]


def _config_map(config: Manifest, now: datetime) -> list[Cell]:
    return [name(config), len(part(config, "data")) + len(part(config, "binaryData")), age_of(config, now)]


def _secret(secret: Manifest, now: datetime) -> list[Cell]:
    return [name(secret), secret.get("type", ""), len(part(secret, "data")), age_of(secret, now)]


def _service_account(account: Manifest, now: datetime) -> list[Cell]:
    return [name(account), len(account.get("secrets") or ()), age_of(account, now)]


def _lease(lease: Manifest, now: datetime) -> list[Cell]:
    return [name(lease), part(lease, "spec").get("holderIdentity") or "", age_of(lease, now)]


NODE_WIDE = "Internal-IP|External-IP|OS-Image|Kernel-Version|Container-Runtime"
NODE = Printer(columns("Name|Status|Roles|Age|Version", NODE_WIDE), _node)
SERVICE = Printer(columns("Name|Type|Cluster-IP|External-IP|Port(s)|Age", "Selector"), _service)
ENDPOINTS = Printer(columns("Name|Endpoints|Age"), _endpoints)
ENDPOINT_SLICE = Printer(columns("Name|AddressType|Ports|Endpoints|Age"), _endpoint_slice)
NAMESPACE = Printer(columns("Name|Status|Age"), _namespace)
CONFIG_MAP = Printer(columns("Name|Data|Age"), _config_map)
SECRET = Printer(columns("Name|Type|Data|Age"), _secret)
SERVICE_ACCOUNT = Printer(columns("Name|Secrets|Age"), _service_account)
LEASE = Printer(columns("Name|Holder|Age"), _lease)
_EVENT = columns("Last Seen|Type|Reason|Object|Subobject|Source|Message|First Seen|Count|Name")
_EVENT_WIDE = {"Subobject", "Source", "First Seen", "Count", "Name"}
EVENT = Printer(tuple(item._replace(priority=int(item.name in _EVENT_WIDE)) for item in _EVENT), _event)
