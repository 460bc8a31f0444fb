"""When a Job fails or succeeds early: its pod failure policy and its success policy.

Source of the rules: ``pkg/apis/batch/validation/validation.go`` (validatePodFailurePolicy, validateSuccessPolicy).
"""

from __future__ import annotations

from itertools import pairwise

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    duplicate,
    each,
    invalid,
    non_negative,
    part,
    required,
    too_many,
    unsupported,
    wrong,
)
from kubelite.objects.errors import Cause

_ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
_OPERATORS = ("In", "NotIn")
_STATUSES = ("False", "True", "Unknown")


def pod_failure_policy(spec: Doc, path: str) -> Causes:
    """Rules that look at the exit code or the conditions of a failed pod."""
    rules = list(each(part(spec, "podFailurePolicy"), "rules", path))
    if len(rules) > 20:
        yield too_many(f"{path}.rules", len(rules), 20)
    pod = part(spec, "template", "spec")
    known = {c.get("name") for kind in ("containers", "initContainers") for c, _ in each(pod, kind, path)}
    for rule, at in rules:
        yield from _action(rule.get("action") or "", spec, f"{at}.action")
        codes, conditions = rule.get("onExitCodes"), list(each(rule, "onPodConditions", at))
        if codes is not None:
            yield from _exit_codes(codes, f"{at}.onExitCodes", known)
        for condition, condition_at in conditions:
            yield from _condition(condition, condition_at)
        if codes is not None and conditions:
            yield _bare_invalid(at, "specifying both OnExitCodes and OnPodConditions is not supported")
        if codes is None and not conditions:
            yield _bare_invalid(at, "specifying one of OnExitCodes and OnPodConditions is required")


def success_policy(spec: Doc, path: str) -> Causes:
    """Which indexes of an indexed Job are enough."""
    policy = part(spec, "successPolicy")
    if spec.get("completionMode") != "Indexed":
        yield invalid(path, _shown(policy), "requires indexed completion mode")
        return
    rules = list(each(policy, "rules", path))
    if not rules:
        reason = "at least one rules must be specified when the successPolicy is specified"
        yield required(f"{path}.rules", reason)
    if len(rules) > 20:
        yield too_many(f"{path}.rules", len(rules), 20)
    for rule, at in rules:
        yield from _success_rule(rule, at, spec.get("completions"))


def _success_rule(rule: Doc, path: str, completions: int | None) -> Causes:
    count, at = rule.get("succeededCount"), f"{path}.succeededCount"
    if count is None and rule.get("succeededIndexes") is None:
        yield required(path, "at least one of succeededCount or succeededIndexes must be specified")
    yield from non_negative(rule, "succeededCount", path=path)
    if count is not None and completions is not None and count > completions:
        reason = f"must be less than or equal to {completions} (the number of specified completions)"
        yield invalid(at, count, reason)


def _action(action: str, spec: Doc, path: str) -> Causes:
    if not action:
        yield required(path, f"valid values: {_listed(_ACTIONS)}")
    elif action not in _ACTIONS:
        yield unsupported(path, action, _ACTIONS)
    elif action == "FailIndex" and spec.get("backoffLimitPerIndex") is None:
        yield invalid(path, action, "requires the backoffLimitPerIndex to be set")


def _exit_codes(codes: Doc, path: str, known: set[str | None]) -> Causes:
    operator, values, at = codes.get("operator") or "", codes.get("values") or [], f"{path}.values"
    yield from _choice(operator, f"{path}.operator", _OPERATORS)
    if (name := codes.get("containerName")) is not None and name not in known:
        reason = "must be one of the container or initContainer names in the pod template"
        yield invalid(f"{path}.containerName", name, reason)
    if not values:
        yield invalid(at, codes.get("values"), "at least one value is required")
    elif len(values) > 255:
        yield too_many(at, len(values), 255)
    for index, value in enumerate(values):
        if operator == "In" and not value:
            yield invalid(f"{at}[{index}]", value or 0, "must not be 0 for the In operator")
        if value in values[:index]:
            yield duplicate(f"{at}[{index}]", value or 0)
    if any((one or 0) > (other or 0) for one, other in pairwise(values)):
        yield invalid(at, values, "must be ordered")


def _condition(condition: Doc, path: str) -> Causes:
    kind = condition.get("type") or ""
    yield from wrong(f"{path}.type", kind, names.qualified_name(kind))
    yield from _choice(condition.get("status") or "", f"{path}.status", _STATUSES)


def _choice(value: str, path: str, allowed: tuple[str, ...]) -> Causes:
    if not value:
        yield required(path, f"valid values: {_listed(allowed)}")
    elif value not in allowed:
        yield unsupported(path, value, allowed)


def _listed(choices: tuple[str, ...]) -> str:
    return "[" + " ".join(f'"{choice}"' for choice in choices) + "]"


def _bare_invalid(path: str, detail: str) -> Cause:
    """An error that does not print the value."""
    return Cause("FieldValueInvalid", f"Invalid value: {detail}", path)


def _shown(policy: Doc) -> dict[str, list[dict[str, object]] | None]:
    fields = {"SucceededIndexes": "succeededIndexes", "SucceededCount": "succeededCount"}
    rules = policy.get("rules")
    if rules is None:
        return {"Rules": None}
    return {"Rules": [{go: (rule or {}).get(name) for go, name in fields.items()} for rule in rules]}
