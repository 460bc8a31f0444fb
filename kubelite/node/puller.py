"""Seeing to it that the image of a container is on the node, and waiting ever longer when it cannot be had.

Source of the rules and words: ``pkg/kubelet/images/image_manager.go`` and ``pkg/kubelet/events/event.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from kubelite.clock import Clock
from kubelite.node.backoff import FIRST_WAIT, LONGEST_WAIT, duration
from kubelite.node.behaviour import tagged
from kubelite.node.runtime import Pulled, Runtime
from kubelite.objects.core.container import Container

SEEN_SECONDS = 1.0
"""How long ``ErrImagePull`` is to be seen before it becomes ``ImagePullBackOff``."""

Say = Callable[..., None]
"""``say(reason, message, type="Normal")`` writes an Event about the Pod."""


@dataclass
class Failure:
    """The last attempt, which failed ``since``; the next one comes ``wait`` seconds later."""

    since: float
    wait: float
    message: str


class Puller:
    """Pulls the images of one Pod. ``waiting`` is where it writes what a container waits for, by name."""

    __slots__ = ("_clock", "_failures", "_runtime", "_say", "_under_way", "_waiting", "_wake")

    def __init__(
        self, clock: Clock, runtime: Runtime, say: Say, wake: Callable[[], None], waiting: dict[str, dict[str, str]]
    ) -> None:
        self._clock = clock
        self._runtime = runtime
        self._say = say
        self._wake = wake
        self._waiting = waiting
        self._under_way: dict[str, Pulled] = {}
        self._failures: dict[str, Failure] = {}

    def is_busy(self, container: Container) -> bool:
        """Whether the container's image is on its way. A runtime that stops forgets what it was pulling."""
        done = self._under_way.get(container.name)
        return done is not None and self._runtime.is_pulling(container.image, done)

    def has_failed(self, container: str) -> bool:
        """Whether the container's image could not be had so far."""
        return container in self._failures

    def due(self) -> Iterator[float]:
        """When there is something to do or to report, also past moments."""
        for failure in self._failures.values():
            yield failure.since + SEEN_SECONDS
            yield failure.since + failure.wait

    def close(self) -> None:
        """Nobody waits any longer for the images that are on their way."""
        self._under_way.clear()

    def fetch(self, container: Container, then: Callable[[], None]) -> None:
        """Call ``then()`` when the image is there: at once, if it is present and the policy is content with that."""
        image, name = container.image, container.name
        policy = container.image_pull_policy or ("Always" if tagged(image).endswith(":latest") else "IfNotPresent")
        failure = self._failures.get(name)
        if policy != "Always" and self._runtime.has(image):
            self._forget(name)
            self._say("Pulled", f'Container image "{image}" already present on machine and can be accessed by the pod')
            then()
        elif policy == "Never":
            self._wait(name, "ErrImageNeverPull", f'Container image "{image}" is not present with pull policy of Never')
        elif failure is not None and self._clock.now < failure.since + failure.wait:
            if self._clock.now >= failure.since + SEEN_SECONDS:
                text = f'Back-off pulling image "{image}": ErrImagePull: {failure.message}'
                self._back_off(name, image, text)
        else:
            done = self._under_way[name] = partial(self._pulled, container, then, self._clock.now)
            self._say("Pulling", f'Pulling image "{image}"')
            self._runtime.pull(image, done)

    def _pulled(self, container: Container, then: Callable[[], None], asked: float, arrived: bool) -> None:
        if container.name not in self._under_way:  # nobody wants it any more
            return
        del self._under_way[container.name]
        if arrived:
            self._forget(container.name)
            image, took = container.image, duration(self._clock.now - asked)
            text = f'Successfully pulled image "{image}" in {took} ({took} including waiting). '
            self._say("Pulled", text + f"Image size: {self._runtime.present[tagged(image)]} bytes.")
            then()
        else:
            self._fail(container.name, container.image)
        self._wake()

    def _fail(self, name: str, image: str) -> None:
        before = self._failures.get(name)
        wait = FIRST_WAIT if before is None else min(2 * before.wait, LONGEST_WAIT)
        why = f'failed to pull and unpack image "{image}": failed to resolve reference "{image}": {image}: not found'
        message = f"rpc error: code = NotFound desc = {why}"
        self._failures[name] = Failure(self._clock.now, wait, message)
        self._waiting[name] = {"reason": "ErrImagePull", "message": message}
        self._say("Failed", f'Failed to pull image "{image}": {message}', "Warning")
        self._say("Failed", "Error: ErrImagePull", "Warning")

    def _back_off(self, name: str, image: str, text: str) -> None:
        waits = {"reason": "ImagePullBackOff", "message": text}
        if self._waiting.get(name) != waits:
            self._waiting[name] = waits
            self._say("BackOff", f'Back-off pulling image "{image}"')
            self._say("Failed", "Error: ImagePullBackOff", "Warning")

    def _wait(self, name: str, reason: str, message: str) -> None:
        waits = {"reason": reason, "message": message}
        if self._waiting.get(name) != waits:
            self._waiting[name] = waits
            self._say(reason, message, "Warning")
            self._say("Failed", f"Error: {reason}", "Warning")

    def _forget(self, name: str) -> None:
        if self._failures.pop(name, None) or self._waiting.get(name, {}).get("reason") == "ErrImageNeverPull":
            self._waiting.pop(name, None)
