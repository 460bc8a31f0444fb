"""What a verb hands out: an object as it is stored, with its revision."""

from __future__ import annotations

from typing import NamedTuple

from kubelite.controlplane.etcd import Document, Record


class Answer(NamedTuple):
    """The object as it is now stored (never change it: it is the stored one), and what the server warns of."""

    document: Document
    warnings: list[str]
    record: Record | None = None


def shown(record: Record) -> Document:
    """The document of a record with its ``resourceVersion``, as every reader gets it."""
    document = content(record)
    return {**document, "metadata": {**document["metadata"], "resourceVersion": str(record.revision)}}


def content(record: Record) -> Document:
    """The document of a record of something that is there."""
    assert record.document is not None, "a deleted record is nobody's current one"
    return record.document
