"""What a name may look like."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.controlplane.apiserver.validation import ips, names
from tests.controlplane.apiserver.validation.manifests import problems, update_problems

LETTERS = st.text("ab-._/A1 é", max_size=80)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (names.dns_label, ["a", "1a", "a-b", "x" * 63], ["", "A", "-a", "a-", "a_b", "a.b", "x" * 64]),
        (names.dns_1035_label, ["a", "a1"], ["1a", "a."]),
        (names.dns_subdomain, ["a", "a.b-c.d", "1"], ["", "a..b", ".a", "a_b", "a" * 254]),
        (names.label_value, ["", "a", "A_b-c.1"], ["-", "a b", "a-", "x" * 64]),
        (names.qualified_name, ["a", "A_b", "example.com/a"], ["", "/a", "a/", "a/b/c", "EX.com/a", "x" * 64]),
        (names.config_key, ["a", "..a"[1:], "A_b-c.d"], ["", ".", "..", "..a", "a b"]),
        (names.env_name, ["a", "A.b-c", "1 2"], ["", "a=b", "é"]),
        (names.port_name, ["a", "http-2"], ["", "80", "a--b", "-a", "x" * 16, "A"]),
        (names.path_segment, ["a:b", "A b"], [".", "..", "a/b", "a%"]),
        (names.percent, ["0%", "250%"], ["", "%", "5", "-5%", "5.5%"]),
        (ips.ip, ["10.0.0.1", "::1", "2001:db8::1"], ["", "10.0.0", "10.0.0.256", "010.0.0.1", "::ffff:10.0.0.1"]),
        (ips.cidr, ["10.0.0.0/8", "::/0"], ["", "10.0.0.0", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/08"]),
    ],
)
def test_a_check_tells_good_names_from_bad(check: Callable[[str], list[str]], good: list[str], bad: list[str]) -> None:
    assert [text for text in good if check(text)] == []
    assert [text for text in bad if not check(text)] == []


@given(LETTERS)
def test_a_label_is_a_subdomain_and_a_label_value(text: str) -> None:
    if not names.dns_label(text):
        assert not names.dns_subdomain(text)
        assert not names.label_value(text)
        assert not names.qualified_name(text)


@given(LETTERS, LETTERS)
def test_a_prefixed_key_is_as_good_as_its_two_parts(prefix: str, name: str) -> None:
    if "/" not in prefix + name:
        good = not names.dns_subdomain(prefix) and not names.qualified_name(name)
        assert (not names.qualified_name(f"{prefix}/{name}")) == good


def test_a_long_name_says_so() -> None:
    (found,) = problems("Namespace", {"metadata.name": "a" * 64})
    assert found == f'metadata.name: Invalid value: "{"a" * 64}": must be no more than 63 characters'


def test_a_missing_name_is_asked_for_in_two_ways() -> None:
    assert problems("ConfigMap", {"metadata.name": None}) == [
        "metadata.name: Required value: name or generateName is required"
    ]


def test_a_key_of_a_label_is_checked_before_its_value() -> None:
    first, second, *_ = problems("ConfigMap", {"metadata.labels": {"a b": "c d"}})
    assert first.startswith('metadata.labels: Invalid value: "a b": name part must consist of alphanumeric characters')
    assert second.startswith('metadata.labels: Invalid value: "c d": a valid label must be an empty string')


def test_annotations_may_hold_any_text_but_not_without_end() -> None:
    assert problems("ConfigMap", {"metadata.annotations": {"Example.COM/a": "é\n"}}) == []
    found = problems("ConfigMap", {"metadata.annotations": {"a": "x" * 262145}})
    assert found == ["metadata.annotations: Too long: may not be more than 262144 bytes"]


def test_the_identity_of_an_object_stays() -> None:
    found = update_problems("ConfigMap", {"metadata.uid": "2"}, {"metadata.uid": "1"})
    assert set(found) == {'metadata.uid: Invalid value: "2": field is immutable'}
