"""Per kind: what a new object starts with, and what an update may not touch.

Source: ``pkg/registry/<group>/<kind>/strategy.go``, functions PrepareForCreate and PrepareForUpdate.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from kubelite.objects import view
from kubelite.objects.core.pod import Pod
from kubelite.objects.kinds import Resource
from kubelite.rules.qos import qos_class

Document = dict[str, Any]

_NO_NODE_INFO = dict.fromkeys(
    (
        "machineID",
        "systemUUID",
        "bootID",
        "kernelVersion",
        "osImage",
        "containerRuntimeVersion",
        "kubeletVersion",
        "kubeProxyVersion",
        "operatingSystem",
        "architecture",
    ),
    "",
)

_FIRST_STATUS: dict[str, Document] = {
    "deployments.apps": {},
    "replicasets.apps": {"replicas": 0},
    "replicationcontrollers": {"replicas": 0},
    "statefulsets.apps": {"replicas": 0, "availableReplicas": 0},
    "daemonsets.apps": {
        "currentNumberScheduled": 0,
        "numberMisscheduled": 0,
        "desiredNumberScheduled": 0,
        "numberReady": 0,
    },
    "jobs.batch": {},
    "cronjobs.batch": {},
    "services": {"loadBalancer": {}},
    "ingresses.networking.k8s.io": {"loadBalancer": {}},
    "namespaces": {"phase": "Active"},
    "persistentvolumeclaims": {"phase": "Pending"},
    "persistentvolumes": {"phase": "Pending"},
    "resourcequotas": {},
    "horizontalpodautoscalers.autoscaling": {"desiredReplicas": 0, "currentMetrics": None},
    "poddisruptionbudgets.policy": {
        "disruptionsAllowed": 0,
        "currentHealthy": 0,
        "desiredHealthy": 0,
        "expectedPods": 0,
    },
    "certificatesigningrequests.certificates.k8s.io": {},
    "validatingadmissionpolicies.admissionregistration.k8s.io": {},
    "flowschemas.flowcontrol.apiserver.k8s.io": {},
    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": {},
    "servicecidrs.networking.k8s.io": {},
    "resourceclaims.resource.k8s.io": {},
}
"""The status of a new object, as Go writes an empty one."""

_COUNTED = {
    "pods",
    "deployments.apps",
    "replicasets.apps",
    "replicationcontrollers",
    "statefulsets.apps",
    "daemonsets.apps",
    "jobs.batch",
    "cronjobs.batch",
    "poddisruptionbudgets.policy",
    "ingresses.networking.k8s.io",
    "ingressclasses.networking.k8s.io",
    "networkpolicies.networking.k8s.io",
    "endpointslices.discovery.k8s.io",
    "priorityclasses.scheduling.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "validatingadmissionpolicies.admissionregistration.k8s.io",
    "validatingadmissionpolicybindings.admissionregistration.k8s.io",
    "flowschemas.flowcontrol.apiserver.k8s.io",
    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
    "csidrivers.storage.k8s.io",
    "deviceclasses.resource.k8s.io",
    "resourceslices.resource.k8s.io",
    "customresourcedefinitions.apiextensions.k8s.io",
}
"""Resources whose ``metadata.generation`` counts the changes of their spec."""


def prepare_create(document: Document, resource: Resource) -> None:
    """Set what a new object of this kind starts with; whatever status the request brought is dropped."""
    if resource.qualified in _COUNTED:
        document["metadata"]["generation"] = 1
    if resource.qualified in _FIRST_STATUS:
        document["status"] = deepcopy(_FIRST_STATUS[resource.qualified])
    if resource.qualified == "horizontalpodautoscalers.autoscaling" and resource.version == "v1":
        document["status"] = {"currentReplicas": 0, "desiredReplicas": 0}
    own = _CREATE.get(resource.qualified)
    if own:
        own(document)


def prepare_update(new: Document, old: Document, resource: Resource) -> None:
    """Keep the status, and count the change where the spec is another one."""
    if "status" in resource.subresources:
        if "status" in old:
            new["status"] = old["status"]
        else:
            new.pop("status", None)
    own = _UPDATE.get(resource.qualified)
    if own:
        own(new, old)
    if resource.qualified in _COUNTED and _is_another_generation(new, old):
        new["metadata"]["generation"] = old["metadata"].get("generation", 0) + 1


def prepare_status_update(new: Document, old: Document) -> Document:
    """The old object with the new status. Its metadata stay; but the status of a Deployment may bring annotations."""
    updated = dict(old)
    annotations = new.get("metadata", {}).get("annotations")
    if annotations and old.get("kind") == "Deployment":
        updated["metadata"] = {**old["metadata"], "annotations": annotations}
    if "status" in new:
        updated["status"] = new["status"]
    else:
        updated.pop("status", None)
    return updated


def _is_another_generation(new: Document, old: Document) -> bool:
    """Whether the spec is another one. The annotations of a Deployment count as well: its ReplicaSets get them."""
    if new.get("kind") == "Deployment" and _annotations(new) != _annotations(old):
        return True
    return _without_bookkeeping(new) != _without_bookkeeping(old)


def _annotations(document: Document) -> Document:
    annotations: Document = document["metadata"].get("annotations") or {}
    return annotations


def _without_bookkeeping(document: Document) -> Document:
    return {
        field: value for field, value in document.items() if field not in ("metadata", "status", "apiVersion", "kind")
    }


def _create_pod(document: Document) -> None:
    shown = view(document)
    assert isinstance(shown, Pod)
    document["status"] = {"phase": "Pending", "qosClass": qos_class(shown)}


def _create_node(document: Document) -> None:
    status = document.setdefault("status", {})
    status.setdefault("daemonEndpoints", {"kubeletEndpoint": {"Port": 0}})
    status["nodeInfo"] = {**_NO_NODE_INFO, **status.get("nodeInfo", {})}


def _create_namespace(document: Document) -> None:
    metadata = document["metadata"]
    metadata["labels"] = {**metadata.get("labels", {}), "kubernetes.io/metadata.name": metadata.get("name", "")}
    finalizers = document.setdefault("spec", {}).setdefault("finalizers", [])
    if "kubernetes" not in finalizers:
        finalizers.append("kubernetes")


def _create_job(document: Document) -> None:
    """Unless the user asked for ``manualSelector``, a Job selects its Pods by its own uid; it has its template's
    labels.
    """
    metadata = document["metadata"]
    spec = document.setdefault("spec", {})
    template = spec.setdefault("template", {}).setdefault("metadata", {})
    if not spec.get("manualSelector"):
        uid, name = metadata["uid"], metadata.get("name", "")
        own = {
            "batch.kubernetes.io/controller-uid": uid,
            "batch.kubernetes.io/job-name": name,
            "controller-uid": uid,
            "job-name": name,
        }
        template["labels"] = {**template.get("labels", {}), **own}
        spec["selector"] = {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
    if not metadata.get("labels") and template.get("labels"):
        metadata["labels"] = dict(template["labels"])


def _keep_namespace_finalizers(new: Document, old: Document) -> None:
    new["spec"] = old.get("spec", {})


_CREATE: dict[str, Callable[[Document], None]] = {
    "pods": _create_pod,
    "nodes": _create_node,
    "namespaces": _create_namespace,
    "jobs.batch": _create_job,
}

_UPDATE: dict[str, Callable[[Document, Document], None]] = {"namespaces": _keep_namespace_finalizers}
