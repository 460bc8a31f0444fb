"""Tables: what ``kubectl get`` shows of each kind. The API server makes them, so that every client shows the same.

``table(resource, objects, now)`` gives columns and rows; ``human_duration`` writes an age as kubectl does.

Source of the rules: ``pkg/printers/internalversion/printers.go``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from kubelite.controlplane.apiserver.tables import core, others, workloads
from kubelite.controlplane.apiserver.tables.duration import human_duration
from kubelite.controlplane.apiserver.tables.layout import Cell, Column, Manifest, Printer
from kubelite.controlplane.apiserver.tables.pod import POD, row_conditions
from kubelite.objects.kinds import Resource


class Row(NamedTuple):
    """One object: a cell for each column, and what else the server says of it (only of Pods that are through)."""

    cells: tuple[Cell, ...]
    conditions: tuple[dict[str, Any], ...] = ()


class Table(NamedTuple):
    """Columns and one row an object, in the order in which the objects came."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def table(resource: Resource, objects: Iterable[Manifest], now: datetime, wide: bool = False) -> Table:
    """The table of ``objects``, stored manifests of one kind; ages count up to ``now``.

    The columns that kubectl shows only with ``-o wide`` are there if ``wide``; an HTTP client always gets them all.
    """
    printer = _PRINTERS.get((resource.group, resource.kind), others.NAME_AND_DATE)
    shown = [index for index, column in enumerate(printer.columns) if wide or not column.priority]
    columns = tuple(printer.columns[index] for index in shown)
    return Table(columns, tuple(_row(resource, printer, obj, now, shown) for obj in objects))


def _row(resource: Resource, printer: Printer, obj: Manifest, now: datetime, shown: list[int]) -> Row:
    cells = printer.cells(obj, now)
    return Row(tuple(cells[index] for index in shown), tuple(row_conditions(obj)) if resource.kind == "Pod" else ())


_RBAC, _STORAGE, _NETWORK, _WEBHOOK = (
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
    "networking.k8s.io",
    "admissionregistration.k8s.io",
)
_PRINTERS: dict[tuple[str, str], Printer] = {
    ("", "Pod"): POD,
    ("", "Node"): core.NODE,
    ("", "Service"): core.SERVICE,
    ("", "Endpoints"): core.ENDPOINTS,
    ("", "Namespace"): core.NAMESPACE,
    ("", "ConfigMap"): core.CONFIG_MAP,
    ("", "Secret"): core.SECRET,
    ("", "ServiceAccount"): core.SERVICE_ACCOUNT,
    ("", "Event"): core.EVENT,
    ("events.k8s.io", "Event"): core.EVENT,
    ("discovery.k8s.io", "EndpointSlice"): core.ENDPOINT_SLICE,
    ("coordination.k8s.io", "Lease"): core.LEASE,
    ("apps", "Deployment"): workloads.DEPLOYMENT,
    ("apps", "ReplicaSet"): workloads.REPLICA_SET,
    ("apps", "StatefulSet"): workloads.STATEFUL_SET,
    ("apps", "DaemonSet"): workloads.DAEMON_SET,
    ("apps", "ControllerRevision"): workloads.CONTROLLER_REVISION,
    ("", "ReplicationController"): workloads.REPLICATION_CONTROLLER,
    ("", "PodTemplate"): workloads.POD_TEMPLATE,
    ("batch", "Job"): workloads.JOB,
    ("batch", "CronJob"): workloads.CRON_JOB,
    ("autoscaling", "HorizontalPodAutoscaler"): workloads.AUTOSCALER,
    ("policy", "PodDisruptionBudget"): workloads.DISRUPTION_BUDGET,
    ("", "PersistentVolumeClaim"): others.CLAIM,
    ("", "PersistentVolume"): others.VOLUME,
    ("", "ResourceQuota"): others.QUOTA,
    (_STORAGE, "StorageClass"): others.STORAGE_CLASS,
    (_STORAGE, "VolumeAttributesClass"): others.VOLUME_ATTRIBUTES_CLASS,
    (_STORAGE, "VolumeAttachment"): others.ATTACHMENT,
    (_STORAGE, "CSINode"): others.CSI_NODE,
    (_NETWORK, "Ingress"): others.INGRESS,
    (_NETWORK, "IngressClass"): others.INGRESS_CLASS,
    (_NETWORK, "NetworkPolicy"): others.NETWORK_POLICY,
    ("scheduling.k8s.io", "PriorityClass"): others.PRIORITY_CLASS,
    ("node.k8s.io", "RuntimeClass"): others.RUNTIME_CLASS,
    (_RBAC, "RoleBinding"): others.ROLE_BINDING,
    (_RBAC, "ClusterRoleBinding"): others.ROLE_BINDING,
    ("certificates.k8s.io", "CertificateSigningRequest"): others.SIGNING_REQUEST,
    (_WEBHOOK, "MutatingWebhookConfiguration"): others.WEBHOOKS,
    (_WEBHOOK, "ValidatingWebhookConfiguration"): others.WEBHOOKS,
    ("resource.k8s.io", "ResourceClaimTemplate"): others.NAME_AND_AGE,
    ("resource.k8s.io", "DeviceClass"): others.NAME_AND_AGE,
}
__all__ = ["Cell", "Column", "Row", "Table", "human_duration", "table"]
