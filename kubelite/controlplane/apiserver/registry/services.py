"""Addresses of Services: cluster IPs and node ports, each given out once.

Source: ``pkg/registry/core/service/storage/alloc.go`` and ``…/ipallocator``, ``…/portallocator``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from random import Random
from typing import Any

from kubelite.controlplane.apiserver.validation.addresses import cluster_ips
from kubelite.controlplane.apiserver.validation.field import Causes, invalid
from kubelite.objects.errors import APIError, Cause

Document = dict[str, Any]
Taken = Callable[[str, str], bool]
"""``taken("ip", "10.0.0.7")`` and ``taken("nodePort", "30080")``: does another Service have it?"""

SERVICE_RANGE = ipaddress.ip_network("10.0.0.0/16")
NODE_PORTS = range(30000, 32768)

_TRIES = 1000


def allocate(service: Document, taken: Taken, random: Random) -> list[Cause]:
    """Give a Service the addresses that it needs and does not have; the answer lists what it asked for in vain.

    For a new Service this comes before validation, and what is wrong with its addresses is all that is said.
    """
    spec = service.setdefault("spec", {})
    if spec.get("type") == "ExternalName":
        return []
    causes = list(cluster_ips(spec, spec.get("clusterIP") == "None")) or list(_unknown_families(spec))
    causes = causes or _cluster_ip(spec, taken, random)
    if causes:
        return causes
    _families(spec)
    return (_node_ports(spec, taken, random) if _on_nodes(spec) else []) or _health_port(spec, taken, random)


def keep_addresses(new: Document, old: Document) -> None:
    """An update that names no addresses keeps those that the Service has; ports are known by their names."""
    spec, before = new.setdefault("spec", {}), old.get("spec", {})
    if _in_cluster(spec) and _in_cluster(before):
        for field in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
            if not spec.get(field) and before.get(field):
                spec[field] = before[field]
    if _on_nodes(spec) and _on_nodes(before):
        _keep_node_ports(spec, before)
    if _checks_health(spec) and _checks_health(before) and not spec.get("healthCheckNodePort"):
        spec["healthCheckNodePort"] = before.get("healthCheckNodePort", 0)


def drop_addresses(new: Document, old: Document) -> None:
    """A Service of another type loses what it needs no more, unless the update speaks of it (dropTypeDependentFields).

    Only fields go that the API server may have filled in by itself.
    """
    spec, before = new["spec"], old.get("spec", {})
    needs: list[tuple[Callable[[Document], bool], tuple[str, ...]]] = [
        (_in_cluster, ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")),
        (_checks_health, ("healthCheckNodePort",)),
        (_is_balanced, ("allocateLoadBalancerNodePorts", "loadBalancerClass")),
        (_is_reachable, ("externalTrafficPolicy",)),
    ]
    for needed, fields in needs:
        for field in fields if needed(before) and not needed(spec) else ():
            if spec.get(field) == before.get(field):
                spec.pop(field, None)
    ports = spec.get("ports") or []
    if _on_nodes(before) and not _on_nodes(spec) and _numbers(ports) == _numbers(before.get("ports") or []):
        spec["ports"] = [{field: value for field, value in port.items() if field != "nodePort"} for port in ports]


def _in_cluster(spec: Document) -> bool:
    return spec.get("type") != "ExternalName"


def _on_nodes(spec: Document) -> bool:
    return spec.get("type") in ("NodePort", "LoadBalancer")


def _is_balanced(spec: Document) -> bool:
    return spec.get("type") == "LoadBalancer"


def _checks_health(spec: Document) -> bool:
    return _is_balanced(spec) and spec.get("externalTrafficPolicy") == "Local"


def _is_reachable(spec: Document) -> bool:
    return _on_nodes(spec) or (spec.get("type") == "ClusterIP" and bool(spec.get("externalIPs")))


def _numbers(ports: list[Document]) -> set[int]:
    return {port.get("nodePort", 0) for port in ports}


def _keep_node_ports(spec: Document, before: Document) -> None:
    ports, known = spec.get("ports") or [], before.get("ports") or []
    node_ports = {port.get("name", ""): port.get("nodePort") for port in known}
    still_used = _numbers(ports) & _numbers(known)
    for port in ports:
        had = node_ports.get(port.get("name", ""))
        if not port.get("nodePort") and had and had not in still_used:
            port["nodePort"] = had


def addresses(service: Document) -> list[tuple[str, str]]:
    """What a stored Service holds, as ``taken`` asks for it."""
    spec = service.get("spec", {})
    held = [("ip", spec["clusterIP"])] if spec.get("clusterIP") not in (None, "", "None") else []
    numbers = _numbers(spec.get("ports") or []) | {spec.get("healthCheckNodePort", 0)}
    held += [("nodePort", str(number)) for number in sorted(numbers) if number]
    return held


def _cluster_ip(spec: Document, taken: Taken, random: Random) -> list[Cause]:
    wanted = spec.get("clusterIP") or next(iter(spec.get("clusterIPs") or ()), "")
    if not wanted:
        wanted = _free_ip(taken, random)
    elif wanted != "None":
        if ipaddress.ip_address(wanted) not in SERVICE_RANGE:
            why = f"the provided IP ({wanted}) is not in the valid range. The range of valid IPs is {SERVICE_RANGE}"
            return [_refused_ip(wanted, why)]
        if taken("ip", wanted):
            return [_refused_ip(wanted, "provided IP is already allocated")]
    spec["clusterIP"] = wanted
    spec["clusterIPs"] = [wanted]
    return []


def _refused_ip(address: str, why: str) -> Cause:
    text = f'Invalid value: ["{address}"]: failed to allocate IP {address}: {why}'
    return Cause("FieldValueInvalid", text, "spec.clusterIPs")


def _free_ip(taken: Taken, random: Random) -> str:
    first, size = int(SERVICE_RANGE.network_address), SERVICE_RANGE.num_addresses
    for _ in range(_TRIES):
        candidate = str(ipaddress.ip_address(first + random.randrange(256, size - 1)))
        if not taken("ip", candidate):
            return candidate
    everywhere = (str(ipaddress.ip_address(first + offset)) for offset in range(1, size - 1))
    return next(candidate for candidate in everywhere if not taken("ip", candidate))


def _unknown_families(spec: Document) -> Causes:
    """This cluster has IPv4 only, as most have. A headless Service without selector may promise what it likes."""
    policy = spec.get("ipFamilyPolicy")
    if _is_free(spec):
        return
    if policy == "RequireDualStack":
        yield invalid("spec.ipFamilyPolicy", policy, "this cluster is not configured for dual-stack services")
    for place, family in enumerate(spec.get("ipFamilies") or ()):
        if family != "IPv4":
            yield invalid(f"spec.ipFamilies[{place}]", family, "not configured on this cluster")


def _families(spec: Document) -> None:
    if _is_free(spec):
        spec.setdefault("ipFamilies", ["IPv4", "IPv6"])
        spec.setdefault("ipFamilyPolicy", "RequireDualStack")
    else:
        spec.setdefault("ipFamilies", ["IPv4"])
        spec.setdefault("ipFamilyPolicy", "SingleStack")


def _is_free(spec: Document) -> bool:
    return spec.get("clusterIP") == "None" and not spec.get("selector")


def _node_ports(spec: Document, taken: Taken, random: Random) -> list[Cause]:
    """A port that is served over two protocols has one node port."""
    mine: dict[int, int] = {}
    used: set[int] = set()
    ports = spec.get("ports") or []
    for place, port in enumerate(ports):
        number, wanted = port.get("port", 0), port.get("nodePort", 0)
        if not wanted and spec.get("allocateLoadBalancerNodePorts") is False:
            continue
        if number in mine and wanted in (0, mine[number]):
            port["nodePort"] = mine[number]
            continue
        if not wanted:
            same = (other["nodePort"] for other in ports if other.get("port") == number and other.get("nodePort"))
            wanted = next(same, 0) or _free_node_port(taken, used, random)
        if problem := _node_port_problem(wanted, taken, used):
            return [_refused_port(place, wanted, problem)]
        used.add(wanted)
        mine.setdefault(number, wanted)
        port["nodePort"] = wanted
    return []


def _health_port(spec: Document, taken: Taken, random: Random) -> list[Cause]:
    """A load balancer that may not cross nodes asks each of them at this port whether it has Pods."""
    if not _checks_health(spec):
        return []
    used = _numbers(spec.get("ports") or [])
    port = spec.get("healthCheckNodePort") or _free_node_port(taken, used, random)
    if problem := _node_port_problem(port, taken, used):
        why = f"failed to allocate requested HealthCheck NodePort {port}: {problem}"
        raise APIError(f"Internal error occurred: {why}")
    spec["healthCheckNodePort"] = port
    return []


def _node_port_problem(port: int, taken: Taken, used: set[int]) -> str:
    if port not in NODE_PORTS:
        return "provided port is not in the valid range. The range of valid ports is 30000-32767"
    return "provided port is already allocated" if port in used or taken("nodePort", str(port)) else ""


def _refused_port(place: int, port: int, why: str) -> Cause:
    return Cause("FieldValueInvalid", f"Invalid value: {port}: {why}", f"spec.ports[{place}].nodePort")


def _free_node_port(taken: Taken, mine: set[int], random: Random) -> int:
    free = (
        port
        for port in random.sample(NODE_PORTS, len(NODE_PORTS))
        if port not in mine and not taken("nodePort", str(port))
    )
    return next(free)
