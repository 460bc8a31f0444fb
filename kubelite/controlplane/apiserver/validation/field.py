"""The vocabulary of field errors: ``Required value``, ``Invalid value: 0: must be greater than zero`` and so on.

Every check of this package yields such causes, in the order in which Kubernetes would find them.

Source of the words: ``staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kubelite.objects.errors import Cause

Doc = Mapping[str, Any]
Causes = Iterator[Cause]

NEGATIVE = "must be greater than or equal to 0"
NOT_POSITIVE = "must be greater than zero"
IMMUTABLE = "field is immutable"

_EMPTY: Doc = {}
_GO_ESCAPES = {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\v": r"\v", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_GO_ESCAPES |= {'"': r"\"", "\\": r"\\"}
_HTML = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})


def required(path: str, detail: str = "") -> Cause:
    return Cause("FieldValueRequired", _with("Required value", detail), path)


def invalid(path: str, value: Any, detail: str) -> Cause:
    return Cause("FieldValueInvalid", _with(f"Invalid value: {shown(value)}", detail), path)


def unsupported(path: str, value: Any, allowed: Iterable[str]) -> Cause:
    """A value outside a closed list; ``allowed`` is printed in the given order."""
    choices = ", ".join(quoted(choice) for choice in allowed)
    return Cause("FieldValueNotSupported", f"Unsupported value: {shown(value)}: supported values: {choices}", path)


def duplicate(path: str, value: Any, detail: str = "") -> Cause:
    return Cause("FieldValueDuplicate", _with(f"Duplicate value: {shown(value)}", detail), path)


def not_found(path: str, value: Any, detail: str = "") -> Cause:
    return Cause("FieldValueNotFound", _with(f"Not found: {shown(value)}", detail), path)


def forbidden(path: str, detail: str) -> Cause:
    return Cause("FieldValueForbidden", _with("Forbidden", detail), path)


def too_long(path: str, limit: int) -> Cause:
    return Cause("FieldValueTooLong", f"Too long: may not be more than {limit} bytes", path)


def too_many(path: str, count: int, limit: int) -> Cause:
    return Cause("FieldValueTooMany", f"Too many: {count}: must have at most {limit} items", path)


def wrong(path: str, value: Any, messages: Iterable[str]) -> Causes:
    """One ``Invalid value`` a message of a name check of ``names``."""
    for message in messages:
        yield invalid(path, value, message)


def non_negative(parent: Doc, *names: str, path: str) -> Causes:
    """The named numbers of ``parent`` must not be below 0; an absent one passes."""
    for name in names:
        if (value := parent.get(name)) is not None and value < 0:
            yield invalid(f"{path}.{name}", value, NEGATIVE)


def positive(path: str, value: int | None) -> Causes:
    if value is None or value <= 0:
        yield invalid(path, value or 0, NOT_POSITIVE)


def one_of(path: str, value: str | None, allowed: tuple[str, ...]) -> Causes:
    """A choice that was given must be one of ``allowed``; an absent or empty one passes, since it has a default."""
    if value and value not in allowed:
        yield unsupported(path, value, allowed)


def immutable(path: str, new: Any, old: Any) -> Causes:
    if not same(new, old):
        yield invalid(path, new, IMMUTABLE)


def each(parent: Doc, name: str, path: str) -> Iterator[tuple[Any, str]]:
    """The items of the list ``parent[name]`` with their paths; a null item reads as an empty object, as in Go."""
    for index, item in enumerate(parent.get(name) or ()):
        yield (_EMPTY if item is None else item), f"{path}.{name}[{index}]"


def part(parent: Doc, *names: str) -> Doc:
    """The object below ``parent`` at these names; empty where it is absent."""
    for name in names:
        parent = parent.get(name) or _EMPTY
    return parent


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values mean the same: Kubernetes takes an absent list or map for an empty one.

    Source: ``staging/src/k8s.io/apimachinery/third_party/forked/golang/reflect/deep_equal.go``.
    """
    if isinstance(one, Mapping) or isinstance(other, Mapping):
        one, other = one or _EMPTY, other or _EMPTY
        if not isinstance(one, Mapping) or not isinstance(other, Mapping):
            return False
        return all(same(one.get(key), other.get(key)) for key in {*one, *other})
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other) or _is_zero(one) and _is_zero(other)


def shown(value: Any) -> str:
    """``value`` as Go prints it in an error: text quoted, numbers plain, objects and lists as JSON, nothing as null."""
    return quoted(value) if isinstance(value, str) else go_json(value)


def go_json(value: Any, indent: int | None = None) -> str:
    """JSON as Go writes it; the keys keep their order: the caller arranges them as in the Go struct."""
    if indent is None:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_HTML)
    return json.dumps(value, ensure_ascii=False, indent=indent).translate(_HTML)


def quoted(text: str) -> str:
    """``text`` in double quotes with Go's escapes, as ``%q`` prints it."""
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _with(body: str, detail: str) -> str:
    return f"{body}: {detail}" if detail else body


def _is_zero(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def _escaped(char: str) -> str:
    if char in _GO_ESCAPES:
        return _GO_ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
