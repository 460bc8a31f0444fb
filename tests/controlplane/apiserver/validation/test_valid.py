"""What Kubernetes accepts is accepted."""

import pytest

from kubelite.controlplane.apiserver.validation import validate
from kubelite.objects import kinds
from tests.controlplane.apiserver.validation.manifests import VALID, advice, problems, update_problems


@pytest.mark.parametrize("kind", VALID)
def test_a_valid_object_has_no_problems_and_no_warnings(kind: str) -> None:
    assert problems(kind) == []
    assert advice(kind) == []


@pytest.mark.parametrize("kind", VALID)
def test_writing_the_same_object_again_is_fine(kind: str) -> None:
    assert update_problems(kind, {}) == []


@pytest.mark.parametrize("kind", VALID)
def test_labels_of_every_kind_may_change(kind: str) -> None:
    assert update_problems(kind, {"metadata.labels": {"team": "blue"}}) == []


@pytest.mark.parametrize("kind", VALID)
def test_every_kind_is_checked_for_its_labels(kind: str) -> None:
    first = problems(kind, {"metadata.labels": {"team": "a b"}})[0]
    assert first.startswith(
        'metadata.labels: Invalid value: "a b": a valid label must be an empty string or consist of'
    )


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("Pod", {"spec.containers[0].ports[1]": {"containerPort": 80, "protocol": "UDP"}}),
        ("Pod", {"spec.containers[0].env[1]": {"name": "my.odd-name", "value": "1"}}),
        (
            "Pod",
            {"spec.containers[0].env[0]": {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}},
        ),
        ("Pod", {"spec.containers[0].resources.requests": {"cpu": "0"}}),
        ("Pod", {"spec.initContainers": [{"name": "first", "image": "busybox", "restartPolicy": "Always"}]}),
        ("Pod", {"spec.volumes[0]": {"name": "data", "hostPath": {"path": "/var", "type": "Directory"}}}),
        ("Pod", {"spec.containers[0].volumeMounts[1]": {"name": "data", "mountPath": "/data/x", "subPath": "a/b"}}),
        ("Service", {"spec.ports[0].targetPort": 8080, "spec.type": "NodePort", "spec.ports[0].nodePort": 30080}),
        ("Service", {"spec.clusterIP": "None", "spec.ports": []}),
        ("Service", {"spec": {"type": "ExternalName", "externalName": "example.com"}}),
        ("Deployment", {"spec.replicas": 0, "spec.strategy": {"type": "Recreate"}}),
        ("CronJob", {"spec.schedule": "@daily"}),
        ("CronJob", {"spec.schedule": "0 8-18/2 * JAN-MAR MON,WED"}),
        ("Secret", {"type": "kubernetes.io/basic-auth", "data": {"username": "YQ=="}}),
        ("ConfigMap", {"data": {"app.properties": "a=1", "UPPER_case-1": ""}}),
        ("PodDisruptionBudget", {"spec.minAvailable": "50%"}),
        ("NetworkPolicy", {"spec.ingress[0].ports[0]": {"port": 8000, "endPort": 9000, "protocol": "TCP"}}),
        ("Ingress", {"spec.rules[0].host": "*.example.com"}),
        ("PriorityClass", {"value": -5}),
        ("Role", {"metadata.name": "system:pod:reader"}),
    ],
)
def test_less_common_but_right(kind: str, changes: dict[str, object]) -> None:
    assert problems(kind, changes) == []


def test_a_kind_without_rules_is_checked_for_its_metadata_only() -> None:
    nodes = kinds.named("CSINode")
    document = {"apiVersion": "storage.k8s.io/v1", "kind": "CSINode", "metadata": {"name": "a%b"}}
    causes = [str(cause) for cause in validate(document, nodes)]
    assert causes == ["metadata.name: Invalid value: \"a%b\": may not contain '%'"]
