"""Addresses of Services: cluster IPs and node ports, each given out once.

Source: ``pkg/registry/core/service/storage/alloc.go`` and ``…/ipallocator``, ``…/portallocator``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from random import Random
from typing import Any

from kubelite.objects.errors import Cause

Document = dict[str, Any]
Taken = Callable[[str, str], bool]
"""``taken("ip", "10.0.0.7")`` and ``taken("nodePort", "30080")``: does another Service have it?"""

SERVICE_RANGE = ipaddress.ip_network("10.0.0.0/16")
NODE_PORTS = range(30000, 32768)

_TRIES = 1000


def allocate(service: Document, taken: Taken, random: Random) -> list[Cause]:
    """Give a Service the addresses that it needs and does not have; the answer lists what it asked for in vain."""
    spec = service.setdefault("spec", {})
    if spec.get("type") == "ExternalName":
        return []
    causes = _cluster_ip(spec, taken, random)
    _families(spec)
    if spec.get("type") in ("NodePort", "LoadBalancer"):
        causes += _node_ports(spec, taken, random)
    return causes


def keep_addresses(new: Document, old: Document) -> None:
    """An update that names no addresses keeps those that the Service has."""
    spec, before = new.setdefault("spec", {}), old.get("spec", {})
    if "ExternalName" in (spec.get("type"), before.get("type")):
        return
    for field in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
        if not spec.get(field) and before.get(field):
            spec[field] = before[field]
    if spec.get("type") not in ("NodePort", "LoadBalancer"):
        return
    ports = {(port.get("protocol"), port.get("port")): port.get("nodePort") for port in before.get("ports", ())}
    for port in spec.get("ports") or ():
        known = ports.get((port.get("protocol"), port.get("port")))
        if not port.get("nodePort") and known:
            port["nodePort"] = known


def addresses(service: Document) -> list[tuple[str, str]]:
    """What a stored Service holds, as ``taken`` asks for it."""
    spec = service.get("spec", {})
    held = [("ip", spec["clusterIP"])] if spec.get("clusterIP") not in (None, "", "None") else []
    held += [("nodePort", str(port["nodePort"])) for port in spec.get("ports") or () if port.get("nodePort")]
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


def _families(spec: Document) -> None:
    """One address family, as in most clusters; a headless Service without selector asks for two, as in Kubernetes."""
    if spec.get("clusterIP") == "None" and not spec.get("selector"):
        spec.setdefault("ipFamilies", ["IPv4", "IPv6"])
        spec.setdefault("ipFamilyPolicy", "RequireDualStack")
    else:
        spec.setdefault("ipFamilies", ["IPv4"])
        spec.setdefault("ipFamilyPolicy", "SingleStack")


def _node_ports(spec: Document, taken: Taken, random: Random) -> list[Cause]:
    if spec.get("type") == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is False:
        return []
    causes: list[Cause] = []
    mine: set[tuple[int, str]] = set()
    for place, port in enumerate(spec.get("ports") or ()):
        wanted, protocol = port.get("nodePort", 0), port.get("protocol", "TCP")
        if not wanted:
            wanted = _free_node_port(taken, {number for number, _ in mine}, random)
        elif wanted not in NODE_PORTS:
            why = "provided port is not in the valid range. The range of valid ports is 30000-32767"
            causes.append(_refused_port(place, wanted, why))
        elif taken("nodePort", str(wanted)) or (wanted, protocol) in mine:
            causes.append(_refused_port(place, wanted, "provided port is already allocated"))
        mine.add((wanted, protocol))
        port["nodePort"] = wanted
    return causes


def _refused_port(place: int, port: int, why: str) -> Cause:
    return Cause("FieldValueInvalid", f"Invalid value: {port}: {why}", f"spec.ports[{place}].nodePort")


def _free_node_port(taken: Taken, mine: set[int], random: Random) -> int:
    free = (
        port
        for port in random.sample(NODE_PORTS, len(NODE_PORTS))
        if port not in mine and not taken("nodePort", str(port))
    )
    return next(free)
