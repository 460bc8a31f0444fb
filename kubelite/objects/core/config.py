"""Small objects of the core group: Namespace, ConfigMap, Secret, ServiceAccount, Event."""

from __future__ import annotations

from datetime import datetime

from kubelite.objects.frozen import FrozenMap
from kubelite.objects.meta import NO_LABELS, Labels, Object, View


class NamespaceSpec(View, frozen=True):
    """``finalizers`` hold a Namespace back until its objects are gone."""

    finalizers: tuple[str, ...] = ()


class NamespaceStatus(View, frozen=True):
    """``phase`` is ``Active`` or ``Terminating``."""

    phase: str = ""


class Namespace(Object, frozen=True):
    """A room of its own for names."""

    spec: NamespaceSpec = NamespaceSpec()
    status: NamespaceStatus = NamespaceStatus()


class ConfigMap(Object, frozen=True):
    """Settings as text."""

    data: Labels = NO_LABELS
    binary_data: Labels = NO_LABELS
    immutable: bool = False


class Secret(Object, frozen=True):
    """Settings that are not for everybody; ``data`` is base64 text."""

    type: str = ""
    data: FrozenMap[str, str] = FrozenMap()
    immutable: bool = False


class ServiceAccount(Object, frozen=True):
    """Who a Pod is when it speaks to the API."""

    automount_service_account_token: bool | None = None


class ObjectReference(View, frozen=True):
    """Another object, by name."""

    api_version: str = ""
    kind: str = ""
    namespace: str = ""
    name: str = ""
    uid: str = ""
    field_path: str = ""


class EventSource(View, frozen=True):
    """Which component, on which node, said it."""

    component: str = ""
    host: str = ""


class CoreV1Event(Object, frozen=True):
    """What a component says of an object; the same words again raise ``count``."""

    involved_object: ObjectReference = ObjectReference()
    type: str = ""
    reason: str = ""
    message: str = ""
    count: int = 0
    first_timestamp: datetime | None = None
    last_timestamp: datetime | None = None
    source: EventSource = EventSource()
    reporting_component: str = ""
