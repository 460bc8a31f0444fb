"""Quantities: read, compared and written back as Kubernetes does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.objects.quantity import MAX, QuantityError, canonical, cpu, memory, parse

CANONICAL = {
    "0.5": "500m",
    "1000m": "1",
    "1500m": "1500m",
    "1000": "1k",
    "128974848": "128974848",
    "129M": "129M",
    "1024Mi": "1Gi",
    "1.5Gi": "1536Mi",
    "1536Ki": "1536Ki",
    "0.5Ki": "512",  # below 1024 a binary amount is written as a plain number
    "0.1Mi": "104857600m",  # not a whole number of bytes: thousandths of a byte
    "1e3": "1e3",
    "1E3": "1e3",
    "12e4": "120e3",
    "100E": "100E",
    "8Ei": str(MAX),  # cut to the largest amount
    "0.1n": "1n",  # rounded up: who asks for something gets something
    "1.0000000001": "1000000001n",
    "-0.5": "-500m",
    "+1": "1",
    "01": "1",
    "1.": "1",
    ".5": "500m",
    "1000E": "1e21",
    "0Mi": "0",
    " 1 ": "1",
    "1e999999999": "1e999999999",
    "1e-999999999": "1e-9",
}


@pytest.mark.parametrize(("text", "stored"), CANONICAL.items())
def test_canonical_form(text: str, stored: str) -> None:
    assert canonical(text) == stored
    assert canonical(stored) == stored


@pytest.mark.parametrize(("number", "stored"), [(2, "2"), (0.5, "500m"), (1000.0, "1k"), (0.00005, "50u"), (0, "0")])
def test_json_numbers_are_quantities(number: float, stored: str) -> None:
    assert canonical(number) == stored


@pytest.mark.parametrize("text", ["", "abc", "1x", "1.2.3", "1 Gi", "1 000", "١"])
def test_wrong_format(text: str) -> None:
    with pytest.raises(QuantityError, match=r"quantities must match the regular expression '\^\("):
        canonical(text)


@pytest.mark.parametrize("text", ["1mm", "1Kim", "1e", "1e99999999999999999999", "1m3", "--1"])
def test_wrong_suffix(text: str) -> None:
    with pytest.raises(QuantityError, match="unable to parse quantity's suffix"):
        canonical(text)


def test_cpu_counts_millicores_and_rounds_up() -> None:
    assert (cpu("0.5"), cpu("250m"), cpu(2), cpu("1500u"), cpu("1n")) == (500, 250, 2000, 2, 1)
    assert cpu("1e999999999") == MAX


def test_memory_counts_bytes_and_rounds_up() -> None:
    assert (memory("1Ki"), memory("1k"), memory("1.5Gi"), memory("1m"), memory(7)) == (1024, 1000, 3 * 2**29, 1, 7)


def test_the_error_for_a_person_says_what_to_write() -> None:
    with pytest.raises(
        QuantityError, match=r'"500mb" is not an amount of CPU. Write cores .* Kubernetes says: quantities'
    ):
        cpu("500mb")
    with pytest.raises(QuantityError, match=r'"1GB" is not an amount of memory. Write bytes, with Ki, Mi, Gi'):
        memory("1GB")


SUFFIXES = st.sampled_from(["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "e3", "e-4", "E2"])
NUMBERS = st.decimals(min_value=-(10**6), max_value=10**6, places=3)


@given(NUMBERS, SUFFIXES)
def test_canonical_keeps_the_amount_and_is_stable(number: Decimal, suffix: str) -> None:
    text = f"{number}{suffix}"
    stored = canonical(text)
    assert parse(stored) == parse(text)
    assert canonical(stored) == stored
    assert "." not in stored


@given(NUMBERS)
def test_whole_units_never_lose_anything(number: Decimal) -> None:
    assert abs(cpu(str(number))) >= abs(number * 1000)
    assert abs(abs(memory(str(number))) - abs(number)) < 1


@given(st.text(alphabet="0123456789.+-eEinumkKMGTP x", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        stored = canonical(text)
    except QuantityError:
        return
    assert canonical(stored) == stored
