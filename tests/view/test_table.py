"""Tables print as kubectl prints them, and hold the objects that they show."""

from datetime import UTC, datetime
from html import escape

import pytest

from kubelite.controlplane.apiserver import tables
from kubelite.objects.errors import NotFound
from kubelite.view.table import Table, Text, columns, printed, table_of
from tests.view.scenes import FakeClient, node, pod, service

NOW = datetime(2026, 1, 1, 9, 5, tzinfo=UTC)
CLIENT = FakeClient(
    node("n"), pod("web", "n"), pod("cart"), pod("dns", "n", namespace="kube-system"), *service("shop", ready=["web"])
)


def test_a_table_prints_like_kubectl_get() -> None:
    assert (
        repr(table_of(CLIENT, "pods", NOW))
        == """\
NAME   READY   STATUS    RESTARTS   AGE
cart   0/1     Pending   0          5m
web    1/1     Running   0          5m"""
    )


def test_only_a_wide_table_is_scrolled_sideways() -> None:
    assert table_of(CLIENT, "pods", NOW)._repr_html_() is None
    wide = f"NAME{' ' * 100}NODE\nweb{' ' * 101}<none>"
    assert Table((), wide)._repr_html_() == f'<pre style="white-space: pre; overflow-x: auto">{escape(wide)}</pre>'
    assert Text("a long sentence " * 10)._repr_html_() is None
    assert "&lt;none&gt;" in str(Text(wide)._repr_html_())


def test_a_table_is_a_sequence_of_views() -> None:
    shown = table_of(CLIENT, "po", NOW)
    assert len(shown) == 2
    assert shown[1].spec.node_name == "n"
    assert [each.metadata.name for each in shown] == ["cart", "web"]
    assert [each.metadata.name for each in shown[:1]] == ["cart"]
    assert shown[0] in shown


def test_all_namespaces_come_with_a_column_of_their_own() -> None:
    lines = str(table_of(CLIENT, "pods", NOW, None)).splitlines()
    assert lines[0].split()[:2] == ["NAMESPACE", "NAME"]
    assert [line.split()[0] for line in lines[1:]] == ["default", "default", "kube-system"]


def test_wide_shows_more_columns() -> None:
    assert str(table_of(CLIENT, "pods", NOW, wide=True)).splitlines()[0].split()[5:7] == ["IP", "NODE"]


def test_one_object_by_name() -> None:
    assert [each.metadata.name for each in table_of(CLIENT, "pod", NOW, name="web")] == ["web"]
    with pytest.raises(NotFound, match='pods "nobody" not found'):
        table_of(CLIENT, "pod", NOW, name="nobody")


def test_a_selector_chooses_by_labels() -> None:
    assert [each.metadata.name for each in table_of(CLIENT, "pods", NOW, selector="app in (web,dns)")] == ["web"]


def test_nothing_found_is_said_in_kubectls_words() -> None:
    assert repr(table_of(CLIENT, "deployments", NOW)) == "No resources found in default namespace."
    assert repr(table_of(CLIENT, "deployments", NOW, None)) == "No resources found"
    assert repr(table_of(FakeClient(), "nodes", NOW)) == "No resources found"
    assert not table_of(CLIENT, "deployments", NOW)


def test_events_come_in_the_order_in_which_they_were_told() -> None:
    def event(name: str, second: int, version: str) -> dict:  # type: ignore[type-arg]
        meta = {
            "name": name,
            "namespace": "default",
            "resourceVersion": version,
            "creationTimestamp": "2026-01-01T09:00:00Z",
        }
        seen = f"2026-01-01T09:00:{second:02}Z"
        about = {"kind": "Pod", "name": "web"}
        return {"apiVersion": "v1", "kind": "Event", "metadata": meta, "lastTimestamp": seen, "involvedObject": about}

    shown = table_of(FakeClient(event("a", 9, "7"), event("b", 1, "3"), event("c", 1, "2")), "events", NOW)
    assert [each.metadata.name for each in shown] == ["c", "b", "a"]


def test_only_the_first_line_of_a_cell_is_shown_and_truth_is_lower_case() -> None:
    made = tables.Table(
        (tables.Column("Name"), tables.Column("On")), (tables.Row(("a\nb", True)), tables.Row(("c", 7)))
    )
    assert printed(made) == "NAME   ON\na...   true\nc      7"


def test_columns_are_at_least_six_wide() -> None:
    assert columns([["A", "B"], ["1", ""]]) == "A     B\n1"


def test_text_shows_itself_without_quotes() -> None:
    assert repr(Text("a\nb")) == "a\nb"
    assert Text("a") == "a"
