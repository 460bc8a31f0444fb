"""What a real API server answers when it refuses a request, as the errors that kubelite knows.

The words are the server's own. Source of the form: ``staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go``
(``Status``).
"""

from __future__ import annotations

import json
from typing import Any

from kubelite.objects.errors import (
    AlreadyExists,
    APIError,
    BadRequest,
    Cause,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    TooManyRequests,
)

_BY_CODE: dict[int, type[APIError]] = {
    400: BadRequest,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Gone,
    429: TooManyRequests,
}
_LONGEST = 500  # characters of an answer that is no Status: a page of some proxy, say


class NoAnswer(APIError):
    """Nobody answers at the address of the cluster, or not as an API server does."""

    code, reason = 503, "ServiceUnavailable"


def error_of(code: int, body: str | bytes | None, otherwise: str = "") -> APIError:
    """The error for an answer with the HTTP status ``code``; ``otherwise`` is said where the body says nothing."""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body or ""
    status = _status(text)
    message = str(status.get("message") or text[:_LONGEST].strip() or otherwise or f"HTTP status {code}")
    reason, details = str(status.get("reason") or ""), status.get("details")
    error = _refusal(code, reason, message, details if isinstance(details, dict) else None)
    error.code, error.reason = code, reason or error.reason
    return error


def _refusal(code: int, reason: str, message: str, details: dict[str, Any] | None) -> APIError:
    if code == 422:
        return _invalid(message, details or {})
    if code == 409 and reason == "AlreadyExists":
        return AlreadyExists(message, details=details)
    return _BY_CODE.get(code, APIError)(message, details=details)


def _invalid(message: str, details: dict[str, Any]) -> Invalid:
    """``Invalid`` makes its message from the causes; what the server said counts more."""
    listed = details.get("causes") or []
    causes = [Cause(cause.get("reason", ""), cause.get("message", ""), cause.get("field", "")) for cause in listed]
    error = Invalid(details.get("kind", ""), details.get("name", ""), causes, group=details.get("group", ""))
    error.message, error.details = message, details
    return error


def _status(text: str) -> dict[str, Any]:
    """The Status in an answer; empty where it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) and found.get("kind") == "Status" else {}
