"""What may change in a pod that exists: its images, a few numbers, and more tolerations; nothing else.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidatePodUpdate).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kubelite.controlplane.apiserver.validation import containers, names, scheduling
from kubelite.controlplane.apiserver.validation.comparison import compared
from kubelite.controlplane.apiserver.validation.field import Causes, Doc, forbidden, invalid, part, required, same
from kubelite.controlplane.apiserver.validation.internal import internal, internal_pod_spec
from kubelite.controlplane.apiserver.validation.pod import pod_content

_MAX_INT32 = 2**31 - 1
_MAY_CHANGE = (
    "`spec.containers[*].image`",
    "`spec.initContainers[*].image`",
    "`spec.activeDeadlineSeconds`",
    "`spec.tolerations` (only additions to existing tolerations)",
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
)
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def pod_update(new: Doc, old: Doc) -> Causes:
    """A change of a pod; resources change through the ``resize`` subresource instead."""
    spec, before = part(new, "spec"), part(old, "spec")
    yield from pod_content(new)
    for kind in ("containers", "initContainers"):
        found, known = spec.get(kind) or [], before.get(kind) or []
        if len(found) != len(known):
            yield forbidden(f"spec.{kind}", "pod updates may not add or remove containers")
            return
        yield from _images(found, f"spec.{kind}")
    wrong_deadline = list(_deadline(spec.get("activeDeadlineSeconds"), before.get("activeDeadlineSeconds")))
    yield from wrong_deadline
    if wrong_deadline and spec.get("activeDeadlineSeconds") is not None:
        return
    yield from _tolerations(spec, before)
    yield from _gates(spec, before)
    if not same(spec, before):
        yield from _nothing_else(spec, before)


def _images(found: list[Doc], path: str) -> Causes:
    for index, container in enumerate(found):
        at = f"{path}[{index}]"
        if not (container or {}).get("image"):
            yield required(f"{at}.image")
        yield from containers.image_spaces(container or {}, at)


def _deadline(new: int | None, old: int | None) -> Causes:
    path = "spec.activeDeadlineSeconds"
    if new is None:
        if old is not None:
            yield invalid(path, None, "must not update from a positive integer to nil value")
    elif not 0 <= new <= _MAX_INT32:
        yield invalid(path, new, names.range_message(0, _MAX_INT32))
    elif old is not None and old < new:
        yield invalid(path, new, "must be less than or equal to previous value")


def _tolerations(spec: Doc, before: Doc) -> Causes:
    """Tolerations may be added, and the seconds of one may change."""
    kept = [{**(item or {}), "tolerationSeconds": None} for item in spec.get("tolerations") or ()]
    for toleration in before.get("tolerations") or ():
        wanted = {**(toleration or {}), "tolerationSeconds": None}
        if not any(same(wanted, item) for item in kept):
            reason = "existing toleration can not be modified except its tolerationSeconds"
            yield forbidden("spec.tolerations", reason)
            return
    yield from scheduling.tolerations(spec, "spec")


def _gates(spec: Doc, before: Doc) -> Causes:
    known = {(gate or {}).get("name") for gate in before.get("schedulingGates") or ()}
    for index, gate in enumerate(spec.get("schedulingGates") or ()):
        if (name := (gate or {}).get("name") or "") not in known:
            reason = f"only deletion is allowed, but found new scheduling gate '{name}'"
            yield forbidden(f"spec.schedulingGates[{index}].name", reason)


def _nothing_else(spec: Doc, before: Doc) -> Causes:
    """Compare the specs with what may change taken from the old one."""
    munged = dict(spec)
    for kind in ("containers", "initContainers"):
        munged[kind] = _with_images(spec.get(kind) or [], before.get(kind) or [])
    for field in ("activeDeadlineSeconds", "schedulingGates", "tolerations"):
        munged[field] = before.get(field)
    grace = before.get("terminationGracePeriodSeconds")
    if grace is not None and grace < 0 and spec.get("terminationGracePeriodSeconds") == 1:
        munged["terminationGracePeriodSeconds"] = grace
    if before.get("schedulingGates"):
        yield from _gated(munged, before)
    if not same(munged, before):
        left = internal_pod_spec(before)
        right = _like(internal_pod_spec(munged), left)
        difference = compared(left, right)
        yield forbidden("spec", f"pod updates may not change fields other than {','.join(_MAY_CHANGE)}\n{difference}")


def _with_images(found: list[Doc], known: list[Doc]) -> list[Doc]:
    return [{**(new or {}), "image": (old or {}).get("image")} for new, old in zip(found, known, strict=True)]


def _gated(munged: dict[str, Any], before: Doc) -> Causes:
    """A gated pod may be narrowed down: more node labels, more requirements."""
    wanted, known = part(munged, "nodeSelector"), part(before, "nodeSelector")
    if any(wanted.get(key) != value for key, value in known.items()):
        reason = "only additions to spec.nodeSelector are allowed (no mutations or deletions)"
        yield invalid("spec.nodeSelector", dict(sorted(wanted.items())) or None, reason)
    munged["nodeSelector"] = before.get("nodeSelector")
    new, old = part(munged, "affinity", "nodeAffinity"), part(before, "affinity", "nodeAffinity")
    yield from _narrowed(part(new, _REQUIRED).get("nodeSelectorTerms") or [], part(old, _REQUIRED))
    rest = {key: value for key, value in part(munged, "affinity").items() if key != "nodeAffinity"}
    munged["affinity"] = ({**rest, "nodeAffinity": old} if old else rest) or before.get("affinity")


def _narrowed(new: list[Doc], old: Doc) -> Causes:
    terms, path = old.get("nodeSelectorTerms") or [], f"spec.affinity.nodeAffinity.{_REQUIRED}.nodeSelectorTerms"
    if terms and len(terms) != len(new):
        shown = [internal("NodeSelectorTerm", term or {}) for term in new] or None
        yield invalid(path, shown, "no additions/deletions to non-empty NodeSelectorTerms list are allowed")
        return
    for index, (term, known) in enumerate(zip(new, terms, strict=False)):
        if not _only_added(term or {}, known or {}):
            shown_term = internal("NodeSelectorTerm", term or {})
            yield invalid(f"{path}[{index}]", shown_term, "only additions are allowed (no mutations or deletions)")


def _only_added(new: Doc, old: Doc) -> bool:
    fields = ("matchExpressions", "matchFields")
    if not any(old.get(field) for field in fields):
        return not any(new.get(field) for field in fields)
    return all(same((new.get(field) or [])[: len(old.get(field) or [])], old.get(field) or []) for field in fields)


def _like(new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """An empty list stays as it was before: null, so that it does not show as a change."""
    return {key: old[key] if not value and not old[key] else value for key, value in new.items()}
