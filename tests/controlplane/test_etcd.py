"""The store: revisions, compare-and-swap, watches, indexes, the past."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.clock import Clock
from kubelite.controlplane.etcd import Etcd, Key, Record
from kubelite.objects.errors import Gone


def key(name: str, namespace: str = "default") -> Key:
    return Key("pods", namespace, name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def etcd(clock: Clock) -> Etcd:
    return Etcd(clock.soon)


def names(records: list[Record]) -> list[str]:
    return [record.key.name for record in records]


def test_every_write_gets_the_next_revision(etcd: Etcd) -> None:
    first, second = etcd.put(key("a"), {"v": 1}), etcd.put(key("a"), {"v": 2})
    assert first is not None
    assert second is not None
    assert (first.revision, second.revision, etcd.revision) == (1, 2, 2)


def test_compare_and_swap_writes_nothing_when_somebody_was_faster(etcd: Etcd) -> None:
    etcd.put(key("a"), {"v": 1}, expected=0)
    assert etcd.put(key("a"), {"v": 2}, expected=0) is None
    assert etcd.delete(key("a"), expected=7) is None
    record = etcd.get(key("a"))
    assert record is not None
    assert record.document == {"v": 1}
    assert etcd.revision == 1


def test_a_list_is_sorted_by_namespace_and_name(etcd: Etcd) -> None:
    for namespace, name in (("b", "1"), ("a", "2"), ("a", "1")):
        etcd.put(key(name, namespace), {})
    assert [(record.key.namespace, record.key.name) for record in etcd.list("pods")] == [
        ("a", "1"),
        ("a", "2"),
        ("b", "1"),
    ]
    assert names(etcd.list("pods", "b")) == ["1"]


def test_a_watch_tells_of_later_writes_in_order_and_soon_not_at_once(etcd: Etcd, clock: Clock) -> None:
    seen: list[Any] = []
    etcd.put(key("before"), {})
    etcd.watch("pods", lambda record: seen.append((record.key.name, record.document)))
    etcd.put(key("a"), {"v": 1})
    etcd.put(key("a"), {"v": 2})
    etcd.delete(key("a"))
    assert seen == []
    clock.settle()
    assert seen == [("a", {"v": 1}), ("a", {"v": 2}), ("a", None)]


def test_a_watch_from_an_old_revision_replays_what_was_missed(etcd: Etcd, clock: Clock) -> None:
    seen: list[int] = []
    for value in range(5):
        etcd.put(key("a"), {"v": value})
    etcd.watch("pods", lambda record: seen.append(record.revision), since=3)
    etcd.put(key("a"), {"v": 9})
    clock.settle()
    assert seen == [4, 5, 6]


def test_a_stopped_watch_tells_nothing_more(etcd: Etcd, clock: Clock) -> None:
    seen: list[int] = []
    watch = etcd.watch("pods", lambda record: seen.append(record.revision))
    etcd.put(key("a"), {})
    watch.stop()
    etcd.put(key("b"), {})
    clock.settle()
    assert seen == []


def test_a_watch_by_index_hears_of_its_value_before_and_after(etcd: Etcd, clock: Clock) -> None:
    seen: list[Any] = []
    etcd.index("pods", "node", lambda document: [document["node"]])
    etcd.watch("pods", lambda record: seen.append(record.revision), by=("node", "n1"))
    etcd.put(key("a"), {"node": "n1"})
    etcd.put(key("b"), {"node": "n2"})
    etcd.put(key("a"), {"node": "n2"})
    etcd.put(key("a"), {"node": "n3"})
    clock.settle()
    assert seen == [1, 3]


def test_what_was_compacted_away_is_gone(etcd: Etcd) -> None:
    for value in range(4):
        etcd.put(key("a"), {"v": value})
    etcd.compact(2)
    with pytest.raises(Gone):
        etcd.watch("pods", lambda record: None, since=1)
    with pytest.raises(Gone):
        etcd.at("pods", 1)
    assert [record.document for record in etcd.at("pods", 3)] == [{"v": 2}]


Write = tuple[str, str]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", "delete"])), max_size=30), st.integers(0, 30)
)
def test_the_past_the_indexes_and_the_watches_agree_with_a_plain_dict(writes: list[Write], compacted: int) -> None:
    clock = Clock()
    etcd = Etcd(clock.soon)
    etcd.index("pods", "value", lambda document: [document["v"]])
    told: dict[str, Any] = {}
    etcd.watch("pods", lambda record: told.update({record.key.name: record.document}))
    plain: dict[str, Any] = {}
    past = [dict(plain)]
    for name, value in writes:
        if value == "delete" and name not in plain:
            continue
        if value == "delete":
            etcd.delete(key(name))
            del plain[name]
        else:
            etcd.put(key(name), {"v": value})
            plain[name] = {"v": value}
        past.append(dict(plain))
    clock.settle()
    etcd.compact(compacted)
    for revision in range(etcd.compacted, len(past)):
        assert {record.key.name: record.document for record in etcd.at("pods", revision)} == past[revision]
    assert {name: document for name, document in told.items() if document is not None} == plain
    for value in ("x", "y"):
        assert names(etcd.lookup("pods", "value", value)) == sorted(name for name in plain if plain[name]["v"] == value)
