"""Defaults of pods and of pod templates."""

from __future__ import annotations

from typing import Any

import pytest

from kubelite.controlplane.apiserver.decode import decode
from kubelite.controlplane.apiserver.defaults import apply_defaults
from kubelite.controlplane.apiserver.defaults.container import pull_policy
from kubelite.objects.kinds import named

DIGEST = "sha256:" + "a" * 64


def defaulted(spec: dict[str, Any], kind: str = "pod") -> dict[str, Any]:
    """The spec of an object after decoding and defaulting."""
    document, _ = decode({"metadata": {"name": "x"}, "spec": spec}, named(kind))
    apply_defaults(document, named(kind))
    result: dict[str, Any] = document["spec"]
    return result


def pod(spec: dict[str, Any] | None = None, **container: Any) -> dict[str, Any]:
    return defaulted({"containers": [{"name": "c", "image": "nginx:1", **container}]} | (spec or {}))


def container(**fields: Any) -> dict[str, Any]:
    result: dict[str, Any] = pod(**fields)["containers"][0]
    return result


def in_template(**fields: Any) -> dict[str, Any]:
    spec = {"template": {"spec": {"containers": [{"name": "c", "image": "nginx:1", **fields}]}}}
    result: dict[str, Any] = defaulted(spec, "deployment")["template"]["spec"]
    return result


def test_a_pod_gets_what_a_template_gets_and_its_service_links() -> None:
    common = {
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": 30,
        "dnsPolicy": "ClusterFirst",
        "securityContext": {},
        "schedulerName": "default-scheduler",
    }
    inside = {"name": "c", "image": "nginx:1", "resources": {}, "imagePullPolicy": "IfNotPresent"}
    inside |= {"terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File"}
    assert in_template() == common | {"containers": [inside]}
    assert pod() == common | {"containers": [inside], "enableServiceLinks": True}


def test_what_the_author_wrote_stays() -> None:
    spec = {"restartPolicy": "Never", "terminationGracePeriodSeconds": 0, "enableServiceLinks": False}
    assert spec.items() <= pod(spec).items()


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("localhost:5000/nginx", "Always"),
        (f"nginx:latest@{DIGEST}", "Always"),
        ("nginx:1.27", "IfNotPresent"),
        ("localhost:5000/nginx:1", "IfNotPresent"),
        (f"nginx@{DIGEST}", "IfNotPresent"),
        ("Not An Image", "IfNotPresent"),
        ("NGINX", "IfNotPresent"),
        ("", "IfNotPresent"),
    ],
)
def test_pull_policy_follows_from_the_image(image: str, policy: str) -> None:
    assert pull_policy(image) == policy


def test_requests_follow_from_limits_in_pods_only() -> None:
    resources = {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "0.5"}}
    assert container(resources=resources)["resources"]["requests"] == {"cpu": "500m", "memory": "1Gi"}
    assert in_template(resources=resources)["containers"][0]["resources"]["requests"] == {"cpu": "500m"}


def test_amounts_are_rounded_up_to_thousandths() -> None:
    assert container(resources={"requests": {"cpu": "1u"}})["resources"]["requests"] == {"cpu": "1m"}


def test_ports_and_host_network() -> None:
    port = {"containerPort": 80}
    assert container(ports=[port])["ports"] == [{"containerPort": 80, "protocol": "TCP"}]
    on_host = pod({"hostNetwork": True}, ports=[port])["containers"][0]
    assert on_host["ports"] == [{"containerPort": 80, "hostPort": 80, "protocol": "TCP"}]


@pytest.mark.parametrize("name", ["livenessProbe", "readinessProbe", "startupProbe"])
def test_probes(name: str) -> None:
    times = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
    assert container(**{name: {"tcpSocket": {"port": 80}}})[name] == {"tcpSocket": {"port": 80}} | times
    http = {"httpGet": {"port": "web", "path": "/", "scheme": "HTTP"}}
    assert container(**{name: {"httpGet": {"port": "web"}}})[name] == http | times
    assert container(**{name: {"grpc": {"port": 5}}})[name] == {"grpc": {"port": 5, "service": ""}} | times


def test_lifecycle_handlers() -> None:
    lifecycle = container(lifecycle={"preStop": {"httpGet": {"port": 80}}, "postStart": {"sleep": {"seconds": 1}}})
    preparing = {"httpGet": {"port": 80, "path": "/", "scheme": "HTTP"}}
    assert lifecycle["lifecycle"] == {"preStop": preparing, "postStart": {"sleep": {"seconds": 1}}}


def test_environment() -> None:
    field = {"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
    resource = {"name": "B", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}}
    variables = container(env=[field, resource])["env"]
    assert variables[0]["valueFrom"]["fieldRef"] == {"apiVersion": "v1", "fieldPath": "metadata.name"}
    assert variables[1]["valueFrom"]["resourceFieldRef"] == {"resource": "limits.cpu", "divisor": "0"}


@pytest.mark.parametrize(
    ("source", "stored"),
    [
        ({}, {"emptyDir": {}}),
        ({"configMap": {"name": "x"}}, {"configMap": {"name": "x", "defaultMode": 420}}),
        ({"secret": {"secretName": "x", "defaultMode": 0}}, {"secret": {"secretName": "x", "defaultMode": 0}}),
        ({"hostPath": {"path": "/x"}}, {"hostPath": {"path": "/x", "type": ""}}),
        ({"image": {"reference": "x"}}, {"image": {"reference": "x", "pullPolicy": "Always"}}),
        (
            {"projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}},
            {
                "projected": {
                    "sources": [{"serviceAccountToken": {"path": "t", "expirationSeconds": 3600}}],
                    "defaultMode": 420,
                }
            },
        ),
        (
            {"ephemeral": {"volumeClaimTemplate": {"spec": {}}}},
            {
                "ephemeral": {
                    "volumeClaimTemplate": {"metadata": {}, "spec": {"resources": {}, "volumeMode": "Filesystem"}}
                }
            },
        ),
    ],
)
def test_volumes(source: dict[str, Any], stored: dict[str, Any]) -> None:
    assert pod({"volumes": [{"name": "v", **source}]})["volumes"] == [{"name": "v"} | stored]


def test_files_with_facts_about_the_pod() -> None:
    item = {"path": "p", "fieldRef": {"fieldPath": "metadata.name"}}
    for source in (
        {"downwardAPI": {"items": [item]}},
        {"projected": {"sources": [{"downwardAPI": {"items": [item]}}]}},
    ):
        volume = pod({"volumes": [{"name": "v", **source}]})["volumes"][0]
        assert "'apiVersion': 'v1'" in str(volume)


def test_both_names_of_the_service_account_are_one() -> None:
    for field in ("serviceAccount", "serviceAccountName"):
        spec = pod({field: "bot"})
        assert (spec["serviceAccount"], spec["serviceAccountName"]) == ("bot", "bot")


def pod_requests(resources: dict[str, Any], init: list[dict[str, Any]] | None = None) -> Any:
    inits = [{"name": f"i{index}", "image": "i", **fields} for index, fields in enumerate(init or [])]
    spec = {"resources": resources, "initContainers": inits}
    return pod(spec, resources={"requests": {"cpu": "300m"}})["resources"].get("requests")


def test_requests_of_the_pod_are_what_its_containers_need() -> None:
    limits = {"limits": {"cpu": "2", "memory": "1Gi"}}
    assert pod_requests(limits) == {"cpu": "300m", "memory": "1Gi"}
    sidecar = {"restartPolicy": "Always", "resources": {"requests": {"cpu": "100m"}}}
    assert pod_requests(limits, [sidecar])["cpu"] == "400m"
    assert pod_requests(limits, [sidecar, {"resources": {"requests": {"cpu": "700m"}}}])["cpu"] == "800m"


def test_requests_of_the_pod_stay_as_written() -> None:
    assert pod_requests({"limits": {"cpu": "2"}, "requests": {"cpu": "1"}}) == {"cpu": "1"}
    assert pod_requests({"requests": {"memory": "1Gi"}}) == {"memory": "1Gi"}
    assert pod_requests({}) is None
