"""Replay recorded scheduling decisions: ``python -m tests.conformance.scheduler FILE… [--emit]``.

A recorded case is a scene: nodes, the Pods on them, a Pod that wants a node, and what the real scheduler said of every
node. Scenes are random and load as they are: nothing checks that the Pods could have come to their nodes.

Where candidates for preemption are equal by all of Kubernetes' criteria, any of them counts as the right one.
"""

from __future__ import annotations

import sys
from copy import deepcopy
from typing import Any

from kubelite.controlplane.apiserver.decode import decode
from kubelite.controlplane.apiserver.defaults import apply_defaults
from kubelite.controlplane.scheduler import surroundings
from kubelite.controlplane.scheduler.cache import Cache
from kubelite.controlplane.scheduler.cycle import ask, prepare, score_nodes, why_not_here
from kubelite.controlplane.scheduler.decision import none_available, why_not
from kubelite.controlplane.scheduler.framework import SUCCESS, Code, CycleState, Rejections
from kubelite.controlplane.scheduler.plugins import default_plugins
from kubelite.controlplane.scheduler.plugins.defaultpreemption import Candidate, cost, find_victims, not_eligible
from kubelite.controlplane.scheduler.profile import Profile
from kubelite.objects import Node, Pod, kinds, view
from tests.conformance.recording import Case, LeftOut, replay

PROFILE = Profile(default_plugins())


class Scene:
    """A recorded scene, loaded into the scheduler's cache, and the Pod that wants a node."""

    def __init__(self, case: Case) -> None:
        self.classes = {o["metadata"]["name"]: o for o in case["objects"] if o["kind"] == "PriorityClass"}
        self.cache = Cache()
        for manifest in case["objects"]:
            surroundings.put(self.cache.snapshot, view(_defaulted(manifest)))
        for manifest in case["nodes"]:
            node = view(_defaulted(manifest))
            assert isinstance(node, Node)
            self.cache.put_node(node)
        for number, manifest in enumerate(case["pods"]):
            pod = self.pod(manifest, f"uid-{number}")
            if pod.spec.node_name:
                self.cache.put_pod(pod)
            elif pod.status.nominated_node_name:
                self.cache.nominate(pod, pod.status.nominated_node_name)
        self.pending = self.pod(case["pod"], "uid-pending")
        self.state = CycleState(self.cache.snapshot)

    def pod(self, manifest: Case, uid: str) -> Pod:
        """The Pod as the API server would have stored it; ``uid`` where it has none."""
        stored = _defaulted(manifest)
        stored["metadata"].setdefault("uid", uid)
        spec = stored["spec"]
        found = self.classes.get(spec.get("priorityClassName", ""))
        if found is None and "priority" not in spec:
            found = max((each for each in self.classes.values() if each.get("globalDefault")), key=_value, default=None)
        if found is not None:
            spec["priority"] = _value(found)
            spec.setdefault("preemptionPolicy", found.get("preemptionPolicy", ""))
        pod = view(stored)
        assert isinstance(pod, Pod)
        return pod


def answer(case: Case) -> dict[str, Any]:
    """Our decision about the case's scene, in the format of the recordings."""
    if case.get("ambiguous") or case.get("unstable"):
        raise LeftOut("the real scheduler itself varied")
    scene = Scene(case)
    nodes = scene.cache.nodes()
    question = prepare(PROFILE.filters, scene.state, scene.pending)
    feasible, rejected = ask(question, scene.state, scene.pending, nodes)
    columns = score_nodes(PROFILE, scene.pending, feasible, scene.state)
    scores = {node.name: {c.plugin: c[i] for c in columns} for i, node in enumerate(feasible)}
    total = {name: sum(score.weighted for score in given.values()) for name, given in scores.items()}
    got: dict[str, Any] = {
        "feasible": {node.name: _verdict(rejected, node.name) for node in nodes},
        "scores": _each(scores, "weighted"),
        "total": total,
        "best": sorted(name for name in total if total[name] == max(total.values())),
    }
    if feasible:
        got["raw"] = _each(scores, "raw")
    else:
        refused = ", ".join(question.refused.reasons) if question.refused else ""
        got["fitError"] = none_available(len(nodes), (), refused) if refused else why_not(rejected)
        got["preemption"] = _preemption(scene, case, rejected, question)
        got |= {"preFilterMsg": refused} if refused else {}
    return got | _gated(scene.pending)


def expected(case: Case) -> dict[str, Any]:
    """The recorded decision, the best nodes in order, and without the recorder's own words about preemption."""
    recorded = case["expected"] | {"best": sorted(case["expected"]["best"])}
    if "preemption" in recorded:
        told = ("eligible", "selected", "candidates")
        recorded["preemption"] = {key: recorded["preemption"][key] for key in told if key in recorded["preemption"]}
    return recorded


def _verdict(rejected: Rejections, name: str) -> Any:
    """Where only certain nodes came into question, the recordings name a plugin for the others only if all nodes were
    left out by it.
    """
    if name not in rejected:
        return True
    why = rejected[name]
    outside = why.reasons[0].startswith("node(s) didn't satisfy plugin(s)")
    alone = {each.plugin for each in rejected.values()} == {why.plugin}
    return ["PreFilter" if outside and not alone else why.plugin, ", ".join(why.reasons), str(why.code)]


def _each(scores: dict[str, dict[str, Any]], field: str) -> dict[str, dict[str, int]]:
    return {node: {plugin: getattr(each, field) for plugin, each in sorted(s.items())} for node, s in scores.items()}


def _preemption(scene: Scene, case: Case, rejected: Rejections, question: Any) -> dict[str, Any]:
    nodes, pod = scene.cache.snapshot.nodes, scene.pending
    if not_eligible(pod, nodes, rejected):
        return {"eligible": False}

    def why(node: Any) -> Any:
        return why_not_here(question, scene.state, pod, node)

    budgets = list(scene.cache.snapshot.budgets.values())
    tried = [name for name, why_not in rejected.items() if why_not.code == Code.UNSCHEDULABLE]
    found = [find_victims(pod, nodes[name], budgets, why) for name in tried]
    candidates = [each for each in found if isinstance(each, Candidate)]
    if not candidates:
        return {"eligible": True}
    best = [each.node for each in candidates if cost(each) == min(map(cost, candidates))]
    recorded = case["expected"].get("preemption", {}).get("selected")
    told = {each.node: {"victims": _names(each), "pdbViolations": each.violations} for each in candidates}
    return {"eligible": True, "selected": recorded if recorded in best else best[0], "candidates": told}


def _names(candidate: Candidate) -> list[str]:
    return [f"{pod.metadata.namespace}/{pod.metadata.name}" for pod in candidate.victims]


def _gated(pod: Pod) -> dict[str, Any]:
    for keeper in PROFILE.gatekeepers:
        if (status := keeper.pre_enqueue(pod)) != SUCCESS:
            return {"gated": [keeper.name, ", ".join(status.reasons), str(status.code)]}
    return {}


def _defaulted(manifest: Case) -> Case:
    resource = kinds.of_manifest(manifest)
    stored = decode(deepcopy(manifest), resource, "Ignore")[0]
    apply_defaults(stored, resource)
    return stored


def _value(priority_class: Case) -> int:
    return int(priority_class["value"])


if __name__ == "__main__":
    sys.exit(replay(sys.argv[1:], lambda case: case["id"], answer, expected))
