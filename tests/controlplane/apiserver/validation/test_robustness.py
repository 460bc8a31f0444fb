"""Whatever has the right types is judged, never stumbled over."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kubelite.controlplane.apiserver.decode import decode
from kubelite.controlplane.apiserver.defaults import apply_defaults
from kubelite.controlplane.apiserver.validation import validate, validate_update, warnings
from kubelite.objects import kinds
from kubelite.objects.errors import APIError, Cause
from tests.controlplane.apiserver.validation.manifests import VALID, manifest

TEXTS = st.sampled_from(["", "a", "A b", "..", "/", "10%", "-1", "None", "10.0.0.1/8", "é" * 300, "Always", "1Gi"])
NUMBERS = st.sampled_from([-(2**31), -1, 0, 1, 70000, 2**31 - 1])


def damaged(draw: st.DrawFn, value: Any, depth: int = 0) -> Any:
    """``value`` with a few fields emptied, replaced or doubled."""
    if depth > 2 and draw(st.integers(0, 9)) == 0:
        return _replaced(draw, value)
    if isinstance(value, dict):
        return {field: damaged(draw, inner, depth + 1) for field, inner in value.items()}
    if isinstance(value, list):
        return [damaged(draw, item, depth + 1) for item in value]
    return value


def _replaced(draw: st.DrawFn, value: Any) -> Any:
    if isinstance(value, dict):
        return draw(st.sampled_from([{}, None]))
    if isinstance(value, list):
        return draw(st.sampled_from([[], None, value * 2]))
    if isinstance(value, bool):
        return not value
    return draw(NUMBERS if isinstance(value, int) else TEXTS)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    document: dict[str, Any] = damaged(draw, manifest(draw(st.sampled_from(sorted(VALID)))))
    return document


def decoded(document: dict[str, Any]) -> dict[str, Any] | None:
    """The document as the API server would have it; None where its types are wrong."""
    try:
        copy, _ = decode(document, kinds.of_manifest(document))
    except APIError:
        return None
    apply_defaults(copy, kinds.of_manifest(document))
    return copy


@settings(max_examples=150)
@given(documents())
def test_a_damaged_object_gets_causes_and_no_exception(document: dict[str, Any]) -> None:
    resource, new = kinds.of_manifest(document), decoded(document)
    if new is not None:
        causes = validate(new, resource, document)
        assert all(isinstance(cause, Cause) and cause.field and cause.message for cause in causes)
        assert all(isinstance(text, str) for text in warnings(new, resource))


@settings(max_examples=150)
@given(documents())
def test_a_damaged_change_gets_causes_and_no_exception(document: dict[str, Any]) -> None:
    resource, new = kinds.of_manifest(document), decoded(document)
    old = decoded(manifest(document["kind"]))
    if new is not None and old is not None:
        assert all(cause.message for cause in validate_update(new, old, resource))


@given(documents())
def test_validation_changes_nothing_and_says_the_same_twice(document: dict[str, Any]) -> None:
    resource, new, before = kinds.of_manifest(document), decoded(document), decoded(document)
    if new is not None:
        assert validate(new, resource) == validate(new, resource)
        assert new == before
