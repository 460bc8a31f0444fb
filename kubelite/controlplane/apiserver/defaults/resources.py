"""Defaults of resource amounts: requests that follow from limits, at containers and at the pod.

Source of the rules: ``pkg/apis/core/v1/defaults.go``, SetDefaults_ResourceList, SetDefaults_Pod, defaultPodRequests,
defaultHugePagePodLimits; ``staging/src/k8s.io/component-helpers/resource/helpers.go``.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from kubelite.controlplane.apiserver.defaults.fill import Document, items
from kubelite.objects import quantity

Amounts = dict[str, str]


def round_up(*holders: Document | None) -> None:
    """No amount of ``limits``, ``requests`` … is finer than a thousandth."""
    for holder in holders:
        for field in ("limits", "requests"):
            round_list(holder, field)


def round_list(holder: Document | None, field: str) -> None:
    """Round up the amounts in one map of resources, where it is there."""
    amounts: Amounts = (holder or {}).get(field) or {}
    for name, amount in amounts.items():
        if amount[-1:] in "nu" or "e" in amount:
            amounts[name] = quantity.whole_thousandths(amount)


def requests_from_limits(container: Document) -> None:
    """Whoever limits a resource and does not request it requests as much; in pods, not in pod templates."""
    resources = container["resources"]
    if limits := resources.get("limits"):
        resources["requests"] = limits | resources.get("requests", {})


def pod_level(spec: Document) -> None:
    """Amounts of the pod as a whole, where its author wrote some of them."""
    resources = spec.get("resources")
    if not resources:
        return
    _huge_page_limits(spec, resources)
    limits = resources.get("limits")
    if not limits:
        return
    in_containers = {name: amount for name, amount in effective(spec, "requests").items() if name in ("cpu", "memory")}
    from_limits = {name: amount for name, amount in limits.items() if _is_pod_level(name)}
    if requests := from_limits | in_containers | resources.get("requests", {}):
        resources["requests"] = requests


def _huge_page_limits(spec: Document, resources: Document) -> None:
    limits, requests = resources.get("limits", {}), resources.get("requests", {})
    if not limits and not requests:
        return
    in_containers = effective(spec, "limits")
    huge = {name: amount for name, amount in in_containers.items() if name.startswith("hugepages-")}
    if limits := {name: amount for name, amount in huge.items() if name not in requests} | limits:
        resources["limits"] = limits


def _is_pod_level(name: str) -> bool:
    return name in ("cpu", "memory") or name.startswith("hugepages-")


def effective(spec: Document, field: str) -> Amounts:
    """What all containers need together: the most of the running ones with sidecars, and each init container's turn."""
    sidecars: Amounts = {}
    most: Amounts = {}
    for container in items(spec, "initContainers"):
        amounts = container["resources"].get(field, {})
        if container.get("restartPolicy") == "Always":
            sidecars = _sum([sidecars, amounts])
            most = _max(most, sidecars)
        else:
            most = _max(most, _sum([amounts, sidecars]))
    running = [container["resources"].get(field, {}) for container in items(spec, "containers")]
    return _max(_sum([*running, sidecars]), most)


def _sum(lists: Iterable[Amounts]) -> Amounts:
    lists = list(lists)
    names = dict.fromkeys(chain.from_iterable(lists))
    return {name: quantity.total(amounts[name] for amounts in lists if name in amounts) for name in names}


def _max(one: Amounts, other: Amounts) -> Amounts:
    larger = {
        name: amount for name, amount in other.items() if quantity.parse(amount) > quantity.parse(one.get(name, "0"))
    }
    return other | one | larger
