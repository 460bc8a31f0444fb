"""kubelite/grading/shop/reading.py: a learner's text is read as text, and never as more than a shop needs."""

import time

import pytest

from kubelite.grading.shop.reading import MOST_PODS, read_shop
from kubelite.manifests import ManifestError
from tests.grading.shop.manifests import SHOP

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_a_shop_is_read():
    assert [each["kind"] for each in read_shop(SHOP)].count("Service") == 3


@pytest.mark.parametrize("nothing", [None, 3, ["kind: Pod"], {"kind": "Pod"}, b"kind: Pod"])
def test_only_text_is_read(nothing):
    with pytest.raises(ManifestError, match="expected as one text"):
        read_shop(nothing)


@pytest.mark.parametrize("empty", ["", "\n---\n", "# nothing\n"])
def test_an_empty_text_is_no_shop(empty):
    with pytest.raises(ManifestError, match="no manifest"):
        read_shop(empty)


def test_a_text_is_never_the_name_of_a_file(tmp_path, monkeypatch):
    (tmp_path / "secret.yaml").write_text("kind: Pod")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ManifestError, match="a manifest is a map"):
        read_shop("secret.yaml")


@pytest.mark.parametrize(
    "bomb",
    [
        LAUGHS,
        "a: &a [*a]",
        "[" * 5000 + "]" * 5000,
        "kind: Pod\n" * 20_000,
        "kind: List\nitems: [" + "{kind: Pod}, " * 1000 + "]",
        "a: !!python/object/apply:os.system [ls]",
    ],
    ids=["laughs", "itself", "deep", "long", "many", "code"],
)
def test_what_would_cost_too_much_is_refused_before_anything_is_made_of_it(bomb):
    begin = time.process_time()
    with pytest.raises(ManifestError):
        read_shop(bomb)
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    "greedy",
    [
        "kind: Deployment\nspec: {replicas: 1000000}",
        "kind: List\nitems: [{kind: Deployment, spec: {replicas: 60}}, {kind: StatefulSet, spec: {replicas: 60}}]",
        "kind: HorizontalPodAutoscaler\nspec: {maxReplicas: 5000}",
        "kind: Job\nspec: {parallelism: 5000}",
    ],
)
def test_too_many_pods_are_refused(greedy):
    with pytest.raises(ManifestError, match=f"at most {MOST_PODS}"):
        read_shop(greedy)
