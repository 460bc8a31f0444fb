"""Small helpers with which the defaults of all groups are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Document = dict[str, Any]
Defaults = dict[str, Callable[[Document], None]]
"""By kind: what fills an object of this kind."""


def defaults(document: Document, **values: Any) -> None:
    """Set each field that is absent; the names are those of the manifest."""
    for name, value in values.items():
        document.setdefault(name, value)


def items(document: Document, field: str) -> Iterator[Document]:
    """The items of a list of objects; none when the list is absent or null."""
    return iter(document.get(field) or ())


def struct(document: Document, field: str) -> Document:
    """A nested object, made when absent."""
    nested: Document = document.setdefault(field, {})
    return nested


def present(document: Document, *fields: str) -> Iterator[Document]:
    """Those of the nested objects that are there."""
    return (document[field] for field in fields if document.get(field) is not None)
