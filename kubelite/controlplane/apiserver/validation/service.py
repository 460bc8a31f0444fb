"""Services: ports, types, addresses and traffic policies; and Endpoints and EndpointSlices.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (validateService, ValidateServiceUpdate).
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.validation import ips, labels, names
from kubelite.controlplane.apiserver.validation.addresses import (
    cluster_ips,
    cluster_ips_update,
    endpoint_ip,
    families_update,
    settled,
)
from kubelite.controlplane.apiserver.validation.containers import PROTOCOLS
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    duplicate,
    each,
    forbidden,
    invalid,
    one_of,
    part,
    required,
    wrong,
)
from kubelite.controlplane.apiserver.validation.internal import internal
from kubelite.controlplane.apiserver.validation.probes import port_number_or_name

_TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
_POLICIES = ("Cluster", "Local")
_DISTRIBUTIONS = ("PreferClose", "PreferSameZone", "PreferSameNode")
_MAX_AFFINITY = 86400
_ONLY_BALANCER = "may only be used when `type` is 'LoadBalancer'"


def service(doc: Doc) -> Causes:
    """A Service; its cluster IP may still be missing, since the API server gives it after this."""
    spec = part(doc, "spec")
    kind = spec.get("type") or "ClusterIP"
    headless = is_headless(spec)
    if not spec.get("ports") and not headless and kind != "ExternalName":
        yield required("spec.ports")
    yield from _type(spec, kind, headless)
    yield from _ports(spec)
    yield from labels.labels(spec.get("selector"), "spec.selector")
    yield from _session_affinity(spec)
    if kind != "ExternalName":
        yield from cluster_ips(spec, headless)
    for index, address in enumerate(spec.get("externalIPs") or ()):
        at = f"spec.externalIPs[{index}]"
        messages = ips.ip(address or "")
        yield from wrong(at, address or "", messages) if messages else endpoint_ip(address, at)
    yield from one_of("spec.type", kind, _TYPES)
    yield from _port_numbers(spec, kind)
    yield from _load_balancer(spec, kind)
    yield from _traffic(spec, kind)


def service_update(new: Doc, old: Doc) -> Causes:
    """A change of a Service: addresses stay, unless it turns from or into an ExternalName."""
    before = part(old, "spec")
    spec = settled(part(new, "spec"), before)
    if "ExternalName" not in (spec.get("type"), before.get("type")):
        yield from cluster_ips_update(spec, before, is_headless(spec), is_headless(before))
        yield from families_update(spec, before, is_headless(spec), is_headless(before))
    balancer, known = spec.get("loadBalancerClass"), before.get("loadBalancerClass")
    if spec.get("type") == before.get("type") == "LoadBalancer" and balancer != known:
        yield invalid("spec.loadBalancerClass", balancer, "may not change once set")
    yield from service({**new, "spec": spec})


def is_headless(spec: Doc) -> bool:
    return spec.get("clusterIP") == "None"


def _type(spec: Doc, kind: str, headless: bool) -> Causes:
    if kind in ("LoadBalancer", "NodePort") and headless:
        yield invalid("spec.clusterIPs[0]", "None", f"may not be set to 'None' for {kind} services")
    if kind != "ExternalName":
        return
    for field, given in (("clusterIPs", spec.get("clusterIP")), ("ipFamilies", spec.get("ipFamilies"))):
        if given:
            yield forbidden(f"spec.{field}", "may not be set for ExternalName services")
    if spec.get("ipFamilyPolicy") is not None:
        yield forbidden("spec.ipFamilyPolicy", "may not be set for ExternalName services")
    name = (spec.get("externalName") or "").removesuffix(".")
    if name:
        yield from wrong("spec.externalName", name, names.dns_subdomain(name))
    else:
        yield required("spec.externalName")


def _ports(spec: Doc) -> Causes:
    found, seen = list(each(spec, "ports", "spec")), set[str]()
    for port, at in found:
        name, number, target = port.get("name") or "", port.get("port") or 0, port.get("targetPort")
        if name:
            yield from wrong(f"{at}.name", name, names.dns_label(name))
            if name in seen:
                yield duplicate(f"{at}.name", name)
            seen.add(name)
        elif len(found) > 1:
            yield required(f"{at}.name")
        yield from wrong(f"{at}.port", number, names.port_number(number))
        yield from one_of(f"{at}.protocol", port.get("protocol"), PROTOCOLS)
        yield from port_number_or_name(number if target in (None, 0, "") else target, f"{at}.targetPort")
        if (protocol := port.get("appProtocol")) is not None:
            yield from wrong(f"{at}.appProtocol", protocol, names.qualified_name(protocol))


def _session_affinity(spec: Doc) -> Causes:
    affinity, config = spec.get("sessionAffinity"), spec.get("sessionAffinityConfig")
    path, when = "spec.sessionAffinityConfig", "when session affinity type is ClientIP"
    yield from one_of("spec.sessionAffinity", affinity, ("ClientIP", "None"))
    if affinity == "ClientIP":
        for level in ("", ".clientIP"):
            if config is None:
                yield required(f"{path}{level}", when)
                return
            config = config.get("clientIP") if not level else config
        if config is None:
            yield required(f"{path}.clientIP", when)
        elif (seconds := config.get("timeoutSeconds")) is None:
            yield required(f"{path}.clientIP.timeoutSeconds", when)
        elif not 0 < seconds <= _MAX_AFFINITY:
            reason = f"must be greater than 0 and less than {_MAX_AFFINITY}"
            yield invalid(f"{path}.clientIP.timeoutSeconds", seconds, reason)
    elif affinity == "None" and config is not None:
        yield forbidden(path, "must not be set when session affinity is None")


def _port_numbers(spec: Doc, kind: str) -> Causes:
    ports = list(each(spec, "ports", "spec"))
    for port, at in ports:
        if kind == "ClusterIP" and port.get("nodePort"):
            yield forbidden(f"{at}.nodePort", "may not be used when `type` is 'ClusterIP'")
    node_ports: set[tuple[str, int]] = set()
    for port, at in ports:
        if number := port.get("nodePort"):
            key = (port.get("protocol") or "TCP", number)
            if key in node_ports:
                yield duplicate(f"{at}.nodePort", number)
            node_ports.add(key)
    taken: set[tuple[str, int]] = set()
    for port, at in ports:
        protocol, number = port.get("protocol") or "TCP", port.get("port") or 0
        if (protocol, number) in taken:
            yield duplicate(at, internal("ServicePort", {"protocol": protocol, "port": number}))
        taken.add((protocol, number))


def _load_balancer(spec: Doc, kind: str) -> Causes:
    path, ranges = "spec.LoadBalancerSourceRanges", spec.get("loadBalancerSourceRanges") or []
    if ranges and kind != "LoadBalancer":
        yield forbidden(path, _ONLY_BALANCER)
    for index, value in enumerate(ranges):
        text = (value or "").strip()
        yield from wrong(f"{path}[{index}]", text, ips.cidr(text))
    if spec.get("allocateLoadBalancerNodePorts") is not None and kind != "LoadBalancer":
        yield forbidden("spec.allocateLoadBalancerNodePorts", _ONLY_BALANCER)
    if (balancer := spec.get("loadBalancerClass")) is not None:
        if kind == "LoadBalancer":
            yield from wrong("spec.loadBalancerClass", balancer, names.qualified_name(balancer))
        else:
            yield forbidden("spec.loadBalancerClass", _ONLY_BALANCER)


def _traffic(spec: Doc, kind: str) -> Causes:
    external, check = spec.get("externalTrafficPolicy") or "", spec.get("healthCheckNodePort") or 0
    reachable = kind in ("NodePort", "LoadBalancer") or kind == "ClusterIP" and bool(spec.get("externalIPs"))
    if external and not reachable:
        yield invalid("spec.externalTrafficPolicy", external, "may only be set for externally-accessible services")
    elif external:
        yield from one_of("spec.externalTrafficPolicy", external, _POLICIES)
    if check and not (kind == "LoadBalancer" and external == "Local"):
        reason = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        yield invalid("spec.healthCheckNodePort", check, reason)
    elif check:
        yield from wrong("spec.healthCheckNodePort", check, names.port_number(check))
    yield from one_of("spec.internalTrafficPolicy", spec.get("internalTrafficPolicy"), _POLICIES)
    yield from one_of("spec.trafficDistribution", spec.get("trafficDistribution"), _DISTRIBUTIONS)
