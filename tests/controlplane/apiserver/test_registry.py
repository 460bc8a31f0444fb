"""What the registry writes into new and changed objects, kind by kind."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from kubelite.clock import Clock
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.apiserver.registry.binding import target
from kubelite.controlplane.etcd import Etcd
from kubelite.objects import kinds
from kubelite.objects.errors import APIError, BadRequest, Conflict, Forbidden, Invalid, NotFound, UnknownError

Document = dict[str, Any]


@pytest.fixture
def api() -> APIServer:
    clock = Clock()
    api = APIServer(Etcd(clock.soon), clock, Random(0))
    for name in ("default", "shop"):
        api.create(kinds.named("Namespace"), "", {"metadata": {"name": name}})
    return api


def create(api: APIServer, kind: str, name: str, labels: Document | None = None, **fields: Any) -> Document:
    metadata = {"name": name} | ({"labels": labels} if labels else {})
    return api.create(kinds.named(kind), "shop", {"metadata": metadata, **fields}).document


def replace(api: APIServer, kind: str, name: str, labels: Document | None = None, **fields: Any) -> Document:
    metadata = {"name": name} | ({"labels": labels} if labels else {})
    return api.update(kinds.named(kind), "shop", name, {"metadata": metadata, **fields}).document


def template(**labels: str) -> Document:
    return {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "app", "image": "shop/web:1"}]}}


def pod_spec(**fields: Any) -> Document:
    return {"containers": [{"name": "app", "image": "shop/web:1"}], **fields}


def test_a_gated_pod_says_why_it_is_not_scheduled(api: APIServer) -> None:
    made = create(api, "Pod", "web", spec=pod_spec(schedulingGates=[{"name": "shop/paid"}]))
    (condition,) = made["status"]["conditions"]
    assert (condition["type"], condition["status"], condition["reason"]) == ("PodScheduled", "False", "SchedulingGated")


def test_label_keys_are_merged_into_the_selectors_beside_them(api: APIServer) -> None:
    selector = {"matchLabels": {"app": "web"}}
    spread = {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}
    term = {"topologyKey": "zone", "labelSelector": selector, "matchLabelKeys": ["hash"], "mismatchLabelKeys": ["team"]}
    spec = pod_spec(
        topologySpreadConstraints=[
            {**spread, "labelSelector": selector, "matchLabelKeys": ["hash", "absent"]},
            {**spread, "topologyKey": "host"},
        ],
        affinity={"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}},
    )
    made = create(api, "Pod", "web", {"app": "web", "hash": "1", "team": "blue"}, spec=spec)["spec"]
    same = {"key": "hash", "operator": "In", "values": ["1"]}
    other = {"key": "team", "operator": "NotIn", "values": ["blue"]}
    first, second = made["topologySpreadConstraints"]
    assert first["labelSelector"]["matchExpressions"] == [same]
    assert "labelSelector" not in second
    (merged,) = made["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert merged["labelSelector"]["matchExpressions"] == [same, other]
    assert selector == {"matchLabels": {"app": "web"}}, "what the caller gave is left alone"


def test_a_label_that_the_author_selects_already_cannot_be_merged(api: APIServer) -> None:
    spread = {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "matchLabelKeys": ["app"]}
    spec = pod_spec(topologySpreadConstraints=[{**spread, "labelSelector": {"matchLabels": {"app": "web"}}}])
    with pytest.raises(Invalid, match="exists in both matchLabelKeys and labelSelector"):
        create(api, "Pod", "web", {"app": "web"}, spec=spec)


def test_a_daemon_set_counts_the_changes_of_its_template(api: APIServer) -> None:
    key = "deprecated.daemonset.template.generation"
    spec = {"selector": {"matchLabels": {"app": "web"}}, "template": template(app="web")}
    assert create(api, "DaemonSet", "web", spec=spec)["metadata"]["annotations"] == {key: "1"}
    assert replace(api, "DaemonSet", "web", spec={**spec, "minReadySeconds": 5})["metadata"]["annotations"][key] == "1"
    changed = {**spec, "template": template(app="web", tier="front")}
    assert replace(api, "DaemonSet", "web", spec=changed)["metadata"]["annotations"][key] == "2"


def test_a_stateful_set_updates_one_pod_at_a_time(api: APIServer) -> None:
    spec = {"selector": {"matchLabels": {"app": "db"}}, "template": template(app="db")}
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 2}}
    made = create(api, "StatefulSet", "db", spec={**spec, "updateStrategy": strategy})
    assert made["spec"]["updateStrategy"] == {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}


def test_a_job_labels_its_pods_and_takes_their_labels(api: APIServer) -> None:
    job = {"template": {"spec": pod_spec(restartPolicy="Never")}}
    made = create(api, "Job", "once", spec=job)
    uid = made["metadata"]["uid"]
    assert made["spec"]["selector"] == {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
    assert made["metadata"]["labels"] == made["spec"]["template"]["metadata"]["labels"]
    assert made["metadata"]["labels"]["job-name"] == "once"


def test_a_job_keeps_the_selector_of_its_author_and_refuses_it_if_it_fits_nothing(api: APIServer) -> None:
    job = {"selector": {"matchLabels": {"app": "web"}}, "template": {"spec": pod_spec(restartPolicy="Never")}}
    with pytest.raises(Invalid, match="`selector` not auto-generated"):
        create(api, "Job", "once", spec=job)


def test_a_name_too_long_for_a_label_is_found_in_the_template_of_a_job_only(api: APIServer) -> None:
    with pytest.raises(Invalid) as refused:
        create(api, "Job", "a" * 64, spec={"template": {"spec": pod_spec(restartPolicy="Never")}})
    assert {cause.field for cause in refused.value.causes} == {"spec.template.labels"}


@pytest.mark.parametrize(
    ("given", "source", "reference"),
    [
        ({"dataSource": {"kind": "PersistentVolumeClaim", "name": "a"}}, "a", "a"),
        ({"dataSourceRef": {"kind": "Anything", "apiGroup": "x.y", "name": "a"}}, "a", "a"),
        ({"dataSource": {"kind": "Anything", "apiGroup": "x.y", "name": "a"}}, None, None),
        ({"dataSourceRef": {"kind": "PersistentVolumeClaim", "name": "a", "namespace": "other"}}, None, None),
    ],
)
def test_a_claim_says_twice_what_it_is_filled_from(
    api: APIServer, given: Document, source: str | None, reference: str | None
) -> None:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **given}
    made = create(api, "PersistentVolumeClaim", "data", spec=spec)["spec"]
    assert made.get("dataSource", {}).get("name") == source
    assert made.get("dataSourceRef", {}).get("name") == reference


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({"ipFamilyPolicy": "RequireDualStack"}, "this cluster is not configured for dual-stack services"),
        ({"ipFamilies": ["IPv6"]}, "not configured on this cluster"),
        ({"clusterIP": "nonsense", "ports": [{"port": 0}]}, "must be a valid IP address"),
        ({"type": "NodePort", "ports": [{"port": 80, "nodePort": 80}]}, "provided port is not in the valid range"),
    ],
)
def test_addresses_that_cannot_be_had_are_all_that_is_said(api: APIServer, spec: Document, problem: str) -> None:
    with pytest.raises(Invalid, match=problem) as refused:
        create(api, "Service", "web", spec={"selector": {"app": "web"}, "ports": [{"port": 80}], **spec})
    assert len(refused.value.causes) == 1


def test_a_node_port_is_given_once_and_shared_by_the_protocols_of_a_port(api: APIServer) -> None:
    ports = [{"name": "a", "port": 53, "protocol": "UDP"}, {"name": "b", "port": 53, "protocol": "TCP"}]
    made = create(api, "Service", "dns", spec={"type": "NodePort", "ports": ports})["spec"]["ports"]
    assert made[0]["nodePort"] == made[1]["nodePort"]
    twice = [{"name": "a", "port": 80, "nodePort": 30001}, {"name": "b", "port": 81, "nodePort": 30001}]
    with pytest.raises(Invalid, match=r"spec.ports\[1\].nodePort: Invalid value: 30001: provided port is already"):
        create(api, "Service", "web", spec={"type": "NodePort", "ports": twice})


def test_a_service_keeps_the_node_port_of_a_port_by_its_name(api: APIServer) -> None:
    ports = [{"name": "http", "port": 80, "nodePort": 30080}]
    create(api, "Service", "web", spec={"type": "NodePort", "ports": ports})
    changed = [{"name": "http", "port": 8080}]
    made = replace(api, "Service", "web", spec={"type": "NodePort", "ports": changed})
    assert made["spec"]["ports"][0]["nodePort"] == 30080


def test_an_update_makes_only_what_may_be_made_so(api: APIServer) -> None:
    assert replace(api, "Lease", "leader", spec={"holderIdentity": "a"})["metadata"]["uid"]
    with pytest.raises(NotFound, match='configmaps "settings" not found'):
        replace(api, "ConfigMap", "settings")
    with pytest.raises(NotFound, match='namespaces "nowhere" not found'):
        api.update(kinds.named("ConfigMap"), "nowhere", "settings", {"metadata": {"name": "settings"}})


@pytest.mark.parametrize(
    ("metadata", "error", "words"),
    [
        ({}, BadRequest, r"the name of the object \(settings based on URL\) was undeterminable"),
        ({"name": "other"}, BadRequest, r"\(other\) does not match the name on the URL \(settings\)"),
        ({"name": "settings", "resourceVersion": "x"}, UnknownError, 'strconv.ParseUint: parsing "x"'),
        ({"name": "settings", "uid": "x"}, Conflict, "Key: /registry/configmaps/shop/settings"),
        ({"name": "settings", "deletionTimestamp": "2026-01-01T00:00:00Z"}, Invalid, "field is immutable"),
    ],
)
def test_an_update_of_another_object_is_refused(
    api: APIServer, metadata: Document, error: type[APIError], words: str
) -> None:
    create(api, "ConfigMap", "settings")
    with pytest.raises(error, match=words):
        api.update(kinds.named("ConfigMap"), "shop", "settings", {"metadata": metadata})


def test_the_creation_time_cannot_be_changed_and_nobody_is_told(api: APIServer) -> None:
    made = create(api, "ConfigMap", "settings")
    changed = {"metadata": {"name": "settings", "creationTimestamp": "2001-01-01T00:00:00Z"}, "data": {"a": "b"}}
    answer = api.update(kinds.named("ConfigMap"), "shop", "settings", changed)
    assert answer.document["metadata"]["creationTimestamp"] == made["metadata"]["creationTimestamp"]


def test_some_kinds_are_updated_only_by_those_who_know_the_revision(api: APIServer) -> None:
    spec = {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}}
    create(api, "PodDisruptionBudget", "web", spec=spec)
    with pytest.raises(Invalid, match=r"metadata.resourceVersion: .* must be specified for an update"):
        replace(api, "PodDisruptionBudget", "web", spec=spec)


def test_a_changed_pod_keeps_what_admission_gave_it(api: APIServer) -> None:
    made = create(api, "Pod", "web", spec=pod_spec(automountServiceAccountToken=False))["spec"]
    left_out = {field: made[field] for field in made if field not in ("priority", "preemptionPolicy", "tolerations")}
    changed = replace(api, "Pod", "web", {"seen": "yes"}, spec=left_out)
    assert changed["spec"] == made


def test_there_is_one_global_default_priority(api: APIServer) -> None:
    create(api, "PriorityClass", "low", value=1, globalDefault=True)
    with pytest.raises(Forbidden, match="PriorityClass low is already marked as default"):
        create(api, "PriorityClass", "high", value=2, globalDefault=True)
    assert replace(api, "PriorityClass", "low", value=1, globalDefault=True, description="x")["description"] == "x"


def test_a_runtime_class_says_what_a_sandbox_costs_and_where_it_runs(api: APIServer) -> None:
    with pytest.raises(Forbidden, match='pod rejected: RuntimeClass "vm" not found'):
        create(api, "Pod", "web", spec=pod_spec(runtimeClassName="vm"))
    with pytest.raises(Forbidden, match="Pod Overhead set without corresponding RuntimeClass defined Overhead"):
        create(api, "Pod", "web", spec=pod_spec(overhead={"cpu": "1"}))
    place = {"nodeSelector": {"vm": "yes"}, "tolerations": [{"key": "vm", "operator": "Exists"}]}
    create(api, "RuntimeClass", "vm", handler="vm", overhead={"podFixed": {"cpu": "100m"}}, scheduling=place)
    made = create(api, "Pod", "web", spec=pod_spec(runtimeClassName="vm", nodeSelector={"disk": "ssd"}))["spec"]
    assert made["overhead"] == {"cpu": "100m"}
    assert made["nodeSelector"] == {"vm": "yes", "disk": "ssd"}
    assert {"key": "vm", "operator": "Exists"} in made["tolerations"]


@pytest.mark.parametrize(
    ("binding", "words"),
    [
        ({"metadata": {"name": "other"}, "target": {"name": "a"}}, "name in URL does not match name in Binding object"),
        ({"metadata": {"name": "web"}}, "target.name: Required value"),
        ({"metadata": {"name": "web"}, "target": {"kind": "Pod", "name": "a"}}, 'supported values: "Node", "<empty>"'),
    ],
)
def test_a_binding_names_a_pod_and_a_node(binding: Document, words: str) -> None:
    with pytest.raises(APIError, match=words):
        target(binding, "web")
    assert target({"metadata": {"name": "web"}, "target": {"kind": "Node", "name": "a"}}, "web") == "a"


def test_an_event_is_about_its_own_namespace(api: APIServer) -> None:
    assert create(api, "Event", "a", involvedObject={"kind": "Pod", "name": "web", "namespace": "shop"})
    for elsewhere in ({}, {"namespace": "default"}):
        with pytest.raises(Invalid, match=r"involvedObject.namespace: .* does not match event.namespace"):
            create(api, "Event", "b", involvedObject={"kind": "Pod", "name": "web", **elsewhere})
    new = {"eventTime": "2026-01-01T00:00:00.000000Z", "involvedObject": {"namespace": "shop"}}
    with pytest.raises(Invalid, match="reportingComponent: Required value"):
        create(api, "Event", "c", **new)


@pytest.mark.parametrize(
    ("pod", "container", "words"),
    [
        ({"requests": {"cpu": "1"}}, {"requests": {"cpu": "2"}}, "must be greater than or equal to aggregate"),
        ({"limits": {"cpu": "1"}}, {"limits": {"cpu": "2"}}, r"spec.resources.containers\[0\]\[cpu\].limits"),
    ],
)
def test_a_pod_as_a_whole_has_room_for_its_containers(
    api: APIServer, pod: Document, container: Document, words: str
) -> None:
    containers = [{"name": "app", "image": "shop/web:1", "resources": container}]
    with pytest.raises(Invalid, match=words):
        create(api, "Pod", "web", spec={"containers": containers, "resources": pod})


def test_a_custom_resource_definition_lists_the_stored_version(api: APIServer) -> None:
    schema = {"openAPIV3Schema": {"type": "object"}}
    versions = [{"name": name, "served": True, "storage": name == "v2", "schema": schema} for name in ("v1", "v2")]
    names = {"plural": "shops", "kind": "Shop"}
    spec = {"group": "example.com", "scope": "Namespaced", "names": names, "versions": versions}
    made = create(api, "CustomResourceDefinition", "shops.example.com", spec=spec)
    assert made["status"]["storedVersions"] == ["v2"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"type": "NodePort"}, {"type": "ClusterIP"}),
        ({"type": "LoadBalancer", "externalTrafficPolicy": "Local"}, {"type": "NodePort"}),
        ({"type": "LoadBalancer"}, {"type": "ClusterIP"}),
        ({"type": "ClusterIP"}, {"type": "ExternalName", "externalName": "example.com"}),
    ],
)
def test_a_service_of_another_type_loses_what_it_needs_no_more(
    api: APIServer, before: Document, after: Document
) -> None:
    ports = [{"port": 80}]
    create(api, "Service", "web", spec={"ports": ports, **before})
    changed = api.patch(kinds.named("Service"), "shop", "web", {"spec": after}).document["spec"]
    assert changed["type"] == after["type"]
    assert not changed.keys() & {"healthCheckNodePort", "allocateLoadBalancerNodePorts"}
    assert ("nodePort" in changed["ports"][0]) == (after["type"] == "NodePort")
    assert ("clusterIP" in changed) == (after["type"] != "ExternalName")


def test_a_balancer_that_stays_on_its_node_has_a_port_for_questions_of_health(api: APIServer) -> None:
    spec = {"type": "LoadBalancer", "externalTrafficPolicy": "Local", "ports": [{"port": 80}]}
    port = create(api, "Service", "web", spec=spec)["spec"]["healthCheckNodePort"]
    assert port in range(30000, 32768)
    assert replace(api, "Service", "web", spec=spec)["spec"]["healthCheckNodePort"] == port
    with pytest.raises(Invalid, match="provided port is already allocated"):
        create(api, "Service", "other", spec={"type": "NodePort", "ports": [{"port": 80, "nodePort": port}]})
