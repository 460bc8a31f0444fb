"""Label selectors: which objects are meant.

A Service finds its Pods, a ReplicaSet counts its own, ``kubectl get -l`` lists some: all by labels.

Source of the rules: ``staging/src/k8s.io/apimachinery/pkg/labels/selector.go`` and ``pkg/apis/meta/v1/helpers.go``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kubelite.objects.meta import LabelSelector
from kubelite.rules.selectortext import SelectorError, parse

__all__ = ["Requirement", "SelectorError", "holds", "matches", "matches_labels", "parse", "whole_number"]


class Requirement(Protocol):
    """``key`` ``operator`` ``values``: one expression of a label selector or of a node selector."""

    @property
    def key(self) -> str: ...
    @property
    def operator(self) -> str: ...
    @property
    def values(self) -> tuple[str, ...]: ...


def matches_labels(wanted: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    """Whether ``labels`` has every pair of ``wanted``; nothing wanted matches everything."""
    return all(labels.get(key) == value for key, value in wanted.items())


def matches(selector: LabelSelector | None, labels: Mapping[str, str]) -> bool:
    """Whether ``labels`` meets every requirement; an empty selector matches everything, none (``None``) nothing."""
    if selector is None or not matches_labels(selector.match_labels, labels):
        return False
    return all(holds(requirement, labels) for requirement in selector.match_expressions)


def holds(requirement: Requirement, labels: Mapping[str, str]) -> bool:
    """Whether ``labels`` meets one requirement. NotIn also holds without the key; Gt and Lt compare numbers."""
    value = labels.get(requirement.key)
    match requirement.operator:
        case "In":
            return value is not None and value in requirement.values
        case "NotIn":
            return value not in requirement.values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case "Gt" | "Lt":
            return value is not None and _compares(requirement.operator, value, requirement.values)
        case _:
            return False


def whole_number(text: str) -> int | None:
    """The number that ``text`` is, ``None`` when it is none of 64 bits. No blanks and no ``_``, unlike ``int``."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdecimal()):
        return None
    number = int(text)
    return number if -(2**63) <= number < 2**63 else None


def _compares(operator: str, text: str, values: tuple[str, ...]) -> bool:
    number = whole_number(text)
    bound = whole_number(values[0]) if len(values) == 1 else None
    if number is None or bound is None:
        return False
    return number > bound if operator == "Gt" else number < bound
