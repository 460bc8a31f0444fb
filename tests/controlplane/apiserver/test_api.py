"""The verbs: what they store, what they refuse, and that a refusal changes nothing."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from kubelite.clock import Clock
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.apiserver.local import LocalClient
from kubelite.controlplane.etcd import Etcd
from kubelite.objects.errors import AlreadyExists, APIError, BadRequest, Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def etcd(clock: Clock) -> Etcd:
    return Etcd(clock.soon)


@pytest.fixture
def client(etcd: Etcd, clock: Clock) -> LocalClient:
    client = LocalClient(APIServer(etcd, clock, Random(0)), clock)
    for name in ("default", "shop"):
        client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    return client


def pod(name: str = "web", **spec: Any) -> dict[str, Any]:
    containers = [{"name": "app", "image": "shop/web:1"}]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": containers, **spec}}


def config(name: str = "settings", **fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, **fields}


def deployment(replicas: int = 1, image: str = "shop/web:1") -> dict[str, Any]:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "app", "image": image}]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": {"app": "web"}}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}


def test_a_new_object_gets_what_only_the_server_may_give(client: LocalClient) -> None:
    sent = pod()
    sent["metadata"] |= {"uid": "mine", "resourceVersion": "", "creationTimestamp": "2001-01-01T00:00:00Z"}
    made = client.create(sent)
    assert made.metadata.uid not in ("", "mine")
    assert made.metadata.creation_timestamp.year == 2026
    assert (made.metadata.namespace, made.metadata.generation, made.status.phase) == ("default", 1, "Pending")
    assert sent["metadata"]["uid"] == "mine", "what the caller gave is left alone"


def test_a_generated_name_has_a_suffix_and_is_new_each_time(client: LocalClient) -> None:
    sent = pod()
    sent["metadata"] = {"generateName": "web-"}
    first, second = client.create(sent), client.create(sent)
    assert first.metadata.name.startswith("web-")
    assert len(first.metadata.name) == 9
    assert first.metadata.name != second.metadata.name


@pytest.mark.parametrize(
    ("manifest", "error", "words"),
    [
        (pod(), AlreadyExists, 'pods "web" already exists'),
        (pod("other", containers=[]), Invalid, "spec.containers: Required value"),
        (pod("other", containrs=[]), BadRequest, 'unknown field "spec.containrs"'),
        (pod("other", priorityClassName="vip"), Forbidden, "no PriorityClass with name vip was found"),
        (pod("other", serviceAccountName="who"), Forbidden, 'serviceaccount "who" not found'),
        ({**pod("o"), "metadata": {"name": "o", "namespace": "nowhere"}}, NotFound, 'namespaces "nowhere" not found'),
        ({**pod("o"), "kind": "Pood"}, APIError, 'no matches for kind "Pood"'),
        (deployment(-1), Invalid, "must be greater than or equal to 0"),
    ],
)
def test_a_refused_request_changes_nothing(
    client: LocalClient, etcd: Etcd, manifest: dict[str, Any], error: type[APIError], words: str
) -> None:
    client.create(pod())
    before = etcd.revision
    with pytest.raises(error, match=words):
        client.create(manifest)
    assert etcd.revision == before


def test_an_unknown_field_comes_with_a_suggestion(client: LocalClient) -> None:
    wrong = deployment()
    wrong["spec"]["template"]["spec"]["contaners"] = []
    with pytest.raises(BadRequest) as refused:
        client.create(wrong)
    assert refused.value.message.endswith('strict decoding error: unknown field "spec.template.spec.contaners"')
    assert "containers" in refused.value.hint


def test_a_dry_run_answers_and_stores_nothing(etcd: Etcd, client: LocalClient) -> None:
    from kubelite.objects import kinds

    before = etcd.revision
    answer = client._api.create(kinds.named("ConfigMap"), "default", config(), dry_run=True)
    assert answer.document["metadata"]["name"] == "settings"
    assert etcd.revision == before


def test_an_update_with_a_stale_revision_is_a_conflict(client: LocalClient) -> None:
    client.create(config(data={"a": "1"}))
    old = client.manifest("ConfigMap", "settings")
    client.patch("ConfigMap", "settings", {"data": {"a": "2"}})
    with pytest.raises(Conflict, match="the object has been modified"):
        client.update({**old, "data": {"a": "3"}})
    assert client.get("ConfigMap", "settings").data == {"a": "2"}


def test_an_update_that_changes_nothing_makes_no_new_revision(client: LocalClient) -> None:
    made = client.create(config(data={"a": "1"}))
    again = client.update(client.manifest("ConfigMap", "settings"))
    assert again.metadata.resource_version == made.metadata.resource_version


def test_the_generation_counts_changes_of_the_spec_only(client: LocalClient) -> None:
    client.create(deployment())
    client.patch("Deployment", "web", {"metadata": {"labels": {"a": "b"}}})
    assert client.get("Deployment", "web").metadata.generation == 1
    client.patch("Deployment", "web", {"spec": {"replicas": 2}})
    assert client.get("Deployment", "web").metadata.generation == 2


def test_an_update_cannot_touch_the_status_and_a_status_update_nothing_else(client: LocalClient) -> None:
    made = client.create(deployment())
    client.update_status(made, {"readyReplicas": 1, "replicas": 1})
    changed = client.manifest("Deployment", "web")
    changed["spec"]["replicas"], changed["status"] = 5, {"readyReplicas": 99}
    after = client.update(changed)
    assert (after.spec.replicas, after.status.ready_replicas) == (5, 1)
    client.patch("Deployment", "web", {"spec": {"replicas": 9}, "status": {"readyReplicas": 2}}, subresource="status")
    after = client.get("Deployment", "web")
    assert (after.spec.replicas, after.status.ready_replicas) == (5, 2)


def test_a_status_is_not_written_into_an_object_of_the_same_name_that_came_later(client: LocalClient) -> None:
    first = client.create(pod())
    client.delete("Pod", "web")
    client.create(pod())
    with pytest.raises(NotFound):
        client.update_status(first, {"phase": "Running"})


def test_a_pod_without_a_node_goes_at_once_and_a_bound_one_gets_its_grace(client: LocalClient) -> None:
    client.create(pod())
    client.delete("Pod", "web")
    assert client.list("Pod") == []
    client.bind(client.create(pod(terminationGracePeriodSeconds=20)), "worker-1")
    client.delete("Pod", "web")
    held = client.get("Pod", "web")
    assert held.metadata.deletion_grace_period_seconds == 20
    assert (held.metadata.deletion_timestamp - held.metadata.creation_timestamp).total_seconds() == 20
    client.delete("Pod", "web", grace=0)
    assert client.list("Pod") == []


def test_a_negative_grace_means_a_second(client: LocalClient) -> None:
    client.create(pod(nodeName="node-1"))
    client.delete("Pod", "web", grace=-1)
    assert client.get("Pod", "web").metadata.deletion_grace_period_seconds == 1


def test_a_finalizer_holds_an_object_back(client: LocalClient) -> None:
    made = config()
    made["metadata"]["finalizers"] = ["example.com/wait"]
    client.create(made)
    client.delete("ConfigMap", "settings")
    assert client.get("ConfigMap", "settings").metadata.deletion_timestamp
    client.patch("ConfigMap", "settings", {"metadata": {"finalizers": []}})
    with pytest.raises(NotFound):
        client.get("ConfigMap", "settings")


def test_binding_places_a_pod_once(client: LocalClient) -> None:
    node = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": "a", "labels": {"topology.kubernetes.io/zone": "z1"}},
    }
    client.create(node)
    made = client.create(pod())
    client.bind(made, "a")
    bound = client.get("Pod", "web")
    assert (bound.spec.node_name, bound.metadata.labels["topology.kubernetes.io/zone"]) == ("a", "z1")
    assert [(each.type, each.status) for each in bound.status.conditions] == [("PodScheduled", "True")]
    with pytest.raises(Conflict, match="is already assigned to node"):
        client.bind(made, "b")
    assert client.list("Pod", by=("node", "a")) == [bound]
    assert client.list("Pod", by=("node", "b")) == []


def test_a_namespace_has_an_account_and_a_certificate_from_its_first_moment(client: LocalClient) -> None:
    assert client.get("ServiceAccount", "default", "shop").metadata.namespace == "shop"
    assert "ca.crt" in client.get("ConfigMap", "kube-root-ca.crt", "shop").data


def test_nothing_is_created_in_a_namespace_that_is_being_deleted(client: LocalClient) -> None:
    client.delete("Namespace", "shop")
    assert client.get("Namespace", "shop").status.phase == "Terminating"
    with pytest.raises(Forbidden, match="because it is being terminated"):
        client.create({**config(), "metadata": {"name": "late", "namespace": "shop"}})
    client.patch("Namespace", "shop", {"spec": {"finalizers": []}}, subresource="finalize")
    with pytest.raises(NotFound):
        client.get("Namespace", "shop")


def service(name: str, **spec: Any) -> dict[str, Any]:
    spec = {"selector": {"app": "web"}, "ports": [{"port": 80}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def test_every_service_gets_an_address_of_its_own_and_keeps_it(client: LocalClient) -> None:
    made = [client.create(service(f"web-{i}")) for i in range(50)]
    assert len({each.spec.cluster_ip for each in made}) == 50
    client.update({**service("web-7"), "metadata": {"name": "web-7", "labels": {"a": "b"}}})
    assert client.get("Service", "web-7").spec.cluster_ip == made[7].spec.cluster_ip


def test_an_address_or_port_that_another_service_has_is_refused(client: LocalClient, etcd: Etcd) -> None:
    client.create(service("a", clusterIP="10.0.7.7", type="NodePort", ports=[{"port": 80, "nodePort": 30123}]))
    before = etcd.revision
    with pytest.raises(Invalid, match="provided IP is already allocated"):
        client.create(service("b", clusterIP="10.0.7.7"))
    with pytest.raises(
        Invalid, match=r"spec.ports\[0\].nodePort: Invalid value: 30123: provided port is already allocated"
    ):
        client.create(service("b", type="NodePort", ports=[{"port": 80, "nodePort": 30123}]))
    assert etcd.revision == before
    client.delete("Service", "a")
    assert client.create(service("b", clusterIP="10.0.7.7")).spec.cluster_ip == "10.0.7.7"


def test_the_same_event_is_counted_not_repeated(client: LocalClient, clock: Clock) -> None:
    made = client.create(pod())
    for _ in range(3):
        client.event(made, "Warning", "BackOff", "Back-off restarting failed container", "kubelet")
        clock.advance(5)
    (event,) = client.list("Event")
    assert (event.count, event.involved_object.name) == (3, "web")
    assert (event.last_timestamp - event.first_timestamp).total_seconds() == 10


def test_a_watch_reports_what_is_there_and_then_every_change(client: LocalClient, clock: Clock) -> None:
    seen: list[tuple[str, str]] = []
    client.create(pod("first"))
    watch = client.watch("Pod", lambda event: seen.append((event.type, event.object.metadata.name)))
    made = client.create(pod("second"))
    client.bind(made, "a")
    client.delete("Pod", "first")
    clock.settle()
    assert seen == [("ADDED", "first"), ("ADDED", "second"), ("MODIFIED", "second"), ("DELETED", "first")]
    watch.stop()
    client.create(pod("third"))
    clock.settle()
    assert len(seen) == 4


def test_a_past_moment_can_be_listed(client: LocalClient, etcd: Etcd) -> None:
    client.create(config("a"))
    then = etcd.revision
    client.delete("ConfigMap", "a")
    client.create(config("b"))
    assert [each.metadata.name for each in client.list("ConfigMap", "default", at=then)] == ["a", "kube-root-ca.crt"]


def test_an_object_is_made_into_a_view_once(client: LocalClient) -> None:
    client.create(pod())
    assert client.get("Pod", "web") is client.list("Pod")[0]


def test_a_manifest_is_a_copy_of_ones_own(client: LocalClient) -> None:
    client.create(config(data={"a": "1"}))
    client.manifest("ConfigMap", "settings")["data"]["a"] = "changed"
    assert client.manifest("ConfigMap", "settings")["data"] == {"a": "1"}


def test_every_field_that_kubernetes_knows_survives(client: LocalClient) -> None:
    affinity = {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [_wish()]}}
    sent = pod(
        affinity=affinity, dnsConfig={"nameservers": ["10.0.0.10"]}, hostAliases=[{"ip": "1.2.3.4", "hostnames": ["x"]}]
    )
    client.create(sent)
    stored = client.manifest("Pod", "web")["spec"]
    for field in ("affinity", "dnsConfig", "hostAliases"):
        assert stored[field] == sent["spec"][field]


def _wish() -> dict[str, Any]:
    return {"weight": 5, "preference": {"matchExpressions": [{"key": "disk", "operator": "In", "values": ["ssd"]}]}}
