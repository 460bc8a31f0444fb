"""Replay recorded rollouts: ``python -m tests.conformance.rollouts FILE… [--emit]``.

A case is a Deployment and what is done to it, step by step; after every step the controllers settle, and what they made
of it is compared. There are no kubelets: what they would report is a step, too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from kubelite.controlplane.controllers.deployment import DeploymentController
from kubelite.controlplane.controllers.replicaset import ReplicaSetController
from kubelite.controlplane.controllers.scaling import DESIRED_REPLICAS, MAX_REPLICAS
from kubelite.kubectl import rolled_back
from kubelite.objects import Deployment, Pod, ReplicaSet
from kubelite.objects.errors import APIError
from kubelite.rules.podstate import is_active, is_ready, is_terminating
from kubelite.rules.revisions import REVISION_HISTORY, revision_of, to_roll_back_to
from tests.conformance.recording import Case, played, replay
from tests.controlplane.controllers.controlplane import ControlPlane

BETWEEN_STEPS = 1.0
"""Seconds from one step to the next; in the recordings it was about that much."""

COUNTERS = ("replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas")

SAME_REASON = {"NewReplicaSetCreated": "ReplicaSetUpdated"}
"""Right after a change of the template the real controllers race: either of the two may be seen."""

EXCLUDED: dict[str, str] = {}


class Rollout:
    """One Deployment, the controllers that look after it, and us in the part of the kubelets."""

    def __init__(self, *, held: bool) -> None:
        self.plane = ControlPlane([DeploymentController, ReplicaSetController])
        self.client, self.name = self.plane.client, ""
        if held:  # a Pod on a node does not go before its kubelet says so
            self.client.watch("Pod", lambda event: self.client.bind(event.object, "n1") if event.type == "ADDED" else 0)

    def do(self, action: dict[str, Any]) -> dict[str, Any]:
        """One step, and the result that a recording shows of it."""
        result: dict[str, Any] = played(self, action)
        self.plane.clock.settle()
        return result

    def state(self) -> dict[str, Any]:
        """What there is after the controllers have settled."""
        deployment, stored = self._deployment(), self.client.manifest("Deployment", self.name)
        status = stored["status"]
        counters = {name: status.get(name, 0) for name in (*COUNTERS, "terminatingReplicas")}
        conditions = sorted([each.type, each.status, each.reason] for each in deployment.status.conditions)
        return {
            "replicaSets": [self._shown(rs) for rs in self._sets()],
            "revision": revision_of(deployment),
            "status": counters,
            "generation": deployment.metadata.generation,
            "conditions": conditions,
        }

    def do_create(self, manifest: dict[str, Any]) -> dict[str, Any]:
        self.name = manifest["metadata"]["name"]
        self.client.create(manifest)
        return {"code": 201}

    def do_patch(self, patch: dict[str, Any]) -> dict[str, Any]:
        self.client.patch("Deployment", self.name, patch)
        return {"code": 200}

    def do_setimage(self, image: str) -> dict[str, Any]:
        manifest = self.client.manifest("Deployment", self.name)
        manifest["spec"]["template"]["spec"]["containers"][0]["image"] = image
        self.client.update(manifest)
        return {"code": 200}

    def do_scale(self, replicas: int) -> dict[str, Any]:
        return self.do_patch({"spec": {"replicas": replicas}})

    def do_pause(self) -> dict[str, Any]:
        return self.do_patch({"spec": {"paused": True}})

    def do_resume(self) -> dict[str, Any]:
        return self.do_patch({"spec": {"paused": None}})

    def do_strategy(self, strategy: dict[str, Any]) -> dict[str, Any]:
        return self.do_patch({"spec": {"strategy": strategy}})

    def do_undo(self, toRevision: int = 0) -> dict[str, Any]:
        deployment = self._deployment()
        try:
            target = to_roll_back_to(deployment, self._sets(), toRevision)
        except APIError as error:
            return {"exit": 1, "stdout": "", "stderr": f"error: {error.message}\n"}
        manifest = self.client.manifest("Deployment", self.name)
        earlier = rolled_back(manifest, self.client.manifest("ReplicaSet", target.metadata.name))
        subject = f"deployment.apps/{self.name}"
        if manifest["spec"] == earlier["spec"]:
            why = f"current template already matches revision {toRevision}"
            return {"exit": 0, "stdout": f"{subject} skipped rollback ({why})\n", "stderr": ""}
        self.client.update(earlier)
        return {"exit": 0, "stdout": f"{subject} rolled back\n", "stderr": ""}

    def do_ready(self, n: int) -> dict[str, Any]:
        return self._report((pod for pod in self._active(self._sets()[-1:]) if not is_ready(pod)), n, "True")

    def do_unready(self, n: int, of: str) -> dict[str, Any]:
        return self._report((pod for pod in self._active(self._of(of)) if is_ready(pod)), n, "False")

    def do_deletepods(self, n: int, of: str) -> dict[str, Any]:
        chosen = self._active(self._of(of))[:n]
        for pod in chosen:
            self.client.delete("Pod", pod.metadata.name)
        return {"changed": len(chosen)}

    def do_finish(self, n: int) -> dict[str, Any]:
        chosen = [pod for pod in self._pods(self._sets()) if is_terminating(pod)][:n]
        for pod in chosen:
            self.client.delete("Pod", pod.metadata.name, grace=0)
        return {"changed": len(chosen)}

    def do_wait(self, seconds: float) -> dict[str, Any]:
        self.plane.clock.advance(seconds)
        return {}

    def _report(self, pods: Iterable[Pod], n: int, ready: str) -> dict[str, Any]:
        chosen = list(pods)[:n]
        for pod in chosen:
            condition = {"type": "Ready", "status": ready, "lastTransitionTime": self.plane.clock.timestamp()}
            self.client.update_status(pod, {"phase": "Running", "conditions": [condition]})
        return {"changed": len(chosen)}

    def _deployment(self) -> Deployment:
        deployment: Deployment = self.client.get("Deployment", self.name)
        return deployment

    def _sets(self) -> list[ReplicaSet]:
        return sorted(self.client.list("ReplicaSet", "default"), key=revision_of)

    def _of(self, which: str) -> list[ReplicaSet]:
        """The newest revision, or the oldest one that has Pods."""
        sets = self._sets()
        return sets[-1:] if which == "newest" else [rs for rs in sets if self._active([rs])][:1]

    def _active(self, sets: Iterable[ReplicaSet]) -> list[Pod]:
        return [pod for pod in self._pods(sets) if is_active(pod)]

    def _pods(self, sets: Iterable[ReplicaSet]) -> list[Pod]:
        pods = [pod for rs in sets for pod in self.client.list("Pod", by=("owner", rs.metadata.uid))]
        return sorted(pods, key=lambda pod: (str(pod.metadata.creation_timestamp), pod.metadata.name))

    def _shown(self, rs: ReplicaSet) -> dict[str, Any]:
        pods, active, annotations = self._pods([rs]), self._active([rs]), rs.metadata.annotations
        history = annotations.get(REVISION_HISTORY)
        return ({"revisionHistory": history} if history else {}) | {
            "revision": revision_of(rs),
            "image": rs.spec.template.spec.containers[0].image,
            "replicas": rs.spec.replicas,
            "pods": len(active),
            "ready": sum(map(is_ready, active)),
            "terminating": sum(map(is_terminating, pods)),
            "desired": int(annotations[DESIRED_REPLICAS]),
            "max": int(annotations[MAX_REPLICAS]),
        }


def play(case: Case) -> list[Any]:
    """Result and state after each step, as ours are."""
    rollout, steps = Rollout(held=case.get("terminating") == "held"), []
    for step in case["steps"]:
        steps.append({"result": rollout.do(step["action"]), "expected": rollout.state()})
        rollout.plane.clock.advance(BETWEEN_STEPS)
    return steps


def answer(case: Case) -> list[Any]:
    """Result and state after each step. Where the real controllers varied, any of what they showed is right."""
    steps = play(case)
    for step, ours in zip(case["steps"], steps, strict=True):
        conditions = _normal(ours["expected"]["conditions"])
        if conditions in map(_normal, step.get("alternativeConditions", [])):
            conditions = _normal(step["expected"]["conditions"])
        ours["expected"]["conditions"] = conditions
    return steps


def expected(case: Case) -> list[Any]:
    """What was recorded, in the form of ``answer``."""
    steps = []
    for step in case["steps"]:
        state = {**step["expected"], "conditions": _normal(step["expected"]["conditions"])}
        steps.append({"result": step["result"], "expected": state})
    return steps


def emitted(case: Case, got: list[Any]) -> Case:
    """The case with our results and states in place of the recorded ones."""
    return {**case, "steps": [{**step, **ours} for step, ours in zip(case["steps"], play(case), strict=True)]}


def _normal(conditions: list[list[str]]) -> list[list[str]]:
    return sorted([type, status, SAME_REASON.get(reason, reason)] for type, status, reason in conditions)


def main(arguments: list[str]) -> int:
    """Replay the files named in ``arguments``; 0 when all that is compared agrees."""
    return replay(arguments, lambda case: case["id"], answer, expected, emitted, EXCLUDED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
