"""The orders of customers: each is written into one database, and must be found again in whichever is asked."""

from __future__ import annotations

from contextlib import suppress

from kubelite.grading.shop.deployed import BACKEND, DATA, DATABASE, Shop, ShopError, container_of
from kubelite.node.routes import Place
from kubelite.objects import Pod
from kubelite.objects.errors import APIError

PATIENCE = 60.0
"""Seconds for which the backend keeps an order that no database takes."""


class Orders:
    """Orders by number. One that no database takes waits in the backend, and is lost after a minute."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._waiting: dict[int, float] = {}  # number → since when
        self.placed = 0
        self.stored: list[int] = []

    def place(self) -> None:
        """A customer orders something."""
        self._waiting[self.placed] = self._shop.cluster.clock.now
        self.placed += 1
        self.deliver()

    def deliver(self) -> None:
        """Try to store what is waiting; forget what has waited too long."""
        now = self._shop.cluster.clock.now
        databases = self.databases() if self._waiting else []
        for number, since in list(self._waiting.items()):
            if databases and self._store(number, databases[number % len(databases)]):
                self.stored.append(number)
                del self._waiting[number]
            elif now - since > PATIENCE:
                del self._waiting[number]

    def kept(self) -> list[int]:
        """The stored orders that every database knows which may be asked now."""
        databases = self.databases()
        return [number for number in self.stored if databases and all(self.knows(pod, number) for pod in databases)]

    def databases(self) -> list[Pod]:
        """The databases to which the address leads that the backend knows, and which answer."""
        try:
            places = self._shop.places(self._shop.whom_it_calls(BACKEND))
        except ShopError:
            return []
        found = [self._shop.pod_at(place) for place in places if self._answers(place)]
        return sorted((pod for pod in found if pod and container_of(pod, DATABASE)), key=lambda pod: pod.metadata.name)

    def knows(self, pod: Pod, number: int) -> bool:
        """Whether this database has an order."""
        with suppress(APIError):
            self._shop.cluster.read(pod, _file(number), container=container_of(pod, DATABASE))
            return True
        return False

    def _answers(self, place: Place) -> bool:
        run = place.listener() if place.machine is not None and place.machine.is_on else None
        return run is not None and run.is_listening(self._shop.cluster.clock.now)

    def _store(self, number: int, pod: Pod) -> bool:
        with suppress(APIError):
            text = f"order {number}"
            self._shop.cluster.write(pod, _file(number), text, container=container_of(pod, DATABASE))
            return True
        return False


def _file(number: int) -> str:
    return f"{DATA}/order-{number}"
