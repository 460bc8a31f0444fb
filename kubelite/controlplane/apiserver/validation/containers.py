"""The containers of a pod: names, images, ports, mounts, and what init containers may not have.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (validateContainers, validateInitContainers).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.environment import env, env_from
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    duplicate,
    each,
    forbidden,
    invalid,
    not_found,
    one_of,
    part,
    required,
    too_many,
    unsupported,
    wrong,
)
from kubelite.controlplane.apiserver.validation.mounts import volume_devices, volume_mounts
from kubelite.controlplane.apiserver.validation.probes import lifecycle, probes
from kubelite.controlplane.apiserver.validation.resources import requirements
from kubelite.controlplane.apiserver.validation.security import container_security

PROTOCOLS = ("SCTP", "TCP", "UDP")
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_RESTART_POLICIES = ("Always", "Never", "OnFailure")
_MESSAGE_POLICIES = ("File", "FallbackToLogsOnError")
_ONLY_SIDECAR = "may not be set for init containers without restartPolicy=Always"
_NOT_EPHEMERAL = (
    "ports",
    "resources",
    "resizePolicy",
    "restartPolicy",
    "restartPolicyRules",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
)


@dataclass(frozen=True)
class Surroundings:
    """What the containers of a pod refer to: its volumes, its claims, and settings of its spec."""

    volumes: Mapping[str, Doc] = field(default_factory=dict)
    claims: Collection[str] = ()
    grace: int | None = None
    os_name: str = ""
    restart_policy: str = "Always"
    host_users: bool = True


def containers(spec: Doc, path: str, pod: Surroundings) -> Causes:
    """``containers``: at least one, with unique names and host ports."""
    found = list(each(spec, "containers", path))
    if not found:
        yield required(f"{path}.containers")
        return
    seen: set[str] = set()
    for container, at in found:
        yield from _common(container, at, pod)
        name = container.get("name") or ""
        if name in seen:
            yield duplicate(f"{at}.name", name)
        seen.add(name)
        yield from _hooks_and_probes(container, at, pod)
        yield from _restart_policy(container, at)
    yield from _host_ports(found)


def init_containers(spec: Doc, path: str, pod: Surroundings) -> Causes:
    """``initContainers``: as containers, but hooks and probes are for sidecars (restartPolicy Always) only."""
    seen = {container.get("name") or "" for container, _ in each(spec, "containers", path)}
    for container, at in each(spec, "initContainers", path):
        yield from _common(container, at, pod)
        yield from _restart_policy(container, at)
        name = container.get("name") or ""
        if name in seen:
            yield duplicate(f"{at}.name", name)
        elif name:
            seen.add(name)
        yield from _host_ports([(container, f"{path}.initContainers[0]")])
        if container.get("restartPolicy") == "Always":
            yield from _hooks_and_probes(container, at, pod)
        else:
            yield from _plain_init_container(container, at)


def ephemeral_containers(spec: Doc, path: str, pod: Surroundings) -> Causes:
    """``ephemeralContainers``: for debugging; no ports, probes or resources."""
    others = {c.get("name") or "" for kind in ("containers", "initContainers") for c, _ in each(spec, kind, path)}
    seen = set(others)
    for container, at in each(spec, "ephemeralContainers", path):
        yield from _common(container, at, pod)
        yield from image_spaces(container, at)
        name, target = container.get("name") or "", container.get("targetContainerName") or ""
        if name in seen:
            yield duplicate(f"{at}.name", name)
        seen.add(name)
        if target and target not in others:
            yield not_found(f"{at}.targetContainerName", target)
        for banned in _NOT_EPHEMERAL:
            if container.get(banned):
                yield forbidden(f"{at}.{banned}", "cannot be set for an Ephemeral Container")


def image_spaces(container: Doc, path: str) -> Causes:
    """In a pod, not in a template, the image must not start or end with blanks."""
    image = container.get("image") or ""
    if image != image.strip():
        yield invalid(f"{path}.image", image, "must not have leading or trailing whitespace")


def host_network_ports(spec: Doc, path: str, *, in_pod: bool) -> Causes:
    """With ``hostNetwork`` a container's port is the node's port; a template may leave the latter out."""
    if not spec.get("hostNetwork"):
        return
    for container, at in each(spec, "containers", path):
        for port, port_at in each(container, "ports", at):
            host, inside = port.get("hostPort") or 0, port.get("containerPort") or 0
            if (host or in_pod) and host != inside:
                yield invalid(f"{port_at}.hostPort", host, "must match `containerPort` when `hostNetwork` is true")


def _common(container: Doc, path: str, pod: Surroundings) -> Causes:
    name = container.get("name") or ""
    if not name:
        yield required(f"{path}.name")
    else:
        yield from wrong(f"{path}.name", name, names.dns_label(name))
    if not container.get("image"):
        yield required(f"{path}.image")
    yield from one_of(f"{path}.terminationMessagePolicy", container.get("terminationMessagePolicy"), _MESSAGE_POLICIES)
    if container.get("ports"):
        yield from _ports(container, path)
    yield from env(container, path)
    yield from env_from(container, path)
    yield from volume_mounts(container, path, pod.volumes)
    yield from volume_devices(container, path, pod.volumes)
    yield from one_of(f"{path}.imagePullPolicy", container.get("imagePullPolicy"), _PULL_POLICIES)
    yield from requirements(part(container, "resources"), f"{path}.resources", pod.claims)
    yield from _resize_policy(container, path, pod.restart_policy)
    context = container.get("securityContext")
    yield from container_security(context, f"{path}.securityContext", host_users=pod.host_users)


def _ports(container: Doc, path: str) -> Causes:
    seen: set[str] = set()
    for port, at in each(container, "ports", path):
        name, number, host = port.get("name") or "", port.get("containerPort") or 0, port.get("hostPort") or 0
        if name:
            messages = names.port_name(name)
            yield from wrong(f"{at}.name", name, messages)
            if not messages and name in seen:
                yield duplicate(f"{at}.name", name)
            seen.add(name)
        if not number:
            yield required(f"{at}.containerPort")
        else:
            yield from wrong(f"{at}.containerPort", number, names.port_number(number))
        if host:
            yield from wrong(f"{at}.hostPort", host, names.port_number(host))
        yield from one_of(f"{at}.protocol", port.get("protocol"), PROTOCOLS)


def _host_ports(found: Iterable[tuple[Doc, str]]) -> Causes:
    taken: set[str] = set()
    for container, path in found:
        for port, at in each(container, "ports", path):
            if not (host := port.get("hostPort") or 0):
                continue
            key = f"{port.get('protocol') or 'TCP'}/{port.get('hostIP') or ''}/{host}"
            if key in taken:
                yield duplicate(f"{at}.hostPort", key)
            taken.add(key)


def _hooks_and_probes(container: Doc, path: str, pod: Surroundings) -> Causes:
    if hooks := container.get("lifecycle"):
        yield from lifecycle(hooks, f"{path}.lifecycle", pod.grace, pod.os_name)
    yield from probes(container, path)


def _plain_init_container(container: Doc, path: str) -> Causes:
    for banned in ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe"):
        if container.get(banned) is not None:
            yield forbidden(f"{path}.{banned}", _ONLY_SIDECAR)
    for policy, at in each(container, "resizePolicy", path):
        if policy.get("restartPolicy") == "RestartContainer":
            reason = "must not be set to 'RestartContainer' for non-sidecar initContainers"
            yield invalid(f"{at}.restartPolicy", "RestartContainer", reason)


def _restart_policy(container: Doc, path: str) -> Causes:
    policy, rules = container.get("restartPolicy"), list(each(container, "restartPolicyRules", path))
    if rules and policy is None:
        yield required(f"{path}.restartPolicy", "must specify restartPolicy when restart rules are used")
    yield from one_of(f"{path}.restartPolicy", policy, _RESTART_POLICIES)
    if len(rules) > 20:
        yield too_many(f"{path}.restartPolicyRules", len(rules), 20)
    for rule, at in rules:
        if (action := rule.get("action") or "") not in ("Restart", "RestartAllContainers"):
            yield unsupported(f"{at}.action", action, ("Restart",))
        if (codes := rule.get("exitCodes")) is None:
            yield required(f"{at}.exitCodes", "must be specified")
        elif (operator := codes.get("operator") or "") not in ("In", "NotIn"):
            yield unsupported(f"{at}.exitCodes.operator", operator, ("In", "NotIn"))


def _resize_policy(container: Doc, path: str, restart_policy: str) -> Causes:
    seen: set[str] = set()
    for policy, at in each(container, "resizePolicy", path):
        name, restart = policy.get("resourceName") or "", policy.get("restartPolicy") or "NotRequired"
        if name in seen:
            yield duplicate(at, name)
        seen.add(name)
        if not name:
            yield required(f"{path}.resizePolicy")
        yield from one_of(f"{path}.resizePolicy", name, ("cpu", "memory"))
        yield from one_of(f"{path}.resizePolicy", restart, ("NotRequired", "RestartContainer"))
        if restart_policy == "Never" and restart != "NotRequired":
            reason = "must be 'NotRequired' when pod `restartPolicy` is 'Never'"
            yield invalid(f"{path}.resizePolicy", restart, reason)
