"""Reading a document by its type: a copy that holds what Kubernetes would store, and a record of what was wrong.

Each type of the schema becomes one ``Struct``, made when it is first met; its fields know how to read their values.
What Go does with a value that is null, zero or of the wrong type is decided here.

Source of the rules: ``encoding/json`` of Go, and its fork ``sigs.k8s.io/json`` (strict decoding).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

from kubelite.controlplane.apiserver.decode import gonames, gotypes, scalars
from kubelite.controlplane.apiserver.decode.record import Record
from kubelite.objects.schema import Type, get_type

Reader = Callable[[Any, Record], Any]
"""Reads one value; answers ``NOTHING`` for what Go would leave out."""

NOTHING = scalars.NOTHING


class Field:
    """One field of a struct.

    ``plain``: the Python type whose values are taken as they are; ``keeps_zero``: whether a plain zero is stored;
    ``read``: how other values are read; ``go_type``: the type that an error names.
    """

    __slots__ = ("go_type", "keeps_zero", "plain", "read")

    def __init__(self, plain: type | None, keeps_zero: bool, read: Reader, go_type: str) -> None:
        self.plain = plain
        self.keeps_zero = keeps_zero
        self.read = read
        self.go_type = go_type


class Struct:
    """The reader of one type with fields."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.go_name = gonames.struct_name(name)

    @cached_property
    def type(self) -> Type:
        known = get_type(self.name)
        assert known is not None, self.name
        return known

    @cached_property
    def fields(self) -> dict[str, Field]:
        return {name: self._field(name, field.type) for name, field in self.type.fields.items()}

    @cached_property
    def always(self) -> tuple[tuple[str, Callable[[], Any]], ...]:
        """Fields that are stored even when nobody wrote them, with what makes their zero."""
        zeros = ((name, self._zero(name, field.type)) for name, field in self.type.fields.items())
        return tuple((name, zero) for name, zero in zeros if zero is not None)

    def read(self, document: Any, record: Record) -> Any:
        """A fresh copy of ``document`` with the fields of this type."""
        if document.__class__ is not dict:
            return record.wrong_type(document)
        outer, record.struct = record.struct, self.go_name
        fields, copy = self.fields, {}
        for name, value in document.items():
            field = fields.get(name)
            if field is None:
                record.unknown(name, fields)
            elif value.__class__ is field.plain:
                if value or field.keeps_zero:
                    copy[name] = value
            elif value is not None:
                outer_type, record.go_type = record.go_type, field.go_type
                record.path.append(name)
                value = field.read(value, record)
                record.path.pop()
                record.go_type = outer_type
                if value is not NOTHING:
                    copy[name] = value
        for name, zero in self.always:
            if name not in copy:
                copy[name] = zero()
        record.struct = outer
        return copy

    def empty(self) -> dict[str, Any]:
        """What is stored of a struct that nobody wrote."""
        return {name: zero() for name, zero in self.always}

    def _field(self, name: str, written: str) -> Field:
        plain = _PLAIN.get(written)
        required = name in self.type.required
        if plain is str:
            keeps_zero = required or gotypes.keeps_empty_text(self.name, name)
        else:
            keeps_zero = required or (written != "bytes" and gotypes.keeps_zero_number(self.name, name))
        go_type = gonames.go_type(self.name, name, written)
        read = reader(written) if keeps_zero or written not in _VANISHING else _vanishing(scalars.READERS[written])
        return Field(plain, keeps_zero, read, go_type)

    def _zero(self, name: str, written: str) -> Callable[[], Any] | None:
        """What makes the zero of a field that is always stored; None for other fields."""
        if written in _TIMES:
            return _null if name in self.type.required or gotypes.is_value_time(self.name, name) else None
        if (nested := get_type(written)) or written == "quantity":
            value = gotypes.is_value_struct(self.name, name, "metadata" in self.type.fields)
            if not value and (name not in self.type.required or written in gotypes.POINTER_STRUCTS):
                return None
            return struct(written).empty if nested else _nought
        if name in self.type.required and not gotypes.keeps_empty_text(self.name, name):
            return _ZEROS.get(written, _null)
        return _ZEROS.get(written, _null) if gotypes.is_always_written(self.name, name) else None


@cache
def struct(name: str) -> Struct:
    """The reader of the type called ``name``."""
    return Struct(name)


@cache
def reader(written: str) -> Reader:
    """How to read a value of a type, written as in the schema: ``[]core.v1.Container``, ``{}string``, ``quantity``."""
    if written.startswith("[]"):
        return _list_reader(written[2:])
    if written.startswith("{}"):
        return _map_reader(written[2:])
    if get_type(written):
        return struct(written).read
    return scalars.READERS[written]


def _vanishing(read: Reader) -> Reader:
    """A reader for a field that is a value: nothing is left of a zero."""
    return lambda value, record: read(value, record) or NOTHING


def _list_reader(written: str) -> Reader:
    plain, read_item, zero, go_type = _PLAIN.get(written), reader(written), _zero_of(written), gonames.spelled(written)

    def read(values: Any, record: Record) -> Any:
        if values.__class__ is not list:
            return record.wrong_type(values)
        record.go_type = go_type
        copy = []
        for index, value in enumerate(values):
            if value.__class__ is not plain:
                record.path.append(index)
                value = zero() if value is None else read_item(value, record)
                record.path.pop()
            copy.append(value)
        return copy[:] or NOTHING  # a list that grew item by item has more room than it needs

    return read


def _map_reader(written: str) -> Reader:
    plain, read_item, zero, go_type = _PLAIN.get(written), reader(written), _zero_of(written), gonames.spelled(written)

    def read(values: Any, record: Record) -> Any:
        if values.__class__ is not dict:
            return record.wrong_type(values)
        record.go_type = go_type
        copy = {}
        for key, value in values.items():
            if value.__class__ is not plain:
                record.path.append((key,))
                value = zero() if value is None else read_item(value, record)
                record.path.pop()
            copy[key if key.__class__ is str else scalars.key_text(key)] = value
        return copy or NOTHING

    return read


def _zero_of(written: str) -> Callable[[], Any]:
    """What makes the zero that a null in a list or map stands for."""
    if get_type(written):
        return struct(written).empty
    return _ZEROS.get(written, _null)


def _null() -> None:
    return None


def _nought() -> str:
    return "0"


_PLAIN: dict[str, type] = {"string": str, "bool": bool}
_VANISHING = ("int32", "int64", "bytes")
_TIMES = ("time", "microTime")
_ZEROS: dict[str, Callable[[], Any]] = {
    "string": str,
    "bool": bool,
    "int32": int,
    "int64": int,
    "double": int,
    "intOrString": int,
    "quantity": _nought,
    "bytes": str,
}
