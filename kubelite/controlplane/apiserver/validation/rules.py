"""Which rules belong to which kind.

A kind without rules of its own is checked for its metadata only. As in Kubernetes, the checks that all kinds share come
after those of the kind when it is created, and before them when it is changed.

Source of the order: ``staging/src/k8s.io/apiserver/pkg/registry/rest/{create,update}.go``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from kubelite.controlplane.apiserver.validation import (
    addresses,
    autoscaling,
    batch,
    claims,
    config,
    events,
    metadata,
    names,
    networking,
    nodes,
    pod,
    pod_update,
    policy,
    quotas,
    rbac,
    service,
    stateful_sets,
    storage,
    workloads,
)
from kubelite.controlplane.apiserver.validation.field import Causes, Doc, part
from kubelite.objects.errors import Cause
from kubelite.objects.kinds import Resource

_NULL = "Invalid value: null"
_SUBDOMAIN = names.dns_subdomain


class _Rules(NamedTuple):
    """The checks of one kind: its name, its content, and what a change may not do."""

    name: names.NameCheck
    create: Callable[[Doc], Causes] | None = None
    update: Callable[[Doc, Doc], Causes] | None = None


def validate(doc: Doc, resource: Resource, sent: Doc | None = None) -> list[Cause]:
    """Everything that is wrong with a new object; empty when Kubernetes would accept it.

    ``sent`` is the document as its author wrote it: decoding leaves out empty lists and maps, errors still print them.
    """
    rules = _of(resource)
    causes = list(_created(doc, resource, rules))
    if sent is not None:
        causes = [_as_written(cause, doc, sent) for cause in causes]
    return causes or list(_shared(part(doc, "metadata"), resource))


def validate_update(new: Doc, old: Doc, resource: Resource) -> list[Cause]:
    """Everything that is wrong with changing ``old`` into ``new``: the same rules, and what may not change."""
    rules, meta, before = _of(resource), part(new, "metadata"), part(old, "metadata")
    causes = list(_shared(meta, resource))
    causes += metadata.object_meta_update(meta, before, kube=False)
    causes += metadata.object_meta_update(meta, before)
    if rules.update is not None:
        causes += rules.update(new, old)
    elif rules.create is not None:
        causes += rules.create(new)
    return causes


def _created(doc: Doc, resource: Resource, rules: _Rules) -> Iterator[Cause]:
    yield from metadata.object_meta(part(doc, "metadata"), rules.name, namespaced=resource.namespaced)
    if rules.create is not None:
        yield from rules.create(doc)


def _as_written(cause: Cause, doc: Doc, sent: Doc) -> Cause:
    """``Invalid value: {}`` instead of ``null`` where that was sent and decoding left it out."""
    if not cause.message.startswith(_NULL) or _at(doc, cause.field) is not None:
        return cause
    value = _at(sent, cause.field)
    return replace(cause, message=cause.message.replace("null", json.dumps(value), 1)) if value in ({}, []) else cause


def _at(doc: Doc, path: str) -> Any:
    value: Any = doc
    for step in re.findall(r"[^.\[\]]+", path):
        if isinstance(value, list):
            value = value[int(step)] if step.isdecimal() and int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _shared(meta: Doc, resource: Resource) -> Causes:
    return metadata.object_meta(meta, names.path_segment, namespaced=resource.namespaced, kube=False)


def _of(resource: Resource) -> _Rules:
    return _by_kind().get((resource.group, resource.kind), _Rules(names.path_segment))


@cache
def _by_kind() -> Mapping[tuple[str, str], _Rules]:
    groups = {
        "": _core() | _storage_of_pods(),
        "apps": _apps(),
        "rbac.authorization.k8s.io": _access(),
        **_smaller_groups(),
    }
    return {(group, kind): rules for group, kinds in groups.items() for kind, rules in kinds.items()}


def _core() -> dict[str, _Rules]:
    return {
        "Endpoints": _Rules(_SUBDOMAIN, addresses.endpoints),
        "Event": _Rules(names.path_segment, events.event),
        "LimitRange": _Rules(_SUBDOMAIN, quotas.limit_range),
        "Namespace": _Rules(names.dns_label, nodes.namespace, _nothing),
        "Node": _Rules(_SUBDOMAIN, nodes.node, nodes.node_update),
        "Pod": _Rules(_SUBDOMAIN, pod.pod, pod_update.pod_update),
        "PodTemplate": _Rules(_SUBDOMAIN, _pod_template),
        "ReplicationController": _Rules(_SUBDOMAIN, workloads.replication_controller),
        "ResourceQuota": _Rules(_SUBDOMAIN, quotas.resource_quota, quotas.resource_quota_update),
        "Service": _Rules(names.dns_label, service.service, service.service_update),
        "ServiceAccount": _Rules(_SUBDOMAIN),
    }


def _storage_of_pods() -> dict[str, _Rules]:
    return {
        "ConfigMap": _Rules(_SUBDOMAIN, config.config_map, config.config_map_update),
        "PersistentVolume": _Rules(_SUBDOMAIN, storage.persistent_volume, storage.persistent_volume_update),
        "PersistentVolumeClaim": _Rules(_SUBDOMAIN, claims.claim, claims.claim_update),
        "Secret": _Rules(_SUBDOMAIN, config.secret, config.secret_update),
    }


def _apps() -> dict[str, _Rules]:
    return {
        "ControllerRevision": _Rules(_SUBDOMAIN),
        "DaemonSet": _Rules(_SUBDOMAIN, workloads.daemon_set, workloads.daemon_set_update),
        "Deployment": _Rules(_SUBDOMAIN, workloads.deployment, workloads.deployment_update),
        "ReplicaSet": _Rules(_SUBDOMAIN, workloads.replica_set, workloads.replica_set_update),
        "StatefulSet": _Rules(names.dns_label, stateful_sets.stateful_set, stateful_sets.stateful_set_update),
    }


def _access() -> dict[str, _Rules]:
    segment = names.path_segment
    return {
        "ClusterRole": _Rules(segment, rbac.cluster_role),
        "ClusterRoleBinding": _Rules(segment, rbac.cluster_role_binding, rbac.cluster_role_binding_update),
        "Role": _Rules(segment, rbac.role),
        "RoleBinding": _Rules(segment, rbac.role_binding, rbac.role_binding_update),
    }


def _smaller_groups() -> dict[str, dict[str, _Rules]]:
    autoscaler = _Rules(_SUBDOMAIN, autoscaling.autoscaler, autoscaling.autoscaler_update)
    endpoint_slice = _Rules(_SUBDOMAIN, addresses.endpoint_slice, addresses.endpoint_slice_update)
    priority_class = _Rules(_SUBDOMAIN, policy.priority_class, policy.priority_class_update)
    return {
        "autoscaling": {"HorizontalPodAutoscaler": autoscaler},
        "batch": {
            "CronJob": _Rules(_SUBDOMAIN, batch.cron_job, batch.cron_job_update),
            "Job": _Rules(_SUBDOMAIN, batch.job, batch.job_update),
        },
        "coordination.k8s.io": {"Lease": _Rules(_SUBDOMAIN, nodes.lease)},
        "discovery.k8s.io": {"EndpointSlice": endpoint_slice},
        "networking.k8s.io": {
            "Ingress": _Rules(_SUBDOMAIN, networking.ingress, _ingress_update),
            "IngressClass": _Rules(_SUBDOMAIN, networking.ingress_class, networking.ingress_class_update),
            "NetworkPolicy": _Rules(_SUBDOMAIN, networking.network_policy),
        },
        "node.k8s.io": {"RuntimeClass": _Rules(_SUBDOMAIN, nodes.runtime_class, nodes.runtime_class_update)},
        "policy": {"PodDisruptionBudget": _Rules(names.path_segment, policy.disruption_budget)},
        "scheduling.k8s.io": {"PriorityClass": priority_class},
        "storage.k8s.io": {"StorageClass": _Rules(_SUBDOMAIN, storage.storage_class, storage.storage_class_update)},
    }


def _pod_template(doc: Doc) -> Causes:
    return pod.pod_template(part(doc, "template"), "template")


def _ingress_update(new: Doc, old: Doc) -> Causes:
    return networking.ingress_spec(new)


def _nothing(new: Doc, old: Doc) -> Causes:
    return iter(())
