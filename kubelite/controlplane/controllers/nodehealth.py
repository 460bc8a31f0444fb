"""Is a node still alive? What the node lifecycle controller concludes from signs of life, as pure functions.

Source of the rules: ``pkg/controller/nodelifecycle/node_lifecycle_controller.go`` (``tryUpdateNodeHealth``,
``ComputeZoneState``, ``handleDisruption``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from kubelite.clock import Clock, seconds_since_start
from kubelite.objects import Lease, Node
from kubelite.rules.podstate import condition

ROUND = 5.0
"""Seconds from one look at all nodes to the next."""

GRACE = 50.0
"""A node that was silent for so many seconds counts as lost."""

STARTUP_GRACE = 60.0
"""A node that has never said anything gets so many seconds from its creation."""

REPORTED = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")
"""The conditions of which a kubelet speaks."""

TAINTING_RATE, REDUCED_RATE = 0.1, 0.01
"""Nodes a second that may get the NoExecute taint in one zone: one every ten seconds, or hundred in a sick zone."""

LARGE_ZONE = 50
"""In a sick zone with no more nodes than these nobody is driven away: it may be we who cannot see."""


def is_ready(node: Node) -> bool:
    """Whether the node says, or is believed, to be ready."""
    ready = condition(node, "Ready")
    return ready is not None and bool(ready.status == "True")


def sign_of_life(node: Node, lease: Lease | None) -> float:
    """When the node was last heard of, in seconds since the start: its creation, its last report, its lease."""
    ready = condition(node, "Ready")
    moments = [
        node.metadata.creation_timestamp,
        ready.last_heartbeat_time if ready is not None else None,
        lease.spec.renew_time if lease is not None else None,
    ]
    return max(seconds_since_start(moment) for moment in moments if moment is not None)


def lost_at(node: Node, heard: float, started: float) -> float:
    """The round at which ``node`` counts as lost, when nothing is ``heard`` of it any more.

    A sign of life is noticed in the round after it. A controller that has just ``started`` has noticed none, and waits
    its full time.
    """
    if condition(node, "Ready") is None:
        return next_round(max(heard, started) + STARTUP_GRACE, started)
    return next_round(max(heard, started), started) + GRACE


def next_round(moment: float, started: float) -> float:
    """The first round at or after ``moment``, of a controller that ``started`` then.

    A moment that is a sum of fractions can lie a hair after the round that it is; time does not run back to it.
    """
    return max(moment, started + math.ceil(round((moment - started) / ROUND, 6)) * ROUND)


def lost(node: Node, conditions: Iterable[dict[str, Any]], clock: Clock) -> list[dict[str, Any]]:
    """The ``conditions`` of ``node`` after it was lost: nobody knows how it is."""
    found = {each["type"]: each for each in conditions}
    for type in REPORTED:
        before = found.get(type)
        if before is None:
            reason, message = "NodeStatusNeverUpdated", "Kubelet never posted node status."
            heard = clock.timestamp(sign_of_life(node, None))
        else:
            reason, message = "NodeStatusUnknown", "Kubelet stopped posting node status."
            heard = before.get("lastHeartbeatTime") or clock.timestamp()
        if before is None or before["status"] != "Unknown":
            times = {"lastHeartbeatTime": heard, "lastTransitionTime": clock.timestamp()}
            found[type] = {"type": type, "status": "Unknown", "reason": reason, "message": message, **times}
    return list(found.values())


def zone_of(node: Node) -> tuple[str, str]:
    """Region and zone of ``node``; all nodes without labels share one."""
    labels = node.metadata.labels
    return labels.get("topology.kubernetes.io/region", ""), labels.get("topology.kubernetes.io/zone", "")


def tainting_rates(nodes: Iterable[Node]) -> dict[tuple[str, str], float]:
    """For each zone, how many nodes a second may be emptied.

    Where more than two nodes and more than half of a zone are not ready, the fault is hardly theirs: things slow down,
    or stop. Where no node anywhere is ready, nobody is driven away, for there is nowhere to go.
    """
    zones: dict[tuple[str, str], list[bool]] = {}
    for node in nodes:
        zones.setdefault(zone_of(node), []).append(is_ready(node))
    if not any(any(ready) for ready in zones.values()):
        return dict.fromkeys(zones, 0.0)
    return {zone: _rate(ready) for zone, ready in zones.items()}


def _rate(ready: list[bool]) -> float:
    sick, everything = ready.count(False), len(ready)
    if any(ready) and sick > 2 and sick / everything >= 0.55:
        return REDUCED_RATE if everything > LARGE_ZONE else 0.0
    return TAINTING_RATE
