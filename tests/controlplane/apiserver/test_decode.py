"""Decoding: what is stored of a document, and what is said about a wrong one."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.controlplane.apiserver.decode import decode, empty
from kubelite.objects.errors import APIError, BadRequest
from kubelite.objects.kinds import named, served


def pod(spec: dict[str, Any] | None = None, **container: Any) -> dict[str, Any]:
    containers = [{"name": "c", "image": "nginx", **container}]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "x"},
        "spec": {"containers": containers} | (spec or {}),
    }


def deployment(spec: dict[str, Any]) -> dict[str, Any]:
    base = {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}}, "spec": {}}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}, "spec": base | spec}


def refusal(doc: Any, kind: str = "pod") -> BadRequest:
    with pytest.raises(BadRequest) as caught:
        decode(doc, named(kind))
    return caught.value


def stored(doc: dict[str, Any], kind: str = "pod") -> dict[str, Any]:
    return decode(doc, named(kind))[0]


# What is stored


def test_the_copy_is_fresh_and_the_input_untouched() -> None:
    doc = pod(env=[{"name": "A", "value": "1"}], command=["sleep"])
    before = deepcopy(doc)
    copy = stored(doc)
    copy["spec"]["containers"][0]["env"][0]["value"] = "2"
    copy["spec"]["containers"][0]["command"].append("x")
    copy["metadata"]["labels"] = {}
    assert doc == before


def test_kind_and_version_come_from_the_resource_when_absent() -> None:
    assert stored({"metadata": {"name": "cm"}}, "configmap") == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "cm"},
    }


def test_zeros_of_values_vanish_and_zeros_of_pointers_stay() -> None:
    copy = stored(
        pod({"hostNetwork": False, "hostUsers": False, "nodeName": "", "priority": 0}, tty=False, workingDir="")
    )
    assert copy["spec"]["hostUsers"] is False
    assert copy["spec"]["priority"] == 0
    assert not {"hostNetwork", "nodeName"} & copy["spec"].keys()
    assert not {"tty", "workingDir"} & copy["spec"]["containers"][0].keys()
    assert stored(deployment({"replicas": 0, "minReadySeconds": 0}), "deployment")["spec"]["replicas"] == 0


def test_empty_maps_and_lists_vanish_and_empty_objects_stay() -> None:
    doc = pod({"volumes": [{"name": "v", "emptyDir": {}}], "tolerations": [], "securityContext": {}}, args=[])
    doc["metadata"] |= {"labels": {}, "annotations": None}
    copy = stored(doc)
    assert copy["metadata"] == {"name": "x"}
    assert copy["spec"]["volumes"] == [{"name": "v", "emptyDir": {}}]
    assert copy["spec"]["securityContext"] == {}
    assert "tolerations" not in copy["spec"]
    assert "args" not in copy["spec"]["containers"][0]


def test_required_lists_that_are_empty_are_null() -> None:
    assert stored({"metadata": {"name": "r"}, "rules": []}, "role")["rules"] is None
    slice_ = stored({"metadata": {"name": "s"}, "addressType": "IPv4"}, "endpointslice")
    assert (slice_["endpoints"], slice_["ports"]) == (None, None)


def test_values_that_are_structs_are_always_there() -> None:
    copy = stored({"metadata": {"name": "x"}}, "deployment")
    template = {"metadata": {}, "spec": {"containers": None}}
    assert copy["spec"] == {"strategy": {}, "template": template}
    assert copy["status"] == {}
    assert stored(pod())["spec"]["containers"] == [{"name": "c", "image": "nginx", "resources": {}}]


def test_nulls_in_lists_and_maps_are_zeros() -> None:
    copy = stored(pod(command=["a", None], resources={"limits": {"cpu": None}}, livenessProbe=None))
    container = copy["spec"]["containers"][0]
    assert container["command"] == ["a", ""]
    assert container["resources"] == {"limits": {"cpu": "0"}}
    assert "livenessProbe" not in container


def test_quantities_are_canonical_and_int_or_string_is_kept() -> None:
    copy = stored(pod(resources={"requests": {"cpu": 0.5, "memory": "1024Mi", "pods": 2}}))
    assert copy["spec"]["containers"][0]["resources"]["requests"] == {"cpu": "500m", "memory": "1Gi", "pods": "2"}
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": "25%"}}
    assert stored(deployment({"strategy": rolling}), "deployment")["spec"]["strategy"] == rolling


def test_times_are_in_utc_and_base64_as_go_writes_it() -> None:
    doc = pod()
    doc["metadata"]["creationTimestamp"] = "2026-01-31T10:00:00.5+02:00"
    assert stored(doc)["metadata"]["creationTimestamp"] == "2026-01-31T08:00:00Z"
    secret = {"metadata": {"name": "s"}, "data": {"a": "aGVs\nbG8=", "b": ""}}
    assert stored(secret, "secret")["data"] == {"a": "aGVsbG8=", "b": ""}


def test_empty_statuses() -> None:
    assert empty("core.v1.ServiceStatus") == {"loadBalancer": {}}
    assert empty("apps.v1.StatefulSetStatus") == {"replicas": 0, "availableReplicas": 0}
    assert empty("core.v1.NodeStatus")["daemonEndpoints"] == {"kubeletEndpoint": {"Port": 0}}


def test_free_form_documents_are_copied_whole() -> None:
    data = {"spec": {"anything": [1, None, {"x": ""}]}}
    doc = {"metadata": {"name": "x"}, "revision": 1, "data": data}
    copy = stored(doc, "controllerrevision")
    assert copy["data"] == data
    assert copy["data"] is not data


# Wrong types

CANNOT = 'Pod in version "v1" cannot be handled as a Pod: '
JSON = CANNOT + "json: cannot unmarshal "


# A document; what was found; the Go struct, the field and its type.
WRONG_TYPES = [
    (pod(command="sleep 1"), "string", "Container", "spec.containers.command", "[]string"),
    (pod(command=[1]), "number", "Container", "spec.containers.command", "string"),
    (pod(imagePullPolicy=1), "number", "Container", "spec.containers.imagePullPolicy", "v1.PullPolicy"),
    (pod(ports=[{"containerPort": "80"}]), "string", "ContainerPort", "spec.containers.ports.containerPort", "int32"),
    (pod({"containers": {}}), "object", "PodSpec", "spec.containers", "[]v1.Container"),
    (pod({"containers": ["c"]}), "string", "PodSpec", "spec.containers", "v1.Container"),
    (pod({"hostNetwork": "true"}), "string", "PodSpec", "spec.hostNetwork", "bool"),
    (pod({"priority": 3000000000}), "number 3000000000", "PodSpec", "spec.priority", "int32"),
    (pod({"priority": 1.5}), "number 1.5", "PodSpec", "spec.priority", "int32"),
    (pod({"nodeSelector": ["a"]}), "array", "PodSpec", "spec.nodeSelector", "map[string]string"),
    (pod({"nodeSelector": {"gpu": True}}), "bool", "PodSpec", "spec.nodeSelector", "string"),
    (
        pod(resources={"limits": "1"}),
        *("string", "ResourceRequirements", "spec.containers.resources.limits", "v1.ResourceList"),
    ),
    (pod() | {"spec": []}, "array", "Pod", "spec", "v1.PodSpec"),
    (pod() | {"metadata": {"creationTimestamp": 5}}, "number", "ObjectMeta", "metadata.creationTimestamp", "string"),
    (
        pod(livenessProbe={"httpGet": {"port": True}}),
        *("bool", "HTTPGetAction", "spec.containers.livenessProbe.httpGet.port", "int32"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("doc", "found", "struct", "field", "go_type"), WRONG_TYPES)
def test_wrong_type(doc: dict[str, Any], found: str, struct: str, field: str, go_type: str) -> None:
    assert refusal(doc).message == f"{JSON}{found} into Go struct field {struct}.{field} of type {go_type}"


def test_only_the_first_wrong_type_is_told_and_it_goes_before_unknown_fields() -> None:
    doc = pod({"hostPID": 1, "priorty": 3, "hostIPC": 1})
    assert refusal(doc).message == JSON + "number into Go struct field PodSpec.spec.hostPID of type bool"


def test_a_wrong_quantity_ends_the_reading() -> None:
    message = refusal(pod({"hostPID": 1}, resources={"limits": {"cpu": "1x"}})).message
    assert message.startswith(CANNOT + "quantities must match the regular expression")


def test_wrong_base64_names_the_byte() -> None:
    secret = {"metadata": {"name": "s"}, "data": {"a": "not base64!"}}
    assert refusal(secret, "secret").message.endswith("a Secret: illegal base64 data at input byte 3")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("yesterday", 'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"'),
        ("2026-01-31", 'parsing time "2026-01-31" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'),
        ("2026-13-31T10:00:00Z", 'parsing time "2026-13-31T10:00:00Z": month out of range'),
        ("2026-02-30T10:00:00Z", 'parsing time "2026-02-30T10:00:00Z": day out of range'),
    ],
)
def test_wrong_time(text: str, problem: str) -> None:
    doc = pod()
    doc["metadata"]["creationTimestamp"] = text
    assert refusal(doc).message == CANNOT + problem


def test_leases_need_microseconds() -> None:
    lease = {"metadata": {"name": "l"}, "spec": {"renewTime": "2026-01-31T10:00:00Z"}}
    assert refusal(lease, "lease").message.endswith('cannot parse "Z" as ".000000"')
    lease["spec"] = {"renewTime": "2026-01-31T10:00:00.000001Z"}
    assert stored(lease, "lease")["spec"] == lease["spec"]


# Unknown fields


def test_unknown_fields_are_all_told_with_hints() -> None:
    error = refusal(pod({"restartpolicy": "Never"}, imgae="nginx"))
    unknown = 'unknown field "spec.containers[0].imgae", unknown field "spec.restartpolicy"'
    assert error.message == f"{CANNOT}strict decoding error: {unknown}"
    assert error.hint == 'Did you mean "image"? Did you mean "restartPolicy"?'


def test_a_field_at_the_wrong_place_is_told_its_place() -> None:
    error = refusal(deployment({"containers": []}), "deployment")
    assert error.message.endswith('strict decoding error: unknown field "spec.containers"')
    assert error.hint == 'A field "containers" belongs at spec.template.spec.containers.'


def test_warn_drops_unknown_fields_and_says_so() -> None:
    copy, warnings = decode(pod(imagePullpolicy="Always"), named("pod"), "Warn")
    assert "imagePullpolicy" not in copy["spec"]["containers"][0]
    assert warnings == ['unknown field "spec.containers[0].imagePullpolicy"']


def test_ignore_says_nothing() -> None:
    copy, warnings = decode(pod(imagePullpolicy="Always"), named("pod"), "Ignore")
    assert copy == stored(pod())
    assert warnings == []


# Wrong kinds


def test_another_kind_does_not_convert() -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}}
    conversion = "converting (v1.Secret) to (core.ConfigMap): unknown conversion"
    assert (
        refusal(secret, "configmap").message == f'Secret in version "v1" cannot be handled as a ConfigMap: {conversion}'
    )


def test_unregistered_kind() -> None:
    doc = {"apiVersion": "apps/v1", "kind": "Deploymnet"}
    message = refusal(doc, "deployment").message
    assert message.startswith(
        'Deploymnet in version "v1" cannot be handled as a Deployment: no kind "Deploymnet" is registered'
    )
    assert message.endswith('for version "apps/v1" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"')


def test_another_version_of_the_kind() -> None:
    doc = deployment({}) | {"apiVersion": "apps/v1beta1"}
    expected = "the API version in the data (apps/v1beta1) does not match the expected API version (apps/v1)"
    assert refusal(doc, "deployment").message == expected


@pytest.mark.parametrize(("doc", "shown"), [([], "(5b5d)"), ("x", "(227822)"), ({"kind": 1}, '({"kind": 1})')])
def test_what_is_no_object_is_unrecognized(doc: Any, shown: str) -> None:
    message = refusal(doc, "configmap").message
    assert message.startswith(
        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind;"
    )
    assert message.endswith(shown)


# Whatever comes

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
FIELDS = st.sampled_from(
    ["spec", "metadata", "name", "containers", "data", "template", "ports", "resources", "limits", "env"]
)
NEAR_MANIFESTS = st.recursive(
    JSON_VALUES,
    lambda inner: st.dictionaries(FIELDS, inner, max_size=4) | st.lists(inner, max_size=2),
    max_leaves=20,
)


@given(NEAR_MANIFESTS, st.sampled_from(served()))
def test_any_document_is_read_or_refused(doc: Any, resource: Any) -> None:
    before = deepcopy(doc)
    try:
        copy, _ = decode(doc, resource, "Warn")
    except APIError:
        copy = None
    assert doc == before
    if copy is not None:
        assert decode(copy, resource) == (copy, [])
