"""Agreement: on random cases a learner's function answers as the built-in part does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from random import Random
from typing import Any, Protocol, TypeVar

from kubelite.grading.calling import ask, name_of
from kubelite.grading.checks import Check
from kubelite.grading.expectations import meets
from kubelite.grading.seed import grading_seed

Case = TypeVar("Case", bound=tuple[Any, ...])


class Draws(Protocol[Case]):
    """Where random cases come from. A case is a tuple: the arguments of the learner's function.

    Cases are drawn only where the lesson's simpler rule and Kubernetes' agree. Draws are hashable, and equal to others
    that draw the same (a frozen dataclass is both), so that a class is graded with one set of cases.
    """

    def __hash__(self) -> int: ...

    def draw(self, random: Random) -> Case:
        """One case."""

    def expected(self, case: Case) -> Any:
        """What the built-in part says; worked out here, not by anything that the learner can reach."""

    def told(self, case: Case) -> str:
        """The case in words, for the learner."""

    def smaller(self, case: Case) -> Iterable[Case]:
        """Cases with one thing less in them, to find a counter-example that is easy to read."""


def agree(title: str, function: Callable[..., Any], draws: Draws[Case], cases: int = 300) -> None:
    """Check that ``function`` answers as the built-in part does; show the smallest case where it does not.

    The cases follow from the grading seed, which is never shown.
    """
    for case, expected in _drawn(draws, f"{grading_seed()}/{title}", cases):
        answer = ask(function, *case)
        if answer.problem or not meets(answer.value, expected):
            case = smallest(function, draws, case)
            check = Check(title).call(function, *case)
            check.expect(draws.expected(case), story=f"Kubernetes decides otherwise here.\n{draws.told(case)}")
            check.fail(f"{name_of(function)} answered otherwise when it was asked again.\n{draws.told(case)}")
    print(f"✓ {title}")


@lru_cache(maxsize=16)
def _drawn(draws: Draws[Case], seed: str, count: int) -> list[tuple[Case, Any]]:
    """Cases with what the built-in part says to them."""
    random = Random(seed)
    return [(case, draws.expected(case)) for case in (draws.draw(random) for _ in range(count))]


def smallest(function: Callable[..., Any], draws: Draws[Case], case: Case) -> Case:
    """Take things out of ``case`` one by one, as long as ``function`` and the built-in part still disagree."""
    for less in draws.smaller(case):
        answer = ask(function, *less)
        if answer.problem or not meets(answer.value, draws.expected(less)):
            return smallest(function, draws, less)
    return case
