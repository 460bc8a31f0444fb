"""Random cases for lesson 04: a Pod meets a taint.

Only tolerations that the API accepts are drawn: Exists names no value, and without a key there is nothing but Exists.
Most of them differ from what would match in one field at most, since that is where mistakes show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from kubelite.controlplane.scheduler.framework import SUCCESS, CycleState
from kubelite.controlplane.scheduler.plugins.tainttoleration import TaintToleration
from kubelite.grading.objects import a_pod, a_taint
from kubelite.objects import Node, Pod
from kubelite.objects.core.node import NodeSpec, Taint
from kubelite.rules.nodeinfo import NodeInfo

EFFECTS = (*("NoSchedule", "NoExecute") * 3, "PreferNoSchedule")
MARKS = ("dedicated=database", "dedicated=reports", "gpu=a100", "gpu", "maintenance")
FIELDS = ("key", "operator", "value", "effect")
Written = dict[str, str]
"""A toleration as in a manifest, without the fields that are not written."""


class Encounter(NamedTuple):
    """Does ``taint`` let ``pod`` in?"""

    pod: Pod
    taint: Taint


@dataclass(frozen=True)
class Encounters:
    """Draws encounters and asks the built-in filter TaintToleration about them."""

    def draw(self, random: Random) -> Encounter:
        """A taint, and a Pod with up to three tolerations, each a match or near to one."""
        taint = a_taint(f"{random.choice(MARKS)}:{random.choice(EFFECTS)}")
        count = random.choice((0, 1, 1, 2, 3))
        return _encounter(taint, [_toleration(random, taint) for _ in range(count)])

    def expected(self, case: Encounter) -> bool:
        """What TaintToleration says about a node with this taint."""
        node = NodeInfo(Node(spec=NodeSpec(taints=(case.taint,))))
        return TaintToleration().filter(CycleState(), case.pod, node) == SUCCESS

    def told(self, case: Encounter) -> str:
        """The taint, and the tolerations of the Pod, one a line."""
        taint = f"{case.taint.key}{case.taint.value and '='}{case.taint.value}:{case.taint.effect}"
        lines = [f"    - {_told(toleration)}" for toleration in _tolerations(case.pod)] or ["    none"]
        return "\n".join([f"The taint is {taint}. The tolerations of the pod are:", *lines])

    def smaller(self, case: Encounter) -> Iterator[Encounter]:
        """The same case with a toleration less."""
        there = _tolerations(case.pod)
        for number in range(len(there)):
            yield _encounter(case.taint, there[:number] + there[number + 1 :])


def _encounter(taint: Taint, tolerations: list[Written]) -> Encounter:
    return Encounter(a_pod("web", phase="Pending", tolerations=tolerations), taint)


def _toleration(random: Random, taint: Taint) -> Written:
    """A toleration that matches the taint, in one of the ways there are, unless one field of it is another one."""
    operator = random.choice(("Exists", "Equal", ""))
    effect = random.choice((taint.effect, ""))
    written = {"key": taint.key, "operator": operator, "value": taint.value, "effect": effect}
    other = random.choice(("key", "value", "value", "effect", "effect", "operator", ""))
    if other == "key":
        written["key"] = random.choice(("disk", "gpu", "dedicated"))
    elif other == "value":
        written["value"] = random.choice(("database", "a100", "", "true"))
    elif other == "effect":
        written["effect"] = random.choice(EFFECTS)
    elif other == "operator":
        written |= {"key": "", "operator": "Exists"}
    if written["operator"] == "Exists":
        written["value"] = ""
    return {field: text for field, text in written.items() if text}


def _tolerations(pod: Pod) -> list[Written]:
    """The tolerations of the Pod as in a manifest."""
    every = ({field: getattr(toleration, field) for field in FIELDS} for toleration in pod.spec.tolerations)
    return [{field: text for field, text in each.items() if text} for each in every]


def _told(toleration: Written) -> str:
    """``{key: gpu, operator: Exists}``, as in YAML."""
    return "{" + ", ".join(f"{field}: {text}" for field, text in toleration.items()) + "}"
