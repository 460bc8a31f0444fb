"""The schema: which fields a kind has, of which type, and how patches merge them.

Read once, when first asked for, from ``schema.json``, which ``tools/schema.py`` makes from the OpenAPI definitions of
Kubernetes 1.36.

A type is written as Go's packages name it: ``core.v1.Pod``. A field's type is such a name; or one of ``string``,
``bool``, ``int32``, ``int64``, ``double``, ``bytes`` (text in base64), ``quantity``, ``intOrString``, ``time``,
``microTime``, ``any``; or ``[]`` (a list of) or ``{}`` (a map from text to) and a type: ``[]core.v1.Container``,
``{}string``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from kubelite.objects.kinds import Resource


class Field(msgspec.Struct, frozen=True, rename="camel"):
    """One field of a type.

    ``merge_key`` and ``strategy`` belong to strategic merge patches; ``list_type`` (map, set, atomic), ``keys`` and
    ``atomic`` to server-side apply.
    """

    type: str
    merge_key: str = ""
    strategy: str = ""
    list_type: str = ""
    keys: tuple[str, ...] = ()
    atomic: bool = False


class Type(msgspec.Struct, frozen=True):
    """A map with known fields. ``atomic``: server-side apply replaces it as a whole."""

    fields: Mapping[str, Field]
    required: tuple[str, ...] = ()
    atomic: bool = False


class _Schema(msgspec.Struct, frozen=True):
    kinds: Mapping[str, str]
    types: Mapping[str, Type]


def type_of(resource: Resource) -> str:
    """The name of a kind's type: ``core.v1.Pod``."""
    return _schema().kinds[f"{resource.api_version}/{resource.kind}"]


def get_type(name: str) -> Type | None:
    """The type called ``name``; None for scalars, lists and maps, which have no fields."""
    return _schema().types.get(name)


def field_at(resource: Resource, *path: str) -> Field | None:
    """The field at a path such as ``field_at(pod, "spec", "containers", "name")``; None when there is no such field.

    Lists are passed through; the keys of a map count as one step.
    """
    field: Field | None = Field(type_of(resource))
    for step in path:
        if field is None:
            return None
        field = _step(field.type.lstrip("[]"), step)
    return field


def _step(type_name: str, step: str) -> Field | None:
    if type_name.startswith("{}"):
        return Field(type_name[2:])
    known = get_type(type_name)
    return known.fields.get(step) if known else None


@cache
def _schema() -> _Schema:
    text = files("kubelite.objects").joinpath("schema.json").read_bytes()
    return msgspec.json.decode(text, type=_Schema)
