"""The options of a write in the query of its request."""

from __future__ import annotations

import pytest

from kubelite.controlplane.apiserver.options import WriteOptions, write_options
from kubelite.objects.errors import Invalid


def test_without_options_unknown_fields_are_warned_of_and_the_write_is_meant() -> None:
    assert write_options({}, "CreateOptions") == WriteOptions("Warn", dry_run=False)
    asked = {"fieldValidation": ["Strict"], "dryRun": ["All"], "fieldManager": ["me"]}
    assert write_options(asked, "CreateOptions") == WriteOptions("Strict", dry_run=True)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            {"fieldValidation": ["Maybe"]},
            'Unsupported value: "Maybe": supported values: "", "Ignore", "Strict", "Warn"',
        ),
        ({"dryRun": ["Some"]}, 'dryRun: Unsupported value: ["Some"]: supported values: "All"'),
        ({"fieldManager": ["m" * 129]}, "fieldManager: Too long: may not be more than 128 bytes"),
    ],
)
def test_an_option_that_nobody_knows_is_refused(query: dict[str, list[str]], words: str) -> None:
    with pytest.raises(Invalid) as refused:
        write_options(query, "UpdateOptions")
    assert refused.value.message.startswith('UpdateOptions.meta.k8s.io "" is invalid: ')
    assert words in refused.value.message
    assert "name" not in (refused.value.details or {}), "Kubernetes leaves an empty name out"
