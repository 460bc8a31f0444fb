"""Security contexts: users, groups, privileges and profiles, of a pod and of its containers.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidateSecurityContext,
validatePodSpecSecurityContext).
"""

from __future__ import annotations

import re

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    duplicate,
    each,
    invalid,
    one_of,
    required,
    too_long,
    unsupported,
    wrong,
)
from kubelite.controlplane.apiserver.validation.internal import internal
from kubelite.controlplane.apiserver.validation.projections import local_path

_PROFILES = ("Localhost", "RuntimeDefault", "Unconfined")
_SYSCTL_FORM = r"([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_SYSCTL = re.compile(_SYSCTL_FORM)
_SYSCTL_WORDS = f"must have at most 253 characters and match regex ^{_SYSCTL_FORM}$"
_NAMESPACED_IPC = ("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.")


def container_security(context: Doc | None, path: str, *, host_users: bool) -> Causes:
    """``securityContext`` of a container. Privileged containers are allowed, as in the recorded cluster."""
    if not context:
        return
    for field in ("runAsUser", "runAsGroup"):
        if (number := context.get(field)) is not None:
            yield from wrong(f"{path}.{field}", number, names.user_id(number))
    if mount := context.get("procMount"):
        yield from one_of(f"{path}.procMount", mount, ("Default", "Unmasked"))
        if host_users and mount == "Unmasked":
            yield invalid(f"{path}.procMount", mount, "`hostUsers` must be false to use `Unmasked`")
    yield from _seccomp(context.get("seccompProfile"), f"{path}.seccompProfile")
    if context.get("allowPrivilegeEscalation") is False:
        yield from _no_escalation(context, path)
    yield from _app_armor(context.get("appArmorProfile"), f"{path}.appArmorProfile")


def pod_security(spec: Doc, path: str) -> Causes:
    """``securityContext`` of a pod, together with the host namespaces that its spec asks for."""
    context, at = spec.get("securityContext") or {}, f"{path}.securityContext"
    for field in ("fsGroup", "runAsUser", "runAsGroup"):
        if (number := context.get(field)) is not None:
            yield from wrong(f"{at}.{field}", number, names.user_id(number))
    for index, group in enumerate(context.get("supplementalGroups") or ()):
        yield from wrong(f"{at}.supplementalGroups[{index}]", group or 0, names.user_id(group or 0))
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        yield invalid(f"{at}.shareProcessNamespace", True, "ShareProcessNamespace and HostPID cannot both be enabled")
    yield from _sysctls(context, spec, at)
    yield from one_of(f"{at}.fsGroupChangePolicy", context.get("fsGroupChangePolicy"), ("Always", "OnRootMismatch"))
    yield from _seccomp(context.get("seccompProfile"), f"{at}.seccompProfile")
    yield from _app_armor(context.get("appArmorProfile"), f"{at}.appArmorProfile")
    yield from one_of(f"{at}.supplementalGroupsPolicy", context.get("supplementalGroupsPolicy"), ("Merge", "Strict"))
    yield from one_of(f"{at}.seLinuxChangePolicy", context.get("seLinuxChangePolicy"), ("MountOption", "Recursive"))


def _no_escalation(context: Doc, path: str) -> Causes:
    problems = ["`privileged` to true"] if context.get("privileged") else []
    added = (context.get("capabilities") or {}).get("add") or ()
    problems += ["`capabilities.Add` CAP_SYS_ADMIN" for capability in added if capability == "CAP_SYS_ADMIN"]
    for problem in problems:
        shown = internal("SecurityContext", context)
        yield invalid(path, shown, f"cannot set `allowPrivilegeEscalation` to false and {problem}")


def _seccomp(profile: Doc | None, path: str) -> Causes:
    if profile is None:
        return
    kind, localhost = profile.get("type") or "", profile.get("localhostProfile")
    if not kind:
        yield required(f"{path}.type", "type is required when seccompProfile is set")
    elif kind not in _PROFILES:
        yield unsupported(f"{path}.type", kind, _PROFILES)
    if kind != "Localhost":
        if localhost is not None:
            shown = internal("SeccompProfile", profile)
            yield invalid(f"{path}.localhostProfile", shown, "can only be set when seccomp type is Localhost")
    elif localhost is None:
        yield required(f"{path}.localhostProfile", "must be set when seccomp type is Localhost")
    else:
        yield from local_path(localhost, f"{path}.localhostProfile")


def _app_armor(profile: Doc | None, path: str) -> Causes:
    if profile is None:
        return
    kind, localhost, at = profile.get("type") or "", profile.get("localhostProfile"), f"{path}.localhostProfile"
    if kind == "Localhost":
        if not localhost:
            yield required(at, "must be set when AppArmor type is Localhost")
        elif localhost != localhost.strip():
            yield invalid(at, localhost, "must not be padded with whitespace")
        if localhost and len(localhost) > 4095:
            yield too_long(at, 4095)
    elif not kind:
        yield required(f"{path}.type", "type is required when appArmorProfile is set")
    elif kind not in _PROFILES:
        yield unsupported(f"{path}.type", kind, _PROFILES)
    elif localhost is not None:
        yield invalid(at, localhost, "can only be set when AppArmor type is Localhost")


def _sysctls(context: Doc, spec: Doc, path: str) -> Causes:
    seen: set[str] = set()
    for sysctl, at in each(context, "sysctls", path):
        name = sysctl.get("name") or ""
        if not name:
            yield required(f"{at}.name")
        elif len(name) > 253 or not _SYSCTL.fullmatch(name):
            yield invalid(f"{at}.name", name, _SYSCTL_WORDS)
        elif name in seen:
            yield duplicate(f"{at}.name", name)
        dotted = name.replace("/", ".")
        if spec.get("hostNetwork") and dotted.startswith("net."):
            yield invalid(f"{at}.name", name, "may not be specified when 'hostNetwork' is true")
        elif spec.get("hostIPC") and dotted.startswith(_NAMESPACED_IPC):
            yield invalid(f"{at}.name", name, "may not be specified when 'hostIPC' is true")
        seen.add(name)
