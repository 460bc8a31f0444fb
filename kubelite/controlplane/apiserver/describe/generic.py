"""``kubectl describe`` of ConfigMaps, Secrets, and of every kind without a form of its own.

Source of the layout: ``staging/src/k8s.io/kubectl/pkg/describe/describe.go``
(``describeSecret``, ``printUnstructuredContent``).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kubelite.controlplane.apiserver.describe.layout import Lines, annotation_lines, event_lines, line, pairs, title
from kubelite.controlplane.apiserver.tables.layout import Manifest

_SHOWN_ABOVE = {"name", "namespace", "labels", "annotations", "managedFields"}
_WORD = re.compile(r"[A-Z]+s?(?![a-z])|[A-Z]?[a-z0-9]+")


def config_map(obj: Manifest, now: datetime, events: Sequence[Manifest], related: Sequence[Manifest]) -> Lines:
    """A ConfigMap: every key with its text."""
    yield from _head(obj)
    yield from ("", "Data", "====")
    for key, text in sorted((obj.get("data") or {}).items()):
        yield from (f"{key}:", "----", *text.split("\n"), "")
    yield from ("", "BinaryData", "====")
    for key, text in sorted((obj.get("binaryData") or {}).items()):
        yield f"{key}: {len(base64.b64decode(text))} bytes"
    yield ""
    yield from event_lines(events, now)


def secret(obj: Manifest, now: datetime, events: Sequence[Manifest], related: Sequence[Manifest]) -> Lines:
    """A Secret: how long its values are, never what they are."""
    yield from _head(obj)
    yield ""
    yield line("Type", obj.get("type", ""))
    yield from ("", "Data", "====")
    yield from (
        line(key, f"{len(base64.b64decode(text))} bytes") for key, text in sorted((obj.get("data") or {}).items())
    )


def anything(obj: Manifest, now: datetime, events: Sequence[Manifest], related: Sequence[Manifest]) -> Lines:
    """Any object, field by field."""
    yield from _head(obj)
    yield line("API Version", obj.get("apiVersion", ""))
    yield line("Kind", obj.get("kind", ""))
    metadata = {key: value for key, value in obj["metadata"].items() if key not in _SHOWN_ABOVE}
    rest = {key: value for key, value in obj.items() if key not in ("apiVersion", "kind", "metadata")}
    yield from _fields({"metadata": metadata, **rest}, 0)
    yield from event_lines(events, now)


def _head(obj: Manifest) -> Lines:
    yield line("Name", obj["metadata"]["name"])
    yield line("Namespace", obj["metadata"].get("namespace", ""))
    yield from pairs("Labels", obj["metadata"].get("labels"))
    yield from annotation_lines(obj)


def _fields(fields: Manifest, level: int) -> Lines:
    for key in sorted(fields):
        yield from _field(_words(key), fields[key], level)


def _field(label: str, value: Any, level: int) -> Lines:
    if isinstance(value, dict):
        yield title(label, level)
        yield from _fields(value, level + 1)
    elif isinstance(value, list):
        yield title(label, level)
        for item in value:
            yield from _fields(item, level + 1) if isinstance(item, dict) else iter([f"{'  ' * (level + 1)}{item}"])
    else:
        yield line(label, _scalar(value), level)


def _scalar(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "<nil>" if value is None else str(value)


def _words(key: str) -> str:
    """``creationTimestamp`` → ``Creation Timestamp``; a key that is no plain name stays as it is."""
    words = _WORD.findall(key)
    return " ".join(word[0].upper() + word[1:] for word in words) if "".join(words) == key else key
