"""Replay recorded requests that create or replace objects: ``python -m tests.conformance.errors FILE… [--emit]``.

Compared are code, reason, message, details with causes, warnings, and the object where one comes back. What belongs to
HTTP is left out by the rules in ``_leave_out``.
"""

from __future__ import annotations

import sys
from typing import Any

from tests.conformance.recording import Case, LeftOut, replay
from tests.conformance.server import fresh, request

EXCLUDED = {
    "api-247": "the recording shortened the body: the annotation that was too long is ten letters in the file",
}


def answer(case: Case) -> Any:
    """What our API server answers to the case's request, after the requests of its set-up."""
    _leave_out(case)
    api = fresh("demo")
    for step in case.get("setup", ()):
        request(api, step["method"], step["path"], step["body"])
    asked = case["request"]
    return request(api, asked["method"], asked["path"], asked["body"])


def expected(case: Case) -> Any:
    """The recorded answer without what HTTP adds."""
    return case["expected"]


def _leave_out(case: Case) -> None:
    asked = case.get("request")
    if asked is None:
        raise LeftOut("kubectl commands come with HTTP")
    if asked["method"] not in ("POST", "PUT"):
        raise LeftOut(f"{asked['method']} belongs to HTTP and comes with it")
    if asked["path"].partition("?")[0].endswith("/eviction"):
        raise LeftOut("eviction comes with PodDisruptionBudgets")
    if asked.get("contentType", "application/json") != "application/json":
        raise LeftOut("other content types come with HTTP")
    if not isinstance(asked.get("body"), dict):
        raise LeftOut("bodies that are not a JSON object come with HTTP")


if __name__ == "__main__":
    sys.exit(replay(sys.argv[1:], lambda case: case["id"], answer, expected, excluded=EXCLUDED))
