"""Roles and their bindings.

Source of the rules: ``pkg/apis/rbac/validation/validation.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    each,
    invalid,
    part,
    required,
    same,
    unsupported,
    wrong,
)
from kubelite.controlplane.apiserver.validation.internal import internal

_GROUP = "rbac.authorization.k8s.io"
_SUBJECTS = ("ServiceAccount", "User", "Group")


def role(doc: Doc) -> Causes:
    for rule, at in each(doc, "rules", ""):
        yield from _rule(rule, at.removeprefix("."), namespaced=True)


def cluster_role(doc: Doc) -> Causes:
    for rule, at in each(doc, "rules", ""):
        yield from _rule(rule, at.removeprefix("."), namespaced=False)


def role_binding(doc: Doc) -> Causes:
    yield from _binding(doc, ("Role", "ClusterRole"), namespaced=True)


def cluster_role_binding(doc: Doc) -> Causes:
    yield from _binding(doc, ("ClusterRole",), namespaced=False)


def role_binding_update(new: Doc, old: Doc) -> Causes:
    yield from role_binding(new)
    yield from _same_role(new, old)


def cluster_role_binding_update(new: Doc, old: Doc) -> Causes:
    yield from cluster_role_binding(new)
    yield from _same_role(new, old)


def _rule(rule: Doc, path: str, *, namespaced: bool) -> Causes:
    if not rule.get("verbs"):
        yield required(f"{path}.verbs", "verbs must contain at least one value")
    urls, resources = rule.get("nonResourceURLs") or [], rule.get("resources") or []
    if urls:
        at = f"{path}.nonResourceURLs"
        if namespaced:
            yield invalid(at, urls, "namespaced rules cannot apply to non-resource URLs")
        if rule.get("apiGroups") or resources or rule.get("resourceNames"):
            yield invalid(at, urls, "rules cannot apply to both regular resources and non-resource URLs")
        return
    if not rule.get("apiGroups"):
        yield required(f"{path}.apiGroups", "resource rules must supply at least one api group")
    if not resources:
        yield required(f"{path}.resources", "resource rules must supply at least one resource")


def _binding(doc: Doc, kinds: tuple[str, ...], *, namespaced: bool) -> Causes:
    reference = part(doc, "roleRef")
    group, kind, name = (reference.get(field) or "" for field in ("apiGroup", "kind", "name"))
    if (group or _GROUP) != _GROUP:
        yield unsupported("roleRef.apiGroup", group, (_GROUP,))
    if kind not in kinds:
        yield unsupported("roleRef.kind", kind, kinds)
    if not name:
        yield required("roleRef.name")
    else:
        yield from wrong("roleRef.name", name, names.path_segment(name))
    for subject, at in each(doc, "subjects", ""):
        yield from _subject(subject, at.removeprefix("."), namespaced=namespaced)


def _subject(subject: Doc, path: str, *, namespaced: bool) -> Causes:
    kind, name, group = (subject.get(field) or "" for field in ("kind", "name", "apiGroup"))
    if not name:
        yield required(f"{path}.name")
    if kind == "ServiceAccount":
        if name:
            yield from wrong(f"{path}.name", name, names.dns_subdomain(name))
        if group:
            yield unsupported(f"{path}.apiGroup", group, ("",))
        if not namespaced and not subject.get("namespace"):
            yield required(f"{path}.namespace")
    elif kind in _SUBJECTS:
        if not name:
            yield invalid(f"{path}.name", name, f"{kind.lower()} name cannot be empty")
        if (group or _GROUP) != _GROUP:
            yield unsupported(f"{path}.apiGroup", group, (_GROUP,))
    else:
        yield unsupported(f"{path}.kind", kind, _SUBJECTS)


def _same_role(new: Doc, old: Doc) -> Causes:
    reference = part(new, "roleRef")
    if not same(reference, part(old, "roleRef")):
        yield invalid("roleRef", internal("RoleRef", reference), "cannot change roleRef")
