"""What all controllers share: they watch, they learn which object has changed, and they put the world right for it.

A controller's ``reconcile`` receives a key and nothing else. It reads what is wanted and what is there, and does what
is missing. It never learns *what* happened, so that it cannot depend on having seen every event: a controller that was
stopped for an hour needs no memory of that hour.

Source of the rules: ``staging/src/k8s.io/client-go/tools/cache``, ``pkg/controller/controller_ref_manager.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from msgspec.structs import replace

from kubelite.client import Client, Subscription, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers.workqueue import Key, WorkQueue
from kubelite.objects import Object
from kubelite.objects.errors import Conflict, NotFound
from kubelite.rules.functions import FUNCTION_FAILED, FunctionError, Place
from kubelite.rules.owners import controller_of
from kubelite.rules.selectors import matches

__all__ = ["Concerns", "Controller", "ControllerManager", "Key", "key_of", "only_status_changed"]

Concerns = Callable[[WatchEvent], Iterable[Key]]
"""Which keys does this change concern?"""


class Controller:
    """Keeps the objects of one ``kind`` as their ``spec`` wants them.

    ``name`` is what a person calls the controller, ``component`` what it calls itself in Events. A change of an object
    wakes its own key; a change of an object of a kind in ``owns`` wakes the key of its owner. ``point`` is what ``use``
    calls the decision that a function of a learner may make here; the function stands in the place ``own``.
    """

    name = ""
    component = ""
    kind = ""
    owns: tuple[str, ...] = ()
    point = ""

    def __init__(self, client: Client, clock: Clock) -> None:
        self.client = client
        self.clock = clock
        self.queue = WorkQueue(clock, self._work)
        self.failing: dict[Key, Exception] = {}
        self.own = Place(self.point, self.name)
        self._subscriptions: list[Subscription] = []

    def reconcile(self, key: Key) -> None:
        """Compare what is wanted of the object ``key`` with what is there, and do what is missing.

        It is called again whenever something about the object may have changed, and after a pause when it raised.
        """
        raise NotImplementedError

    def watched(self) -> Mapping[str, Concerns]:
        """The kinds that this controller watches, and how a change there becomes keys."""
        return {self.kind: self.own_keys} | dict.fromkeys(self.owns, self.owner_keys)

    @property
    def is_running(self) -> bool:
        """Whether the controller is at work."""
        return bool(self._subscriptions)

    def start(self) -> None:
        """Begin to watch. Every object that exists is looked at once, so that nothing that happened before is lost."""
        if not self._subscriptions:
            self._subscriptions = [
                self.client.watch(kind, self._listener(concerns)) for kind, concerns in self.watched().items()
            ]

    def stop(self) -> None:
        """End watching and forget all plans; the objects stay as they are."""
        for subscription in self._subscriptions:
            subscription.stop()
        self._subscriptions = []
        self.queue.clear()
        self.failing.clear()

    def use(self, function: Callable[..., Any]) -> None:
        """Let a learner's ``function`` decide from now on, also what was decided already."""
        self.own.take(function)
        if self.is_running:
            for obj in self.client.list(self.kind):
                self.queue.add(key_of(obj))

    def again(self, key: Key, seconds: float) -> None:
        """Look at ``key`` once more after ``seconds``, since time alone will change something."""
        self.queue.add_after(key, seconds)

    def own_keys(self, event: WatchEvent) -> Iterable[Key]:
        """The key of the changed object itself."""
        return (key_of(event.object),)

    def owner_keys(self, event: WatchEvent) -> Iterable[Key]:
        """The owners of a changed object, before and after the change; or, if it has none, those who would adopt it."""
        for changed in (event.object, event.old):
            if changed is not None and (owner := controller_of(changed)) is not None and owner.kind == self.kind:
                yield Key(changed.metadata.namespace, owner.name)
        if controller_of(event.object) is None and event.type != "DELETED":
            yield from self._adopters(event.object)

    def _adopters(self, orphan: Object) -> Iterable[Key]:
        for owner in self.client.list(self.kind, orphan.metadata.namespace):
            if matches(owner.spec.selector, orphan.metadata.labels):
                yield key_of(owner)

    def _listener(self, concerns: Concerns) -> Callable[[WatchEvent], None]:
        def on_change(event: WatchEvent) -> None:
            for key in concerns(event):
                self.queue.add(key)

        return on_change

    def _work(self, key: Key) -> None:
        try:
            self.reconcile(key)
        except Exception as error:  # one object that cannot be put right must not keep the others from it
            if not isinstance(error, Conflict):  # somebody else was faster: no fault of anybody
                self.failing[key] = error
            if isinstance(error, FunctionError):
                self._tell(key, error)
            self.queue.retry(key)
        else:
            self.failing.pop(key, None)
            self.queue.forget(key)

    def _tell(self, key: Key, error: FunctionError) -> None:
        """Say on the object what went wrong in a learner's function."""
        with suppress(NotFound):
            obj = self.client.get(self.kind, key.name, key.namespace)
            self.client.event(obj, "Warning", FUNCTION_FAILED, str(error), self.component)


class ControllerManager:
    """Runs a set of controllers: kube-controller-manager.

    ``controllers`` are classes; each is built with the same ``client`` and ``clock``. ``failing()`` shows what they
    could not do so far and will try again.
    """

    def __init__(self, client: Client, clock: Clock, controllers: Sequence[type[Controller]]) -> None:
        self.controllers = tuple(controller(client, clock) for controller in controllers)

    def start(self) -> None:
        """Start all controllers."""
        for controller in self.controllers:
            controller.start()

    def stop(self) -> None:
        """Stop all controllers; ``start()`` goes on from what is there then."""
        for controller in self.controllers:
            controller.stop()

    def named(self, name: str) -> Controller:
        """The controller of this name; ``KeyError`` when it does not run here."""
        return {controller.name: controller for controller in self.controllers}[name]

    def failing(self) -> dict[tuple[str, Key], Exception]:
        """The last error of every key that waits for another try, by controller name and key."""
        return {(each.name, key): error for each in self.controllers for key, error in each.failing.items()}


def key_of(obj: Object) -> Key:
    """The key of ``obj``, for a controller of its kind."""
    return Key(obj.metadata.namespace, obj.metadata.name)


def only_status_changed(event: WatchEvent) -> bool:
    """Whether spec and metadata are what they were: the controller that writes this status need not look again."""
    if event.type != "MODIFIED":
        return False
    before, now = event.old.metadata, event.object.metadata
    same: bool = replace(before, resource_version=now.resource_version) == now
    return same
