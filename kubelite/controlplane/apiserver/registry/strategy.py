"""Per kind: what a new object starts with, and what an update may not touch.

Source: ``pkg/registry/<group>/<kind>/strategy.go``, functions PrepareForCreate and PrepareForUpdate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubelite.controlplane.apiserver.decode import empty
from kubelite.controlplane.apiserver.registry.claims import prepare_claim
from kubelite.controlplane.apiserver.registry.jobs import prepare_job, read_back
from kubelite.controlplane.apiserver.registry.pods import prepare_pod
from kubelite.objects.kinds import Resource
from kubelite.objects.schema import type_of

Document = dict[str, Any]

_FIRST_PHASE = {"namespaces": "Active", "persistentvolumeclaims": "Pending", "persistentvolumes": "Pending"}

CREATED_BY_UPDATE = frozenset(
    {
        "clusterrolebindings.rbac.authorization.k8s.io",
        "clusterroles.rbac.authorization.k8s.io",
        "endpoints",
        "events",
        "leases.coordination.k8s.io",
        "limitranges",
        "rolebindings.rbac.authorization.k8s.io",
        "roles.rbac.authorization.k8s.io",
        "services",
    }
)
"""Resources that an update makes when they are not there (AllowCreateOnUpdate)."""

_TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"

_COUNTED = {
    "pods",
    "podtemplates",
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
    "mutatingadmissionpolicies.admissionregistration.k8s.io",
    "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
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
    if "status" in resource.subresources and resource.qualified != "nodes":
        document["status"] = empty(type_of(resource)).get("status", {})
        if phase := _FIRST_PHASE.get(resource.qualified):
            document["status"]["phase"] = phase
    own = _CREATE.get(resource.qualified)
    if own:
        own(document)


def finish_create(document: Document, resource: Resource) -> None:
    """What a new object gets only after it was validated."""
    if resource.qualified == "jobs.batch":
        read_back(document)


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


def _create_node(document: Document) -> None:
    """A kubelet registers its Node with a status."""
    document["status"] = empty("core.v1.NodeStatus") | document.get("status", {})


def _create_namespace(document: Document) -> None:
    metadata = document["metadata"]
    metadata["labels"] = {**metadata.get("labels", {}), "kubernetes.io/metadata.name": metadata.get("name", "")}
    finalizers = document.setdefault("spec", {}).setdefault("finalizers", [])
    if "kubernetes" not in finalizers:
        finalizers.append("kubernetes")


def _drop_max_unavailable(document: Document) -> None:
    """A StatefulSet updates one Pod at a time: ``maxUnavailable`` is switched off in 1.36."""
    document.get("spec", {}).get("updateStrategy", {}).get("rollingUpdate", {}).pop("maxUnavailable", None)


def _create_daemon_set(document: Document) -> None:
    """A field of ``extensions/v1beta1`` that counts changes of the template lives on as an annotation."""
    annotations = document["metadata"].setdefault("annotations", {})
    annotations.setdefault(_TEMPLATE_GENERATION, "1")


def _update_daemon_set(new: Document, old: Document) -> None:
    count = int(old["metadata"].get("annotations", {}).get(_TEMPLATE_GENERATION, 0))
    changed = new.get("spec", {}).get("template") != old.get("spec", {}).get("template")
    new["metadata"].setdefault("annotations", {})[_TEMPLATE_GENERATION] = str(count + changed)


def _create_custom_resource_definition(document: Document) -> None:
    versions = document.get("spec", {}).get("versions") or ()
    document["status"]["storedVersions"] = [version["name"] for version in versions if version.get("storage")]


def _keep_namespace_finalizers(new: Document, old: Document) -> None:
    new["spec"] = old.get("spec", {})


_CREATE: dict[str, Callable[[Document], None]] = {
    "pods": prepare_pod,
    "nodes": _create_node,
    "namespaces": _create_namespace,
    "jobs.batch": prepare_job,
    "persistentvolumeclaims": prepare_claim,
    "statefulsets.apps": _drop_max_unavailable,
    "daemonsets.apps": _create_daemon_set,
    "customresourcedefinitions.apiextensions.k8s.io": _create_custom_resource_definition,
}

_UPDATE: dict[str, Callable[[Document, Document], None]] = {
    "daemonsets.apps": _update_daemon_set,
    "namespaces": _keep_namespace_finalizers,
    "persistentvolumeclaims": lambda new, old: prepare_claim(new),
    "statefulsets.apps": lambda new, old: _drop_max_unavailable(new),
}
