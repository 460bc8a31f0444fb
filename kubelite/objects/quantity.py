"""Quantities: amounts of CPU, memory and other resources, such as ``500m``, ``1.5Gi`` or ``1e3``.

Written in three families: binary (``Ki``, ``Mi`` …), decimal (``m``, ``k``, ``M`` …) and with an exponent (``1e3``).
The API server stores every quantity in its canonical form, the shortest without a fraction: ``0.5`` becomes ``500m``.

Source of the rules: ``staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go``, ``suffix.go`` and ``amount.go``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import MAX_EMAX, MIN_EMIN, ROUND_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

MAX = 2**63 - 1
"""The largest amount that Kubernetes counts with; larger ones are cut to it."""

_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
_SUFFIX = "unable to parse quantity's suffix"

_SHAPE = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[+-]?[0-9]*)", re.ASCII)
_EXPONENT = re.compile(r"[eE]([+-]?[0-9]+)", re.ASCII)
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY_SUFFIX = {power // 10: suffix for suffix, power in _BINARY.items()} | {0: ""}
_DECIMAL_SUFFIX = {power: suffix for suffix, power in _DECIMAL.items()}
_EXACT = Context(prec=60, rounding=ROUND_UP, Emax=MAX_EMAX, Emin=MIN_EMIN)
_NANO = Decimal("1e-9")
_MILLI = Decimal("1e-3")
_CPU_HINT = "Write cores (2 or 0.5) or thousandths of a core (500m)."
_MEMORY_HINT = "Write bytes, with Ki, Mi, Gi for powers of 1024 (512Mi) or k, M, G for powers of 1000 (512M)."


class QuantityError(ValueError):
    """A text that is no quantity; the message is Kubernetes' own."""


class _Amount(NamedTuple):
    value: Decimal
    family: str  # "binary", "decimal" or "exponent"


def parse(quantity: str | float) -> Decimal:
    """The exact amount: ``parse("500m") == Decimal("0.5")``. Raises ``QuantityError``.

    More than nine digits after the point are rounded up, as in Kubernetes.
    """
    return _amount(_text(quantity)).value


def canonical(quantity: str | float) -> str:
    """The form that the API server stores: ``0.5`` → ``500m``, ``1024Mi`` → ``1Gi``. Raises ``QuantityError``."""
    return _canonical(_text(quantity))


def cpu(quantity: str | float) -> int:
    """CPU in thousandths of a core (millicores), rounded up: ``cpu("0.5") == 500``. Raises ``QuantityError``."""
    return _whole(_text(quantity), 3, f"is not an amount of CPU. {_CPU_HINT}")


def memory(quantity: str | float) -> int:
    """Memory or storage in bytes, or a plain count, rounded up: ``memory("1Ki") == 1024``. Raises ``QuantityError``."""
    return _whole(_text(quantity), 0, f"is not an amount of memory. {_MEMORY_HINT}")


def total(quantities: Iterable[str | float]) -> str:
    """The sum in canonical form, in the family of the first amount that is not zero: ``1Gi`` + ``1G`` in binary."""
    amounts = [_amount(_text(quantity)) for quantity in quantities]
    family = next((amount.family for amount in amounts if amount.value), "decimal")
    value = Decimal(0)
    for amount in amounts:
        value = _EXACT.add(value, amount.value)
    return _spelled(value, family)


def whole_thousandths(quantity: str | float) -> str:
    """The canonical form, rounded up to thousandths: the API stores no resource finer than ``1m``."""
    value, family = _amount(_text(quantity))
    if value.adjusted() > 18 or value == value.quantize(_MILLI, context=_EXACT):
        return _spelled(value, family)
    return _spelled(value.quantize(_MILLI, context=_EXACT), family)


def _text(quantity: str | float) -> str:
    """A JSON number counts as its decimal text (``2``, ``0.5``); blanks around a text do not matter."""
    if isinstance(quantity, str):
        return quantity.strip()
    if isinstance(quantity, float) and 1e-6 <= abs(quantity) < 1e21:
        return f"{Decimal(repr(quantity)):f}".removesuffix(".0")
    return str(quantity)


@lru_cache(maxsize=4096)
def _whole(text: str, digits: int, problem: str) -> int:
    """``text`` times ten to the power of ``digits``, rounded away from zero to a whole number."""
    try:
        value = _amount(text).value
    except QuantityError as error:
        raise QuantityError(f'"{text}" {problem} Kubernetes says: {error}') from None
    if value.adjusted() + digits > 18:
        return MAX if value > 0 else -MAX
    return int(_EXACT.scaleb(value, digits).to_integral_value(ROUND_UP))


@lru_cache(maxsize=4096)
def _amount(text: str) -> _Amount:
    sign, whole, fraction, suffix = _split(text)
    family, power = _unit(suffix)
    digits = whole + fraction
    number = Decimal(f"{sign}{digits or 0}")
    if not number:
        return _Amount(Decimal(0), family)
    if family == "binary":
        value = _EXACT.scaleb(_EXACT.multiply(number, Decimal(2**power)), -len(fraction))
        fits = not fraction and 14 - len(whole) - power * 3 // 10 >= 0
    else:
        value = _EXACT.scaleb(number, power - len(fraction))
        fits = len(digits) <= 18 and power - len(fraction) >= -9
    return _Amount(value if fits else _bounded(value), family)


def _split(text: str) -> tuple[str, str, str, str]:
    """Sign, digits before and after the point, suffix; leading zeros are gone."""
    match = _SHAPE.fullmatch(text)
    if not text or match is None:
        raise QuantityError(_FORMAT)
    sign, whole, fraction, suffix = match.groups()
    return sign, whole.lstrip("0"), fraction or "", suffix


def _unit(suffix: str) -> tuple[str, int]:
    """The family of a suffix, and its power of two or ten."""
    if suffix in _DECIMAL:
        return "decimal", _DECIMAL[suffix]
    if suffix in _BINARY:
        return "binary", _BINARY[suffix]
    match = _EXPONENT.fullmatch(suffix)
    if match is None or abs(int(match[1])) > 2**31:
        raise QuantityError(_SUFFIX)
    return "exponent", int(match[1])


def _bounded(value: Decimal) -> Decimal:
    """At most nine digits after the point, rounded away from zero: who asks for something gets something."""
    if value.adjusted() > 18 or abs(value) > MAX:
        return Decimal(MAX).copy_sign(value)
    return value.quantize(_NANO, context=_EXACT)


@lru_cache(maxsize=4096)
def _canonical(text: str) -> str:
    return _spelled(*_amount(text))


def _spelled(value: Decimal, family: str) -> str:
    if not value:
        return "0"
    if family == "binary" and abs(value) >= 1024 and value == value.to_integral_value():
        return _canonical_binary(int(value))
    return _canonical_decimal(value, family)


def _canonical_binary(number: int) -> str:
    power = 0
    while number % 1024 == 0:
        number, power = number // 1024, power + 1
    return f"{number}{_BINARY_SUFFIX[power]}"


def _canonical_decimal(value: Decimal, family: str) -> str:
    """The whole number with the largest power of 1000 behind it."""
    sign, digits, exponent = value.as_tuple()
    number = int("".join(map(str, digits)))
    assert isinstance(exponent, int)
    while number % 10 == 0:
        number, exponent = number // 10, exponent + 1
    number, exponent = number * 10 ** (exponent % 3), exponent - exponent % 3
    suffix = None if family == "exponent" else _DECIMAL_SUFFIX.get(exponent)
    if suffix is None:
        suffix = f"e{exponent}" if exponent else ""
    return f"{'-' if sign else ''}{number}{suffix}"
