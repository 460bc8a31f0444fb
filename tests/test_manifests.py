"""Reading manifests as kubectl does, and applying them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.manifests import ManifestError, read
from kubelite.manifests.applying import change


def test_yaml_is_read_as_kubectl_reads_it() -> None:
    text = "a: y\nb: off\nc: 2026-01-01\nd: 0644\ne: 1e3\nf: 12:30\ng: 0x10\nh: '1'\ni: ~\n1: number\n"
    expected = {
        "a": True,
        "b": False,
        "c": "2026-01-01",
        "d": 420,
        "e": 1000,
        "f": "12:30",
        "g": 16,
        "h": "1",
        "i": None,
    }
    assert read(text) == [{**expected, "1": "number"}]


def test_several_documents_lists_and_empty_ones() -> None:
    text = "a: 1\n---\n\n---\nkind: List\nitems:\n- b: 2\n- c: 3\n"
    assert read(text) == [{"a": 1}, {"b": 2}, {"c": 3}]


def test_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("b: 2\n")
    (tmp_path / "a.yml").write_text("a: 1\n")
    (tmp_path / "notes.txt").write_text("not: read\n")
    assert read(tmp_path) == [{"a": 1}, {"b": 2}]
    assert read(str(tmp_path / "b.yaml")) == [{"b": 2}]


def test_bad_yaml_is_told_with_line_and_column() -> None:
    with pytest.raises(ManifestError, match="line 2, column 8") as error:
        read("kind: Pod\nname: a: b\n")
    assert "name: a: b" in str(error.value)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("nowhere.yaml", "There is no file 'nowhere.yaml'"),
        ("- a\n- b\n", "is a list, but a manifest is a map"),
        ("just words\n", "is a text, but a manifest is a map"),
        (42, "cannot read a int"),
    ],
)
def test_what_is_no_manifest_is_refused_with_a_reason(source: Any, words: str) -> None:
    with pytest.raises(ManifestError, match=words):
        read(source)


def test_nothing_in_a_manifest_is_executed() -> None:
    with pytest.raises(ManifestError):
        read("!!python/object/apply:os.system ['true']\n")


def test_change_removes_what_was_applied_before_and_keeps_what_others_set() -> None:
    first = {"metadata": {"name": "a", "labels": {"mine": "1", "old": "1"}}, "spec": {"replicas": 1}}
    live = merged(
        {**first, "metadata": {**first["metadata"], "labels": {**first["metadata"]["labels"], "theirs": "1"}}}, first
    )  # type: ignore[dict-item]
    difference = change(live, {"metadata": {"name": "a", "labels": {"mine": "2"}}, "spec": {"replicas": 1}})
    labels = difference["metadata"]["labels"]
    assert labels == {"mine": "2", "old": None}
    assert "spec" not in difference


def test_what_the_server_added_to_the_items_of_a_list_is_left_alone() -> None:
    """A Pod may be applied twice, although its container has got the volume with its token."""
    wanted = {"metadata": {"name": "a"}, "spec": {"containers": [{"name": "web", "image": "web:1"}]}}
    live = merged({}, wanted)
    live["spec"]["containers"] = [{**live["spec"]["containers"][0], "volumeMounts": [{"name": "token"}]}]
    assert change(live, wanted) == {}
    newer = {**wanted, "spec": {"containers": [{"name": "web", "image": "web:2"}]}}
    assert change(live, newer)["spec"] == newer["spec"]
    live["spec"]["containers"][0]["image"] = "somebody/else:1"
    assert change(live, wanted) == {"spec": wanted["spec"]}
    live["spec"]["containers"] = wanted["spec"]["containers"] * 2
    assert change(live, wanted) == {"spec": wanted["spec"]}


def merged(document: Any, applied: Any) -> Any:
    """``document`` as it is stored after ``applied`` was applied to it."""
    from kubelite.controlplane.apiserver.merge import merged as merge

    return merge(document, change({}, applied))


plain = st.recursive(
    st.integers(0, 2) | st.text("ab", max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=6,
)
manifest = st.fixed_dictionaries(
    {"metadata": st.just({"name": "a"}), "spec": st.dictionaries(st.sampled_from("pqr"), plain)}
)


@given(manifest, manifest)
def test_after_applying_twice_the_object_says_what_the_second_manifest_says(first: Any, second: Any) -> None:
    from kubelite.controlplane.apiserver.merge import merged as merge

    live = merged({}, first)
    after = merge(live, change(live, second))
    assert after["spec"] == second["spec"]
    settled = change(after, second)
    assert settled == {}
