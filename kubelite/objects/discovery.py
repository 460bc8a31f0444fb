"""The group ``discovery.k8s.io/v1``: EndpointSlice."""

from __future__ import annotations

from kubelite.objects.core.config import ObjectReference
from kubelite.objects.meta import Object, View


class EndpointConditions(View, frozen=True):
    """``ready``: send requests here."""

    ready: bool | None = None
    serving: bool | None = None
    terminating: bool | None = None


class Endpoint(View, frozen=True):
    """One Pod behind a Service."""

    addresses: tuple[str, ...] = ()
    conditions: EndpointConditions = EndpointConditions()
    target_ref: ObjectReference | None = None
    node_name: str = ""
    zone: str = ""
    hostname: str = ""


class EndpointPort(View, frozen=True):
    """A port on which all endpoints of the slice listen."""

    name: str = ""
    port: int = 0
    protocol: str = "TCP"
    app_protocol: str = ""


class EndpointSlice(Object, frozen=True):
    """The addresses behind a Service, at most 100 a slice."""

    address_type: str = ""
    endpoints: tuple[Endpoint, ...] = ()
    ports: tuple[EndpointPort, ...] = ()
