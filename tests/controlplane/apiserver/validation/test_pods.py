"""Pods: what is refused, with the words of Kubernetes."""

from typing import Any

import pytest

from tests.controlplane.apiserver.validation.manifests import problems, update_problems

LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
    "an alphanumeric character (e.g. 'my-name',  or '123-abc', "
    "regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
ONE = "spec.containers[0]"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"spec.containers": []}, ["spec.containers: Required value"]),
        ({f"{ONE}.name": "Web"}, [f'{ONE}.name: Invalid value: "Web": {LABEL}']),
        ({f"{ONE}.name": None}, [f"{ONE}.name: Required value"]),
        ({f"{ONE}.image": None}, [f"{ONE}.image: Required value"]),
        (
            {f"{ONE}.image": " nginx"},
            [f'{ONE}.image: Invalid value: " nginx": must not have leading or trailing whitespace'],
        ),
        (
            {"spec.containers[1]": {"name": "web", "image": "nginx"}},
            ['spec.containers[1].name: Duplicate value: "web"'],
        ),
        (
            {f"{ONE}.imagePullPolicy": "Sometimes"},
            [
                f'{ONE}.imagePullPolicy: Unsupported value: "Sometimes": '
                'supported values: "Always", "IfNotPresent", "Never"'
            ],
        ),
        (
            {"spec.restartPolicy": "Sometimes"},
            ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'],
        ),
        (
            {f"{ONE}.ports[0].containerPort": 65536},
            [f"{ONE}.ports[0].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive"],
        ),
        ({f"{ONE}.ports[0].containerPort": 0}, [f"{ONE}.ports[0].containerPort: Required value"]),
        (
            {f"{ONE}.ports[1]": {"containerPort": 81, "name": "http"}},
            [f'{ONE}.ports[1].name: Duplicate value: "http"'],
        ),
        (
            {f"{ONE}.resources.requests.cpu": "300m"},
            [f'{ONE}.resources.requests: Invalid value: "300m": must be less than or equal to cpu limit of 200m'],
        ),
        (
            {f"{ONE}.resources.limits.memory": "-1"},
            [
                f'{ONE}.resources.limits[memory]: Invalid value: "-1": must be greater than or equal to 0',
                f'{ONE}.resources.requests: Invalid value: "64Mi": must be less than or equal to memory limit of -1',
            ],
        ),
        (
            {f"{ONE}.volumeMounts[0].name": "date"},
            [f'{ONE}.volumeMounts[0].name: Not found: "date"'],
        ),
        (
            {f"{ONE}.volumeMounts[1]": {"name": "data", "mountPath": "/data"}},
            [f'{ONE}.volumeMounts[1].mountPath: Invalid value: "/data": must be unique'],
        ),
        ({"spec.volumes[1]": {"name": "data", "emptyDir": {}}}, ['spec.volumes[1].name: Duplicate value: "data"']),
        (
            {f"{ONE}.readinessProbe.httpGet": None},
            [f"{ONE}.readinessProbe: Required value: must specify a handler type"],
        ),
        (
            {f"{ONE}.readinessProbe.exec": {"command": ["true"]}},
            [f"{ONE}.readinessProbe.httpGet: Forbidden: may not specify more than 1 handler type"],
        ),
        (
            {f"{ONE}.readinessProbe.periodSeconds": -3},
            [f"{ONE}.readinessProbe.periodSeconds: Invalid value: -3: must be greater than or equal to 0"],
        ),
        (
            {f"{ONE}.env[0].valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
            [f'{ONE}.env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
        ),
        (
            {f"{ONE}.env[1]": {"name": "A=B"}},
            [
                f'{ONE}.env[1].name: Invalid value: "A=B": a valid environment variable name must consist only of '
                "printable ASCII characters other than '='"
            ],
        ),
        (
            {"spec.tolerations[0].value": "x"},
            ["spec.tolerations[0].operator: Invalid value: \"x\": value must be empty when `operator` is 'Exists'"],
        ),
        (
            {"spec.tolerations[0].tolerationSeconds": 5},
            [
                'spec.tolerations[0].effect: Invalid value: "NoSchedule": '
                "effect must be 'NoExecute' when `tolerationSeconds` is set"
            ],
        ),
        (
            {"spec.topologySpreadConstraints[0].maxSkew": 0},
            ["spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero"],
        ),
        (
            {"spec.terminationGracePeriodSeconds": -1},
            [],
        ),
        (
            {"spec.activeDeadlineSeconds": 0},
            ["spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"],
        ),
        (
            {"spec.hostNetwork": True, f"{ONE}.ports[0].hostPort": 81},
            [f"{ONE}.ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true"],
        ),
        (
            {"spec.dnsPolicy": "None"},
            ["spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"],
        ),
        (
            {"spec.ephemeralContainers": [{"name": "look", "image": "busybox"}]},
            ["spec.ephemeralContainers: Forbidden: cannot be set on create"],
        ),
    ],
)
def test_a_pod_is_refused(changes: dict[str, Any], expected: list[str]) -> None:
    assert problems("Pod", changes) == expected


def test_all_problems_are_reported_in_the_order_of_evaluation() -> None:
    changes: dict[str, Any] = {
        "metadata.name": "Web",
        "spec.restartPolicy": "x",
        f"{ONE}.image": None,
        f"{ONE}.volumeMounts": [],
    }
    found = [problem.partition(": ")[0] for problem in problems("Pod", changes)]
    assert found == ["metadata.name", f"{ONE}.image", "spec.restartPolicy"]


def test_a_volume_that_is_wrong_cannot_be_mounted() -> None:
    found = problems("Pod", {"spec.volumes[0]": {"name": "data", "hostPath": {"path": "/a/../b"}}})
    assert found == [
        "spec.volumes[0].hostPath.path: Invalid value: \"/a/../b\": must not contain '..'",
        f'{ONE}.volumeMounts[0].name: Not found: "data"',
    ]


def test_required_affinity_needs_a_topology() -> None:
    path = "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]"
    assert f"{path}.topologyKey: Required value: can not be empty" in problems("Pod", {f"{path}.topologyKey": ""})


@pytest.mark.parametrize(
    "changes",
    [
        {f"{ONE}.image": "httpd"},
        {"spec.activeDeadlineSeconds": 30},
        {"spec.tolerations[1]": {"key": "disk", "operator": "Exists"}},
    ],
)
def test_some_fields_of_a_pod_may_change(changes: dict[str, Any]) -> None:
    assert update_problems("Pod", changes) == []


def test_the_refusal_to_change_a_pod_shows_the_difference() -> None:
    (found,) = update_problems("Pod", {"spec.hostname": "me"})
    first, *lines = found.splitlines()
    assert first.startswith("spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,")
    assert lines[0].startswith("@@ -")
    assert [line for line in lines[1:] if line[0] != " "] == ['- "Hostname": "",', '+ "Hostname": "me",']
    assert len(lines) == 9


def test_containers_neither_come_nor_go() -> None:
    found = update_problems("Pod", {"spec.containers[1]": {"name": "two", "image": "nginx"}})
    assert found == ["spec.containers: Forbidden: pod updates may not add or remove containers"]


def test_a_toleration_stays() -> None:
    found = update_problems("Pod", {"spec.tolerations[0].key": "disk"})
    assert found == [
        "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"
    ]


def test_a_gate_may_go_but_not_come() -> None:
    gates = [{"name": "example.com/a"}]
    assert update_problems("Pod", {"spec.schedulingGates": []}, {"spec.schedulingGates": gates}) == []
    assert update_problems("Pod", {"spec.schedulingGates": gates}) == [
        "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, "
        "but found new scheduling gate 'example.com/a'"
    ]
