"""A scheduler alone with a small pretended API: nothing runs the Pods, so that tests see the scheduler's own doing."""

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from kubelite.client import WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.scheduler import Scheduler
from kubelite.objects import Object, Pod, view
from kubelite.objects.errors import conflict, not_found
from tests.rules.build import Manifest, node_manifest, pod_manifest

OnChange = Callable[[WatchEvent], None]


class Subscription:
    """A watch of the pretended API."""

    def __init__(self, on_change: OnChange) -> None:
        self.on_change: OnChange | None = on_change

    def tell(self, event: WatchEvent) -> None:
        if self.on_change is not None:
            self.on_change(event)

    def stop(self) -> None:
        self.on_change = None


class PretendedAPI:
    """Just enough of a Client: it stores, binds, deletes, and notes what it is told.

    ``delay`` is how late watchers hear; with ``linger`` deleted Pods stay until they are removed.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.stored: dict[tuple[str, str], Manifest] = {}
        self.events: list[tuple[str, str, str, str]] = []
        self.status_writes = 0
        self.deleted: list[str] = []
        self.last: dict[str, Manifest] = {}
        self.linger = False
        self.delay = 0.0
        self._watches: list[tuple[str, Subscription]] = []

    def put(self, manifest: Manifest) -> Any:
        key = (manifest["kind"], manifest["metadata"]["name"])
        old = self.stored.get(key)
        self.stored[key] = manifest
        self._tell(key[0], WatchEvent("MODIFIED" if old else "ADDED", view(manifest), view(old) if old else None))
        return view(manifest)

    def delete(self, kind: str, name: str, namespace: str = "default", grace: int | None = None) -> None:
        if kind == "Pod":
            self.deleted.append(name)
            self.last[name] = self.stored[kind, name]
        if self.linger and kind == "Pod":
            manifest = self.manifest(kind, name)
            manifest["metadata"]["deletionTimestamp"] = self.clock.timestamp()
            self.put(manifest)
        else:
            self.remove(name, kind)

    def remove(self, name: str, kind: str = "Pod") -> None:
        old = view(self.stored.pop((kind, name)))
        self._tell(kind, WatchEvent("DELETED", old, old))

    def manifest(self, kind: str, name: str, namespace: str = "default") -> Manifest:
        if (kind, name) not in self.stored:
            raise not_found(kind, name)
        return deepcopy(self.stored[kind, name])

    def update_status(self, obj: Object, status: Manifest) -> Any:
        self.status_writes += 1
        return self.put(self.manifest(obj.kind, obj.metadata.name) | {"status": status})

    def bind(self, pod: Pod, node_name: str) -> None:
        manifest = self.manifest("Pod", pod.metadata.name)
        if manifest["spec"].get("nodeName"):
            raise conflict("pods/binding", pod.metadata.name, "already assigned")
        manifest["spec"]["nodeName"] = node_name
        self.put(manifest)

    def event(self, obj: Object, type: str, reason: str, message: str, component: str) -> None:
        assert component in ("default-scheduler", "packing", "other")
        self.events.append((obj.metadata.name, type, reason, message))

    def watch(self, kind: str, on_change: OnChange, since: int | None = None, *, by: Any = None) -> Subscription:
        subscription = Subscription(on_change)
        self._watches.append((kind, subscription))
        for (stored, _), manifest in self.stored.items():
            if stored == kind:
                self.clock.soon(subscription.tell, WatchEvent("ADDED", view(manifest)))
        return subscription

    def _tell(self, kind: str, event: WatchEvent) -> None:
        for watched, subscription in self._watches:
            if watched == kind and self.delay:
                self.clock.after(self.delay, subscription.tell, event)
            elif watched == kind:
                self.clock.soon(subscription.tell, event)


class Laboratory:
    """A clock, the pretended API, and a running scheduler; ``settle`` lets it finish its work."""

    def __init__(self, workers: int = 0, seed: int = 1, **options: Any) -> None:
        self.clock = Clock()
        self.api = PretendedAPI(self.clock)
        self.scheduler = Scheduler(self.api, self.clock, Random(seed), **options)  # type: ignore[arg-type]
        self.scheduler.start()
        for number in range(1, workers + 1):
            self.node(f"worker-{number}")

    def node(self, *args: Any, **spec: Any) -> None:
        self.api.put(node_manifest(*args, **spec))
        self.clock.settle()

    def pod(self, name: str, **spec: Any) -> str:
        """Create a Pod; the node that it gets, ``""`` for none."""
        self.submit(name, **spec)
        self.clock.settle()
        return self.place(name)

    def submit(self, name: str, **spec: Any) -> None:
        """Create a Pod without letting anybody act yet."""
        self.api.put(pod_manifest(name, **spec))

    def change(self, kind: str, name: str, part: str, **fields: Any) -> None:
        """Change fields of ``metadata``, ``spec`` or ``status``."""
        manifest = self.api.manifest(kind, name)
        manifest[part] |= fields
        self.api.put(manifest)
        self.clock.settle()

    def delete(self, kind: str, name: str) -> None:
        self.api.remove(name, kind)
        self.clock.settle()

    def place(self, name: str) -> str:
        node_name: str = self.api.stored["Pod", name]["spec"].get("nodeName", "")
        return node_name

    def places(self) -> dict[str, str]:
        return {name: self.place(name) for kind, name in self.api.stored if kind == "Pod"}

    def scheduled_condition(self, name: str) -> tuple[str, str, str] | None:
        conditions = self.api.stored["Pod", name]["status"].get("conditions", [])
        return next(((c["status"], c["reason"], c["message"]) for c in conditions if c["type"] == "PodScheduled"), None)
