"""What a running container does with the requests of one second: how many it serves, how long they take, what it costs.

Nothing is counted request by request: everything follows from how many came, so that a thousand cost what one costs.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from kubelite.node.run import IDLE, Run, Work

PATIENCE = 1.0
"""Seconds that a request waits for its turn; a container refuses those that would have to wait longer."""
BUSIEST = 0.98
"""Queues grow without bounds as a container comes close to all that it can do; nearer than this is not looked."""



class Usage(NamedTuple):
    """What a container or a Pod uses: ``cpu`` in millicores, ``memory`` in bytes.

    ``throttled`` is the part of the CPU time that it wanted and did not get, from 0 to 1.
    """

    cpu: float
    memory: float
    throttled: float = 0.0


class Answer(NamedTuple):
    """What became of some requests: served in so many ``seconds`` of work and of ``wait``ing each, or refused."""

    served: int
    refused: int
    seconds: float = 0.0
    wait: float = 0.0


def serve(run: Run, requests: int, now: float, share: float = 1.0) -> Answer:
    """Let ``run`` work on ``requests`` that came during the last second.

    ``share`` is how much of the CPU time that it wants its machine can give, from 0 to 1.
    """
    before = run.work if run.work.at > now - 1.5 else IDLE
    came, took, waiting = before[1:4] if before.at == now else (0, 0, before.left)
    able = capacity(run, came + requests, share)
    room = max(0, math.floor(able * (1 + PATIENCE) - waiting - took))
    served = min(requests, room)
    left = max(0.0, waiting + took + served - able)
    run.work = Work(now, came + requests, took + served, waiting, left)
    if not served:
        return Answer(0, requests)
    wait = (waiting + left) / 2 / able + _queueing(run, (took + served) / able)
    return Answer(served, requests - served, run.behaviour.request_seconds, wait)


def capacity(run: Run, requests: float, share: float) -> float:
    """How many requests a second a container can serve when so many come: it has so many hands, and so much CPU."""
    known = run.behaviour
    if share >= 1 or not known.request_cpu:
        return run.able
    granted = (known.cpu + requests * known.request_cpu) * share
    return max(0.0, min(run.able, (granted - known.cpu) / known.request_cpu))


def usage(run: Run, now: float) -> Usage:
    """What a running container uses at this moment; of CPU, what it used in the last second."""
    wanted = wanted_cpu(run, now)
    throttled = 1 - run.limits.cpu / wanted if wanted > run.limits.cpu else 0.0
    return Usage(min(wanted, run.limits.cpu), run.memory(now), throttled)


def wanted_cpu(run: Run, now: float) -> float:
    """The millicores that a running container would use if nobody limited it, for the requests of the last second."""
    known, work = run.behaviour, run.work
    if work.at <= now - 1.5:
        return known.cpu
    return known.cpu + min(work.came, run.hands) * known.request_cpu


def _queueing(run: Run, busy: float) -> float:
    """How long a request waits on average because others come at random: Sakasegawa's formula for several servers."""
    hands, busy = run.behaviour.concurrency, min(busy, BUSIEST)
    together: float = busy ** math.sqrt(2 * (hands + 1))
    return run.behaviour.request_seconds * together / (hands * (1 - busy))
