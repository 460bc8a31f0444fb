"""Recorded Jobs, played on our control plane."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from kubelite.controlplane.controllers.jobindexes import index_of, is_indexed
from kubelite.objects import Job, Pod
from kubelite.objects.errors import NotFound
from kubelite.rules.podstate import is_active, is_ready
from tests.conformance.recording import Case, played
from tests.controlplane.controllers.controlplane import ControlPlane

SETTLING = 2.5
"""Seconds that pass after a step before anybody looks; in the recordings it was about that much."""

COUNTERS = ("active", "ready", "succeeded", "failed", "terminating")


def job(case: Case) -> list[Any]:
    """Result and state after each step."""
    scene, steps = Scene(case["input"]["job"]), []
    for step in case["steps"]:
        result = played(scene, step["action"])
        scene.plane.clock.advance(SETTLING)
        steps.append({"result": result, "expected": scene.state()})
    return steps


def recorded(case: Case) -> list[Any]:
    """Result and state after each step as they were recorded, with Pods named as ours are."""
    steps = []
    for step in case["steps"]:
        state = step["expected"]
        if state.get("job"):
            conditions = [[*most, _named(message)] for *most, message in state["job"]["conditions"]]
            state = {**state, "job": {**state["job"], "conditions": conditions}}
        steps.append({"result": step.get("result"), "expected": state})
    return steps


def _named(message: str) -> str:
    """``message`` with a fixed namespace, and without the random end of a Pod's name."""
    return re.sub(r"\b([Pp]od) \S+/(\S+)-(?:<\w+>|\w{5}) ", r"\1 default/\2-<rand> ", message)


class Scene:
    """One Job, and us in the part of the kubelets."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        self.plane, self.manifest = ControlPlane(), manifest
        self.client, self.name = self.plane.client, manifest["metadata"]["name"]
        self.indexed = manifest["spec"].get("completionMode") == "Indexed"

    def state(self) -> dict[str, Any]:
        pods: list[Pod] = self.client.list("Pod", "default")
        indexes = sorted(index for pod in pods if is_active(pod) and (index := index_of(pod)) is not None)
        return {
            "job": self._job(),
            "pods": dict(Counter(pod.status.phase for pod in pods)),
            "activeIndexes": indexes if self.indexed else None,
        }

    def _job(self) -> dict[str, Any] | None:
        try:
            found: Job = self.client.get("Job", self.name)
        except NotFound:
            return None
        assert is_indexed(found) == self.indexed
        status = self.client.manifest("Job", self.name)["status"]
        known = found.status.conditions
        conditions = [[each.type, each.status, each.reason, _named(each.message)] for each in known]
        return {
            **{name: status.get(name, 0) for name in COUNTERS},
            **{name: status[name] for name in ("completedIndexes", "failedIndexes") if name in status},
            "conditions": conditions,
            "hasStartTime": "startTime" in status,
            "hasCompletionTime": "completionTime" in status,
        }

    def do_create(self) -> int:
        self.client.create(self.manifest)
        return 201

    def do_patch(self, patch: dict[str, Any]) -> int:
        self.client.patch("Job", self.name, patch)
        return 200

    def do_wait(self, seconds: float) -> None:
        self.plane.clock.advance(seconds)

    def do_ready(self, n: int) -> int:
        return self._report([pod for pod in self._active() if not is_ready(pod)][:n], "Running", "True")

    def do_succeed(self, n: int = 0, index: int | None = None) -> int:
        return self._report(self._chosen(n, index), "Succeeded", "False")

    def do_fail(self, n: int = 0, index: int | None = None, exitCode: int = 1) -> int:
        return self._report(self._chosen(n, index), "Failed", "False", exitCode)

    def do_deletepods(self, n: int) -> int:
        chosen = self._active()[:n]
        for pod in chosen:
            self.client.delete("Pod", pod.metadata.name)
        return len(chosen)

    def _chosen(self, n: int, index: int | None) -> list[Pod]:
        active = self._active()
        return active[:n] if index is None else [pod for pod in active if index_of(pod) == index]

    def _active(self) -> list[Pod]:
        return sorted(self.plane.pods(), key=lambda pod: (str(pod.metadata.creation_timestamp), pod.metadata.name))

    def _report(self, pods: list[Pod], phase: str, ready: str, exit_code: int = 0) -> int:
        now = self.plane.clock.timestamp()
        for pod in pods:
            status: dict[str, Any] = {"phase": phase}
            status["conditions"] = [{"type": "Ready", "status": ready, "lastTransitionTime": now}]
            if phase != "Running":
                ended = {"terminated": {"exitCode": exit_code, "startedAt": now, "finishedAt": now}}
                about = {"image": "busybox", "imageID": "", "ready": False, "restartCount": 0}
                name = pod.spec.containers[0].name
                status["containerStatuses"] = [{"name": name, "state": ended, **about}]
            self.client.update_status(pod, status)
        return len(pods)
