"""Expectations that more than one answer meets.

Where order does not matter, or where one of several choices is as good as the other, a check must not punish the one
that the author did not think of.

    .expect(in_any_order("web-1", "web-2"), …)
    .expect(one_of(["web-1"], ["web-2"]), …)
"""

from __future__ import annotations

from typing import Any

from kubelite.grading.plain import kind_of, same, shown

SHOWN = 3  # alternatives in a message


class InAnyOrder:
    """These items and no others, in a list, a tuple or a set. In the items, too, a list is as good as a tuple."""

    kind = "a list"

    def __init__(self, items: tuple[Any, ...]) -> None:
        self.items = items

    def is_met_by(self, came: Any) -> bool:
        """Whether ``came`` has each of the items as often as it is expected."""
        if type(came) not in (list, tuple, set) or len(came) != len(self.items):
            return False
        left = [_loosened(item) for item in came]
        for item in map(_loosened, self.items):
            at = next((at for at, other in enumerate(left) if same(other, item)), None)
            if at is None:
                return False
            del left[at]
        return True

    def __str__(self) -> str:
        order = ", in any order" if len(self.items) > 1 else ""
        return f"{shown(list(self.items))}{order}"


class InThisOrder:
    """These items one after the other, in a tuple or a list; in the items, too, one is as good as the other."""

    def __init__(self, items: tuple[Any, ...]) -> None:
        self.items = items
        self.kind = "a pair" if len(items) == 2 else "a list"

    def is_met_by(self, came: Any) -> bool:
        """Whether ``came`` has these items, and no others."""
        return type(came) in (list, tuple) and same(_loosened(came), _loosened(self.items))

    def __str__(self) -> str:
        return shown(self.items)


class OneOf:
    """Each of the ``answers`` is right; an answer may be an expectation itself."""

    def __init__(self, answers: tuple[Any, ...]) -> None:
        if not answers:
            raise ValueError("one_of() without answers could never be met; give at least one")
        self.answers = answers
        self.kind = kind_expected(answers[0])

    def is_met_by(self, came: Any) -> bool:
        """Whether ``came`` is one of the answers."""
        return any(meets(came, answer) for answer in self.answers)

    def __str__(self) -> str:
        more = " or …" if len(self.answers) > SHOWN else ""
        return " or ".join(map(expected, self.answers[:SHOWN])) + more


EXPECTATIONS = (InAnyOrder, InThisOrder, OneOf)


def in_any_order(*items: Any) -> InAnyOrder:
    """Expect these items, whatever their order."""
    return InAnyOrder(items)


def in_this_order(*items: Any) -> InThisOrder:
    """Expect these items in this order, whether in a tuple or in a list."""
    return InThisOrder(items)


def one_of(*answers: Any) -> OneOf:
    """Expect any one of these answers. ``ValueError`` without answers."""
    return OneOf(answers)


def meets(came: Any, wanted: Any) -> bool:
    """Whether an answer is what was wanted: plain data by exact type, or an expectation that is met."""
    return wanted.is_met_by(came) if isinstance(wanted, EXPECTATIONS) else same(came, wanted)


def expected(wanted: Any) -> str:
    """What was wanted, for a message."""
    return str(wanted) if isinstance(wanted, EXPECTATIONS) else shown(wanted)


def kind_expected(wanted: Any) -> str:
    """What kind of thing was wanted, in words."""
    return wanted.kind if isinstance(wanted, EXPECTATIONS) else kind_of(wanted)


def is_of_kind(came: Any, wanted: Any) -> bool:
    """Whether an answer, right or wrong, is of the kind that was wanted."""
    if isinstance(wanted, OneOf):
        return any(is_of_kind(came, answer) for answer in wanted.answers)
    if isinstance(wanted, InAnyOrder | InThisOrder):
        return type(came) in (list, tuple) or (type(came) is set and isinstance(wanted, InAnyOrder))
    return kind_of(came) == kind_of(wanted)


def _loosened(value: Any) -> Any:
    """Plain data with tuples in the place of lists."""
    return tuple(map(_loosened, value)) if type(value) in (list, tuple) else value
