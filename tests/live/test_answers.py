"""Refusals of a real API server, as the errors that kubelite knows; compared with what was recorded."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kubelite.live.answers import error_of
from kubelite.objects import errors


def status(code: int, reason: str, message: str, **more: object) -> bytes:
    body = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code}
    return json.dumps(body | {"message": message} | more).encode()


@pytest.mark.parametrize(
    ("code", "reason", "kind"),
    [
        (400, "BadRequest", errors.BadRequest),
        (403, "Forbidden", errors.Forbidden),
        (404, "NotFound", errors.NotFound),
        (409, "AlreadyExists", errors.AlreadyExists),
        (409, "Conflict", errors.Conflict),
        (410, "Expired", errors.Gone),
        (410, "Gone", errors.Gone),
        (429, "TooManyRequests", errors.TooManyRequests),
        (401, "Unauthorized", errors.APIError),
        (500, "InternalError", errors.APIError),
        (503, "ServiceUnavailable", errors.APIError),
    ],
)
def test_each_refusal_has_its_class_and_the_servers_words(code: int, reason: str, kind: type[errors.APIError]) -> None:
    error = error_of(code, status(code, reason, "the server's words", details={"name": "web"}))
    assert type(error) is kind
    assert str(error) == "the server's words"
    assert (error.code, error.reason, error.details) == (code, reason, {"name": "web"})


def test_an_invalid_object_has_its_causes() -> None:
    causes = [{"reason": "FieldValueInvalid", "message": "Invalid value: -1", "field": "spec.replicas"}]
    details = {"name": "web", "group": "apps", "kind": "Deployment", "causes": causes}
    words = 'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be at least 0'
    error = error_of(422, status(422, "Invalid", words, details=details))
    assert isinstance(error, errors.Invalid)
    assert str(error) == words
    assert error.causes == (errors.Cause("FieldValueInvalid", "Invalid value: -1", "spec.replicas"),)


@pytest.mark.parametrize("body", [b"", None, b"<html>no</html>", b"[1]", b'{"kind": "Pod"}', "text", b"\xff"])
def test_what_is_no_status_is_told_as_it_is(body: bytes | str | None) -> None:
    error = error_of(502, body, "Bad Gateway")
    assert type(error) is errors.APIError
    assert error.code == 502
    assert str(error)


def test_recorded_refusals_come_through_in_full(shared: Path) -> None:
    files = list((shared / "recorded").glob("errors*"))
    if not files:
        pytest.skip("no recording of errors")
    raw = files[0].read_bytes()
    lines = (gzip.decompress(raw) if files[0].suffix == ".gz" else raw).splitlines()
    cases = [case.get("expected", {}) for case in map(json.loads, lines)]
    cases = [case for case in cases if case.get("status") == "Failure"]
    assert len(cases) > 30
    for expected in cases:
        error = error_of(expected["code"], json.dumps({"kind": "Status", **expected}))
        assert (error.code, error.message) == (expected["code"], expected["message"])
        assert error.reason == expected.get("reason", error.reason)
        assert error.details == expected.get("details")
