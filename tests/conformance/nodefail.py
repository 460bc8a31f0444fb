"""Replay recorded node failures: ``python -m tests.conformance.nodefail FILE… [--emit]``.

The first line of a file is a scene: nodes, Pods, and what happens to the nodes. It is played once, on a control plane
without scheduler and kubelets, whose parts are ours; the other lines ask what was seen. The recording tells the seconds
of two runs; ours count as the same when they are within a second of one of them, or in the same five seconds in which
the controllers look at a lost node.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from tests.conformance.nodefail_scene import Scene
from tests.conformance.recording import Case, LeftOut, replay

WINDOWS = ((50.0, 55.0), (60.0, 65.0), (40.0, 60.0))
"""A lost node is seen in a round of 5 s after 50 s, or 60 s; Pods of a deleted node go in one of 20 s after 40 s."""

LOST = "stays Terminating: the silent kubelet does not end it"
ENDED = "gone at once: the kubelet is alive"


class Answers:
    """What was seen in the scene of the last ``setup`` line."""

    def __init__(self) -> None:
        self._scene: Scene | None = None

    def answer(self, case: Case) -> Any:
        """Our answer to one line."""
        if case["id"] == "setup":
            self._scene = Scene(case)
            return self._scene.rejected
        assert self._scene is not None, "the file must begin with its setup"
        kind = case["id"].split("-")[0]
        ask: Callable[[Case, Scene], Any] | None = getattr(self, "_" + kind, None)
        if ask is None:
            raise LeftOut(f"nobody has said here what is asked by {kind!r}")
        return _as_recorded(case["expected"], ask(case, self._scene))

    def _silent(self, case: Case, scene: Scene) -> Any:
        node, heard = case["input"]["node"], case["input"]["lastRenewalAt"][0]
        lost = scene.first(node, "condition", "Ready", "Unknown")
        seen = scene.conditions_at_loss[node]
        return {
            "conditions": [list(each) for each in seen],
            "secondsToReadyUnknown": _twice(lost - heard),
            "secondsToNoScheduleTaint": _twice(scene.tainted(node, "NoSchedule") - heard),
            "secondsToNoExecuteTaint": _twice(scene.tainted(node, "NoExecute") - heard),
            "taints": scene.taints_at_loss[node],
            "podReadyOfAllPodsOnTheNode": "False (set at the same moment)" if scene.pods_lost[node] else "differs",
            "sameConditionsInBothRuns": True,
        }

    def _notready(self, case: Case, scene: Scene) -> Any:
        node = case["input"]["node"]
        reported = scene.first(node, "condition", "Ready", "False")
        return {
            "secondsToNoScheduleTaint": _twice(scene.tainted(node, "NoSchedule") - reported),
            "secondsToNoExecuteTaint": _twice(scene.tainted(node, "NoExecute") - reported),
            "taints": scene.taints_at_loss[node],
        }

    def _evict(self, case: Case, scene: Scene) -> Any:
        node, pod = case["input"]["node"], case["id"].removeprefix("evict-")
        end = scene.tainted(node, "NoExecute") + case["input"]["observedFor"]
        deleted = scene.deleted.get(pod)
        if deleted is None or deleted > end:
            stays = {"evicted": False, "secondsAfterNoExecuteTaint": [None, None], "rounded": None}
            return {**stays, "podCondition": None, "afterwards": "stays"}
        seconds = deleted - scene.tainted(node, "NoExecute")
        return {
            "evicted": True,
            "secondsAfterNoExecuteTaint": _twice(seconds),
            "rounded": round(seconds),
            "podCondition": scene.targets[pod],
            "afterwards": ENDED if scene.gone.get(pod) == deleted else LOST,
        }

    def _workload(self, case: Case, scene: Scene) -> Any:
        name, node = case["input"]["workload"], case["input"]["node"]
        tainted = scene.tainted(node, "NoExecute")
        pods = [pod for pod, place in scene.placed.items() if place == node and scene.workload_of(pod) == name]
        deleted = [scene.deleted.get(pod) for pod in pods]
        new = [at for pod, at in scene.created.items() if scene.workload_of(pod) == name and at > 0]
        run = {
            "podsOnN0": len(pods),
            "deletedSecondsAfterNoExecuteTaint": [None if at is None else at - tainted for at in deleted],
            "replacementsCreatedAt": [at - tainted for at in new if at < scene.back.get(node, scene.end)],
        }
        return {"runs": [run, run]}

    def _pressure(self, case: Case, scene: Scene) -> Any:
        node = case["input"]["actions"][0]["node"]
        seen = [[round(at), what, taint] for at, what, taint in scene.taint_events(node)]
        return {"runs": [seen, seen]}

    def _deleted(self, case: Case, scene: Scene) -> Any:
        at = case["input"]["at"]
        pods = scene.pods_of_deleted_node
        return {
            "secondsUntilPodsGone": [[scene.gone[pod] - at for pod in pods]] * 2,
            "phaseBefore": scene.last_phase[pods[0]],
            "podCondition": scene.targets[pods[0]],
            "grace": 0 if all(scene.gone[pod] == scene.deleted[pod] for pod in pods) else None,
        }

    def _never(self, case: Case, scene: Scene) -> Any:
        node, at = case["id"].rsplit("-", 1)[1], case["input"]["at"]
        seen = [[moment - at, *rest] for moment, *rest in scene.story(node)]
        return {"runs": [seen, seen]}

    def _recovery(self, case: Case, scene: Scene) -> Any:
        node, at = case["id"].rsplit("-", 1)[1], case["input"]["at"]
        seen = [event for event in scene.taint_events(node) if event[0] >= at]
        run = [[round(moment), what, taint] for moment, what, taint in seen]
        answer = {"runs": [run, run], "seconds": _twice([moment - at for moment, _, _ in seen])}
        return answer | ({"note": case["expected"]["note"]} if "note" in case["expected"] else {})


def _twice(value: Any) -> list[Any]:
    """Ours, as often as there are runs in the recording."""
    return [value, value]


def _as_recorded(recorded: Any, ours: Any) -> Any:
    """``ours``, with numbers replaced by the ``recorded`` ones where they are the same within the tolerance."""
    if isinstance(recorded, dict) and isinstance(ours, dict):
        return {key: _as_recorded(recorded.get(key), value) for key, value in ours.items()}
    if isinstance(recorded, list) and isinstance(ours, list) and len(recorded) == len(ours):
        return [_as_recorded(*pair) for pair in zip(recorded, ours, strict=True)]
    if isinstance(recorded, int | float) and isinstance(ours, float) and _is_near(recorded, ours):
        return recorded
    if isinstance(recorded, int) and type(ours) is int and abs(recorded - ours) <= 1:
        return recorded
    return round(ours, 1) if isinstance(ours, float) else ours


def _is_near(recorded: float, ours: float) -> bool:
    return abs(recorded - ours) <= 1 or any(low <= recorded <= high and low <= ours <= high for low, high in WINDOWS)


def expected(case: Case) -> Any:
    """What was recorded; of the setup, which Pods were refused."""
    return case["rejected"] if case["id"] == "setup" else case["expected"]


def emitted(case: Case, got: Any) -> Case:
    """The case with our answer in place of the recorded one."""
    return {**case, "rejected" if case["id"] == "setup" else "expected": json.loads(json.dumps(got))}


def main(arguments: list[str]) -> int:
    """Replay the files named in ``arguments``; 0 when all that is compared agrees."""
    return replay(arguments, lambda case: case["id"], Answers().answer, expected, emitted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
