"""A replay: the parts of a snapshot at any moment of a recording, kept up to date by what changed.

Going from one moment to another costs as much as happened between them. The result is the same as ``snapshot`` of that
moment, which looks at everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from kubelite.objects.meta import Object
from kubelite.rules.owners import controller_of
from kubelite.view.recording import Place, Recording
from kubelite.view.snapshot import (
    BETWEEN,
    SERVICE_NAME,
    NodeState,
    PodState,
    ServiceState,
    Snapshot,
    is_system,
    node_state,
    pod_state,
    service_state,
)

Part = NodeState | PodState | ServiceState
Objects = dict[tuple[str, str], Any]
"""Objects of one kind by namespace and name."""


class Replay:
    """Stands behind the first ``position`` changes of a ``recording``, at first before them all; ``seek`` goes to
    another place, both ways.
    """

    def __init__(self, recording: Recording) -> None:
        self.position = 0
        self.moment = -1.0
        self.parts: dict[Place, Part] = {}
        self._recording = recording
        self._objects: dict[str, Objects] = defaultdict(dict)
        self._on_node: dict[str, Objects] = defaultdict(dict)
        self._slices: dict[tuple[str, str], Objects] = defaultdict(dict)
        self._managers: dict[str, Object] = {}
        self._dirty: set[Place] = set()

    def seek(self, moment: float) -> None:
        """Go to the state that the cluster had when ``moment`` was over."""
        target, changes = self._recording.position(moment), self._recording.changes
        while self.position < target:
            _, _, place, old, new = changes[self.position]
            self._put(place, old, new)
            self.position += 1
        while self.position > target:
            self.position -= 1
            _, _, place, old, new = changes[self.position]
            self._put(place, new, old)
        self.moment = moment

    def refresh(self) -> set[Place]:
        """Bring ``parts`` up to date; the places at which something may look different since the last time."""
        changed = self._dirty
        pods = [place for place in changed if place[0] == "Pod"]
        for place in pods:
            self._update(place, lambda pod: pod_state(pod, self._managers))
        for place in changed - set(pods):
            if place[0] == "Node":
                self._update(place, self._node)
            elif place[0] == "Service":
                self._update(place, self._service)
        self._dirty = set()
        return changed

    def object(self, place: Place) -> Any:
        """The object at this place at this moment; None when there is none."""
        return self._objects[place[0]].get(place[1:])

    def objects(self, kind: str) -> Iterable[Any]:
        """All objects of a kind at this moment, in no order."""
        return self._objects[kind].values()

    def snapshot(self, system: bool = False) -> Snapshot:
        """The snapshot of this moment; without Kubernetes' own unless ``system``."""
        self.refresh()
        nodes, pods, services = (
            tuple(self.parts[kind, *key] for key in sorted(self._objects[kind])) for kind in ("Node", "Pod", "Service")
        )
        shown = [[part for part in parts if system or not is_system(part)] for parts in (pods, services)]  # type: ignore[arg-type]
        return Snapshot(self.moment, nodes, tuple(shown[0]), tuple(shown[1]))  # type: ignore[arg-type]

    def _put(self, place: Place, old: Any, new: Any) -> None:
        """There was ``old`` at this place and now there is ``new``."""
        kind, *key = place
        _store(self._objects[kind], (key[0], key[1]), new)
        self._dirty.add(place)
        if kind == "Pod":
            self._put_pod(place, old, new)
        elif kind == "EndpointSlice":
            self._put_slice(place, old, new)
        elif kind in BETWEEN:
            self._put_manager(old, new)

    def _put_pod(self, place: Place, old: Any, new: Any) -> None:
        for node in {pod.spec.node_name for pod in (old, new) if pod is not None}:
            here = new if new is not None and new.spec.node_name == node else None
            _store(self._on_node[node], place[1:], here)
            self._dirty.add(("Node", "", node))

    def _put_slice(self, place: Place, old: Any, new: Any) -> None:
        for name in {item.metadata.labels.get(SERVICE_NAME, "") for item in (old, new) if item is not None}:
            here = new if new is not None and new.metadata.labels.get(SERVICE_NAME, "") == name else None
            _store(self._slices[place[1], name], place[1:], here)
            self._dirty.add(("Service", place[1], name))

    def _put_manager(self, old: Any, new: Any) -> None:
        """A manager that comes, goes or gets another owner changes who stands at the top of its Pods."""
        uid = (new or old).metadata.uid
        if new is None:
            self._managers.pop(uid, None)
        else:
            self._managers[uid] = new
        if old is None or new is None or controller_of(old) != controller_of(new):
            self._dirty.update(
                ("Pod", *key)
                for key, pod in self._objects["Pod"].items()
                if (owner := controller_of(pod)) is not None and owner.uid == uid
            )

    def _update(self, place: Place, make: Any) -> None:
        found = self.object(place)
        if found is None:
            self.parts.pop(place, None)
        else:
            self.parts[place] = make(found)

    def _node(self, node: Any) -> NodeState:
        here = self._on_node[node.metadata.name]
        return node_state(node, [here[key] for key in sorted(here)])

    def _service(self, service: Any) -> ServiceState:
        found: Mapping[tuple[str, str], Any] = self._slices[service.metadata.namespace, service.metadata.name]
        return service_state(service, [found[key] for key in sorted(found)])


def _store(objects: Objects, key: tuple[str, str], found: Any) -> None:
    if found is None:
        objects.pop(key, None)
    else:
        objects[key] = found
