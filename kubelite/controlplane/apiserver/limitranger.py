"""LimitRanger: what a namespace's LimitRanges give to containers that ask for nothing, and what they forbid.

Source: ``plugin/pkg/admission/limitranger/admission.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kubelite.controlplane.apiserver.defaults.resources import effective
from kubelite.objects import quantity
from kubelite.objects.errors import forbidden

Document = dict[str, Any]
Amounts = dict[str, str]
_Check = Callable[[str, str, str, Amounts, Amounts], Iterator[str]]

_ANNOTATION = "kubernetes.io/limit-ranger"


def fill_from(ranges: Iterable[Document], pod: Document) -> None:
    """Give the containers of a new Pod the requests and limits that they lack, and note down which."""
    for each in ranges:
        limits, requests = _defaults(each, "default"), _defaults(each, "defaultRequest")
        notes = []
        for kind, field in (("container", "containers"), ("init container", "initContainers")):
            for container in pod["spec"].get(field) or ():
                resources = container.setdefault("resources", {})
                for side, given in (("requests", requests), ("limits", limits)):
                    if added := sorted(given.keys() - resources.get(side, {}).keys()):
                        resources[side] = given | resources.get(side, {})
                        notes.append(f"{', '.join(added)} {side[:-1]} for {kind} {container.get('name', '')}")
        if notes:
            annotations = pod["metadata"].setdefault("annotations", {})
            annotations[_ANNOTATION] = f"LimitRanger plugin set: {'; '.join(notes)}"


def refuse_pod(ranges: Iterable[Document], pod: Document) -> None:
    """``Forbidden`` when a container, or the Pod as a whole, is outside a range."""
    wrong = [text for each in ranges for limit in _limits(each) for text in _pod_problems(limit, pod["spec"])]
    _refuse("pods", pod, wrong)


def refuse_claim(ranges: Iterable[Document], claim: Document) -> None:
    """``Forbidden`` when a claim asks for less or more storage than a range allows."""
    asked = claim["spec"].get("resources", {}).get("requests", {})
    wrong: list[str] = []
    for limit in (limit for each in ranges for limit in _limits(each)):
        if limit["type"] == "PersistentVolumeClaim":
            for name, amount in sorted(limit.get("min", {}).items()):
                wrong += _minimum(limit["type"], name, amount, asked, {})
            for name, amount in sorted(limit.get("max", {}).items()):
                wrong += _maximum(limit["type"], name, amount, {}, asked, word="request")
    _refuse("persistentvolumeclaims", claim, wrong)


def _refuse(resource: str, document: Document, wrong: list[str]) -> None:
    if wrong:
        said = list(dict.fromkeys(wrong))
        text = said[0] if len(said) == 1 else f"[{', '.join(said)}]"
        raise forbidden(resource, document["metadata"].get("name", ""), text)


def _limits(limit_range: Document) -> list[Document]:
    limits: list[Document] = limit_range["spec"].get("limits") or []
    return limits


def _defaults(limit_range: Document, field: str) -> Amounts:
    amounts: Amounts = {}
    for limit in _limits(limit_range):
        if limit["type"] == "Container":
            amounts |= limit.get(field, {})
    return amounts


def _pod_problems(limit: Document, spec: Document) -> Iterator[str]:
    if limit["type"] == "Container":
        for field in ("containers", "initContainers"):
            for container in spec.get(field) or ():
                resources = container.get("resources", {})
                yield from _problems(limit, resources.get("requests", {}), resources.get("limits", {}))
    elif limit["type"] == "Pod":
        yield from _problems(limit, effective(spec, "requests"), effective(spec, "limits"))


def _problems(limit: Document, requests: Amounts, limits: Amounts) -> Iterator[str]:
    checks: tuple[tuple[str, _Check], ...] = (
        ("min", _minimum),
        ("max", _maximum),
        ("maxLimitRequestRatio", _ratio),
    )
    for field, check in checks:
        for name, amount in sorted(limit.get(field, {}).items()):
            yield from check(limit["type"], name, amount, requests, limits)


def _minimum(kind: str, name: str, least: str, requests: Amounts, limits: Amounts) -> Iterator[str]:
    text = f"minimum {name} usage per {kind} is {least}"
    if name not in requests:
        yield f"{text}.  No request is specified"
    elif quantity.parse(requests[name]) < quantity.parse(least):
        yield f"{text}, but request is {requests[name]}"
    elif name in limits and quantity.parse(limits[name]) < quantity.parse(least):
        yield f"{text}, but limit is {limits[name]}"


def _maximum(
    kind: str, name: str, most: str, requests: Amounts, limits: Amounts, *, word: str = "limit"
) -> Iterator[str]:
    text = f"maximum {name} usage per {kind} is {most}"
    if name not in limits:
        yield f"{text}.  No {word} is specified"
    elif quantity.parse(limits[name]) > quantity.parse(most):
        yield f"{text}, but {word} is {limits[name]}"
    elif name in requests and quantity.parse(requests[name]) > quantity.parse(most):
        yield f"{text}, but request is {requests[name]}"


def _ratio(kind: str, name: str, most: str, requests: Amounts, limits: Amounts) -> Iterator[str]:
    text = f"{name} max limit to request ratio per {kind} is {most}"
    asked, allowed = (quantity.parse(amounts.get(name, "0")) for amounts in (requests, limits))
    if not asked:
        yield f"{text}, but no request is specified or request is 0"
    elif not allowed:
        yield f"{text}, but no limit is specified or limit is 0"
    elif allowed / asked > quantity.parse(most):
        yield f"{text}, but provided ratio is {float(allowed / asked):f}"
