"""A scene: a snapshot as small pieces of plain data by id, and the patch from one scene to the next.

A patch is a JSON merge patch (RFC 7386) on the pieces: only fields that differ, ``None`` for what is gone. So a page
that shows the scene is told of changes only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kubelite.objects import Deployment
from kubelite.view.recording import Place
from kubelite.view.replay import Replay
from kubelite.view.snapshot import Level, NodeState, PodState, ServiceState, is_system
from kubelite.view.svg.colours import owner_stripes

Piece = dict[str, Any]
Patch = dict[str, Piece | None]
Faults = Mapping[str, Sequence[str]]
_NO_FAULTS: Faults = {}
Others = Mapping[str, Piece]
_NO_OTHERS: Others = {}
WORKLOADS = ("Deployment", "StatefulSet")


def piece_id(place: Place) -> str:
    """``pod/default/web-1``, ``node/worker-1``."""
    kind, namespace, name = place
    return f"{kind.lower()}/{namespace}/{name}" if namespace else f"{kind.lower()}/{name}"


class Scene:
    """The pieces of what a ``replay`` shows; ``follow`` brings them up to date and gives the patch."""

    def __init__(self, replay: Replay) -> None:
        self.pieces: dict[str, Piece] = {}
        self._replay = replay
        self._owners: set[str] = set()
        self._faults: Faults = {}
        self._others: Others = {}

    def follow(self, faults: Faults = _NO_FAULTS, others: Others = _NO_OTHERS) -> Patch:
        """Show what the replay stands at now; the patch holds what differs from before.

        ``faults`` and ``others`` are what the API does not know: which parts of which nodes are broken, and further
        pieces by id.
        """
        patch: Patch = {}
        nodes = {("Node", "", node) for node in {*faults, *self._faults} if faults.get(node) != self._faults.get(node)}
        self._faults = faults
        for place in sorted(self._replay.refresh() | nodes):
            self._change(piece_id(place), self._piece(place), patch)
        for name in sorted({*others, *self._others}):
            self._change(name, others.get(name), patch)
        self._others = others
        stripes = owner_stripes(self._owners)  # also of owners that are gone: colours must not change at once
        self._change("owners", {owner: list(stripe) for owner, stripe in stripes.items()}, patch)
        return patch

    def _change(self, name: str, new: Piece | None, patch: Patch) -> None:
        old = self.pieces.get(name)
        if new == old:
            return
        if new is None:
            del self.pieces[name]
            patch[name] = None
        else:
            self.pieces[name] = new
            patch[name] = difference(old, new)

    def _piece(self, place: Place) -> Piece | None:
        part = self._replay.parts.get(place)
        if isinstance(part, NodeState):
            return _node(part, self._faults.get(part.name, ()))
        if isinstance(part, PodState):
            self._owners.add("" if is_system(part) else part.owner)
            return None if is_system(part) else _pod(part)
        if isinstance(part, ServiceState):
            return None if is_system(part) else _service(part)
        found = self._replay.object(place) if place[0] in WORKLOADS else None
        return None if found is None or place[1].startswith("kube-") else _workload(found)


def difference(old: Piece | None, new: Piece) -> Piece:
    """The merge patch that makes ``new`` of ``old``."""
    if old is None:
        return new
    changed = {key: value for key, value in new.items() if old.get(key) != value}
    return changed | {key: None for key in old if key not in new}


def _node(node: NodeState, faults: Sequence[str]) -> Piece:
    piece = {
        "role": node.role,
        "status": node.status,
        "cordoned": node.cordoned,
        "taints": list(node.taints),
        "faults": list(faults),
        "cpu": _level(node.cpu),
        "memory": _level(node.memory),
    }
    return _without_empty(piece)


def _level(level: Level) -> list[int | None]:
    return [level.allocatable, level.requested, level.limits, level.used]


def _pod(pod: PodState) -> Piece:
    piece = {
        "owner": pod.owner,
        "state": pod.state,
        "health": pod.health,
        "ready": f"{pod.ready}/{pod.containers}",
        "restarts": pod.restarts,
        "node": pod.node,
        "cpu": pod.cpu,
        "memory": pod.memory,
        "reason": pod.reason,
    }
    return _without_empty(piece)


def _service(service: ServiceState) -> Piece:
    piece = {
        "type": service.type,
        "address": service.address,
        "ports": list(service.ports),
        "behind": list(service.ready),
        "unready": list(service.not_ready),
    }
    return _without_empty(piece)


def _workload(found: Deployment) -> Piece:
    return {"replicas": found.spec.replicas, "ready": found.status.ready_replicas}


def _without_empty(piece: Piece) -> Piece:
    """What is empty need not be sent."""
    return {key: value for key, value in piece.items() if value}
