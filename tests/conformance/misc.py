"""Replay recordings of smaller controllers: ``python -m tests.conformance.misc FILE… [--emit]``.

Each case names its kind (Job, StatefulSet, DaemonSet, PodDisruptionBudget, EndpointSlice, GarbageCollection) and is
played on a control plane with all controllers, but without scheduler and kubelets. What these would report is part of
the case.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from tests.conformance import misc_jobs, misc_others, misc_sets
from tests.conformance.recording import Case, LeftOut, replay

ANSWERS: dict[str, Callable[[Case], Any]] = {
    "StatefulSet": misc_sets.stateful_set,
    "DaemonSet": misc_sets.daemon_set,
    "Job": misc_jobs.job,
    "PodDisruptionBudget": misc_others.disruption_budget,
    "EndpointSlice": misc_others.endpoint_slices,
    "GarbageCollection": misc_others.garbage_collection,
}


def answer(case: Case) -> Any:
    """What our controllers made of the case: result and state after each step, or the state at the end."""
    if case["kind"] not in ANSWERS:
        raise LeftOut(f"there is no runner for the kind {case['kind']!r}")
    return ANSWERS[case["kind"]](case)


def expected(case: Case) -> Any:
    """What was recorded, in the form of ``answer``."""
    if case["kind"] == "Job":
        return misc_jobs.recorded(case)
    if case["kind"] == "EndpointSlice":
        return misc_others.in_order(case["expected"])
    if "steps" not in case:
        return case["expected"]
    return [{"result": step.get("result"), "expected": step["expected"]} for step in case["steps"]]


def emitted(case: Case, got: Any) -> Case:
    """The case with our answers in place of the recorded ones."""
    if "steps" not in case:
        return {**case, "expected": got}
    return {**case, "steps": [{**step, **ours} for step, ours in zip(case["steps"], got, strict=True)]}


def main(arguments: list[str]) -> int:
    """Replay the files named in ``arguments``; 0 when all that is compared agrees."""
    return replay(arguments, lambda case: case["id"], answer, expected, emitted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
