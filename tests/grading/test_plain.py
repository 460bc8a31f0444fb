"""kubelite/grading/plain.py: comparing by exact type."""

from typing import NamedTuple

import pytest

from kubelite.controlplane.controllers.ownreconcile import Create, Delete
from kubelite.grading.plain import is_plain, kind_of, same, shown, unnamed


class AlwaysEqual:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __repr__(self):
        raise RuntimeError("nobody may ask")


class AlwaysEqualNumber(int):
    __eq__ = AlwaysEqual.__eq__
    __hash__ = AlwaysEqual.__hash__


@pytest.mark.parametrize(
    ("a", "b"),
    [(True, True), (None, None), (3, 3), ("a", "a"), ([1, (2, "x")], [1, (2, "x")]), ({"a": [1]}, {"a": [1]})],
)
def test_equal_plain_data_are_the_same(a, b):
    assert same(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (True, 1),
        (1, 1.0),
        (0, False),
        ([1], (1,)),
        ([1, 2], [1]),
        ({"a": 1}, {"a": True}),
        ({"a": 1}, {"b": 1}),
        ([True], [1]),
        (AlwaysEqual(), True),
        (True, AlwaysEqual()),
        (AlwaysEqualNumber(1), 1),
        (1, AlwaysEqualNumber(1)),
        ([AlwaysEqual()], [1]),
        ({1, 2}, {1, 2}),
    ],
)
def test_other_types_are_not_the_same(a, b):
    assert not same(a, b)


class Pair(NamedTuple):
    ip: str
    port: int


class Liar(tuple):
    def __iter__(self):
        raise RuntimeError("nobody may ask")


def test_a_named_tuple_says_the_same_as_a_tuple():
    got = unnamed([Pair("a", 1), {"b"}, frozenset({Pair("c", 2)}), Liar((3, "d")), {"e": 4}])
    assert same(got[0], ("a", 1))
    assert same(got[3], (3, "d"))
    assert (got[1], got[2], got[4]) == ({"b"}, {("c", 2)}, {"e": 4})
    assert type(next(iter(got[2]))) is tuple


def test_only_the_very_types_are_plain():
    assert is_plain([{"a": (1, 2.5, None, True)}])
    assert not is_plain([AlwaysEqualNumber(1)])
    assert not is_plain({AlwaysEqual(): 1})
    assert not is_plain({AlwaysEqual()})


def test_a_set_is_plain_and_told_in_order_but_never_the_same_as_another():
    """Checks that accept any order compare the items of sets; all others want a list."""
    assert is_plain({1, 2})
    assert shown({"b", "a", "c"}) == "{'a', 'b', 'c'}"
    assert not same({1}, {1})


def test_what_a_controller_asks_for_is_plain_and_compared_field_by_field():
    assert same([Create(), Delete("web-1")], [Create(), Delete("web-1")])
    assert not same(Create(), Create(node_name="worker-1"))
    assert not same(Delete("web-1"), Delete("web-2"))
    assert not same(Delete("web-1"), ("web-1",))
    assert not same(Delete("web-1"), "web-1")
    assert not is_plain(Delete(AlwaysEqual()))
    assert not same(Delete(AlwaysEqual()), Delete("web-1"))
    assert shown([Delete("web-1")]) == "[Delete(name='web-1')]"


def test_a_class_of_the_same_name_is_no_action():
    class Delete:
        __module__ = "kubelite.controlplane.controllers.ownreconcile"
        __struct_fields__ = ("name",)
        name = "web-1"

    assert not is_plain(Delete())


def test_an_object_is_never_asked_for_its_own_text():
    assert shown(AlwaysEqual()) == "an object of type AlwaysEqual"
    assert shown("x" * 1000).endswith("…")


def test_a_number_without_an_end_can_be_told():
    assert shown([10**10_000]) == "a value with a number that is too long to print"


def test_kinds_have_words():
    assert kind_of(True) == "a truth value (bool)"
    assert kind_of(AlwaysEqual()) == "an object of type AlwaysEqual"
