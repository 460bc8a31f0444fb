"""Tables show what a real API server shows."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.controlplane.apiserver.tables import human_duration, table
from kubelite.controlplane.apiserver.tables.pod import summarize
from kubelite.objects import Pod, kinds
from kubelite.objects.meta import view_as
from tests.conformance import tables as conformance
from tests.conformance.recording import cases, differences

NOW = datetime(2026, 1, 1, 9, 10, tzinfo=UTC)


def pod(spec: dict[str, Any] | None = None, status: dict[str, Any] | None = None, **meta: Any) -> dict[str, Any]:
    metadata = {"name": "web", "namespace": "default", "creationTimestamp": "2026-01-01T09:00:00Z", **meta}
    spec = {"containers": [{"name": "c", "image": "nginx"}], **(spec or {})}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": spec,
        "status": status or {"phase": "Pending"},
    }


def cells(obj: dict[str, Any], wide: bool = False) -> tuple[Any, ...]:
    return table(kinds.of_manifest(obj), [obj], NOW, wide=wide).rows[0].cells


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "<invalid>"),
        (-1, "0s"),
        (0, "0s"),
        (119.9, "119s"),
        (120, "2m"),
        (123, "2m3s"),
        (600, "10m"),
        (659, "10m"),
        (3 * 3600, "3h"),
        (3 * 3600 + 60, "3h1m"),
        (8 * 3600 + 60, "8h"),
        (48 * 3600, "2d"),
        (49 * 3600, "2d1h"),
        (8 * 86400 + 3600, "8d"),
        (729 * 86400, "729d"),
        (733 * 86400, "2y3d"),
        (9 * 365 * 86400, "9y"),
    ],
)
def test_durations_are_written_as_kubectl_does(seconds: float, text: str) -> None:
    assert human_duration(seconds) == text


@given(st.floats(min_value=0, max_value=1e10))
def test_a_duration_has_at_most_two_units(seconds: float) -> None:
    assert 1 <= sum(character.isalpha() for character in human_duration(seconds)) <= 2


def test_wide_adds_the_columns_of_lower_priority() -> None:
    narrow = table(kinds.named("pods"), [pod()], NOW)
    wide = table(kinds.named("pods"), [pod()], NOW, wide=True)
    assert [column.name for column in narrow.columns] == ["Name", "Ready", "Status", "Restarts", "Age"]
    assert [column.name for column in wide.columns][5:] == ["IP", "Node", "Nominated Node", "Readiness Gates"]
    assert narrow.rows[0].cells == ("web", "0/1", "Pending", "0", "10m")
    assert wide.rows[0].cells[5:] == ("<none>",) * 4


def test_a_table_without_objects_has_columns() -> None:
    empty = table(kinds.named("deployments"), [], NOW)
    assert empty.rows == ()
    assert [column.name for column in empty.columns] == ["Name", "Ready", "Up-to-date", "Available", "Age"]


def test_rows_keep_the_order_of_the_objects() -> None:
    made = table(kinds.named("pods"), [pod(name="b"), pod(name="a")], NOW)
    assert [row.cells[0] for row in made.rows] == ["b", "a"]


def test_a_pod_whose_node_is_lost_is_unknown_and_a_finished_one_keeps_its_state() -> None:
    going = {"deletionTimestamp": "2026-01-01T09:10:30Z"}
    assert cells(pod(**going))[2] == "Terminating"
    assert cells(pod(status={"phase": "Running", "reason": "NodeLost"}, **going))[2] == "Unknown"
    assert cells(pod(status={"phase": "Succeeded"}, **going))[2] == "Succeeded"


def test_the_first_container_with_trouble_names_the_state() -> None:
    statuses = [
        {"name": "a", "restartCount": 2, "state": {"waiting": {"reason": "ErrImagePull"}}},
        {"name": "b", "restartCount": 1, "state": {"terminated": {"exitCode": 137, "signal": 9}}},
    ]
    first = view_as(Pod, pod(status={"phase": "Running", "containerStatuses": statuses}))
    second = view_as(Pod, pod(status={"phase": "Running", "containerStatuses": statuses[1:]}))
    assert (summarize(first).state, summarize(first).restarts) == ("ErrImagePull", 3)
    assert summarize(second).state == "Signal:9"


def test_a_failing_init_container_stands_for_the_pod() -> None:
    spec = {"initContainers": [{"name": "i", "image": "busybox"}]}
    last = {"terminated": {"exitCode": 1, "finishedAt": "2026-01-01T09:09:00Z"}}
    status = {"name": "i", "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": last}
    shown = cells(pod(spec, {"phase": "Pending", "initContainerStatuses": [status]}))
    assert shown[2:4] == ("Init:CrashLoopBackOff", "3 (60s ago)")


def test_a_load_balancer_shows_its_address_or_that_it_waits() -> None:
    ports = [{"port": 80, "nodePort": 30080, "protocol": "TCP"}]
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "creationTimestamp": "2026-01-01T09:00:00Z"},
        "spec": {"type": "LoadBalancer", "clusterIP": "10.96.0.7", "ports": ports},
    }
    assert cells(service) == ("web", "LoadBalancer", "10.96.0.7", "<pending>", "80:30080/TCP", "10m")
    service["status"] = {"loadBalancer": {"ingress": [{"ip": "203.0.113.7"}]}}
    assert cells(service)[3] == "203.0.113.7"


def test_long_lists_are_cut_after_three() -> None:
    endpoints = [{"addresses": [f"10.0.0.{n}"]} for n in range(1, 6)]
    item = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": "web-x", "creationTimestamp": "2026-01-01T09:00:00Z"},
        "addressType": "IPv4",
        "endpoints": endpoints,
        "ports": [{"port": 80}],
    }
    assert cells(item)[3] == "10.0.0.1,10.0.0.2,10.0.0.3 + 2 more..."


def test_a_kind_without_a_printer_shows_when_it_was_created() -> None:
    meta = {"name": "r", "creationTimestamp": "2026-01-01T09:00:00Z"}
    made = table(kinds.named("roles"), [{"kind": "Role", "metadata": meta}], NOW)
    assert made.columns[1] == ("Created At", "date", "", 0)
    assert made.rows[0].cells == ("r", "2026-01-01T09:00:00Z")


def test_every_served_kind_can_be_shown_with_nothing_but_a_name() -> None:
    metadata = {"name": "x", "creationTimestamp": (NOW - timedelta(seconds=5)).isoformat()}
    needed = {"roleRef": {"kind": "Role", "name": "r"}, "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "d"}}}
    for resource in kinds.served():
        made = table(resource, [{"kind": resource.kind, "metadata": metadata, **needed}], NOW, wide=True)
        assert len(made.rows[0].cells) == len(made.columns), resource.kind


def test_recorded_tables(shared: Path) -> None:
    wrong = {
        case["id"]: found
        for case in cases(shared / "recorded" / "tables.jsonl.gz")
        if (found := differences(conformance.expected(case), conformance.answer(case)))
    }
    assert wrong == {}
