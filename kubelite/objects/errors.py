"""API errors: what the API server answers when it refuses a request.

The words, codes and reasons are those of Kubernetes, so that what a learner reads here can be searched for. A hint of
our own ("did you mean …?") is kept apart in ``hint``: HTTP clients never see it, people in Python do.

Source of the rules: ``staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go`` and
``pkg/util/validation/field/errors.go``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kubelite.objects.told import Told


@dataclass(frozen=True)
class Cause:
    """One field that is wrong: ``reason`` as in ``FieldValueInvalid``, ``field`` as in ``spec.replicas``."""

    reason: str
    message: str
    field: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"

    def to_dict(self) -> dict[str, str]:
        return {"reason": self.reason, "message": self.message, "field": self.field}


class APIError(Told):
    """A refusal with Kubernetes' ``code`` (HTTP status), ``reason``, ``message`` and ``details``.

    ``str(error)`` is the message, followed by the hint where there is one.
    """

    code = 500
    reason = "InternalError"

    def __init__(self, message: str, *, details: Mapping[str, Any] | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] | None = dict(details) if details is not None else None
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message

    def to_status(self) -> dict[str, Any]:
        """The ``Status`` object that an HTTP client receives."""
        status: dict[str, Any] = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure"}
        status["message"] = self.message
        if self.reason:
            status["reason"] = self.reason
        if self.details is not None:
            status["details"] = self.details
        return status | {"code": self.code}


class UnknownError(APIError):
    """Something failed inside, and Kubernetes hands it out without a reason."""

    reason = ""


class BadRequest(APIError):
    """The request cannot be understood: wrong type, unknown field, mismatching names."""

    code, reason = 400, "BadRequest"


class Forbidden(APIError):
    """The request is understood and not allowed."""

    code, reason = 403, "Forbidden"


class NotFound(APIError):
    """There is no object of that name."""

    code, reason = 404, "NotFound"


class AlreadyExists(APIError):
    """An object of that name is there already."""

    code, reason = 409, "AlreadyExists"


class Conflict(APIError):
    """The object changed since it was read; read it again, then repeat the change."""

    code, reason = 409, "Conflict"


class Gone(APIError):
    """The asked-for revision is older than what the store still remembers."""

    code, reason = 410, "Expired"


class Invalid(APIError):
    """Fields hold values that Kubernetes does not allow; ``causes`` lists all of them."""

    code, reason = 422, "Invalid"

    def __init__(self, kind: str, name: str, causes: Sequence[Cause], *, group: str = "", hint: str = "") -> None:
        self.causes = tuple(causes)
        qualified = f"{kind}.{group}" if group else kind
        listed = list(dict.fromkeys(str(cause) for cause in causes))  # the message says equal ones once
        text = listed[0] if len(listed) == 1 else "[" + ", ".join(listed) + "]"
        named = {"name": name, "group": group, "kind": kind}
        details: dict[str, Any] = {field: value for field, value in named.items() if value}
        details["causes"] = [cause.to_dict() for cause in causes]
        super().__init__(f'{qualified} "{name}" is invalid: {text}', details=details, hint=hint)


class Unreachable(APIError):
    """Nobody answers: the API server is stopped."""

    code, reason = 503, "ServiceUnavailable"

    def __init__(self) -> None:
        words = "The connection to the server kubernetes.default.svc:443 was refused"
        super().__init__(f"{words} - did you specify the right host or port?")


class TooManyRequests(APIError):
    """Not now: a PodDisruptionBudget, for example, forbids the eviction at this moment."""

    code, reason = 429, "TooManyRequests"


def not_found(resource: str, name: str, *, group: str = "", hint: str = "") -> NotFound:
    """``deployments.apps "web" not found``; ``resource`` is the plural name."""
    return NotFound(
        f'{_qualified(resource, group)} "{name}" not found', details=_details(resource, name, group), hint=hint
    )


def already_exists(resource: str, name: str, *, group: str = "") -> AlreadyExists:
    """``pods "web" already exists``."""
    return AlreadyExists(
        f'{_qualified(resource, group)} "{name}" already exists', details=_details(resource, name, group)
    )


def conflict(resource: str, name: str, why: str, *, group: str = "") -> Conflict:
    """``Operation cannot be fulfilled on pods "web": …``."""
    message = f'Operation cannot be fulfilled on {_qualified(resource, group)} "{name}": {why}'
    return Conflict(message, details=_details(resource, name, group))


def forbidden(resource: str, name: str, why: str, *, group: str = "") -> Forbidden:
    """``pods "web" is forbidden: …``."""
    return Forbidden(
        f'{_qualified(resource, group)} "{name}" is forbidden: {why}', details=_details(resource, name, group)
    )


def _qualified(resource: str, group: str) -> str:
    return f"{resource}.{group}" if group else resource


def _details(resource: str, name: str, group: str) -> dict[str, str]:
    return {"name": name, "group": group, "kind": resource} if group else {"name": name, "kind": resource}
