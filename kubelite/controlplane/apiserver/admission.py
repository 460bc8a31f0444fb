"""Admission: what Kubernetes adds to a new object, or forbids, before it is checked and stored.

One function a plugin, in Kubernetes' order. Sources: ``plugin/pkg/admission/*`` and
``staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle``.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any, Protocol

from kubelite.controlplane.apiserver import limitranger
from kubelite.controlplane.apiserver.registry.metadata import random_suffix
from kubelite.objects.errors import forbidden, not_found
from kubelite.objects.kinds import Resource

Document = dict[str, Any]

TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
SYSTEM_PRIORITIES = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}
# All Pods share these parts of their documents, which are never changed in place.
_LONGEST_OUTAGES = {
    key: {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
    for key in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
}
_TOKEN_SOURCES = [
    {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
    {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
    {
        "downwardAPI": {
            "items": [{"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]
        }
    },
]


class State(Protocol):
    """What admission may ask of the stored state; ``resource`` is a qualified plural."""

    def find(self, resource: str, namespace: str, name: str) -> Document | None:
        """One document, or ``None``."""

    def all(self, resource: str) -> Iterable[Document]:
        """Every document of a resource."""


def admit_create(document: Document, resource: Resource, namespace: str, state: State, random: Random) -> None:
    """Complete a new object in place; ``Forbidden`` or ``NotFound`` where it is not allowed."""
    if resource.namespaced:
        namespace_exists(document, resource, namespace, state)
    if resource.qualified == "pods":
        limitranger.fill_from(_limit_ranges(namespace, state), document)
        service_account(document, namespace, state, random)
        priority(document, state)
        tolerate_failing_nodes(document)
        runtime_class(document, state)
    elif resource.qualified == "nodes":
        taint_new_node(document)


def admit_update(new: Document, old: Document, resource: Resource) -> None:
    """Complete a changed Pod in place: what admission once decided stays, and it tolerates what every Pod does."""
    if resource.qualified == "pods":
        for field in ("priority", "preemptionPolicy"):
            if new["spec"].get(field) is None and field in old["spec"]:
                new["spec"][field] = old["spec"][field]
        tolerate_failing_nodes(new)


def refuse(document: Document, resource: Resource, state: State, *, new: bool) -> None:
    """``Forbidden`` where an object that is valid, new or changed, is not allowed."""
    if resource.qualified == "priorityclasses.scheduling.k8s.io":
        second_default(document, resource, state)
    elif resource.qualified == "persistentvolumeclaims":
        limitranger.refuse_claim(_limit_ranges(document["metadata"]["namespace"], state), document)
    elif resource.qualified == "pods" and new:
        limitranger.refuse_pod(_limit_ranges(document["metadata"]["namespace"], state), document)


def _limit_ranges(namespace: str, state: State) -> list[Document]:
    return [each for each in state.all("limitranges") if each["metadata"]["namespace"] == namespace]


def namespace_exists(document: Document, resource: Resource, namespace: str, state: State) -> None:
    """NamespaceLifecycle: nothing is created in a namespace that is not there, or that is being deleted."""
    room = state.find("namespaces", "", namespace)
    if room is None:
        raise not_found("namespaces", namespace, hint=f"Create it first, or leave out the namespace {namespace!r}.")
    if room["metadata"].get("deletionTimestamp"):
        why = f"unable to create new content in namespace {namespace} because it is being terminated"
        raise forbidden(resource.plural, _name(document), why, group=resource.group)


def service_account(pod: Document, namespace: str, state: State, random: Random) -> None:
    """ServiceAccount: every Pod is somebody; its token is mounted into every container."""
    spec = pod.setdefault("spec", {})
    name = spec.get("serviceAccountName") or spec.get("serviceAccount") or "default"
    account = state.find("serviceaccounts", namespace, name)
    if account is None:
        why = f'error looking up service account {namespace}/{name}: serviceaccount "{name}" not found'
        raise forbidden("pods", _name(pod), why)
    spec["serviceAccountName"] = spec["serviceAccount"] = name
    if account.get("imagePullSecrets") and not spec.get("imagePullSecrets"):
        spec["imagePullSecrets"] = account["imagePullSecrets"]
    mounts = spec.get("automountServiceAccountToken", account.get("automountServiceAccountToken", True))
    if mounts:
        _mount_token(spec, random)


def _mount_token(spec: Document, random: Random) -> None:
    known = {volume.get("name", "") for volume in spec.get("volumes") or ()}
    volume = next((name for name in known if name.startswith("kube-api-access-")), "")
    wanted = False
    new = volume or f"kube-api-access-{random_suffix(random)}"
    for container in [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]:
        mounts = container.get("volumeMounts") or []
        if all(mount.get("mountPath") != TOKEN_PATH for mount in mounts):
            container["volumeMounts"] = [*mounts, {"name": new, "readOnly": True, "mountPath": TOKEN_PATH}]
            wanted = True
    if wanted and not volume:
        spec["volumes"] = [*(spec.get("volumes") or ()), _token_volume(new)]


def _token_volume(name: str) -> Document:
    return {"name": name, "projected": {"sources": _TOKEN_SOURCES, "defaultMode": 420}}


def priority(pod: Document, state: State) -> None:
    """Priority: the number behind ``priorityClassName``; 0, or the global default, without one."""
    spec = pod.setdefault("spec", {})
    name = spec.get("priorityClassName", "")
    found = state.find("priorityclasses.scheduling.k8s.io", "", name) if name else None
    if name and found is None:
        if name not in SYSTEM_PRIORITIES:
            raise forbidden("pods", _name(pod), f"no PriorityClass with name {name} was found")
        found = {"value": SYSTEM_PRIORITIES[name]}
    if not name:
        classes = state.all("priorityclasses.scheduling.k8s.io")
        found = max(
            (each for each in classes if each.get("globalDefault")), key=lambda each: int(each["value"]), default=None
        )
        if found:
            spec["priorityClassName"] = found["metadata"]["name"]
    value = found.get("value", 0) if found else 0
    if spec.get("priority", value) != value:
        why = (
            f"the integer value of priority ({spec['priority']}) must not be provided in pod spec; "
            f"priority admission controller computed {value} from the given PriorityClass name"
        )
        raise forbidden("pods", _name(pod), why)
    spec["priority"] = value
    policy = (found or {}).get("preemptionPolicy") or "PreemptLowerPriority"
    if spec.get("preemptionPolicy", policy) != policy:
        why = (
            f"the string value of PreemptionPolicy ({spec['preemptionPolicy']}) must not be provided in pod spec; "
            f"priority admission controller computed {policy} from the given PriorityClass name"
        )
        raise forbidden("pods", _name(pod), why)
    spec["preemptionPolicy"] = policy


def tolerate_failing_nodes(pod: Document) -> None:
    """DefaultTolerationSeconds: a Pod stays five minutes on a node that is not ready or not reachable."""
    tolerations = pod["spec"].get("tolerations") or []
    for key in _LONGEST_OUTAGES:
        if not any(_speaks_of(toleration, key) for toleration in tolerations):
            tolerations = [*tolerations, _LONGEST_OUTAGES[key]]
    pod["spec"]["tolerations"] = tolerations


def _speaks_of(toleration: Document, key: str) -> bool:
    return toleration.get("key", "") in ("", key) and toleration.get("effect", "") in ("", "NoExecute")


def second_default(document: Document, resource: Resource, state: State) -> None:
    """Priority: only one PriorityClass is the global default."""
    if not document.get("globalDefault"):
        return
    for other in state.all(resource.qualified):
        if other.get("globalDefault") and _name(other) != _name(document):
            why = f"PriorityClass {_name(other)} is already marked as default. Only one default can exist"
            raise forbidden(resource.plural, _name(document), why, group=resource.group)


def runtime_class(pod: Document, state: State) -> None:
    """RuntimeClass: the class that a Pod asks for is there, and says what its sandbox costs and where it runs."""
    spec, name = pod["spec"], pod["spec"].get("runtimeClassName")
    found = state.find("runtimeclasses.node.k8s.io", "", name) if name else None
    if name and found is None:
        raise forbidden("pods", _name(pod), f'pod rejected: RuntimeClass "{name}" not found')
    cost = (found or {}).get("overhead", {}).get("podFixed")
    if spec.get("overhead", cost) != cost:
        with_class = "Pod's Overhead doesn't match RuntimeClass's defined Overhead"
        without = "Pod Overhead set without corresponding RuntimeClass defined Overhead"
        raise forbidden("pods", _name(pod), f"pod rejected: {with_class if cost else without}")
    if cost:
        spec["overhead"] = cost
    _place_sandbox(spec, (found or {}).get("scheduling", {}))


def _place_sandbox(spec: Document, scheduling: Document) -> None:
    if selector := scheduling.get("nodeSelector"):
        spec["nodeSelector"] = selector | spec.get("nodeSelector", {})
    known = spec.get("tolerations") or []
    if added := [each for each in scheduling.get("tolerations") or () if each not in known]:
        spec["tolerations"] = [*known, *added]


def taint_new_node(node: Document) -> None:
    """TaintNodesByCondition: a new node is not ready until its kubelet has reported."""
    spec = node.setdefault("spec", {})
    taints = spec.get("taints") or []
    if all(taint.get("key") != "node.kubernetes.io/not-ready" for taint in taints):
        spec["taints"] = [*taints, {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}]


def _name(document: Document) -> str:
    return str(document.get("metadata", {}).get("name", ""))
