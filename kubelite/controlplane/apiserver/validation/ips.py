"""IP addresses and networks, checked as strictly as Kubernetes checks new ones.

Source of the rules and words: ``staging/src/k8s.io/apimachinery/pkg/util/validation/ip.go``.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from kubelite.controlplane.apiserver.validation import names

NO_IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
NO_CIDR = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"


def parse_ip(text: str) -> IPv4Address | IPv6Address | None:
    """The address, leading zeros allowed as in old Kubernetes; None where it is no address."""
    try:
        return ip_address(_without_zeros(text)) if "%" not in text else None
    except ValueError:
        return None


def parse_cidr(text: str) -> IPv4Network | IPv6Network | None:
    """The network, bits beyond the prefix dropped; None where it is no CIDR value."""
    host, slash, length = text.partition("/")
    if not slash or not length.isdecimal() or parse_ip(host) is None:
        return None
    try:
        return ip_network(f"{_without_zeros(host)}/{int(length)}", strict=False)
    except ValueError:
        return None


def ip(text: str) -> names.Messages:
    """An IP address, strictly: no leading zeros, no IPv4 address inside an IPv6 one."""
    parsed = parse_ip(text)
    if parsed is None:
        return [NO_IP]
    if _without_zeros(text) != text:
        return ["must not have leading 0s"]
    mapped = isinstance(parsed, IPv6Address) and parsed.ipv4_mapped
    return ["must not be an IPv4-mapped IPv6 address"] if mapped else names.FINE


def cidr(text: str) -> names.Messages:
    """A network such as 10.9.8.0/24, without bits beyond the prefix."""
    network = parse_cidr(text)
    if network is None:
        return [NO_CIDR]
    host, _, length = text.partition("/")
    if _without_zeros(host) != host or str(int(length)) != length:
        return ["must not have leading 0s in IP or prefix length"]
    exact = parse_ip(host) == network.network_address
    return names.FINE if exact else ["must not have bits set beyond the prefix length"]


def _without_zeros(text: str) -> str:
    return re.sub(r"(?<![\d:a-fA-F])0+(?=\d)", "", text) if "." in text else text
