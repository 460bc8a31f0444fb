"""Where a pod may run: affinity, tolerations and taints, topology spread, gates.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (validateAffinity, ValidateTolerations,
validateTopologySpreadConstraints).
"""

from __future__ import annotations

from collections.abc import Sequence

from kubelite.controlplane.apiserver.validation import labels, names
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    duplicate,
    each,
    forbidden,
    invalid,
    one_of,
    part,
    positive,
    required,
    unsupported,
    wrong,
)
from kubelite.controlplane.apiserver.validation.internal import internal

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_WEIGHT = "must be in the range 1-100"
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_ACTIONS = ("DoNotSchedule", "ScheduleAnyway")
_POLICIES = ("Honor", "Ignore")
_NOT_AN_OPERATOR = "not a valid selector operator"


def affinity(spec: Doc, path: str) -> Causes:
    """Affinity to nodes, to pods, and against pods."""
    if not (wishes := part(spec, "affinity")):
        return
    at = f"{path}.affinity"
    if (node := wishes.get("nodeAffinity")) is not None:
        yield from _node_affinity(node, f"{at}.nodeAffinity")
    for kind in ("podAffinity", "podAntiAffinity"):
        yield from _pod_affinity(part(wishes, kind), f"{at}.{kind}")


def node_selector(selector: Doc, path: str) -> Causes:
    """Terms of which one must fit; a node fits a term when it meets all its requirements."""
    if not selector.get("nodeSelectorTerms"):
        yield required(f"{path}.nodeSelectorTerms", "must have at least one node selector term")
    for term, at in each(selector, "nodeSelectorTerms", path):
        yield from _node_selector_term(term, at, check_values=True)


def tolerations(spec: Doc, path: str) -> Causes:
    for toleration, at in each(spec, "tolerations", path):
        key, effect = toleration.get("key") or "", toleration.get("effect") or ""
        operator = toleration.get("operator") or ""
        if key:
            yield from wrong(f"{at}.key", key, names.qualified_name(key))
        elif operator != "Exists":
            reason = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
            yield invalid(f"{at}.operator", operator, reason)
        if toleration.get("tolerationSeconds") is not None and effect != "NoExecute":
            yield invalid(f"{at}.effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")
        yield from _toleration_operator(operator, toleration.get("value") or "", f"{at}.operator")
        if effect:
            yield from _effect(effect, f"{at}.effect")


def taints(found: Sequence[Doc], path: str) -> Causes:
    """The taints of a node: unique by key and effect."""
    seen: set[tuple[str, str]] = set()
    for taint, at in each({"taints": found}, "taints", path):
        key, value, effect = taint.get("key") or "", taint.get("value") or "", taint.get("effect") or ""
        yield from wrong(f"{at}.key", key, names.qualified_name(key))
        if messages := names.label_value(value):
            yield invalid(f"{at}.value", value, ";".join(messages))
        if effect:
            yield from _effect(effect, f"{at}.effect")
        else:
            yield required(f"{at}.effect")
        if (key, effect) in seen:
            yield duplicate(at, internal("Taint", taint), "taints must be unique by key and effect pair")
        seen.add((key, effect))


def topology_spread(spec: Doc, path: str) -> Causes:
    constraints = list(each(spec, "topologySpreadConstraints", path))
    for index, (constraint, at) in enumerate(constraints):
        key, action = constraint.get("topologyKey") or "", constraint.get("whenUnsatisfiable") or ""
        yield from positive(f"{at}.maxSkew", constraint.get("maxSkew"))
        if not key:
            yield required(f"{at}.topologyKey", "can not be empty")
        if action not in _ACTIONS:
            yield unsupported(f"{at}.whenUnsatisfiable", action, _ACTIONS)
        later = (other for other, _ in constraints[index + 1 :])
        if any((key, action) == (o.get("topologyKey") or "", o.get("whenUnsatisfiable") or "") for o in later):
            yield duplicate(f"{at}.{{topologyKey, whenUnsatisfiable}}", f"{{{key}, {action}}}")
        yield from _min_domains(constraint.get("minDomains"), action, f"{at}.minDomains")
        yield from one_of(f"{at}.nodeAffinityPolicy", constraint.get("nodeAffinityPolicy"), _POLICIES)
        yield from one_of(f"{at}.nodeTaintsPolicy", constraint.get("nodeTaintsPolicy"), _POLICIES)
        yield from _match_label_keys(constraint, at)
        yield from labels.label_selector(constraint.get("labelSelector"), f"{at}.labelSelector")


def scheduling_gates(spec: Doc, path: str) -> Causes:
    seen: set[str] = set()
    for gate, at in each(spec, "schedulingGates", path):
        name = gate.get("name") or ""
        yield from wrong(at, name, names.qualified_name(name))
        if name in seen:
            yield duplicate(at, name)
        seen.add(name)


def _node_affinity(wishes: Doc, path: str) -> Causes:
    if (needed := wishes.get(_REQUIRED)) is not None:
        yield from node_selector(needed, f"{path}.{_REQUIRED}")
    for term, at in each(wishes, _PREFERRED, path):
        yield from _weight(term, at)
        yield from _node_selector_term(part(term, "preference"), f"{at}.preference", check_values=False)


def _pod_affinity(wishes: Doc, path: str) -> Causes:
    for term, at in each(wishes, _REQUIRED, path):
        yield from _pod_affinity_term(term, at)
    for term, at in each(wishes, _PREFERRED, path):
        yield from _weight(term, at)
        yield from _pod_affinity_term(part(term, "podAffinityTerm"), f"{at}.podAffinityTerm")


def _weight(term: Doc, path: str) -> Causes:
    if not 1 <= (weight := term.get("weight") or 0) <= 100:
        yield invalid(f"{path}.weight", weight, _WEIGHT)


def _node_selector_term(term: Doc, path: str, *, check_values: bool) -> Causes:
    for expression, at in each(term, "matchExpressions", path):
        yield from labels.node_selector_requirement(expression, at, check_values=check_values)
    for expression, at in each(term, "matchFields", path):
        yield from _match_field(expression, at)


def _match_field(expression: Doc, path: str) -> Causes:
    operator, key = expression.get("operator") or "", expression.get("key") or ""
    values = expression.get("values") or []
    if operator not in ("In", "NotIn"):
        yield invalid(f"{path}.operator", operator, _NOT_AN_OPERATOR)
    elif len(values) != 1:
        reason = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        yield required(f"{path}.values", reason)
    if key != "metadata.name":
        yield invalid(f"{path}.key", key, "not a valid field selector key")
        return
    for index, value in enumerate(values):
        yield from wrong(f"{path}.values[{index}]", value or "", names.dns_subdomain(value or ""))


def _pod_affinity_term(term: Doc, path: str) -> Causes:
    yield from labels.label_selector(term.get("labelSelector"), f"{path}.labelSelector")
    yield from labels.label_selector(term.get("namespaceSelector"), f"{path}.namespaceSelector")
    for namespace in term.get("namespaces") or ():
        yield from wrong(f"{path}.namespace", namespace or "", names.dns_label(namespace or ""))
    yield from _match_label_keys(term, path)
    key = term.get("topologyKey") or ""
    if not key:
        yield required(f"{path}.topologyKey", "can not be empty")
    yield from wrong(f"{path}.topologyKey", key, names.qualified_name(key))


def _match_label_keys(term: Doc, path: str) -> Causes:
    selector, matched = term.get("labelSelector"), term.get("matchLabelKeys") or []
    for field in ("matchLabelKeys", "mismatchLabelKeys"):
        keys = term.get(field) or []
        if keys and selector is None:
            yield forbidden(f"{path}.{field}", "must not be specified when labelSelector is not set")
            continue
        for index, key in enumerate(keys):
            yield from wrong(f"{path}.{field}[{index}]", key or "", names.qualified_name(key or ""))
    if selector and matched:
        yield from _keys_of_selector(selector, matched, path)
    mismatched = term.get("mismatchLabelKeys") or ()
    for index, key in enumerate(matched):
        if key in mismatched:
            yield invalid(f"{path}.matchLabelKeys[{index}]", key, "exists in both matchLabelKeys and mismatchLabelKeys")


def _keys_of_selector(selector: Doc, matched: list[str], path: str) -> Causes:
    """Admission merged ``matchLabelKeys`` into the selector; a key that is there twice was written there before."""
    seen = set(part(selector, "matchLabels"))
    for expression, _ in each(selector, "matchExpressions", path):
        key = expression.get("key") or ""
        if key in seen and key in matched:
            index = len(matched) - 1 - matched[::-1].index(key)
            yield invalid(f"{path}[{index}]", key, "exists in both matchLabelKeys and labelSelector")
        seen.add(key)


def _toleration_operator(operator: str, value: str, path: str) -> Causes:
    if operator in ("", "Equal"):
        if messages := names.label_value(value):
            yield invalid(path, value, ";".join(messages))
    elif operator == "Exists":
        if value:
            yield invalid(path, value, "value must be empty when `operator` is 'Exists'")
    elif operator in ("Lt", "Gt"):  # alpha in Kubernetes 1.36
        yield unsupported(path, operator, ("Equal", "Exists", "Lt", "Gt"))
    else:
        yield unsupported(path, operator, ("Equal", "Exists"))


def _effect(effect: str, path: str) -> Causes:
    if effect not in _EFFECTS:
        yield unsupported(path, effect, _EFFECTS)


def _min_domains(domains: int | None, action: str, path: str) -> Causes:
    if domains is None:
        return
    yield from positive(path, domains)
    if action != "DoNotSchedule":
        reason = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
        yield invalid(path, domains, reason)
