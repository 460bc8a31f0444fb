"""The game day: an hour in which one thing after the other goes wrong, and a score sheet of what customers noticed.

    game_day(manifests)                        the built-in parts run the shop
    game_day(manifests, prepare=use_my_parts)  the cluster gets some parts of yours first

Fifty customers a second look at pages, which takes a frontend and a backend; a request that gets no answer is tried
again twice. Every five seconds one of them orders something, which takes the database as well.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from kubelite.cluster import Cluster
from kubelite.grading.shop.deployed import (
    BACKEND,
    CUSTOMERS_ASK,
    DATABASE,
    FRONTEND,
    PROGRAMS,
    VERSION,
    Program,
    Shop,
    ShopError,
)
from kubelite.grading.shop.orders import Orders
from kubelite.grading.shop.release import release
from kubelite.grading.shop.sheet import Chapter, ScoreSheet
from kubelite.node.behaviour import Behaviour
from kubelite.objects import Pod
from kubelite.rules.requests import request

PER_SECOND = 50
RETRIES = 2
STEP = 5  # seconds from one order to the next
STEPS_A_SAMPLE = 6  # what the Pods ask for is added up every so many steps
BAD_VERSION = "2.0"


class Trouble(NamedTuple):
    """Something that goes wrong, how long customers then come, and how it is mended."""

    title: str
    begin: Callable[[], object]
    seconds: int
    mend: Callable[[], object]


def game_day(manifests: str, *, seed: int | str = 11, prepare: Callable[[Cluster], object] | None = None) -> ScoreSheet:
    """Play the game day with the shop of these manifests. The same ``seed``, the same day; another one, another order
    of the troubles.

    ``prepare`` gets the cluster before the shop comes, to put parts of your own into it. Raises ``ManifestError``,
    ``APIError`` or ``ShopError`` when the shop cannot even open.
    """
    random = Random(seed)
    shop = Shop(manifests, seed=random.randrange(2**32), prepare=prepare)
    shop.start()
    shop.wait(STEP * STEPS_A_SAMPLE)
    return _Day(shop, random).play()


class _Day:
    """One game day of one shop."""

    def __init__(self, shop: Shop, random: Random) -> None:
        self._shop = shop
        self._random = random
        self._cluster = shop.cluster
        self._orders = Orders(shop)
        self._cpu_hours = 0.0
        self._node = ""
        self._cluster.images[f"{BACKEND.image}:{BAD_VERSION}"] = Behaviour(ready_seconds=math.inf)
        path = [CUSTOMERS_ASK, shop.whom_it_calls(FRONTEND)]
        shop.whom_it_calls(BACKEND)
        self._load = self._cluster.load(CUSTOMERS_ASK, PER_SECOND, path=path, retries=RETRIES)

    def play(self) -> ScoreSheet:
        """A quiet time, the troubles in any order, and a quiet time again, in which the orders are looked for."""
        troubles = [
            Trouble("one pod of each program dies", self._kill_pods, 300, _nothing),
            Trouble("a node dies", self._kill_a_node, 900, self._bring_node_back),
            Trouble("ten times the customers come", self._ten_times, 600, self._as_before),
            Trouble("a release that never works", self._release, 300, self._undo),
        ]
        self._random.shuffle(troubles)
        chapters = [self._chapter("a quiet morning", _nothing, 300)]
        for trouble in troubles:
            chapters.append(self._chapter(trouble.title, trouble.begin, trouble.seconds))
            trouble.mend()
            self._pass(120)
        chapters.append(self._chapter("a quiet evening", _nothing, 300))
        return ScoreSheet(
            chapters=tuple(chapters),
            sent=self._load.sent,
            lost=self._lost,
            orders=self._orders.placed,
            orders_lost=self._orders.placed - len(self._orders.kept()),
            cpu_hours=self._cpu_hours,
            causes=Counter(self._load.causes),
        )

    @property
    def _lost(self) -> int:
        return self._load.refused + self._load.failed

    def _chapter(self, title: str, begin: Callable[[], object], seconds: int) -> Chapter:
        """Let something happen, and note what is lost in the time after it."""
        sent, lost, first, now = self._load.sent, self._lost, len(self._load.seconds), self._cluster.clock.now
        begin()
        self._pass(seconds)
        hurt = [row.time for row in self._load.seconds[first:] if row.served < row.sent]
        return Chapter(title, self._load.sent - sent, self._lost - lost, hurt[-1] - now if hurt else 0.0)

    def _pass(self, seconds: int) -> None:
        """Let time pass, with an order every few seconds."""
        for step in range(seconds // STEP):
            self._shop.wait(STEP)
            self._orders.place()
            if step % STEPS_A_SAMPLE == 0:
                self._cpu_hours += self._millicores() / 1000 * STEPS_A_SAMPLE * STEP / 3600

    def _millicores(self) -> float:
        """What the Pods have set aside, or use, where that is more."""
        pods = self._shop.all_pods()
        used = [(pod, self._cluster.pod_metrics(pod)) for pod in pods if pod.spec.node_name]
        return sum(max(request(pod, "cpu"), usage.cpu if usage else 0.0) for pod, usage in used)

    def _kill_pods(self) -> None:
        for program in PROGRAMS:
            pods = self._shop.pods(program)
            if pods:
                self._cluster.delete("pod", self._random.choice(pods).metadata.name)

    def _kill_a_node(self) -> None:
        """A node with as many frontends and backends as possible. The database's is spared, where there is another:
        the only copy of the orders cannot be on two nodes.
        """
        counts = Counter(pod.spec.node_name for pod in self._pods_of(FRONTEND, BACKEND))
        spared = {pod.spec.node_name for pod in self._pods_of(DATABASE)}
        others = {node: count for node, count in counts.items() if node not in spared} or counts
        if not others:
            raise ShopError("There is no pod of the frontend or backend any more.")
        most = max(others.values())
        self._node = self._random.choice(sorted(node for node, count in others.items() if count == most))
        self._cluster.fail(self._node)

    def _pods_of(self, *programs: Program) -> list[Pod]:
        return [pod for program in programs for pod in self._shop.pods(program) if pod.spec.node_name]

    def _bring_node_back(self) -> None:
        self._cluster.recover(self._node)

    def _ten_times(self) -> None:
        self._load.per_second = 10 * PER_SECOND

    def _as_before(self) -> None:
        self._load.per_second = PER_SECOND

    def _release(self) -> None:
        release(self._cluster, BACKEND, BAD_VERSION)

    def _undo(self) -> None:
        release(self._cluster, BACKEND, VERSION)


def _nothing() -> None:
    """Nothing goes wrong."""
