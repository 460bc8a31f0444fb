"""The row of a Pod: how many of its containers are ready, and the one word that says how it is.

Source of the rules: ``pkg/printers/internalversion/printers.go`` (``printPod``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from kubelite.controlplane.apiserver.tables.duration import human_duration
from kubelite.controlplane.apiserver.tables.layout import NONE, Cell, Manifest, Printer, age_of, columns, part
from kubelite.objects import Pod
from kubelite.objects.core.container import ContainerState, ContainerStatus
from kubelite.objects.meta import view_as


class PodSummary(NamedTuple):
    """``state`` is kubectl's STATUS; ``restarted`` is when a container last ended and was started again."""

    state: str
    ready: int
    containers: int
    restarts: int
    restarted: datetime | None


def summarize(pod: Pod) -> PodSummary:
    """What kubectl says about a Pod in READY, STATUS and RESTARTS."""
    sidecars = {item.name for item in pod.spec.init_containers if item.restart_policy == "Always"}
    total = len(pod.spec.containers) + len(sidecars)
    looked_at, waiting_for = _initialization(pod, sidecars)
    if waiting_for and not _is_true(pod, "Initialized"):
        ready = sum(1 for item in looked_at if item.name in sidecars and _runs_ready(item))
        return PodSummary(_deleted(pod) or waiting_for, ready, total, *_restarts(looked_at))
    started = [item for item in looked_at if item.name in sidecars]
    ready = sum(1 for item in started if _runs_ready(item))
    ready += sum(1 for item in pod.status.container_statuses if item.ready and item.state.running)
    state = _deleted(pod) or _main_state(pod, waiting_for or _phase(pod))
    return PodSummary(state, ready, total, *_restarts((*started, *pod.status.container_statuses)))


def _initialization(pod: Pod, sidecars: set[str]) -> tuple[list[ContainerStatus], str]:
    """The init containers up to the one that is not done yet, and what is said of that one (``""``: all are done)."""
    looked_at: list[ContainerStatus] = []
    for index, item in enumerate(pod.status.init_container_statuses):
        looked_at.append(item)
        done = item.state.terminated is not None and item.state.terminated.exit_code == 0
        if done or (item.name in sidecars and item.started):
            continue
        word = _trouble(item.state)
        if not word or (item.state.waiting and word == "PodInitializing"):
            word = f"{index}/{len(pod.spec.init_containers)}"
        return looked_at, f"Init:{word}"
    return looked_at, ""


def _runs_ready(sidecar: ContainerStatus) -> bool:
    return sidecar.started and sidecar.ready and sidecar.state.terminated is None


def _phase(pod: Pod) -> str:
    gated = any(item.type == "PodScheduled" and item.reason == "SchedulingGated" for item in pod.status.conditions)
    return "SchedulingGated" if gated else pod.status.reason or pod.status.phase


def _main_state(pod: Pod, otherwise: str) -> str:
    """The trouble of the first container that has any; one that still runs outweighs those that are completed."""
    statuses = pod.status.container_statuses
    state = next((word for item in statuses if (word := _trouble(item.state))), otherwise)
    if state == "Completed" and any(item.ready and item.state.running for item in statuses):
        return "Running" if _is_true(pod, "Ready") else "NotReady"
    return state


def _trouble(state: ContainerState) -> str:
    """Why a container waits or how it ended; ``""`` when it runs, or waits without saying why."""
    if state.waiting is not None and state.waiting.reason:
        return state.waiting.reason
    if state.terminated is None:
        return ""
    if state.terminated.reason:
        return state.terminated.reason
    return f"Signal:{state.terminated.signal}" if state.terminated.signal else f"ExitCode:{state.terminated.exit_code}"


def _deleted(pod: Pod) -> str:
    if pod.metadata.deletion_timestamp is None:
        return ""
    if pod.status.reason == "NodeLost":
        return "Unknown"
    return "" if pod.status.phase in ("Succeeded", "Failed") else "Terminating"


def _is_true(pod: Pod, condition: str) -> bool:
    return any(item.type == condition and item.status == "True" for item in pod.status.conditions)


def _restarts(statuses: Iterable[ContainerStatus]) -> tuple[int, datetime | None]:
    counted, ends = 0, []
    for item in statuses:
        counted += item.restart_count
        if item.last_state.terminated is not None and item.last_state.terminated.finished_at is not None:
            ends.append(item.last_state.terminated.finished_at)
    return counted, max(ends, default=None)


def _cells(manifest: Manifest, now: datetime) -> list[Cell]:
    pod = view_as(Pod, dict(manifest))
    summary = summarize(pod)
    restarts = str(summary.restarts)
    if summary.restarts and summary.restarted is not None:
        restarts += f" ({human_duration((now - summary.restarted).total_seconds())} ago)"
    address = pod.status.pod_ips[0].ip if pod.status.pod_ips else pod.status.pod_ip
    return [
        pod.metadata.name,
        f"{summary.ready}/{summary.containers}",
        summary.state,
        restarts,
        age_of(manifest, now),
        *(text or NONE for text in (address, pod.spec.node_name, pod.status.nominated_node_name)),
        _gates(manifest),
    ]


def _gates(manifest: Manifest) -> str:
    gates = part(manifest, "spec").get("readinessGates") or ()
    status = {item["type"]: item["status"] for item in reversed(part(manifest, "status").get("conditions") or ())}
    passed = sum(1 for gate in gates if status.get(gate["conditionType"]) == "True")
    return f"{passed}/{len(gates)}" if gates else NONE


POD = Printer(columns("Name|Ready|Status|Restarts|Age", "IP|Node|Nominated Node|Readiness Gates"), _cells)


def row_conditions(pod: Manifest) -> list[dict[str, Any]]:
    """What a Pod's row says besides its cells: a Pod that is through is marked as such."""
    said = {"Succeeded": "The pod has completed successfully.", "Failed": "The pod failed."}
    phase = part(pod, "status").get("phase", "")
    if phase not in said:
        return []
    return [{"type": "Completed", "status": "True", "reason": phase, "message": said[phase]}]
