"""Warnings about a pod or a pod template: old labels, doubled ports and variables, fractions of a byte …

Source of the rules: ``pkg/api/pod/warnings.go``, ``pkg/api/node/util.go``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from kubelite.controlplane.apiserver.validation.field import Doc, each, part, quoted
from kubelite.objects import quantity

_REGION = 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'
_CRITICAL = 'non-functional in v1.16+; use the "priorityClassName" field instead'
_OLD_NODE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
        "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
        "failure-domain.beta.kubernetes.io/region": _REGION,
        "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
        "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
        "app.kubernetes.io/created-by": "deprecated since v1.9",
        "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
        "node-role.kubernetes.io/master": 'use "node-role.kubernetes.io/control-plane" instead',
    }
)
_OLD_ANNOTATIONS: Mapping[str, str] = MappingProxyType(
    {
        "scheduler.alpha.kubernetes.io/critical-pod": _CRITICAL,
        "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
        "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
    }
)
_OLD_VOLUMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "photonPersistentDisk": ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        "gitRepo": ("gitRepo", "deprecated in v1.11"),
        "scaleIO": ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        "flocker": ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
        "storageos": ("storageOS", "deprecated in v1.22, non-functional in v1.25+"),
        "quobyte": ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
        "glusterfs": ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        "cephfs": ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        "rbd": ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    }
)
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
_CONTAINER_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/"
_NO_PODS = "a null labelSelector results in matching no pod"
_USE_SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead'
_NEGATIVE_GRACE = "must be >= 0; negative values are invalid and will be treated as 1"

Warnings = Iterator[str]


def pod_warnings(pod: Doc, prefix: str) -> Warnings:
    """``prefix`` stands before every path: empty for a pod, ``spec.template.`` for a template."""
    spec, annotations = part(pod, "spec"), part(pod, "metadata", "annotations")
    path = f"{prefix}spec"
    yield from _node_labels(spec, path)
    yield from _spread(spec, path)
    for key, advice in _OLD_ANNOTATIONS.items():
        if key in annotations:
            yield f"{prefix}metadata.annotations[{key}]: {advice}"
    for volume, at in each(spec, "volumes", path):
        yield from old_volume_warnings(volume, at)
    yield from _duplicates(spec, path)
    yield from _fractions(part(spec, "overhead"), f"{path}.overhead")
    if _SECCOMP in annotations and part(spec, "securityContext").get("seccompProfile") is None:
        yield f"{prefix}metadata.annotations[{_SECCOMP}]: {_USE_SECCOMP}"
    for container, at in _containers(spec, path):
        yield from _container(container, at, annotations, prefix)
    yield from _ports(spec, path)
    if (spec.get("terminationGracePeriodSeconds") or 0) < 0:
        yield f"{path}.terminationGracePeriodSeconds: {_NEGATIVE_GRACE}"
    yield from _pod_affinity(spec, path)


def old_volume_warnings(volume: Doc, path: str) -> Warnings:
    """Kinds of storage that work no more, or soon will not."""
    for kind, (shown, advice) in _OLD_VOLUMES.items():
        if volume.get(kind) is not None:
            yield f"{path}.{shown}: {advice}"


def _containers(spec: Doc, path: str) -> Iterator[tuple[Doc, str]]:
    for kind in ("initContainers", "containers", "ephemeralContainers"):
        yield from each(spec, kind, path)


def _node_labels(spec: Doc, path: str) -> Warnings:
    for key in sorted(part(spec, "nodeSelector")):
        if key in _OLD_NODE_LABELS:
            yield f"{path}.nodeSelector[{key}]: {_OLD_NODE_LABELS[key]}"
    affinity, at = part(spec, "affinity", "nodeAffinity"), f"{path}.affinity.nodeAffinity"
    yield from node_selector_warnings(part(affinity, _REQUIRED), f"{at}.{_REQUIRED}")
    for term, term_at in each(affinity, _PREFERRED, at):
        yield from _old_keys(part(term, "preference"), f"{term_at}.preference")


def node_selector_warnings(selector: Doc, path: str) -> Warnings:
    """Labels of nodes that have newer names."""
    for term, at in each(selector, "nodeSelectorTerms", path):
        yield from _old_keys(term, at)


def _old_keys(term: Doc, path: str) -> Warnings:
    for expression, at in each(term, "matchExpressions", path):
        if (key := expression.get("key") or "") in _OLD_NODE_LABELS:
            yield f"{at}.key: {key} is {_OLD_NODE_LABELS[key]}"


def _spread(spec: Doc, path: str) -> Warnings:
    for constraint, at in each(spec, "topologySpreadConstraints", path):
        if (key := constraint.get("topologyKey") or "") in _OLD_NODE_LABELS:
            yield f"{at}.topologyKey: {key} is {_OLD_NODE_LABELS[key]}"
        if constraint.get("labelSelector") is None:
            yield f"{at}.labelSelector: {_NO_PODS}"


def _duplicates(spec: Doc, path: str) -> Warnings:
    for field, key in (("hostAliases", "ip"), ("imagePullSecrets", "name")):
        seen: set[str] = set()
        for item, at in each(spec, field, path):
            value = item.get(key) or ""
            if value in seen:
                yield f"{at}.{key}: duplicate {key} {quoted(value)}"
            seen.add(value)
    for secret, at in each(spec, "imagePullSecrets", path):
        if not secret.get("name"):
            yield f'{at}.name: invalid empty name ""'


def _fractions(resources: Mapping[str, str], path: str, *only: str) -> Warnings:
    for name in only or ("memory", "ephemeral-storage"):
        amount = resources.get(name)
        if amount is not None and quantity.parse(amount) % 1:
            yield f"{path}[{name}]: fractional byte value {quoted(amount)} is invalid, must be an integer"


def _container(container: Doc, path: str, annotations: Mapping[str, str], prefix: str) -> Warnings:
    key = f"{_CONTAINER_SECCOMP}{container.get('name') or ''}"
    if key in annotations and part(container, "securityContext").get("seccompProfile") is None:
        yield f"{prefix}metadata.annotations[{key}]: {_USE_SECCOMP}"
    for name in ("memory", "ephemeral-storage"):
        for side in ("limits", "requests"):
            yield from _fractions(part(container, "resources", side), f"{path}.resources.{side}", name)
    yield from _env(container, path)


def _env(container: Doc, path: str) -> Warnings:
    """A variable may be built on its earlier value (``$(PATH):/x``); anything else hides it."""
    seen: set[str] = set()
    for variable, at in each(container, "env", path):
        name, value = variable.get("name") or "", variable.get("value") or ""
        reference = f"$({name})"
        builds = variable.get("valueFrom") is None and value != reference and reference in value
        if name in seen and not builds:
            yield f"{at}: hides previous definition of {quoted(name)}, which may be dropped when using apply"
        seen.add(name)


def _ports(spec: Doc, path: str) -> Warnings:
    taken: dict[str, list[tuple[Doc, str]]] = {}
    for container, at in _containers(spec, path):
        for port, port_at in each(container, "ports", at):
            if port.get("hostIP") and not port.get("hostPort"):
                yield f"{port_at}: hostIP set without hostPort: {_as_go_prints(port)}"
            others = taken.setdefault(f"{port.get('containerPort')}/{port.get('protocol') or 'TCP'}", [])
            for other, other_at in others:
                if clash := _clash(port, other):
                    yield f"{port_at}: {clash} port definition with {other_at}"
            others.append((port, port_at))


def _as_go_prints(port: Doc) -> str:
    """A port of the internal API, as Go's ``%+v`` writes it."""
    fields = ("name", ""), ("hostPort", 0), ("containerPort", 0), ("protocol", "TCP"), ("hostIP", "")
    return f"{{{' '.join(f'{name[0].upper()}{name[1:]}:{port.get(name, zero)}' for name, zero in fields)}}}"


def _clash(port: Doc, other: Doc) -> str:
    host, other_host = port.get("hostPort") or 0, other.get("hostPort") or 0
    address, other_address = port.get("hostIP") or "", other.get("hostIP") or ""
    if (host, address) == (other_host, other_address):
        return "duplicate"
    if not host or not other_host:
        return "overlapping"
    return "dangerously ambiguous" if host == other_host and bool(address) != bool(other_address) else ""


def _pod_affinity(spec: Doc, path: str) -> Warnings:
    for kind in ("podAffinity", "podAntiAffinity"):
        affinity, at = part(spec, "affinity", kind), f"{path}.affinity.{kind}"
        for term, term_at in each(affinity, _REQUIRED, at):
            if term.get("labelSelector") is None:
                yield f"{term_at}.labelSelector: {_NO_PODS}"
        for term, term_at in each(affinity, _PREFERRED, at):
            if part(term, "podAffinityTerm").get("labelSelector") is None:
                yield f"{term_at}.podAffinityTerm.labelSelector: {_NO_PODS}"
