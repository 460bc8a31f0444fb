"""kubelite/grading/expectations.py: answers that are as good as the one that the author thought of."""

import pytest

from kubelite.controlplane.controllers.ownreconcile import Create, Delete
from kubelite.grading import CheckFailed, check, in_any_order, in_this_order, one_of
from kubelite.grading.expectations import meets


@pytest.mark.parametrize("came", [["a", "b", "b"], ["b", "a", "b"], ("b", "b", "a")])
def test_the_same_items_in_another_order_are_as_good(came):
    assert meets(came, in_any_order("a", "b", "b"))


@pytest.mark.parametrize("came", [["a", "b"], ["a", "a", "b"], ["a", "b", "b", "b"], {"a": 1}, "abb", {"a", "b"}, True])
def test_other_items_are_not(came):
    assert not meets(came, in_any_order("a", "b", "b"))


def test_items_are_compared_by_exact_type_but_a_list_is_as_good_as_a_tuple():
    assert meets([["10.0.0.1", 80]], in_any_order(("10.0.0.1", 80)))
    assert not meets([("10.0.0.1", "80")], in_any_order(("10.0.0.1", 80)))
    assert not meets([True], in_any_order(1))


def test_a_set_is_as_good_as_a_list():
    assert meets({("10.0.0.1", 80), ("10.0.0.2", 80)}, in_any_order(("10.0.0.1", 80), ("10.0.0.2", 80)))
    assert not meets({("10.0.0.1", 80)}, in_any_order(("10.0.0.1", 80), ("10.0.0.1", 80)))


def test_what_a_controller_asks_for_is_compared():
    wanted = one_of(in_any_order(Create(), Delete("a")), in_any_order(Create(), Delete("b")))
    assert meets([Delete("b"), Create()], wanted)
    assert not meets([Delete("b"), Create(node_name="worker-1")], wanted)


def test_a_list_is_as_good_as_a_tuple_in_the_same_order():
    assert meets((11, 8), in_this_order(11, 8))
    assert meets([11, 8], in_this_order(11, 8))
    for other in ((8, 11), (11, 8.0), (11,), {11, 8}, "11, 8", (True, 8)):
        assert not meets(other, in_this_order(11, 8))
    with pytest.raises(CheckFailed, match=r"expected +\(11, 8\)\n    fenceposts said    11\n.* expected is a pair"):
        check("It is a pair").call(fenceposts).expect(in_this_order(11, 8), story="11 at most, and 8 at least.")


def test_a_wrong_tuple_is_not_blamed_for_being_a_tuple():
    for wanted in (in_this_order(11, 8), in_any_order(11, 8), one_of(in_this_order(11, 8), True)):
        with pytest.raises(CheckFailed) as raised:
            check("It is a pair").call(lambda: (11, 7)).expect(wanted, story="11 at most, and 8 at least.")
        assert "That is" not in str(raised.value)


def fenceposts():
    return 11


def test_one_of_several_answers_is_enough():
    wanted = one_of(["a"], in_any_order("b", "c"))
    assert meets(["a"], wanted)
    assert meets(["c", "b"], wanted)
    assert not meets(["b"], wanted)


def test_one_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        one_of()


def failure(answer, wanted):
    def names():
        return answer

    with pytest.raises(CheckFailed) as raised:
        check("It holds").call(names).expect(wanted, story="A story.")
    return str(raised.value)


def test_a_message_says_that_order_does_not_matter():
    assert "expected      ['a', 'b'], in any order\n" in failure(["a"], in_any_order("a", "b"))
    assert "expected      ['a']\n" in failure([], in_any_order("a"))
    assert "That is" not in failure(["a"], in_any_order("a", "b"))


def test_a_message_names_the_kind_that_was_expected():
    assert "That is a text (str); expected is a list." in failure("ab", in_any_order("a", "b"))
    assert "That is a text (str); expected is a list." in failure("ab", one_of(in_any_order("a"), ["b"]))


def test_a_message_shows_a_few_of_many_answers():
    assert "expected      1 or 2 or 3 or …" in failure(5, one_of(1, 2, 3, 4))
    assert "expected      1 or 2\n" in failure(5, one_of(1, 2))
