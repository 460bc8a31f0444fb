"""Which rules belong to which kind.

A kind without rules of its own is checked for its metadata only. As in Kubernetes, the checks that all kinds share come
after those of the kind when it is created, and before them when it is changed.

Source of the order: ``staging/src/k8s.io/apiserver/pkg/registry/rest/{create,update}.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from kubelite.controlplane.apiserver.validation import (
    addresses,
    autoscaling,
    batch,
    claims,
    config,
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
    storage,
    workloads,
)
from kubelite.controlplane.apiserver.validation.field import Causes, Doc, part
from kubelite.objects.errors import Cause
from kubelite.objects.kinds import Resource


class _Rules(NamedTuple):
    """The checks of one kind: its name, its content, and what a change may not do."""

    name: names.NameCheck
    create: Callable[[Doc], Causes] | None = None
    update: Callable[[Doc, Doc], Causes] | None = None


def validate(doc: Doc, resource: Resource) -> list[Cause]:
    """Everything that is wrong with a new object; empty when Kubernetes would accept it."""
    rules = _of(resource)
    causes = list(_created(doc, resource, rules))
    return causes or list(_shared(part(doc, "metadata"), resource))


def validate_update(new: Doc, old: Doc, resource: Resource) -> list[Cause]:
    """Everything that is wrong with changing ``old`` into ``new``: the rules for a new object, and what may not change."""
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


def _shared(meta: Doc, resource: Resource) -> Causes:
    return metadata.object_meta(meta, names.path_segment, namespaced=resource.namespaced, kube=False)


def _of(resource: Resource) -> _Rules:
    return _by_kind().get((resource.group, resource.kind), _Rules(names.path_segment))


@cache
def _by_kind() -> Mapping[tuple[str, str], _Rules]:
    subdomain, label, segment = names.dns_subdomain, names.dns_label, names.path_segment
    core = {
        "ConfigMap": _Rules(subdomain, config.config_map, config.config_map_update),
        "Endpoints": _Rules(subdomain, addresses.endpoints),
        "LimitRange": _Rules(subdomain, quotas.limit_range),
        "Namespace": _Rules(label, nodes.namespace, _nothing),
        "Node": _Rules(subdomain, nodes.node, nodes.node_update),
        "PersistentVolume": _Rules(subdomain, storage.persistent_volume, storage.persistent_volume_update),
        "PersistentVolumeClaim": _Rules(subdomain, claims.claim, claims.claim_update),
        "Pod": _Rules(subdomain, pod.pod, pod_update.pod_update),
        "PodTemplate": _Rules(subdomain, _pod_template),
        "ReplicationController": _Rules(subdomain, workloads.replication_controller),
        "ResourceQuota": _Rules(subdomain, quotas.resource_quota, quotas.resource_quota_update),
        "Secret": _Rules(subdomain, config.secret, config.secret_update),
        "Service": _Rules(label, service.service, service.service_update),
        "ServiceAccount": _Rules(subdomain),
    }
    apps = {
        "ControllerRevision": _Rules(subdomain),
        "DaemonSet": _Rules(subdomain, workloads.daemon_set, workloads.daemon_set_update),
        "Deployment": _Rules(subdomain, workloads.deployment, workloads.deployment_update),
        "ReplicaSet": _Rules(subdomain, workloads.replica_set, workloads.replica_set_update),
        "StatefulSet": _Rules(label, workloads.stateful_set, workloads.stateful_set_update),
    }
    batches = {
        "CronJob": _Rules(subdomain, batch.cron_job, batch.cron_job_update),
        "Job": _Rules(subdomain, batch.job, batch.job_update),
    }
    networks = {
        "Ingress": _Rules(subdomain, networking.ingress, _ingress_update),
        "IngressClass": _Rules(subdomain, networking.ingress_class, networking.ingress_class_update),
        "NetworkPolicy": _Rules(subdomain, networking.network_policy),
    }
    access = {
        "ClusterRole": _Rules(segment, rbac.cluster_role),
        "ClusterRoleBinding": _Rules(segment, rbac.cluster_role_binding, rbac.cluster_role_binding_update),
        "Role": _Rules(segment, rbac.role),
        "RoleBinding": _Rules(segment, rbac.role_binding, rbac.role_binding_update),
    }
    single = {
        ("autoscaling", "HorizontalPodAutoscaler"): _Rules(subdomain, autoscaling.autoscaler, autoscaling.autoscaler_update),
        ("coordination.k8s.io", "Lease"): _Rules(subdomain, nodes.lease),
        ("discovery.k8s.io", "EndpointSlice"): _Rules(subdomain, addresses.endpoint_slice, addresses.endpoint_slice_update),
        ("node.k8s.io", "RuntimeClass"): _Rules(subdomain, nodes.runtime_class, nodes.runtime_class_update),
        ("policy", "PodDisruptionBudget"): _Rules(segment, policy.disruption_budget),
        ("scheduling.k8s.io", "PriorityClass"): _Rules(subdomain, policy.priority_class, policy.priority_class_update),
        ("storage.k8s.io", "StorageClass"): _Rules(subdomain, storage.storage_class, storage.storage_class_update),
    }
    groups = {
        "": core,
        "apps": apps,
        "batch": batches,
        "networking.k8s.io": networks,
        "rbac.authorization.k8s.io": access,
    }
    return single | {(group, kind): rules for group, kinds in groups.items() for kind, rules in kinds.items()}


def _pod_template(doc: Doc) -> Causes:
    return pod.pod_template(part(doc, "template"), "template")


def _ingress_update(new: Doc, old: Doc) -> Causes:
    return networking.ingress_spec(new)


def _nothing(new: Doc, old: Doc) -> Causes:
    return iter(())
