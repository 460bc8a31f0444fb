"""Addresses: one for each node, and a range of its own on each node for the Pods there."""

from __future__ import annotations

from collections import deque
from ipaddress import IPv4Address

from kubelite.node.run import Sandbox

FIRST_NODE = int(IPv4Address("192.168.0.10"))
FIRST_POD_RANGE = int(IPv4Address("10.244.0.0"))
POD_RANGE = 256
MOST_NODES = 3072  # 10.244.0.0 … 10.255.255.0
MOST_PODS = POD_RANGE - 2


def node_address(number: int) -> str:
    """The address of the node with this number: 192.168.0.10, 192.168.0.11, …"""
    return str(IPv4Address(FIRST_NODE + number))


def pod_range(number: int) -> str:
    """The range (CIDR) of the Pods on the node with this number: 10.244.0.0/24, 10.244.1.0/24, …"""
    return f"{IPv4Address(FIRST_POD_RANGE + number * POD_RANGE)}/24"


def node_number(address: str) -> int | None:
    """The number of the node to which the address of a node or a Pod belongs; ``None`` when it is no such address."""
    number = int(IPv4Address(address))
    for first, size in ((FIRST_POD_RANGE, POD_RANGE), (FIRST_NODE, 1)):
        if first <= number < first + MOST_NODES * size:
            return (number - first) // size
    return None


class PodAddresses:
    """The Pod addresses of one node. The one that has been free for the longest is given out next.

    A reader of old news would otherwise reach another Pod under the address that it remembers.
    """

    def __init__(self, number: int) -> None:
        if not 0 <= number < MOST_NODES:
            raise ValueError(f"node number {number}: there are addresses for the nodes 0 to {MOST_NODES - 1}")
        first = FIRST_POD_RANGE + number * POD_RANGE
        self._never_used = iter(range(first + 1, first + 1 + MOST_PODS))
        self._given_back = deque[int]()
        self._holders: dict[str, Sandbox] = {}

    def take(self, holder: Sandbox) -> str:
        """A free address for ``holder``."""
        number = next(self._never_used, None)
        address = str(IPv4Address(self._given_back.popleft() if number is None else number))
        self._holders[address] = holder
        return address

    def give_back(self, address: str) -> None:
        """The Pod that had this address is gone."""
        del self._holders[address]
        self._given_back.append(int(IPv4Address(address)))

    def holder(self, address: str) -> Sandbox | None:
        """Who has this address."""
        return self._holders.get(address)
