"""Recordings: a decision of a real kube-scheduler, and the same question asked here.

real = recording("six_nodes")
print(real.decision)                       # what the real scheduler said
print(real.again())                        # what kubelite's says
print(real.again(score=least_allocated))   # and with a score of your own
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from random import Random
from typing import Any, NamedTuple

import yaml

from kubelite.controlplane.scheduler.cycle import decide
from kubelite.controlplane.scheduler.decision import Decision, ScoreColumn
from kubelite.controlplane.scheduler.framework import Code, Rejection, ScorePlugin
from kubelite.controlplane.scheduler.ownfunctions import ScoreFunction, own_function
from kubelite.controlplane.scheduler.plugins import default_plugins
from kubelite.controlplane.scheduler.profile import Profile
from kubelite.objects import Node, Pod
from kubelite.objects.frozen import FrozenMap
from kubelite.objects.meta import view_as
from kubelite.rules.functions import Unwritten
from kubelite.rules.nodeinfo import NodeInfo


class Recording(NamedTuple):
    """A Pod, the nodes with the Pods on them, and the ``decision`` of the real scheduler about them."""

    pod: Pod
    nodes: tuple[NodeInfo, ...]
    decision: Decision

    def again(
        self, *, score: ScoreFunction | None = None, weight: int | None = None, replaces: str | None = None
    ) -> Decision:
        """What kubelite's scheduler says to the same question, with a score of your own beside or instead of others.

        Raises ``FunctionError`` when ``score`` fails. One that is not written yet is left out, and a line says so.
        """
        profile = Profile(default_plugins())
        if score is not None:
            profile.use(own_function(None, score, weight, replaces))
        try:
            return decide(profile, self.pod, self.nodes, Random(0))
        except Unwritten as unwritten:
            print(profile.leave_out(unwritten.function))
            return decide(profile, self.pod, self.nodes, Random(0))


def recording(name: str) -> Recording:
    """The recording of this name. Raises ``LookupError`` that says which there are."""
    folder = files("kubelite.learning").joinpath("recordings")
    known = {file.name.removesuffix(".yaml"): file for file in folder.iterdir()}
    if name not in known:
        raise LookupError(f'There is no recording "{name}"; there are: {", ".join(sorted(known))}.')
    return read(yaml.safe_load(known[name].read_text(encoding="utf-8")))


def read(case: Mapping[str, Any]) -> Recording:
    """A recorded case (``nodes``, ``pods``, ``pod``, ``expected``) as objects."""
    there = [view_as(Pod, pod) for pod in case["pods"]]
    nodes = [view_as(Node, node) for node in case["nodes"]]
    infos = (NodeInfo(node, [pod for pod in there if pod.spec.node_name == node.metadata.name]) for node in nodes)
    pod = view_as(Pod, case["pod"])
    return Recording(pod, tuple(infos), _decision(pod, case["expected"]))


def _decision(pod: Pod, said: Mapping[str, Any]) -> Decision:
    """What the real scheduler said, in the form in which kubelite's says it."""
    feasible = tuple(name for name, answer in said["feasible"].items() if answer is True)
    refused = {name: answer for name, answer in said["feasible"].items() if answer is not True}
    return Decision(
        pod=f"{pod.metadata.namespace}/{pod.metadata.name}",
        node=said["best"][0],
        feasible=feasible,
        rejected=FrozenMap({name: Rejection(by, Code(how), (why,)) for name, (by, why, how) in refused.items()}),
        scored=tuple(_columns(feasible, said)),
        totals=tuple(said["total"][name] for name in feasible),
    )


def _columns(feasible: tuple[str, ...], said: Mapping[str, Any]) -> list[ScoreColumn]:
    """One column for each plugin that gave scores, in Kubernetes' order."""
    weights = {plugin.name: plugin.weight for plugin in default_plugins() if isinstance(plugin, ScorePlugin)}
    columns = []
    for plugin, weight in weights.items():
        if plugin in said["scores"][feasible[0]]:
            raw = tuple(said["raw"][node][plugin] for node in feasible)
            normalized = tuple(said["scores"][node][plugin] // weight for node in feasible)
            columns.append(ScoreColumn(plugin, weight, raw, normalized))
    return columns
