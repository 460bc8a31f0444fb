"""ConfigMaps and Secrets: keys, sizes, and what a Secret of a certain type must hold.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (ValidateSecret, ValidateConfigMap).
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    forbidden,
    immutable,
    invalid,
    part,
    required,
    same,
    too_long,
    wrong,
)

_LIMIT = 1024 * 1024
_FIXED = "field is immutable when `immutable` is set"
_ACCOUNT = "kubernetes.io/service-account.name"
_REDACTED = "<secret contents redacted>"


def config_map(doc: Doc) -> Causes:
    data, binary = part(doc, "data"), part(doc, "binaryData")
    for key in sorted(data):
        yield from wrong(f"data[{key}]", key, names.config_key(key))
        if key in binary:
            yield invalid(f"data[{key}]", key, "duplicate of key present in binaryData")
    for key in sorted(binary):
        yield from wrong(f"binaryData[{key}]", key, names.config_key(key))
    if sum(len((value or "").encode()) for value in data.values()) + _decoded_size(binary) > _LIMIT:
        yield too_long("[]", _LIMIT)  # the path of the whole object


def config_map_update(new: Doc, old: Doc) -> Causes:
    yield from _frozen(new, old, "data", "binaryData")
    yield from config_map(new)


def secret(doc: Doc) -> Causes:
    """A Secret whose ``stringData`` is already merged into ``data``."""
    data = part(doc, "data")
    for key in sorted(data):
        yield from wrong(f"data[{key}]", key, names.config_key(key))
    if _decoded_size(data) > _LIMIT:
        yield too_long("data", _LIMIT)
    yield from _of_type(doc.get("type") or "", data, part(doc, "metadata", "annotations"))


def secret_update(new: Doc, old: Doc) -> Causes:
    yield from immutable("type", new.get("type"), old.get("type"))
    yield from _frozen(new, old, "data")
    yield from secret(new)


def _of_type(kind: str, data: Mapping[str, str], annotations: Mapping[str, str]) -> Causes:
    match kind.removeprefix("kubernetes.io/"):
        case "service-account-token":
            if not annotations.get(_ACCOUNT):
                yield required(f"metadata.annotations[{_ACCOUNT}]")
        case "dockercfg":
            yield from _json_object(".dockercfg", data)
        case "dockerconfigjson":
            yield from _json_object(".dockerconfigjson", data)
        case "basic-auth":
            if "username" not in data and "password" not in data:
                yield required("data[username]")
                yield required("data[password]")
        case "ssh-auth":
            if not data.get("ssh-privatekey"):
                yield required("data[ssh-privatekey]")
        case "tls":
            for key in ("tls.crt", "tls.key"):
                if key not in data:
                    yield required(f"data[{key}]")


def _json_object(key: str, data: Mapping[str, str]) -> Causes:
    if key not in data:
        yield required(f"data[{key}]")
    elif problem := _json_problem(_decoded(data[key])):
        yield invalid(f"data[{key}]", _REDACTED, problem)


def _json_problem(content: bytes) -> str:
    """The words of Go's JSON parser for the mistakes that people make."""
    text = content.decode(errors="replace").strip()
    if not text:
        return "unexpected end of JSON input"
    try:
        found = json.loads(text)
    except ValueError:
        first = text[0]
        return "unexpected end of JSON input" if first in '{["' else _invalid_start(first)
    kinds = {list: "array", str: "string", bool: "bool", int: "number", float: "number"}
    if isinstance(found, dict) or found is None:
        return ""
    return f"json: cannot unmarshal {kinds[type(found)]} into Go value of type map[string]interface {{}}"


def _invalid_start(char: str) -> str:
    return f"invalid character '{char}' looking for beginning of value"


def _frozen(new: Doc, old: Doc, *fields: str) -> Causes:
    if not old.get("immutable"):
        return
    if not new.get("immutable"):
        yield forbidden("immutable", _FIXED)
    for field in fields:
        if not same(new.get(field), old.get(field)):
            yield forbidden(field, _FIXED)


def _decoded_size(data: Mapping[str, str | None]) -> int:
    """The size of base64 texts once decoded, without decoding them."""
    return sum(len(value) * 3 // 4 - value[-2:].count("=") for value in data.values() if value)


def _decoded(value: str | None) -> bytes:
    try:
        return b64decode(value or "")
    except ValueError:
        return b""
