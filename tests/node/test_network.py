"""Addresses of nodes and Pods."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.node.network import PodAddresses, node_address, node_number, pod_range
from kubelite.node.node_object import Hardware
from kubelite.node.run import Sandbox

POD = Sandbox("uid", "")


def test_nodes_and_their_pods_have_ranges_by_number() -> None:
    assert (node_address(1), pod_range(1), PodAddresses(1).take(POD)) == ("192.168.0.11", "10.244.1.0/24", "10.244.1.1")
    assert (node_address(1000), pod_range(1000)) == ("192.168.3.242", "10.247.232.0/24")


def test_an_address_tells_to_which_node_it_belongs() -> None:
    assert [node_number(each) for each in (node_address(7), "10.244.7.20", "10.0.0.1", "8.8.8.8")] == [7, 7, None, None]


def test_an_address_has_one_holder_until_it_is_given_back() -> None:
    addresses = PodAddresses(2)
    address = addresses.take(POD)
    assert addresses.holder(address) is POD
    addresses.give_back(address)
    assert addresses.holder(address) is None


def test_an_address_comes_back_as_late_as_possible() -> None:
    addresses = PodAddresses(2)
    first = addresses.take(POD)
    addresses.give_back(first)
    later = [addresses.take(POD) for _ in range(254)]
    assert later.index(first) == 253


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=400))
def test_no_two_pods_ever_have_one_address(steps: list[tuple[int, bool]]) -> None:
    nodes = [PodAddresses(number) for number in range(4)]
    taken: dict[str, int] = {}
    for number, give_back in steps:
        mine = [address for address, node in taken.items() if node == number]
        if give_back and mine:
            nodes[number].give_back(mine[0])
            del taken[mine[0]]
        else:
            address = nodes[number].take(POD)
            assert address not in taken
            taken[address] = number


def test_a_machine_has_addresses_for_all_its_pods() -> None:
    with pytest.raises(ValueError, match=r"pods=300: a node has addresses for 254 pods \(10.244.1.0/24\)"):
        Hardware(name="big", number=1, pods=300)


def test_there_are_addresses_for_so_many_machines() -> None:
    with pytest.raises(ValueError, match="node number 3072: there are addresses for the nodes 0 to 3071"):
        PodAddresses(3072)
