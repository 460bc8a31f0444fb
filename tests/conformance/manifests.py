"""Replay what a real API server said to manifests by others: ``python -m tests.conformance.manifests FILE FOLDER
[--emit]``.

Each document is sent alone, strictly validated, as a dry run, after its namespace and priority class were made.
Compared are the outcomes: accepted, refused (with reason and message), no such kind, bad yaml, not an object.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

from kubelite.manifests.reading import ManifestError, read
from kubelite.objects import kinds
from kubelite.objects.errors import APIError
from tests.conformance.recording import Case, replay
from tests.conformance.server import fresh

OUTCOME = ("outcome", "code", "reason", "message")


def answer(folder: Path, case: Case) -> Any:
    """How our API server takes the document."""
    try:
        document = _documents(folder / case["file"])[case["index"]]
    except ManifestError as error:
        return {"outcome": "not an object" if "but a manifest is a map" in str(error) else "bad yaml"}
    try:
        resource = kinds.of_manifest(document)
    except APIError:
        return {"outcome": "no such kind"}
    namespace = (document.get("metadata") or {}).get("namespace") or "default"
    api = fresh(*([namespace] if namespace not in ("default", "kube-system", "kube-public") else []))
    _make_priority_class(api, document)
    try:
        api.create(resource, namespace, document, field_validation="Strict", dry_run=True)
    except APIError as error:
        return {"outcome": "refused", "code": error.code, "reason": error.reason, "message": error.message}
    return {"outcome": "accepted", "code": 201}


@cache
def _documents(path: Path) -> list[dict[str, Any]]:
    return read(path)


def _make_priority_class(api: Any, document: dict[str, Any]) -> None:
    name = (document.get("spec") or {}).get("priorityClassName") if document.get("kind") == "Pod" else None
    if name and not name.startswith("system-"):
        api.create(kinds.named("PriorityClass"), "", {"metadata": {"name": name}, "value": 0})


def expected(case: Case) -> Any:
    """The recorded outcome."""
    return {field: case[field] for field in OUTCOME if field in case}


def emitted(case: Case, got: Any) -> Case:
    """The case with our outcome."""
    return {key: value for key, value in case.items() if key not in OUTCOME} | got


if __name__ == "__main__":
    emit = [argument for argument in sys.argv[1:] if argument == "--emit"]
    file, folder = (argument for argument in sys.argv[1:] if argument != "--emit")
    sys.exit(
        replay(
            [file, *emit],
            lambda case: f"{case['file']} {case['index']}",
            lambda case: answer(Path(folder), case),
            expected,
            emitted,
        )
    )
