"""Kinds and resources: which kinds exist, what they are called, and where they live.

One row a kind. The schema file knows the fields of every kind, but not its plural, its short names or whether it
lives in a namespace; that is here. Only stable versions are served (v1, v2 …), as in a fresh Kubernetes 1.36 cluster.

Source of the rules: ``kubectl api-resources``; ``pkg/registry/*/*/storage/storage.go`` (short names, subresources).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Any

from kubelite.objects.errors import BadRequest, NotFound


@dataclass(frozen=True)
class Resource:
    """A kind as the API serves it.

    ``acts`` says whether kubelite simulates the kind; the others are validated, stored and returned unchanged.
    ``subresources`` lists names such as ``status``, ``scale``.
    """

    kind: str
    plural: str
    group: str = ""
    version: str = "v1"
    namespaced: bool = True
    short_names: tuple[str, ...] = ()
    acts: bool = False
    subresources: tuple[str, ...] = ()

    @property
    def api_version(self) -> str:
        """``v1`` or ``apps/v1``."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @cached_property
    def qualified(self) -> str:
        """``pods`` or ``deployments.apps``: the name in error messages and the key in the store."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def singular(self) -> str:
        return self.kind.lower()


def of_manifest(doc: Mapping[str, Any]) -> Resource:
    """The resource of a manifest, by its ``apiVersion`` and ``kind``.

    Raises ``BadRequest`` when one of them is missing or no text, ``NotFound`` when no such kind is served.
    """
    version, kind = _text(doc, "apiVersion"), _text(doc, "kind")
    resource = _by_kind().get((version, kind))
    if resource is None:
        raise NotFound(f'no matches for kind "{kind}" in version "{version}"', hint=_kind_hint(kind, version))
    return resource


def named(word: str) -> Resource:
    """The resource that a person means: ``Pod``, ``pods``, ``po``, ``deployments.apps`` or ``hpa.v1.autoscaling``.

    The case does not matter. Where several groups or versions fit, the preferred one is taken, as kubectl does.
    Raises ``NotFound``.
    """
    resource = _by_word().get(word.lower())
    if resource is None:
        raise NotFound(f'the server doesn\'t have a resource type "{word}"', hint=_word_hint(word))
    return resource


def at(group: str, version: str, plural: str) -> Resource | None:
    """The resource behind an API path, for example ``at("apps", "v1", "deployments")``; None when there is none."""
    return _by_path().get((group, version, plural))


def served() -> tuple[Resource, ...]:
    """Every resource of the API, in the order of discovery: the core group first."""
    return _SERVED


def _text(doc: Mapping[str, Any], field: str) -> str:
    value = doc.get(field)
    if isinstance(value, str) and value:
        return value
    problem = f"{field} not set" if value in (None, "") else f"{field} must be text, got {value!r}"
    raise BadRequest(problem, hint="A manifest starts with lines such as `apiVersion: apps/v1` and `kind: Deployment`.")


def _kind_hint(kind: str, version: str) -> str:
    versions = [resource.api_version for resource in _SERVED if resource.kind == kind]
    if versions:
        return f"Kubernetes 1.36 serves {kind} as {' and '.join(versions)}."
    in_version = [resource.kind for resource in _SERVED if resource.api_version == version]
    close = _closest(kind, in_version) or _closest(kind, [resource.kind for resource in _SERVED])
    return f"Did you mean {close}?" if close else ""


def _word_hint(word: str) -> str:
    close = _closest(word, _by_word())
    return f'Did you mean "{close}"?' if close else ""


def _closest(word: str, choices: Iterable[str]) -> str:
    """The choice that is a typing slip away from ``word``, whatever the case; empty when none is near."""
    folded = {choice.lower(): choice for choice in choices}
    near = get_close_matches(word.lower(), folded, n=1, cutoff=0.7)
    return folded[near[0]] if near else ""


@cache
def _by_kind() -> dict[tuple[str, str], Resource]:
    return {(resource.api_version, resource.kind): resource for resource in _SERVED}


@cache
def _by_path() -> dict[tuple[str, str, str], Resource]:
    return {(resource.group, resource.version, resource.plural): resource for resource in _SERVED}


@cache
def _by_word() -> dict[str, Resource]:
    words: dict[str, Resource] = {}
    for resource in _SERVED:
        for name in (resource.plural, resource.singular, *resource.short_names):
            for word in (name, f"{name}.{resource.group}", f"{name}.{resource.version}.{resource.group}"):
                words.setdefault(word.rstrip("."), resource)
    return words


_CORE_THAT_ACTS = frozenset({"ConfigMap", "Event", "Namespace", "Node", "Pod", "Secret", "Service", "ServiceAccount"})
_SETS_THAT_ACT = frozenset({"ControllerRevision", "DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet"})
_ACTING = _CORE_THAT_ACTS | _SETS_THAT_ACT | {"Endpoints", "EndpointSlice", "HorizontalPodAutoscaler", "Lease"}
_ACTING |= {"PersistentVolume", "PersistentVolumeClaim", "PodDisruptionBudget", "PriorityClass", "StorageClass"}


def _local(group: str, kind: str, plural: str, short: str = "", sub: str = "", version: str = "v1") -> Resource:
    """A kind whose objects live in a namespace."""
    return Resource(kind, plural, group, version, True, tuple(short.split()), kind in _ACTING, tuple(sub.split()))


def _global(group: str, kind: str, plural: str, short: str = "", sub: str = "") -> Resource:
    """A kind whose objects belong to the whole cluster."""
    return Resource(kind, plural, group, "v1", False, tuple(short.split()), kind in _ACTING, tuple(sub.split()))


_POD_SUBRESOURCES = "attach binding ephemeralcontainers eviction exec log portforward proxy resize status"
_CORE = (
    _local("", "Binding", "bindings"),
    _global("", "ComponentStatus", "componentstatuses", "cs"),
    _local("", "ConfigMap", "configmaps", "cm"),
    _local("", "Endpoints", "endpoints", "ep"),
    _local("", "Event", "events", "ev"),
    _local("", "LimitRange", "limitranges", "limits"),
    _global("", "Namespace", "namespaces", "ns", "finalize status"),
    _global("", "Node", "nodes", "no", "proxy status"),
    _local("", "PersistentVolumeClaim", "persistentvolumeclaims", "pvc", "status"),
    _global("", "PersistentVolume", "persistentvolumes", "pv", "status"),
    _local("", "Pod", "pods", "po", _POD_SUBRESOURCES),
    _local("", "PodTemplate", "podtemplates"),
    _local("", "ReplicationController", "replicationcontrollers", "rc", "scale status"),
    _local("", "ResourceQuota", "resourcequotas", "quota", "status"),
    _local("", "Secret", "secrets"),
    _local("", "ServiceAccount", "serviceaccounts", "sa", "token"),
    _local("", "Service", "services", "svc", "proxy status"),
)
_WORKLOADS = (
    _local("apps", "ControllerRevision", "controllerrevisions"),
    _local("apps", "DaemonSet", "daemonsets", "ds", "status"),
    _local("apps", "Deployment", "deployments", "deploy", "scale status"),
    _local("apps", "ReplicaSet", "replicasets", "rs", "scale status"),
    _local("apps", "StatefulSet", "statefulsets", "sts", "scale status"),
    _local("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa", "status", version="v2"),
    _local("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa", "status"),
    _local("batch", "CronJob", "cronjobs", "cj", "status"),
    _local("batch", "Job", "jobs", "", "status"),
    _local("policy", "PodDisruptionBudget", "poddisruptionbudgets", "pdb", "status"),
    _global("scheduling.k8s.io", "PriorityClass", "priorityclasses", "pc"),
    _global("node.k8s.io", "RuntimeClass", "runtimeclasses"),
    _local("coordination.k8s.io", "Lease", "leases"),
    _local("events.k8s.io", "Event", "events", "ev"),
)
_NETWORK = (
    _local("discovery.k8s.io", "EndpointSlice", "endpointslices"),
    _local("networking.k8s.io", "Ingress", "ingresses", "ing", "status"),
    _global("networking.k8s.io", "IngressClass", "ingressclasses"),
    _global("networking.k8s.io", "IPAddress", "ipaddresses", "ip"),
    _local("networking.k8s.io", "NetworkPolicy", "networkpolicies", "netpol"),
    _global("networking.k8s.io", "ServiceCIDR", "servicecidrs", "", "status"),
)
_STORAGE_AND_DEVICES = (
    _global("storage.k8s.io", "CSIDriver", "csidrivers"),
    _global("storage.k8s.io", "CSINode", "csinodes"),
    _local("storage.k8s.io", "CSIStorageCapacity", "csistoragecapacities"),
    _global("storage.k8s.io", "StorageClass", "storageclasses", "sc"),
    _global("storage.k8s.io", "VolumeAttachment", "volumeattachments", "", "status"),
    _global("storage.k8s.io", "VolumeAttributesClass", "volumeattributesclasses", "vac"),
    _global("resource.k8s.io", "DeviceClass", "deviceclasses"),
    _local("resource.k8s.io", "ResourceClaim", "resourceclaims", "", "binding status"),
    _local("resource.k8s.io", "ResourceClaimTemplate", "resourceclaimtemplates"),
    _global("resource.k8s.io", "ResourceSlice", "resourceslices"),
)
_RBAC = "rbac.authorization.k8s.io"
_ACCESS = (
    _global(_RBAC, "ClusterRoleBinding", "clusterrolebindings"),
    _global(_RBAC, "ClusterRole", "clusterroles"),
    _local(_RBAC, "RoleBinding", "rolebindings"),
    _local(_RBAC, "Role", "roles"),
    _global("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews"),
    _global("authentication.k8s.io", "TokenReview", "tokenreviews"),
    _local("authorization.k8s.io", "LocalSubjectAccessReview", "localsubjectaccessreviews"),
    _global("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews"),
    _global("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews"),
    _global("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews"),
    _global("certificates.k8s.io", "CertificateSigningRequest", "certificatesigningrequests", "csr", "approval status"),
)
_FLOW = "flowcontrol.apiserver.k8s.io"
_POLICY = "admissionregistration.k8s.io"
_EXTENSION = (
    _global(_POLICY, "MutatingAdmissionPolicy", "mutatingadmissionpolicies"),
    _global(_POLICY, "MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings"),
    _global(_POLICY, "MutatingWebhookConfiguration", "mutatingwebhookconfigurations"),
    _global(_POLICY, "ValidatingAdmissionPolicy", "validatingadmissionpolicies", "", "status"),
    _global(_POLICY, "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings"),
    _global(_POLICY, "ValidatingWebhookConfiguration", "validatingwebhookconfigurations"),
    _global("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", "crd crds", "status"),
    _global("apiregistration.k8s.io", "APIService", "apiservices", "", "status"),
    _global(_FLOW, "FlowSchema", "flowschemas", "", "status"),
    _global(_FLOW, "PriorityLevelConfiguration", "prioritylevelconfigurations", "", "status"),
)
_SERVED = (*_CORE, *_WORKLOADS, *_NETWORK, *_STORAGE_AND_DEVICES, *_ACCESS, *_EXTENSION)
