"""Single values: numbers, texts, quantities, times, as Go reads them from JSON."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from kubelite.controlplane.apiserver.decode import base64text, gotime
from kubelite.objects import quantity

if TYPE_CHECKING:
    from kubelite.controlplane.apiserver.decode.record import Record

NOTHING = object()
"""What a reader answers when nothing is left to store."""


class Unreadable(Exception):
    """A value that ends the reading at once, as a wrong quantity or time does; the message is Kubernetes' own."""


def read_int32(value: Any, record: Record) -> Any:
    return value if value.__class__ is int and -(2**31) <= value < 2**31 else record.wrong_type(value, "int32")


def read_int64(value: Any, record: Record) -> Any:
    return value if value.__class__ is int and -(2**63) <= value < 2**63 else record.wrong_type(value, "int64")


def read_double(value: Any, record: Record) -> Any:
    return value if value.__class__ in (int, float) else record.wrong_type(value)


def read_other(value: Any, record: Record) -> Any:
    """A text or a boolean: values of the right type never come here."""
    return record.wrong_type(value)


def read_int_or_string(value: Any, record: Record) -> Any:
    if value.__class__ is str or (value.__class__ is int and -(2**31) <= value < 2**31):
        return value
    raise Unreadable(record.type_message(value, "int32"))


def read_quantity(value: Any, record: Record) -> Any:
    """The canonical form. Go reads whatever stands there as text, so that any wrong value is a wrong format."""
    text = value if value.__class__ in (str, int, float) else "?"
    try:
        return quantity.canonical(text)
    except quantity.QuantityError as error:
        raise Unreadable(str(error)) from None


def read_time(value: Any, record: Record) -> Any:
    return _time(value, record, micro=False)


def read_micro_time(value: Any, record: Record) -> Any:
    return _time(value, record, micro=True)


def _time(value: Any, record: Record, micro: bool) -> Any:
    if value.__class__ is not str:
        raise Unreadable(record.type_message(value, "string"))
    try:
        return gotime.normalised(value, micro)
    except gotime.TimeError as error:
        raise Unreadable(str(error)) from None


def read_bytes(value: Any, record: Record) -> Any:
    if value.__class__ is not str:
        return record.wrong_type(value, "[]uint8")
    text = base64text.normalised(value)
    if text is None:
        record.fail(f"illegal base64 data at input byte {base64text.first_wrong_byte(value)}")
        return NOTHING
    return text


def read_any(value: Any, record: Record) -> Any:
    """A free-form document, kept as it is."""
    return deepcopy(value)


def key_text(key: Any) -> str:
    """A key of a map. YAML also has numbers and booleans as keys; JSON has only texts."""
    if isinstance(key, bool):
        return "true" if key else "false"
    return "null" if key is None else str(key)


READERS: dict[str, Callable[[Any, Record], Any]] = {
    "string": read_other,
    "bool": read_other,
    "int32": read_int32,
    "int64": read_int64,
    "double": read_double,
    "intOrString": read_int_or_string,
    "quantity": read_quantity,
    "time": read_time,
    "microTime": read_micro_time,
    "bytes": read_bytes,
    "any": read_any,
}
