"""Phase and conditions as pure functions."""

from typing import Any

import pytest

from kubelite.node.status import conditions, phase
from kubelite.objects import Pod, view

NEW: dict[str, Any] = {"state": {"waiting": {"reason": "ContainerCreating"}}, "lastState": {}}
RUNS: dict[str, Any] = {"state": {"running": {}}, "lastState": {}}


def ended(code: int) -> dict[str, Any]:
    return {"state": {"terminated": {"exitCode": code}}, "lastState": {}}


def waits(code: int) -> dict[str, Any]:
    """Ended, and waiting to be restarted."""
    return {"state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": code}}}


def pod(policy: str = "Always", apps: int = 1, inits: tuple[str, ...] = (), **status: Any) -> Pod:
    """A Pod with containers app0, app1 …; ``inits`` names the restart policies of init containers init0, init1 …"""
    spec = {
        "restartPolicy": policy,
        "containers": [{"name": f"app{n}"} for n in range(apps)],
        "initContainers": [{"name": f"init{n}", "restartPolicy": each} for n, each in enumerate(inits)],
    }
    found = view({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec, "status": status})
    assert isinstance(found, Pod)
    return found


def by_name(kind: str, states: tuple[dict[str, Any], ...]) -> dict[str, dict[str, Any]]:
    return {f"{kind}{n}": {"name": f"{kind}{n}", **state} for n, state in enumerate(states)}


@pytest.mark.parametrize(
    ("policy", "states", "expected"),
    [
        ("Always", (NEW,), "Pending"),
        ("Always", (RUNS, NEW), "Pending"),  # one has never started
        ("Always", (RUNS, RUNS), "Running"),
        ("Always", (RUNS, ended(1)), "Running"),
        ("Always", (ended(0),), "Running"),  # it will be restarted
        ("Always", (ended(1),), "Running"),
        ("Always", (waits(1),), "Running"),
        ("OnFailure", (ended(0),), "Succeeded"),
        ("OnFailure", (ended(1),), "Running"),
        ("OnFailure", (ended(0), ended(1)), "Running"),  # the second restarts
        ("OnFailure", (ended(0), waits(1)), "Running"),
        ("Never", (ended(0),), "Succeeded"),
        ("Never", (ended(0), ended(0)), "Succeeded"),
        ("Never", (ended(0), ended(1)), "Failed"),
        ("Never", (RUNS, ended(1)), "Running"),
    ],
)
def test_phase(policy: str, states: tuple[dict[str, Any], ...], expected: str) -> None:
    assert phase(pod(policy, len(states)).spec, by_name("app", states)) == expected


@pytest.mark.parametrize(
    ("policy", "init", "app", "expected"),
    [
        ("Always", NEW, NEW, "Pending"),
        ("Always", RUNS, NEW, "Pending"),
        ("Always", ended(0), NEW, "Pending"),
        ("Always", ended(0), RUNS, "Running"),
        ("Always", ended(1), NEW, "Pending"),  # it is tried again
        ("Always", waits(1), NEW, "Pending"),
        ("Never", ended(1), NEW, "Failed"),
        ("Never", ended(0), ended(0), "Succeeded"),
    ],
)
def test_phase_with_an_init_container(policy: str, init: dict[str, Any], app: dict[str, Any], expected: str) -> None:
    statuses = by_name("init", (init,)) | by_name("app", (app,))
    assert phase(pod(policy, inits=("",)).spec, statuses) == expected


def test_a_sidecar_that_runs_keeps_the_pod_running() -> None:
    spec = pod("Never", inits=("Always",)).spec
    assert phase(spec, by_name("init", (RUNS,)) | by_name("app", (ended(0),))) == "Running"
    assert phase(spec, by_name("init", (ended(137),)) | by_name("app", (ended(0),))) == "Succeeded"


@pytest.mark.parametrize(("code", "expected"), [(0, "Succeeded"), (137, "Failed")])
def test_a_deleted_pod_is_over_when_its_containers_have_ended(code: int, expected: str) -> None:
    assert phase(pod().spec, by_name("app", (ended(code),)), ending=True) == expected


def reported(pod: Pod, phase: str, **statuses: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Condition → status, reason and message."""
    named = {name: {"name": name, **status} for name, status in statuses.items()}
    found = conditions(pod, phase, named, True, lambda moment: str(moment or "now"))
    return {each["type"]: (each["status"], each.get("reason", ""), each.get("message", "")) for each in found}


def test_conditions_of_a_pod_that_is_not_ready() -> None:
    found = reported(pod(apps=2), "Running", app0={**RUNS, "ready": True}, app1={**RUNS, "ready": False})
    unready = ("False", "ContainersNotReady", "containers with unready status: [app1]")
    assert found == {
        "PodReadyToStartContainers": ("True", "", ""),
        "Initialized": ("True", "", ""),
        "Ready": unready,
        "ContainersReady": unready,
        "PodScheduled": ("True", "", ""),
    }


def test_conditions_while_init_containers_work() -> None:
    found = reported(
        pod(inits=("", "Always", "")),
        "Pending",
        init0={**ended(0), "ready": True, "started": False},
        init1={**RUNS, "ready": False, "started": True},
        init2={**RUNS, "ready": False, "started": True},
        app0={**NEW, "ready": False},
    )
    assert found["Initialized"] == ("False", "ContainersNotInitialized", "containers with incomplete status: [init2]")
    assert found["Ready"][2] == "containers with unready status: [init1 app0]"


@pytest.mark.parametrize(("phase", "reason"), [("Succeeded", "PodCompleted"), ("Failed", "PodFailed")])
def test_conditions_of_a_pod_that_is_over(phase: str, reason: str) -> None:
    found = reported(pod("Never"), phase, app0={**ended(0), "ready": False})
    assert found["Ready"] == found["ContainersReady"] == ("False", reason, "")
    assert found["Initialized"] == ("True", "PodCompleted" if phase == "Succeeded" else "", "")


def test_a_condition_keeps_its_time_until_it_changes_and_others_keep_theirs() -> None:
    then = "2026-01-01T09:00:00Z"
    old = [
        {"type": "Ready", "status": "False", "lastTransitionTime": then},
        {"type": "PodScheduled", "status": "True", "lastTransitionTime": then},
        {"type": "DisruptionTarget", "status": "True", "reason": "Why", "message": "So", "lastTransitionTime": then},
    ]
    statuses = {"app0": {"name": "app0", **RUNS, "ready": True}}
    found = conditions(pod(conditions=old), "Running", statuses, True, lambda moment: "old" if moment else "now")
    times = {each["type"]: each["lastTransitionTime"] for each in found}
    assert (times["Ready"], times["PodScheduled"], times["DisruptionTarget"]) == ("now", "old", "old")
    assert found[-1] == {**old[-1], "lastTransitionTime": "old"}
