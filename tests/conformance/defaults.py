"""Replay recorded defaults: ``python -m tests.conformance.defaults FILE… [--emit]``.

Each case is a manifest and the object as a real API server stored it.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from tests.conformance.recording import Case, replay
from tests.conformance.server import fresh, request


def answer(case: Case) -> Any:
    """The object as our API server stores it, or its refusal."""
    namespace = re.search(r"/namespaces/([^/]+)/", case["path"])
    api = fresh(*([namespace[1]] if namespace and namespace[1] not in ("default", "kube-system") else []))
    got = request(api, "POST", case["path"], case["input"])
    return {key: got[key] for key in ("object", "warnings") if key in got} if "object" in got else got


def expected(case: Case) -> Any:
    """The recorded object with its warnings."""
    return {"object": case["expected"]} | ({"warnings": case["warnings"]} if case.get("warnings") else {})


def emitted(case: Case, got: Any) -> Case:
    """The case with our object in place of the recorded one."""
    ours = {key: value for key, value in case.items() if key != "warnings"} | {"expected": got.get("object", got)}
    return ours | ({"warnings": got["warnings"]} if "warnings" in got else {})


if __name__ == "__main__":
    sys.exit(replay(sys.argv[1:], lambda case: case["id"], answer, expected, emitted))
