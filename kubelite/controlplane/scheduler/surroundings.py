"""The objects around Pods and nodes that rules ask about, kept up to date in the scheduler's snapshot."""

from __future__ import annotations

from kubelite.client import Client, Subscription, WatchEvent
from kubelite.controlplane.scheduler.snapshot import Owner, Snapshot
from kubelite.objects.apps import ReplicaSet, StatefulSet
from kubelite.objects.core.config import Namespace
from kubelite.objects.core.replication import ReplicationController
from kubelite.objects.core.service import Service
from kubelite.objects.meta import LabelSelector, Object
from kubelite.objects.policy import PodDisruptionBudget

KINDS = ("Namespace", "Service", "PodDisruptionBudget", "ReplicaSet", "StatefulSet", "ReplicationController")


def watch(client: Client, snapshot: Snapshot) -> list[Subscription]:
    """Keep these objects up to date in ``snapshot`` from now on."""

    def on_change(event: WatchEvent) -> None:
        change = forget if event.type == "DELETED" else put
        change(snapshot, event.object)

    return [client.watch(kind, on_change) for kind in KINDS]


def put(snapshot: Snapshot, obj: Object) -> None:
    """Take in an object, or a newer version of one."""
    key = (obj.metadata.namespace, obj.metadata.name)
    match obj:
        case Namespace():
            snapshot.namespaces[obj.metadata.name] = obj.metadata.labels
        case Service():
            snapshot.services.setdefault(obj.metadata.namespace, {})[obj.metadata.name] = obj
        case PodDisruptionBudget():
            snapshot.budgets[key] = obj
        case ReplicaSet() | StatefulSet():
            snapshot.selectors[Owner(obj.kind, *key)] = obj.spec.selector
        case ReplicationController():
            snapshot.selectors[Owner(obj.kind, *key)] = LabelSelector(match_labels=obj.spec.selector)


def forget(snapshot: Snapshot, obj: Object) -> None:
    """Take out an object that is gone."""
    key = (obj.metadata.namespace, obj.metadata.name)
    snapshot.selectors.pop(Owner(obj.kind, *key), None)
    match obj:
        case Namespace():
            snapshot.namespaces.pop(obj.metadata.name, None)
        case Service():
            snapshot.services.get(obj.metadata.namespace, {}).pop(obj.metadata.name, None)
        case PodDisruptionBudget():
            snapshot.budgets.pop(key, None)
