"""Checks: how a notebook tells whether a learner's function is right, and what to try when it is not.

Names are loaded when they are first used: a process that runs a student's code needs few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

_NAMES = {
    "Check": "kubelite.grading.checks",
    "CheckFailed": "kubelite.grading.checks",
    "Exercise": "kubelite.grading.exercise",
    "a_container": "kubelite.grading.objects",
    "a_node": "kubelite.grading.objects",
    "a_pod": "kubelite.grading.objects",
    "a_taint": "kubelite.grading.objects",
    "a_replicaset": "kubelite.grading.objects",
    "a_service": "kubelite.grading.objects",
    "a_state": "kubelite.grading.objects",
    "agree": "kubelite.grading.agreement",
    "check": "kubelite.grading.checks",
    "decides": "kubelite.grading.deciding",
    "game_day": "kubelite.grading.shop.gameday",
    "in_any_order": "kubelite.grading.expectations",
    "in_this_order": "kubelite.grading.expectations",
    "one_of": "kubelite.grading.expectations",
    "takes_over": "kubelite.grading.deciding",
}
"""What a test cell imports, and where it lives."""

if TYPE_CHECKING:
    from kubelite.grading.agreement import agree as agree
    from kubelite.grading.checks import Check as Check
    from kubelite.grading.checks import CheckFailed as CheckFailed
    from kubelite.grading.checks import check as check
    from kubelite.grading.deciding import decides as decides
    from kubelite.grading.deciding import takes_over as takes_over
    from kubelite.grading.exercise import Exercise as Exercise
    from kubelite.grading.expectations import in_any_order as in_any_order
    from kubelite.grading.expectations import in_this_order as in_this_order
    from kubelite.grading.expectations import one_of as one_of
    from kubelite.grading.objects import a_container as a_container
    from kubelite.grading.objects import a_node as a_node
    from kubelite.grading.objects import a_pod as a_pod
    from kubelite.grading.objects import a_replicaset as a_replicaset
    from kubelite.grading.objects import a_service as a_service
    from kubelite.grading.objects import a_state as a_state
    from kubelite.grading.objects import a_taint as a_taint
    from kubelite.grading.shop.gameday import game_day as game_day

__all__ = [
    *("Check", "CheckFailed", "Exercise", "a_container", "a_node", "a_pod", "a_state", "a_taint"),
    *("agree", "check", "decides", "game_day", "in_any_order", "in_this_order", "one_of", "takes_over"),
]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(import_module(_NAMES[name]), name)
    raise AttributeError(f"kubelite.grading has no {name!r}; it has {', '.join(sorted(_NAMES))}")
