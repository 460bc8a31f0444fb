"""Services, configuration, storage, networks, policies and the rest."""

from typing import Any

import pytest

from tests.controlplane.apiserver.validation.manifests import advice, problems, update_problems

PORT = {"port": 81, "name": "b"}


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        ("Service", {"spec.ports": []}, ["spec.ports: Required value"]),
        ("Service", {"spec.ports[1]": PORT}, ["spec.ports[0].name: Required value"]),
        (
            "Service",
            {"spec.ports[0].port": 0},
            ["spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive"],
        ),
        (
            "Service",
            {"spec.type": "Public"},
            [
                'spec.type: Unsupported value: "Public": '
                'supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'
            ],
        ),
        (
            "Service",
            {"spec.ports[0].nodePort": 30001},
            ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
        ),
        (
            "Service",
            {"spec.clusterIP": "10.0.0.300"},
            [
                'spec.clusterIPs[0]: Invalid value: "10.0.0.300": must be a valid IP address, '
                "(e.g. 10.9.8.7 or 2001:db8::ffff)"
            ],
        ),
        ("Service", {"spec": {"type": "ExternalName"}}, ["spec.externalName: Required value"]),
        (
            "ConfigMap",
            {"data": {"a b": "1"}},
            [
                "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', "
                "'_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', "
                "regex used for validation is '[-._a-zA-Z0-9]+')"
            ],
        ),
        (
            "ConfigMap",
            {"binaryData": {"color": "YQ=="}},
            ['data[color]: Invalid value: "color": duplicate of key present in binaryData'],
        ),
        ("Secret", {"type": "kubernetes.io/tls"}, ["data[tls.crt]: Required value", "data[tls.key]: Required value"]),
        (
            "PersistentVolumeClaim",
            {"spec.accessModes": []},
            ["spec.accessModes: Required value: at least 1 access mode is required"],
        ),
        (
            "PersistentVolumeClaim",
            {"spec.accessModes": ["Write"]},
            [
                'spec.accessModes: Unsupported value: "Write": supported values: '
                '"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"'
            ],
        ),
        ("PersistentVolumeClaim", {"spec.resources": {}}, ["spec.resources[storage]: Required value"]),
        (
            "PersistentVolume",
            {"spec.hostPath": None},
            ["spec: Required value: must specify a volume type"],
        ),
        (
            "PodDisruptionBudget",
            {"spec.minAvailable": "200%"},
            ['spec.minAvailable: Invalid value: "200%": must not be greater than 100%'],
        ),
        (
            "HorizontalPodAutoscaler",
            {"spec.minReplicas": 9},
            ["spec.maxReplicas: Invalid value: 5: must be greater than or equal to `minReplicas`"],
        ),
        (
            "PriorityClass",
            {"value": 2_000_000_000},
            ["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"],
        ),
        (
            "Ingress",
            {"spec.rules[0].host": "10.0.0.1"},
            ['spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address'],
        ),
        (
            "Ingress",
            {"spec.rules[0].http.paths[0].path": "web"},
            ['spec.rules[0].http.paths[0].path: Invalid value: "web": must be an absolute path'],
        ),
        (
            "NetworkPolicy",
            {"spec.policyTypes": ["Sideways"]},
            ['spec.policyTypes[0]: Unsupported value: "Sideways": supported values: "Ingress", "Egress"'],
        ),
        (
            "NetworkPolicy",
            {"spec.ingress[0].from[0].ipBlock": {"cidr": "10.0.0.0/8"}},
            ["spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer"],
        ),
        (
            "Role",
            {"rules[0].verbs": []},
            ["rules[0].verbs: Required value: verbs must contain at least one value"],
        ),
        (
            "RoleBinding",
            {"roleRef.kind": "Group"},
            ['roleRef.kind: Unsupported value: "Group": supported values: "Role", "ClusterRole"'],
        ),
        (
            "Lease",
            {"spec.leaseDurationSeconds": 0},
            ["spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"],
        ),
        (
            "LimitRange",
            {"spec.limits[0].default.cpu": "3"},
            [
                'spec.limits[0].default[cpu]: Invalid value: "2": default value 3 is greater than max value 2',
            ],
        ),
        ("StorageClass", {"provisioner": ""}, ["provisioner: Required value"]),
        (
            "EndpointSlice",
            {"addressType": "Street"},
            [
                'addressType: Unsupported value: "Street": supported values: "FQDN", "IPv4", "IPv6"',
            ],
        ),
    ],
)
def test_an_object_is_refused(kind: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert problems(kind, changes) == expected


@pytest.mark.parametrize(
    ("kind", "before", "changes", "expected"),
    [
        (
            "ConfigMap",
            {"immutable": True},
            {"data.color": "red"},
            ["data: Forbidden: field is immutable when `immutable` is set"],
        ),
        (
            "ConfigMap",
            {"immutable": True},
            {"immutable": False},
            ["immutable: Forbidden: field is immutable when `immutable` is set"],
        ),
        ("ConfigMap", {}, {"data.color": "red", "immutable": True}, []),
        ("Secret", {}, {"type": "example.com/other"}, ['type: Invalid value: "example.com/other": field is immutable']),
        (
            "StorageClass",
            {},
            {"provisioner": "a.b/c"},
            ["provisioner: Forbidden: updates to provisioner are forbidden."],
        ),
        ("PriorityClass", {}, {"value": 7}, ["value: Forbidden: may not be changed in an update."]),
        (
            "Service",
            {"spec.clusterIP": "10.0.0.5"},
            {"spec.clusterIP": "10.0.0.6"},
            ['spec.clusterIPs[0]: Invalid value: ["10.0.0.6"]: may not change once set'],
        ),
        (
            "Service",
            {"spec.clusterIP": "10.0.0.5"},
            {"spec": {"type": "ExternalName", "externalName": "example.com"}},
            [],
        ),
    ],
)
def test_what_may_change_later(kind: str, before: dict[str, Any], changes: dict[str, Any], expected: list[str]) -> None:
    assert update_problems(kind, changes, before) == expected


def test_a_claim_shows_what_would_change() -> None:
    bound = {"spec.volumeName": "pv1", "spec.storageClassName": "fast"}
    (found,) = update_problems("PersistentVolumeClaim", {"spec.storageClassName": "slow"}, bound)
    assert found.startswith("spec: Forbidden: spec is immutable after creation except resources.requests")
    assert '- "StorageClassName": "fast",' in found.splitlines()


def test_the_role_of_a_binding_stays() -> None:
    (found,) = update_problems("RoleBinding", {"roleRef.name": "other"})
    assert found == (
        'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"other"}: '
        "cannot change roleRef"
    )


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (
            "Pod",
            {"metadata.name": "web.one"},
            [
                "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; "
                "a DNS label is recommended: [must not contain dots]"
            ],
        ),
        (
            "Pod",
            {"spec.containers[0].env[1]": {"name": "MODE", "value": "y"}},
            ['spec.containers[0].env[1]: hides previous definition of "MODE", which may be dropped when using apply'],
        ),
        (
            "Pod",
            {"spec.containers[0].ports[1]": {"containerPort": 80}},
            ["spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]"],
        ),
        (
            "Deployment",
            {"spec.template.spec.nodeSelector": {"beta.kubernetes.io/os": "linux"}},
            [
                "spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; "
                'use "kubernetes.io/os" instead'
            ],
        ),
    ],
)
def test_what_is_allowed_but_unwise(kind: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert advice(kind, changes) == expected
    assert problems(kind, changes) == []
