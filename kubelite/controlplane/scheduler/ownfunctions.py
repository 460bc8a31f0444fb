"""Filter and score functions that a learner wrote, dressed as plugins: called, and their answers checked."""

from __future__ import annotations

from collections.abc import Callable

from kubelite.controlplane.scheduler.framework import (
    MAX_NODE_SCORE,
    SUCCESS,
    CycleState,
    Event,
    FilterPlugin,
    ScorePlugin,
    Status,
    Unschedulable,
    unschedulable,
)
from kubelite.objects.core.pod import Pod
from kubelite.rules.functions import failed, name_of, wrong_result
from kubelite.rules.nodeinfo import NodeInfo

FilterFunction = Callable[[Pod, NodeInfo], "bool | Unschedulable"]
ScoreFunction = Callable[[Pod, NodeInfo], int]


class OwnFilter(FilterPlugin):
    """``function(pod, node)`` says ``True``, ``False`` or ``Unschedulable("the reason")``."""

    point = "filter"
    helped_by = frozenset(Event)

    def __init__(self, function: FilterFunction, replaces: str = "") -> None:
        self.function = function
        self.name = name_of(function)
        self.weight = 0
        self.replaces = replaces
        self.written = True
        self._refused = unschedulable(f"node(s) didn't pass the filter {self.name}")

    def filter(self, state: CycleState, pod: Pod, node: NodeInfo) -> Status:
        try:
            answer: object = self.function(pod, node)
        except Unschedulable as no:
            answer = no
        except Exception as error:
            raise failed(self.function, error, _about(pod, node)) from error
        if answer is True:
            return SUCCESS
        if answer is False:
            return self._refused
        if isinstance(answer, Unschedulable):
            return unschedulable(*answer.reasons) if answer.reasons else self._refused
        hint = "`wanted <= free` gives one; bool(…) makes one"
        raise wrong_result(self.function, answer, _about(pod, node), expected="True, False or Unschedulable", hint=hint)


class OwnScore(ScorePlugin):
    """``function(pod, node)`` says how good the node is, from 0 to 100."""

    point = "score"

    def __init__(self, function: ScoreFunction, weight: int = 1, replaces: str = "") -> None:
        self.function = function
        self.name = name_of(function)
        self.weight = weight
        self.replaces = replaces
        self.written = True

    def score(self, state: CycleState, pod: Pod, node: NodeInfo) -> int:
        try:
            answer: object = self.function(pod, node)
        except Exception as error:
            raise failed(self.function, error, _about(pod, node)) from error
        if type(answer) is int and 0 <= answer <= MAX_NODE_SCORE:
            return answer
        if type(answer) is int:
            hint = "divide by the largest amount there can be, then multiply by 100"
        else:
            hint = "`//` divides to whole numbers, int(…) cuts off what follows the point"
        expected = f"a whole number from 0 to {MAX_NODE_SCORE}"
        raise wrong_result(self.function, answer, _about(pod, node), expected=expected, hint=hint)


def own_function(
    filter: FilterFunction | None, score: ScoreFunction | None, weight: int | None, replaces: str | None
) -> OwnFilter | OwnScore:
    """The plugin for what somebody gave to ``use``. Raises ``TypeError`` or ``ValueError`` that say what to give."""
    if (filter is None) == (score is None):
        raise TypeError("use(…) takes one function at a time: use(filter=fits) or use(score=least_allocated)")
    for function in (filter, score):
        if function is not None and not callable(function):
            raise TypeError(f"{function!r} is not a function; give its name without parentheses: use(filter=fits)")
    if filter is not None:
        if weight is not None:
            raise ValueError("weight counts for scores only; a filter says yes or no")
        return OwnFilter(filter, replaces or "")
    if weight is not None and (type(weight) is not int or weight < 1):
        raise ValueError(f"weight={weight!r}: expected a whole number from 1 on")
    assert score is not None
    return OwnScore(score, weight or 1, replaces or "")


def _about(pod: Pod, node: NodeInfo) -> str:
    return f"pod {pod.metadata.name} and node {node.name}"
