"""How the endpoints of a Service are spread over its EndpointSlices: with as few slices to write as possible.

Source of the rules: ``staging/src/k8s.io/endpointslice/reconciler.go``.
"""

from __future__ import annotations

from collections.abc import Iterable

from kubelite.controlplane.controllers.endpoints import Ports
from kubelite.objects import EndpointSlice
from kubelite.objects.discovery import Endpoint

MOST_IN_A_SLICE = 100


class Slices:
    """The endpoints of one Service, by slice. Those that are to be ``written`` or ``deleted`` are noted by name.

    A slice that has no name in the API yet has a number here.
    """

    def __init__(self, existing: Iterable[EndpointSlice]) -> None:
        self.contents: dict[str, dict[str, Endpoint]] = {}
        self.ports: dict[str, Ports] = {}
        self.written: set[str] = set()
        self._places: dict[str, str] = {}
        self._made = 0
        for each in existing:
            name = each.metadata.name
            self.ports[name] = tuple((port.name, port.protocol, port.port, port.app_protocol) for port in each.ports)
            self.contents[name] = {found.target_ref.uid: found for found in each.endpoints if found.target_ref}
            self._places |= dict.fromkeys(self.contents[name], name)

    def pods(self) -> set[str]:
        """The uids of all Pods that have an entry."""
        return set(self._places)

    def put(self, uid: str, ports: Ports, entry: Endpoint) -> None:
        """A Pod has this entry: it stays in its slice; a new one goes where there is room, or into a new slice."""
        place = self._places.get(uid)
        if place is None or self.ports[place] != ports:
            self.remove(uid)
            place = self._room(ports)
        if self.contents[place].get(uid) != entry:
            self.contents[place][uid] = entry
            self._places[uid] = place
            self.written.add(place)

    def remove(self, uid: str) -> None:
        """A Pod has no entry any more."""
        place = self._places.pop(uid, None)
        if place is not None:
            del self.contents[place][uid]
            self.written.add(place)

    def emptied(self) -> list[str]:
        """Slices that are not needed any more. A Service without any Pod keeps one, which is empty and has no ports."""
        if not self._places:
            kept = next((name for name, ports in self.ports.items() if not ports), None) or self._new(())
            return self._drop(name for name in self.contents if name != kept)
        return self._drop(name for name, content in self.contents.items() if not content)

    def rename(self, number: str, name: str) -> None:
        """A new slice was stored under this name."""
        self.contents[name], self.ports[name] = self.contents.pop(number), self.ports.pop(number)
        self._places |= dict.fromkeys(self.contents[name], name)

    def _room(self, ports: Ports) -> str:
        fitting = (name for name, content in self.contents.items() if len(content) < MOST_IN_A_SLICE)
        return next((name for name in fitting if self.ports[name] == ports), None) or self._new(ports)

    def _new(self, ports: Ports) -> str:
        self._made += 1
        name = f"#{self._made}"
        self.contents[name], self.ports[name] = {}, ports
        self.written.add(name)
        return name

    def _drop(self, names: Iterable[str]) -> list[str]:
        dropped = list(names)
        for name in dropped:
            del self.contents[name], self.ports[name]
            self.written.discard(name)
        return [name for name in dropped if not is_new(name)]


def is_new(name: str) -> bool:
    """Whether this is the number of a slice that is not stored yet."""
    return name.startswith("#")
