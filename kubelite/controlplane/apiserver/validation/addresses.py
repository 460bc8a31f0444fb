"""The cluster IPs of a Service, and the addresses behind it: Endpoints and EndpointSlices.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidateServiceClusterIPsRelatedFields,
ValidateEndpoints), ``pkg/apis/discovery/validation/validation.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.validation import ips, names
from kubelite.controlplane.apiserver.validation.containers import PROTOCOLS
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    duplicate,
    each,
    immutable,
    invalid,
    one_of,
    required,
    too_many,
    unsupported,
    wrong,
)

_FAMILIES = ("IPv4", "IPv6")
_FAMILY_POLICIES = ("PreferDualStack", "RequireDualStack", "SingleStack")
_ADDRESS_TYPES = ("FQDN", "IPv4", "IPv6")
_FIXED = "may not change once set"
_ONE_EACH = "may specify no more than one IP for each IP family"


def cluster_ips(spec: Doc, headless: bool) -> Causes:
    """``clusterIP`` and ``clusterIPs`` agree, and each address is of its family."""
    first, found, path = spec.get("clusterIP") or "", _given(spec), "spec.clusterIPs"
    if first and found[0] != first:
        yield invalid(path, found, "first value must match `clusterIP`")
    elif not first and found:
        yield invalid(path, found, "must be empty when `clusterIP` is not specified")
    yield from _families(spec)
    problems = list(_addresses(found, path))
    yield from problems
    if len(found) > 2:
        yield invalid(path, found, "may only hold up to 2 values")
    if problems:
        return
    parsed = [ips.parse_ip(text) for text in found]
    if len(found) > 1 and len({address.version for address in parsed if address}) < 2:
        yield invalid(path, found, _ONE_EACH)
    if not headless:
        for index, (address, family) in enumerate(zip(parsed, spec.get("ipFamilies") or (), strict=False)):
            if address is not None and family in _FAMILIES and family != f"IPv{address.version}":
                reason = f"expected an {family} value as indicated by `ipFamilies[{index}]`"
                yield invalid(f"{path}[{index}]", found[index], reason)


def settled(spec: Doc, before: Doc) -> Doc:
    """The changed spec, in which ``clusterIPs`` follows a ``clusterIP`` that alone was changed."""
    first, found = spec.get("clusterIP") or "", spec.get("clusterIPs") or []
    if found == (before.get("clusterIPs") or []) and found and found[0] != first:
        return {**spec, "clusterIPs": [first] if first else []}
    return spec


def cluster_ips_update(spec: Doc, before: Doc, headless: bool, was_headless: bool) -> Causes:
    """The first address stays; the second may come and go."""
    if headless and was_headless:
        return
    new, old, path = _given(spec), _given(before), "spec.clusterIPs"
    if len(new) == len(old):
        for index, address in enumerate(old):
            if address != new[index]:
                yield invalid(f"{path}[{index}]", new, _FIXED)
        return
    if not new:
        yield invalid(f"{path}[0]", None, "primary clusterIP can not be unset")
    elif old and new[0] != old[0]:
        yield invalid(f"{path}[0]", new, _FIXED)
    if len(old) > len(new) == 1 and spec.get("ipFamilyPolicy") != "SingleStack":
        reason = "must be set to 'SingleStack' when releasing the secondary clusterIP"
        yield invalid("spec.ipFamilyPolicy", spec.get("ipFamilyPolicy"), reason)


def families_update(spec: Doc, before: Doc, headless: bool, was_headless: bool) -> Causes:
    if headless or was_headless:
        return
    new, old = spec.get("ipFamilies") or [], before.get("ipFamilies") or []
    for family, known in zip(new, old, strict=False):
        if family != known:
            yield invalid("spec.ipFamilies[0]", new, _FIXED)
            if len(new) != len(old):
                return


def endpoint_ip(text: str, path: str) -> Causes:
    """An address that traffic can go to: not unspecified, loopback or link-local."""
    address = ips.parse_ip(text)
    if address is None:
        yield invalid(path, text, "must be a valid IP address")
        return
    if address.is_unspecified:
        yield invalid(path, text, f"may not be unspecified ({text})")
    if address.is_loopback:
        yield invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)")
    if address.is_link_local:
        yield invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)")
    if address.is_multicast and text.startswith(("224.0.0.", "ff02:")):
        yield invalid(path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")


def endpoints(doc: Doc) -> Causes:
    for subset, at in each(doc, "subsets", ""):
        at = at.removeprefix(".")
        if not subset.get("addresses") and not subset.get("notReadyAddresses"):
            yield required(at, "must specify `addresses` or `notReadyAddresses`")
        for kind in ("addresses", "notReadyAddresses"):
            for address, address_at in each(subset, kind, at):
                yield from _endpoint_address(address, address_at)
        ports = list(each(subset, "ports", at))
        for port, port_at in ports:
            yield from _endpoint_port(port, port_at, named=len(ports) > 1)


def endpoint_slice(doc: Doc) -> Causes:
    kind, found = doc.get("addressType") or "", list(each(doc, "endpoints", ""))
    if not kind:
        yield required("addressType")
    elif kind not in _ADDRESS_TYPES:
        yield unsupported("addressType", kind, _ADDRESS_TYPES)
    if len(found) > 1000:
        yield too_many("endpoints", len(found), 1000)
    for endpoint, at in found[:1000]:
        yield from _slice_endpoint(endpoint, at.removeprefix("."), kind)
    seen: set[str] = set()
    for port, at in each(doc, "ports", ""):
        at, name = at.removeprefix("."), port.get("name") or ""
        if name:
            yield from wrong(f"{at}.name", name, names.dns_label(name))
        if name in seen:
            yield duplicate(f"{at}.name", name)
        seen.add(name)
        yield from one_of(f"{at}.protocol", port.get("protocol"), PROTOCOLS)


def endpoint_slice_update(new: Doc, old: Doc) -> Causes:
    yield from endpoint_slice(new)
    yield from immutable("addressType", new.get("addressType"), old.get("addressType"))


def _given(spec: Doc) -> list[str]:
    """``clusterIPs``, which says the same as ``clusterIP`` where only that one was written."""
    first = spec.get("clusterIP") or ""
    return list(spec.get("clusterIPs") or ([first] if first else []))


def _families(spec: Doc) -> Causes:
    seen: set[str] = set()
    for index, family in enumerate(spec.get("ipFamilies") or ()):
        if family not in _FAMILIES:
            yield unsupported(f"spec.ipFamilies[{index}]", family or "", _FAMILIES)
        if family in seen:
            yield duplicate(f"spec.ipFamilies[{index}]", family)
        seen.add(family)
    yield from one_of("spec.ipFamilyPolicy", spec.get("ipFamilyPolicy"), _FAMILY_POLICIES)


def _addresses(found: list[str], path: str) -> Causes:
    for index, text in enumerate(found):
        if index == 0 and text == "None":
            if len(found) > 1:
                yield invalid(path, found, "'None' must be the first and only value")
            continue
        yield from wrong(f"{path}[{index}]", text or "", ips.ip(text or ""))


def _endpoint_address(address: Doc, path: str) -> Causes:
    text = address.get("ip") or ""
    yield from wrong(f"{path}.ip", text, ips.ip(text))
    if name := address.get("hostname"):
        yield from wrong(f"{path}.hostname", name, names.dns_label(name))
    if (node := address.get("nodeName")) is not None:
        yield from wrong(f"{path}.nodeName", node, names.dns_subdomain(node))
    yield from endpoint_ip(text, f"{path}.ip")


def _endpoint_port(port: Doc, path: str, *, named: bool) -> Causes:
    name, number = port.get("name") or "", port.get("port") or 0
    if name:
        yield from wrong(f"{path}.name", name, names.dns_label(name))
    elif named:
        yield required(f"{path}.name")
    yield from wrong(f"{path}.port", number, names.port_number(number))
    yield from one_of(f"{path}.protocol", port.get("protocol"), PROTOCOLS)
    if (protocol := port.get("appProtocol")) is not None:
        yield from wrong(f"{path}.appProtocol", protocol, names.qualified_name(protocol))


def _slice_endpoint(endpoint: Doc, path: str, kind: str) -> Causes:
    found = endpoint.get("addresses") or []
    if not found:
        yield required(f"{path}.addresses", "must contain at least 1 address")
    elif len(found) > 100:
        yield too_many(f"{path}.addresses", len(found), 100)
    for index, text in enumerate(found):
        at, address = f"{path}.addresses[{index}]", ips.parse_ip(text or "")
        if kind in _FAMILIES:
            if address is None or kind != f"IPv{address.version}":
                yield invalid(at, text or "", f"must be a valid {kind} address")
            yield from endpoint_ip(text or "", at)
    if (name := endpoint.get("hostname")) is not None:
        yield from wrong(f"{path}.hostname", name, names.dns_label(name))
