"""Mutants of manifests: right ones with one small mistake each. Checks that let many of them pass are too weak."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import yaml

from kubelite.grading.mutants import Mutant
from kubelite.grading.shop.reading import read_shop

Path = tuple[str | int, ...]


def mutants(manifests: str) -> Iterator[Mutant]:
    """Every manifest with one field or item less, or with one value otherwise: a number, a text, a truth value."""
    objects = read_shop(manifests)
    for number, manifest in enumerate(objects):
        title = f"{manifest['kind']} {manifest['metadata']['name']}"
        for path, value in _places(manifest):
            where = f"{title}: {'.'.join(map(str, path))}"
            yield Mutant(f"{where} left out", _written(objects, number, path, None))
            for other in _other_values(value):
                yield Mutant(f"{where} = {other!r}", _written(objects, number, path, other))


def _places(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every field and item, the outer ones first."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, key), item
        yield from _places(item, (*path, key))


def _other_values(value: Any) -> tuple[Any, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1)
    return (f"{value}x",) if isinstance(value, str) else ()


def _written(objects: list[dict[str, Any]], number: int, path: Path, value: Any) -> str:
    """The manifests as text, with another value at one place; ``None``: without it."""
    changed: Any = deepcopy(objects)
    *way, last = (number, *path)
    place = changed
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return str(yaml.safe_dump_all(changed, sort_keys=False))
