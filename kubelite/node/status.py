"""What a kubelet reports of a Pod: from the states of its containers to its phase and its conditions. Pure functions.

A container status here is the plain document that stands in ``status.containerStatuses``.

Source of the rules: ``pkg/kubelet/kubelet_pods.go`` (``getPhase``, ``convertToAPIContainerStatuses``) and
``pkg/kubelet/status/generate.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from kubelite.node.probes import health
from kubelite.node.run import Run, Sandbox
from kubelite.objects.core.container import Container
from kubelite.objects.core.pod import Pod, PodCondition, PodSpec
from kubelite.rules.requests import is_sidecar

Document = dict[str, Any]
Statuses = Mapping[str, Document]
"""Container name → container status, of init containers and app containers alike."""
PhaseOf = Callable[[PodSpec, Statuses], str]
Waiting = Mapping[str, Mapping[str, str]]
Date = Callable[[datetime | float | None], str]
"""Writes a moment as text: a date, or seconds since the start of the simulation; ``None`` as now."""

OURS = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
"""The conditions that a kubelet writes, in its order; those of others are left alone."""


def pod_status(
    pod: Pod,
    sandbox: Sandbox | None,
    waiting: Waiting,
    host_ip: str,
    now: float,
    date: Date,
    phase_of: PhaseOf,
    *,
    ending: bool,
) -> Document:
    """The status of a Pod whose containers are in ``sandbox``; ``phase_of`` says in which phase it is.

    ``ending``: the Pod is being deleted, and all containers have ended. ``waiting`` names those that wait to be
    restarted, with reason and message.
    """
    spec = pod.spec

    def report(container: Container, is_init: bool) -> Document:
        run, before = sandbox.shown(container.name) if sandbox else (None, None)
        wait = waiting.get(container.name)
        if run is None:
            wait = wait or {"reason": "PodInitializing" if spec.init_containers else "ContainerCreating"}
        return container_status(container, run, before, wait, _probed(container, run, now, is_init), date)

    inits = [report(each, not is_sidecar(each)) for each in spec.init_containers]
    apps = [report(each, False) for each in spec.containers]
    statuses = {each["name"]: each for each in (*inits, *apps)}
    reached = phase_of(spec, statuses)
    has_network = sandbox is not None and not ending and reached in ("Pending", "Running")
    found = conditions(pod, reached, statuses, has_network, date)
    document: Document = {"phase": reached, "conditions": found, "hostIP": host_ip, "hostIPs": [{"ip": host_ip}]}
    address = (host_ip if spec.host_network else sandbox.address) if sandbox else ""
    if address:
        document |= {"podIP": address, "podIPs": [{"ip": address}]}
    if inits:
        document["initContainerStatuses"] = inits
    return document | {"containerStatuses": apps}


def container_status(
    container: Container,
    run: Run | None,
    before: Run | None,
    wait: Mapping[str, str] | None,
    probed: tuple[bool, bool],
    date: Date,
) -> Document:
    """The status of one container: its ``run`` that is to be seen and the one ``before`` it.

    ``wait`` says what it waits for (it always does when it has never run); ``probed`` is (started, ready).
    """
    started, ready = probed
    status: Document = {"name": container.name, "image": container.image, "imageID": ""}
    if run is not None:
        status |= {"image": run.image, "imageID": run.image, "containerID": f"containerd://{run.id}"}
    last = run if wait else before
    status |= {"ready": ready, "started": started, "restartCount": run.attempt if run else 0}
    status["state"] = _state(run, date) if run and not wait else {"waiting": dict(wait or {})}
    return status | {"lastState": _state(last, date) if last else {}}


def _probed(container: Container, run: Run | None, now: float, is_init: bool) -> tuple[bool, bool]:
    """Whether a container counts as (started, ready); an init container is ready when it has done its work."""
    if is_init:
        return run is not None and run.is_running, run is not None and run.ended is not None and run.exit_code == 0
    found = health(container, run, now)
    return found.started <= now, found.ready


def phase(spec: PodSpec, statuses: Statuses, *, ending: bool = False) -> str:
    """Pending, Running, Succeeded or Failed; ``ending``: the Pod is being deleted, so nothing will be restarted."""
    inits = [statuses.get(each.name, {}) for each in spec.init_containers if not is_sidecar(each)]
    sidecars = [statuses.get(each.name, {}) for each in spec.init_containers if is_sidecar(each)]
    apps = [statuses.get(each.name, {}) for each in spec.containers]
    codes = [_exit_code(status) for status in apps]
    if spec.restart_policy == "Never" and any(_exit_code(status) for status in inits):
        return "Failed"
    if any(_exit_code(status) is None for status in inits) or not all(map(_has_started, apps)):
        return "Pending"
    if any("running" in status["state"] for status in [*apps, *sidecars] if status):
        return "Running"
    if not ending and (spec.restart_policy == "Always" or (spec.restart_policy == "OnFailure" and any(codes))):
        return "Running"
    return "Failed" if any(codes) else "Succeeded"


def conditions(pod: Pod, phase: str, statuses: Statuses, has_network: bool, date: Date) -> list[Document]:
    """The conditions of the Pod. One whose status stays the same keeps the time of its last transition."""
    ready = _containers_ready(pod.spec, phase, statuses)
    found: dict[str, Document] = {
        "PodReadyToStartContainers": _condition("True" if has_network else "False"),
        "Initialized": _initialized(pod.spec, phase, statuses),
        "Ready": ready,
        "ContainersReady": ready,
        "PodScheduled": _condition("True"),
    }
    old = {each.type: each for each in pod.status.conditions}
    return [_dated(type, found[type], old.get(type), date) for type in OURS] + [
        as_document(each, date) for each in pod.status.conditions if each.type not in OURS
    ]


def as_document(condition: PodCondition, date: Date) -> Document:
    """A condition as it stands in a manifest."""
    said = _condition(condition.status, condition.reason, condition.message)
    return {"type": condition.type, "lastTransitionTime": date(condition.last_transition_time), **said}


def _state(run: Run, date: Date) -> Document:
    if run.ended is None:
        return {"running": {"startedAt": date(run.started or 0.0)}}
    state: Document = {"exitCode": run.exit_code, "reason": run.reason or ("Error" if run.exit_code else "Completed")}
    if run.started is not None:
        state["startedAt"] = date(run.started)
    return {"terminated": state | {"finishedAt": date(run.ended), "containerID": f"containerd://{run.id}"}}


def _exit_code(status: Document) -> int | None:
    """With what the container has ended, if it does not run now."""
    if not status or "running" in status["state"]:
        return None
    ended = status["state"].get("terminated") or status["lastState"].get("terminated")
    return ended["exitCode"] if ended else None


def _has_started(status: Document) -> bool:
    """Whether the container has ever run."""
    return bool(status) and ("waiting" not in status["state"] or bool(status["lastState"]))


def _containers_ready(spec: PodSpec, phase: str, statuses: Statuses) -> Document:
    if phase in ("Succeeded", "Failed"):
        return _condition("False", "PodCompleted" if phase == "Succeeded" else "PodFailed")
    asked = [*filter(is_sidecar, spec.init_containers), *spec.containers]
    unready = [each.name for each in asked if not statuses[each.name]["ready"]]
    if unready:
        return _condition("False", "ContainersNotReady", f"containers with unready status: [{' '.join(unready)}]")
    return _condition("True")


def _initialized(spec: PodSpec, phase: str, statuses: Statuses) -> Document:
    if phase == "Succeeded":
        return _condition("True", "PodCompleted")
    if any(_has_started(statuses[each.name]) for each in spec.containers):
        return _condition("True")
    incomplete = [each.name for each in spec.init_containers if not _has_done_its_part(each, statuses[each.name])]
    if incomplete:
        message = f"containers with incomplete status: [{' '.join(incomplete)}]"
        return _condition("False", "ContainersNotInitialized", message)
    return _condition("True")


def _has_done_its_part(init: Container, status: Document) -> bool:
    """Whether what comes after this init container may start."""
    return bool(status["started"] if is_sidecar(init) else status["ready"])


def _condition(status: str, reason: str = "", message: str = "") -> Document:
    texts = {"reason": reason, "message": message}
    return {"status": status, **{key: text for key, text in texts.items() if text}}


def _dated(type: str, condition: Document, old: PodCondition | None, date: Date) -> Document:
    since = old.last_transition_time if old and old.status == condition["status"] else None
    return {"type": type, "lastTransitionTime": date(since), **condition}
