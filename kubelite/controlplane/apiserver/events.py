"""Events: what components say of objects. The same words about the same object are counted, not repeated.

Source: ``staging/src/k8s.io/client-go/tools/record/events_cache.go``.
"""

from __future__ import annotations

from typing import Any

from kubelite.clock import Clock
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.objects import Object

MOST_REMEMBERED = 4096
"""How many Events are remembered, so that the same words can be counted; then those not said for longest go."""


class EventRecorder:
    """Writes Events to the API; ``record`` is its one verb."""

    def __init__(self, api: APIServer, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._names: dict[tuple[str, ...], str] = {}

    def record(self, obj: Object, type: str, reason: str, message: str, component: str) -> None:
        """Say ``message`` about ``obj``; ``type`` is ``Normal`` or ``Warning``."""
        namespace = obj.metadata.namespace or "default"
        words = (obj.metadata.uid, type, reason, message, component)
        name = self._names.pop(words, "")
        said_before = self._api.find("events", namespace, name) if name else None
        if name and said_before:
            again = {"count": said_before["count"] + 1, "lastTimestamp": self._clock.timestamp()}
            self._api.store_event(namespace, {**said_before, **again})
        else:
            name = f"{obj.metadata.name}.{self._api.etcd.revision:016x}"
            self._api.store_event(namespace, self._event(obj, namespace, name, words))
        self._names[words] = name
        if len(self._names) > MOST_REMEMBERED:
            del self._names[next(iter(self._names))]

    def _event(self, obj: Object, namespace: str, name: str, words: tuple[str, ...]) -> dict[str, Any]:
        uid, type_, reason, message, component = words
        involved = {"kind": obj.kind, "namespace": obj.metadata.namespace, "name": obj.metadata.name, "uid": uid}
        involved |= {"apiVersion": obj.api_version, "resourceVersion": obj.metadata.resource_version}
        now = self._clock.timestamp()
        metadata = {"name": name, "namespace": namespace, "uid": self._api.new_uid(), "creationTimestamp": now}
        return {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": metadata,
            "involvedObject": {field: value for field, value in involved.items() if value},
            "type": type_,
            "reason": reason,
            "message": message,
            "source": {"component": component},
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1,
            "eventTime": None,
            "reportingComponent": component,
            "reportingInstance": "",
        }
