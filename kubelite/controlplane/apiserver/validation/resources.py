"""Requests and limits: the names of resources, and how much of them may be asked for.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (validateResourceRequirements),
``pkg/apis/core/helper/helpers.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from kubelite.controlplane.apiserver.defaults.resources import effective
from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.field import (
    NEGATIVE,
    Causes,
    Doc,
    duplicate,
    each,
    forbidden,
    invalid,
    not_found,
    part,
    required,
    unsupported,
    wrong,
)
from kubelite.objects import quantity

_CONTAINER = frozenset({"cpu", "memory", "ephemeral-storage"})
_COUNTED = frozenset(
    "pods resourcequotas services replicationcontrollers secrets configmaps persistentvolumeclaims services.nodeports "
    "services.loadbalancers".split()
)
_COMPUTE = frozenset(f"{prefix}{name}" for prefix in ("", "requests.", "limits.") for name in _CONTAINER)
_QUOTA = _COMPUTE | _COUNTED | {"requests.storage"}
_STANDARD = _QUOTA | {"storage"}
_POD_LEVEL = ("cpu", "hugepages-", "memory")
_HUGE = "hugepages-"

ResourceNameCheck = Callable[[str, str], Causes]


def resource_name(name: str, path: str) -> Causes:
    """A resource of any kind: a standard one, or one with a domain such as ``nvidia.com/gpu``."""
    messages = names.qualified_name(name)
    yield from wrong(path, name, messages)
    if not messages and "/" not in name and name not in _STANDARD and not _is_huge(name.removeprefix("requests.")):
        yield invalid(path, name, "must be a standard resource type or fully qualified")


def container_resource_name(name: str, path: str) -> Causes:
    """A resource that a container may ask for."""
    yield from resource_name(name, path)
    if "/" not in name:
        if name not in _CONTAINER and not _is_huge(name):
            yield invalid(path, name, "must be a standard resource for containers")
    elif not is_native(name) and not is_extended(name):
        yield invalid(path, name, "doesn't follow extended resource name standard")


def quota_resource_name(name: str, path: str) -> Causes:
    yield from resource_name(name, path)
    if "/" not in name and name not in _QUOTA and not _is_huge(name.removeprefix("requests.")):
        yield invalid(path, name, "must be a standard resource for quota")


def pod_resource_name(name: str, path: str) -> Causes:
    """A resource that may be given for the pod as a whole."""
    wrong_name = list(resource_name(name, path))
    yield from wrong_name
    if not wrong_name and not _may_be_given_to_pod(name):
        yield unsupported(path, name, _POD_LEVEL)


def amount(name: str, value: str, path: str) -> Causes:
    """An amount of a resource is not negative, and whole where the resource is counted in pieces."""
    number = quantity.parse(value)
    if number < 0:
        yield invalid(path, value, NEGATIVE)
    if (name in _COUNTED or is_extended(name)) and number % 1:
        yield invalid(path, value, "must be an integer")


def requirements(
    resources: Doc, path: str, claims: Collection[str] = (), *, name_check: ResourceNameCheck = container_resource_name
) -> Causes:
    """Limits, requests (none above its limit) and claims."""
    limits, requests = part(resources, "limits"), part(resources, "requests")
    for name, value in sorted(limits.items()):
        yield from _amount_of(name, value, f"{path}.limits[{name}]", name_check)
    for name, value in sorted(requests.items()):
        yield from _amount_of(name, value, f"{path}.requests[{name}]", name_check)
        yield from _within_limit(name, value, limits.get(name), path)
    asked = {*limits, *requests}
    if any(map(_is_huge, asked)) and asked.isdisjoint(("cpu", "memory")):
        yield forbidden(path, "HugePages require cpu or memory")
    yield from _claims(resources, path, claims)


def within_pod(spec: Doc, path: str) -> Causes:
    """What the pod as a whole requests is enough for its containers, and none of them may use more than the pod.

    Source: validatePodResourceConsistency.
    """
    requests, limits = part(spec, "resources", "requests"), part(spec, "resources", "limits")
    for name, needed in sorted(effective(dict(spec), "requests").items()):
        given = requests.get(name, "0")
        if _may_be_given_to_pod(name) and quantity.parse(needed) > quantity.parse(given):
            reason = f"must be greater than or equal to aggregate container requests of {needed}"
            yield invalid(f"{path}.requests[{name}]", given, reason)
    for index, (container, _) in enumerate(each(spec, "containers", path)):
        for name, value in sorted(part(container, "resources", "limits").items()):
            if name in limits and quantity.parse(value) > quantity.parse(limits[name]):
                reason = f"must be less than or equal to pod limits of {limits[name]}"
                yield invalid(f"{path}.containers[{index}][{name}].limits", value, reason)


def is_native(name: str) -> bool:
    """A resource that Kubernetes itself knows: without a domain, or with its own."""
    return "/" not in name or "kubernetes.io/" in name


def is_extended(name: str) -> bool:
    """A resource of a device plugin, such as ``nvidia.com/gpu``: whole pieces, never overcommitted."""
    return not is_native(name) and not name.startswith("requests.") and not names.qualified_name(f"requests.{name}")


def may_overcommit(name: str) -> bool:
    """Whether a limit may be above the request."""
    return is_native(name) and not _is_huge(name)


def is_standard_quota(name: str) -> bool:
    return name in _QUOTA or _is_huge(name.removeprefix("requests."))


def _amount_of(name: str, value: str, path: str, name_check: ResourceNameCheck) -> Causes:
    yield from name_check(name, path)
    yield from amount(name, value, path)
    if _is_huge(name) and not _fills_pages(name, value):
        yield invalid(path, value, f"{value} is not positive integer multiple of {name}")


def _within_limit(name: str, value: str, limit: str | None, path: str) -> Causes:
    if limit is None:
        if not may_overcommit(name):
            yield required(f"{path}.limits", "Limit must be set for non overcommitable resources")
        return
    asked, most = quantity.parse(value), quantity.parse(limit)
    if asked != most and not may_overcommit(name):
        yield invalid(f"{path}.requests", value, f"must be equal to {name} limit of {limit}")
    elif asked > most:
        yield invalid(f"{path}.requests", value, f"must be less than or equal to {name} limit of {limit}")


def _claims(resources: Doc, path: str, known: Collection[str]) -> Causes:
    seen: set[str] = set()
    for claim, at in each(resources, "claims", path):
        name, request = claim.get("name") or "", claim.get("request") or ""
        if not name:
            yield required(at)
            continue
        key = f"{name}/{request}" if request else name
        yield from wrong(f"{at}.request", request, names.dns_label(request) if request else ())
        if name in seen or key in seen:
            yield duplicate(at, name if name in seen else key)
        elif not request and any(other.startswith(f"{name}/") for other in seen):
            yield duplicate(at, name)
        seen.add(key)
        if name not in known:
            listed = f": {', '.join(sorted(known))}" if known else " which is empty"
            yield not_found(at, name, f"must be one of the names in pod.spec.resourceClaims{listed}")


def _may_be_given_to_pod(name: str) -> bool:
    return name in ("cpu", "memory") or _is_huge(name)


def _is_huge(name: str) -> bool:
    return name.startswith(_HUGE)


def _fills_pages(name: str, value: str) -> bool:
    try:
        page = quantity.parse(name.removeprefix(_HUGE))
    except quantity.QuantityError:
        return False
    number = quantity.parse(value)
    return page > 0 and number >= 0 and number % page == 0
