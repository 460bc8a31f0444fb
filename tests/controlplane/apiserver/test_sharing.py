"""Documents share what is equal in them, and stay what they are."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from kubelite.controlplane.apiserver.sharing import MOST_PARTS, Parts

plain = st.none() | st.booleans() | st.integers(0, 1) | st.floats(0, 1) | st.sampled_from(["", "a", "b"])
documents = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
).filter(lambda made: isinstance(made, dict))


@given(st.lists(documents, max_size=10))
def test_every_document_stays_as_it_was(many):
    parts = Parts()
    before = deepcopy(many)
    after = [parts.share(each) for each in many]
    assert repr(after) == repr(before)  # the order of keys and the types, too


def test_equal_maps_of_texts_are_one():
    parts = Parts()
    one, other = ({"spec": {"containers": [{"name": "app", "limits": {"cpu": "1"}}]}, "n": n} for n in (1, 2))
    parts.share(one)
    parts.share(other)
    limits = [each["spec"]["containers"][0]["limits"] for each in (one, other)]
    assert limits[0] is limits[1]
    assert one["spec"] is not other["spec"]


def test_parts_that_nobody_has_any_more_are_forgotten():
    parts = Parts()
    for number in range(2 * MOST_PARTS):
        parts.share({"name": str(number)})
    assert len(parts._known) <= MOST_PARTS
