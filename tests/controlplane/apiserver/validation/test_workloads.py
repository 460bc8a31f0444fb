"""Deployments and their like, Jobs and CronJobs."""

from typing import Any

import pytest

from tests.controlplane.apiserver.validation.manifests import problems, update_problems

OTHER = {"spec.template.metadata.labels": {"app": "api"}}
MISMATCH = 'spec.template.metadata.labels: Invalid value: {"app":"api"}: `selector` does not match template `labels`'
SELECTED = ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")


@pytest.mark.parametrize("kind", SELECTED)
def test_the_selector_finds_the_pods(kind: str) -> None:
    assert problems(kind, OTHER) == [MISMATCH]


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "DaemonSet"])
def test_the_selector_stays(kind: str) -> None:
    changes = {**OTHER, "spec.selector.matchLabels": {"app": "api"}}
    assert update_problems(kind, changes) == [
        'spec.selector: Invalid value: {"matchLabels":{"app":"api"}}: field is immutable'
    ]


@pytest.mark.parametrize("kind", SELECTED)
def test_pods_of_workloads_are_always_restarted(kind: str) -> None:
    assert problems(kind, {"spec.template.spec.restartPolicy": "Never"}) == [
        'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'
    ]


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "StatefulSet"])
def test_replicas_are_not_negative(kind: str) -> None:
    found = problems(kind, {"spec.replicas": -1})
    assert found == ["spec.replicas: Invalid value: -1: must be greater than or equal to 0"]


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (
            "Deployment",
            {"spec.strategy.rollingUpdate": {"maxSurge": 0, "maxUnavailable": 0}},
            "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0",
        ),
        (
            "Deployment",
            {"spec.strategy.type": "Recreate"},
            "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
        ),
        (
            "Deployment",
            {"spec.strategy.rollingUpdate.maxUnavailable": "120%"},
            'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "120%": must not be greater than 100%',
        ),
        (
            "Deployment",
            {"spec.progressDeadlineSeconds": 10, "spec.minReadySeconds": 10},
            "spec.progressDeadlineSeconds: Invalid value: 10: must be greater than minReadySeconds",
        ),
        (
            "StatefulSet",
            {"spec.podManagementPolicy": "Random"},
            "spec.podManagementPolicy: Invalid value: \"Random\": must be 'OrderedReady' or 'Parallel'",
        ),
        (
            "Job",
            {"spec.completions": -2},
            "spec.completions: Invalid value: -2: must be greater than or equal to 0",
        ),
        (
            "Job",
            {"spec.template.spec.restartPolicy": "Always"},
            'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
        ),
        (
            "CronJob",
            {"spec.schedule": "every minute"},
            'spec.schedule: Invalid value: "every minute": expected exactly 5 fields, found 2: [every minute]',
        ),
        (
            "CronJob",
            {"spec.schedule": "61 * * * *"},
            'spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61',
        ),
        (
            "CronJob",
            {"spec.concurrencyPolicy": "Perhaps"},
            'spec.concurrencyPolicy: Unsupported value: "Perhaps": supported values: "Allow", "Forbid", "Replace"',
        ),
        (
            "CronJob",
            {"spec.timeZone": "Mars/Base"},
            'spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base',
        ),
    ],
)
def test_a_workload_is_refused(kind: str, changes: dict[str, Any], expected: str) -> None:
    assert problems(kind, changes) == [expected]


@pytest.mark.parametrize(("labels", "shown"), [({}, "{}"), (None, "null"), ({"b": "2", "a": "1"}, '{"a":"1","b":"2"}')])
def test_labels_are_shown_as_they_were_sent(labels: dict[str, str] | None, shown: str) -> None:
    (found,) = problems("Deployment", {"spec.template.metadata.labels": labels})
    assert (
        found == f"spec.template.metadata.labels: Invalid value: {shown}: `selector` does not match template `labels`"
    )


def test_a_selector_is_needed_and_never_empty() -> None:
    assert problems("Deployment", {"spec.selector": None})[0] == "spec.selector: Required value"
    assert problems("Deployment", {"spec.selector": {}})[0] == (
        "spec.selector: Invalid value: {}: empty selector is invalid for deployment"
    )


def test_a_stateful_set_may_change_little() -> None:
    assert update_problems("StatefulSet", {"spec.replicas": 5, "spec.template.spec.containers[0].image": "b"}) == []
    (found,) = update_problems("StatefulSet", {"spec.serviceName": "other"})
    assert found.startswith(
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', "
    )


def test_a_claim_template_is_a_volume() -> None:
    mount = {"spec.template.spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/data"}]}
    assert problems("StatefulSet", mount) == []
    assert problems("Deployment", mount) == ['spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"']


def test_the_template_of_a_job_stays() -> None:
    (found,) = update_problems("Job", {"spec.template.spec.containers[0].image": "other"})
    assert found.startswith("spec.template: Invalid value: {")
    assert found.endswith(": field is immutable")
    assert '"Image":"other"' in found
    assert update_problems("Job", {"spec.parallelism": 1}) == []


def test_the_name_of_a_cron_job_leaves_room_for_those_of_its_jobs() -> None:
    assert problems("CronJob", {"metadata.name": "a" * 52}) == []
    assert problems("CronJob", {"metadata.name": "a" * 53}) == [
        f'metadata.name: Invalid value: "{"a" * 53}": must be no more than 52 characters'
    ]
