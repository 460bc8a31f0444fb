"""Reading manifests: YAML text, files, folders, plain dicts.

YAML is read as kubectl reads it: ``y`` and ``on`` are booleans, dates stay text, keys become text. Nothing in it is
executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from kubelite.objects.told import Told

Manifest = dict[str, Any]
Source = str | Path | Mapping[str, Any] | msgspec.Struct | Iterable[Any]
"""YAML text, a file or folder, a manifest, an object, or several of these."""

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ManifestError(Told, ValueError):
    """A manifest that cannot be read; says where and why."""


class _Loader(_Base):  # type: ignore[misc]
    """YAML with the plain values that Kubernetes' reader knows, and no others."""

    yaml_implicit_resolvers: dict[str, Any] = {}


for _tag, _pattern, _first in (
    ("bool", r"^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$", "yYnNtTfFoO"),
    ("int", r"^(?:[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+)$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("merge", r"^(?:<<)$", "<"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))

_Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: _integer(loader.construct_scalar(node)))
_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: _number(loader.construct_scalar(node)))
_Loader.add_constructor(
    "tag:yaml.org,2002:bool", lambda loader, node: loader.construct_scalar(node)[0] in "yYtT" or _on(node)
)


def read(source: Source) -> list[Manifest]:
    """All manifests in ``source``, Lists taken apart; ``ManifestError`` with line and column when it cannot be read."""
    if isinstance(source, Path):
        return _read_path(source)
    if isinstance(source, str):
        return _read_path(Path(source)) if _is_path(source) else _read_text(source, "the text")
    if isinstance(source, msgspec.Struct):
        return [msgspec.to_builtins(source)]
    if isinstance(source, Mapping):
        return _parts(_plain(source), "the manifest")
    if isinstance(source, Iterable):
        return [manifest for each in source for manifest in read(each)]
    raise ManifestError(
        f"apply() cannot read a {type(source).__name__}; give it YAML text, a path, a dict, or an object such as a Pod."
    )


def _is_path(text: str) -> bool:
    return "\n" not in text and ":" not in text.strip().removeprefix("C:") and not text.lstrip().startswith(("{", "["))


def _read_path(path: Path) -> list[Manifest]:
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix in (".yaml", ".yml", ".json"))
        return [manifest for file in files for manifest in _read_path(file)]
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ManifestError(
            f"There is no file {str(path)!r}. Give a path that exists, or YAML text with its lines."
        ) from None
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path} is not a UTF-8 text file: {error.reason} at byte {error.start}.") from None
    return _read_text(text, str(path))


def _read_text(text: str, where: str) -> list[Manifest]:
    try:
        documents = [_plain(document) for document in yaml.load_all(text, Loader=_Loader)]
    except yaml.MarkedYAMLError as error:
        raise ManifestError(_explained(error, text, where)) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ManifestError(f"{where} is not YAML: {error}") from None
    numbered = [(number, document) for number, document in enumerate(documents, 1) if document is not None]
    return [
        manifest
        for number, document in numbered
        for manifest in _parts(document, f"document {number} of {where}" if len(documents) > 1 else where)
    ]


def _parts(document: Any, where: str) -> list[Manifest]:
    """A manifest as a list of one; a List as its items."""
    if not isinstance(document, dict):
        raise ManifestError(
            f"{where} is a {_named(document)}, but a manifest is a map that begins with apiVersion, kind and metadata."
        )
    items = document.get("items")
    if str(document.get("kind", "")).endswith("List") and isinstance(items, list):
        return [manifest for item in items for manifest in _parts(item, f"an item of {where}")]
    return [document]


def _plain(value: Any) -> Any:
    """Plain JSON: maps with text as keys, lists, text, numbers, booleans, null."""
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, msgspec.Struct):
        return msgspec.to_builtins(value)
    return value


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return "null" if key is None else str(key)


def _named(value: Any) -> str:
    names = {list: "list", str: "text", bool: "boolean", int: "number", float: "number"}
    return names.get(type(value), type(value).__name__)


def _integer(text: str) -> int:
    sign, digits = (-1 if text[0] == "-" else 1), text.lstrip("+-").replace("_", "")
    for prefix, base in (("0b", 2), ("0x", 16), ("0o", 8)):
        if digits.startswith(prefix):
            return sign * int(digits[2:], base)
    return sign * int(digits, 8 if digits.startswith("0") and len(digits) > 1 else 10)


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _on(node: Any) -> bool:
    return str(node.value).lower() == "on"


def _explained(error: yaml.MarkedYAMLError, text: str, where: str) -> str:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return f"{where} is not YAML: {error.problem}"
    lines = text.splitlines()
    shown = lines[mark.line] if mark.line < len(lines) else ""
    return (
        f"{where} is not YAML: {error.problem}, at line {mark.line + 1}, column {mark.column + 1}:\n"
        f"    {shown}\n    {' ' * mark.column}^"
    )
