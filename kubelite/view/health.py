"""How a Pod is, in one of seven words: coarse enough for a shape, a colour or a letter."""

from __future__ import annotations

from kubelite.objects import Pod
from kubelite.rules.podstate import condition, is_finished, is_ready, is_terminating

HEALTHS = ("ready", "starting", "not ready", "failing", "ending", "done", "pending")
_ON_ITS_WAY = frozenset({"Pending", "ContainerCreating", "PodInitializing", "Completed"})


def health(pod: Pod, state: str) -> str:
    """One of ``HEALTHS``, given the Pod's STATUS word ``state``."""
    if is_terminating(pod) and not is_finished(pod):
        return "ending"
    if pod.status.phase == "Succeeded":
        return "done"
    if pod.status.phase in ("Failed", "Unknown"):
        return "failing"
    if not pod.spec.node_name:
        return "pending"
    if is_ready(pod):
        return "ready"
    if state in ("Running", "NotReady"):
        return "not ready"
    return "starting" if state in _ON_ITS_WAY or _is_counting(state) else "failing"


def _is_counting(state: str) -> bool:
    """``Init:1/2``: an init container is at work."""
    return state.startswith("Init:") and "/" in state


def reason(pod: Pod) -> str:
    """Why a Pod is not yet running, in the words of whoever holds it up."""
    placed = condition(pod, "PodScheduled")
    if not pod.spec.node_name and placed is not None and placed.status != "True":
        return str(placed.message or placed.reason)
    if is_finished(pod):
        return pod.status.message or pod.status.reason
    waiting = [item.state.waiting for item in pod.status.container_statuses if item.state.waiting is not None]
    return next((item.message or item.reason for item in waiting), "")
