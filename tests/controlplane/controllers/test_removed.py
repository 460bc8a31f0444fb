"""What a whole cluster cannot do without each of its controllers: take one away, and the test named after it sees it.

Every test runs the same scene twice, with and without the controller, so that it fails when the controller is idle.
"""

from collections.abc import Callable
from typing import Any

import pytest

from kubelite.cluster import Cluster
from kubelite.controlplane.controllers import CONTROLLERS
from kubelite.objects.errors import NotFound

SHOP = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "shop:1"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
"""


def a_deployment_gets_a_replica_set(cluster: Cluster) -> bool:
    return len(cluster.client.list("ReplicaSet", "default")) == 1


def a_replica_set_gets_pods(cluster: Cluster) -> bool:
    (rs,) = cluster.client.list("ReplicaSet", "default")
    return len(cluster.client.list("Pod", "default", by=("owner", rs.metadata.uid))) == 2


def a_service_knows_its_ready_pods(cluster: Cluster) -> bool:
    slices = cluster.client.list("EndpointSlice", "default", by=("label", "kubernetes.io/service-name=web"))
    return sum(endpoint.conditions.ready is True for each in slices for endpoint in each.endpoints) == 2


def a_node_that_is_ready_gets_pods(cluster: Cluster) -> bool:
    return all(pod.spec.node_name for pod in cluster.client.list("Pod", "default"))


def pods_go_with_their_deployment(cluster: Cluster) -> bool:
    cluster.delete("deployment", "web")
    cluster.run(seconds=60)
    return not cluster.client.list("Pod", "default")


def a_deleted_namespace_goes(cluster: Cluster) -> bool:
    cluster.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}})
    cluster.delete("namespace", "team")
    cluster.run(seconds=60)
    try:
        cluster.client.get("Namespace", "team")
    except NotFound:
        return True
    return False


def a_stateful_set_gets_its_first_pod(cluster: Cluster) -> bool:
    cluster.apply(workload("apps/v1", "StatefulSet", serviceName="db", replicas=1, selector=LABELS))
    cluster.run(seconds=30)
    pods = cluster.client.list("Pod", "default", by=("label", "app=extra"))
    return [pod.metadata.name for pod in pods] == ["extra-0"]


def a_daemon_set_gets_a_pod_on_each_worker(cluster: Cluster) -> bool:
    cluster.apply(workload("apps/v1", "DaemonSet", selector=LABELS))
    cluster.run(seconds=30)
    pods = cluster.client.list("Pod", "default", by=("label", "app=extra"))
    return sorted(pod.spec.node_name for pod in pods) == ["worker-1", "worker-2"]


def a_job_gets_a_pod(cluster: Cluster) -> bool:
    cluster.apply(workload("batch/v1", "Job", restart="Never"))
    cluster.run(seconds=30)
    return len(cluster.client.list("Pod", "default", by=("label", "app=extra"))) == 1


def a_job_that_is_over_is_cleared_away(cluster: Cluster) -> bool:
    cluster.apply(workload("batch/v1", "Job", restart="Never", backoffLimit=0, ttlSecondsAfterFinished=10))
    cluster.run(seconds=5)
    for pod in cluster.client.list("Pod", "default", by=("label", "app=extra")):
        if pod.status.phase == "Running":
            cluster.crash(pod.metadata.name)
    cluster.run(seconds=60)
    return not cluster.client.list("Job", "default")


def a_budget_counts_its_pods(cluster: Cluster) -> bool:
    spec = {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}}
    about = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"}}
    cluster.apply({**about, "spec": spec})
    cluster.run(seconds=10)
    allowed: int = cluster.client.get("PodDisruptionBudget", "web").status.disruptions_allowed
    return allowed == 1


def a_service_has_endpoints(cluster: Cluster) -> bool:
    return "web" in [each.metadata.name for each in cluster.client.list("Endpoints", "default")]


def pods_leave_a_node_that_they_do_not_tolerate(cluster: Cluster) -> bool:
    pod, *_ = cluster.client.list("Pod", "default")
    taint = {"key": "broken", "effect": "NoExecute"}
    cluster.client.patch("Node", pod.spec.node_name, {"spec": {"taints": [taint]}})
    cluster.run(seconds=60)
    return not cluster.client.list("Pod", by=("node", pod.spec.node_name))


def pods_of_a_deleted_node_go(cluster: Cluster) -> bool:
    pod, *_ = cluster.client.list("Pod", "default")
    cluster.client.delete("Node", pod.spec.node_name)
    cluster.run(seconds=90)
    return not cluster.client.list("Pod", by=("node", pod.spec.node_name))


def an_autoscaler_keeps_to_its_bounds(cluster: Cluster) -> bool:
    reference = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    spec = {"scaleTargetRef": reference, "minReplicas": 4, "maxReplicas": 9}
    about = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "web"}}
    cluster.apply({**about, "spec": spec})
    cluster.run(seconds=30)
    replicas: int = cluster.client.get("Deployment", "web").spec.replicas
    return replicas == 4


def a_claim_gets_a_volume(cluster: Cluster) -> bool:
    disk = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "disk"}}
    cluster.apply({**disk, "provisioner": "example.com/disk"})
    wanted: dict[str, Any] = {"storageClassName": "disk", "accessModes": ["ReadWriteOnce"]}
    wanted["resources"] = {"requests": {"storage": "1Gi"}}
    about = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}}
    cluster.apply({**about, "spec": wanted})
    cluster.run(seconds=5)
    return bool(cluster.client.get("PersistentVolumeClaim", "data").spec.volume_name)


LABELS = {"matchLabels": {"app": "extra"}}


def workload(version: str, kind: str, restart: str = "Always", **spec: Any) -> dict[str, Any]:
    """Something with one Pod that is not part of the shop."""
    containers = [{"name": "main", "image": "extra:1"}]
    template = {"metadata": {"labels": {"app": "extra"}}, "spec": {"restartPolicy": restart, "containers": containers}}
    metadata = {"name": "extra"}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": {"template": template, **spec}}


WITNESSES: dict[str, Callable[[Cluster], bool]] = {
    "Deployment": a_deployment_gets_a_replica_set,
    "ReplicaSet": a_replica_set_gets_pods,
    "StatefulSet": a_stateful_set_gets_its_first_pod,
    "DaemonSet": a_daemon_set_gets_a_pod_on_each_worker,
    "Job": a_job_gets_a_pod,
    "TTLAfterFinished": a_job_that_is_over_is_cleared_away,
    "Disruption": a_budget_counts_its_pods,
    "HorizontalPodAutoscaler": an_autoscaler_keeps_to_its_bounds,
    "PersistentVolume": a_claim_gets_a_volume,
    "Endpoints": a_service_has_endpoints,
    "EndpointSlice": a_service_knows_its_ready_pods,
    "NodeLifecycle": a_node_that_is_ready_gets_pods,
    "TaintEviction": pods_leave_a_node_that_they_do_not_tolerate,
    "PodGC": pods_of_a_deleted_node_go,
    "GarbageCollector": pods_go_with_their_deployment,
    "Namespace": a_deleted_namespace_goes,
}


def shop(**options: Any) -> Cluster:
    """A cluster in which the shop has had a minute to come to life."""
    cluster = Cluster(workers=2, **options)
    cluster.apply(SHOP)
    cluster.run(seconds=60)
    return cluster


def test_every_controller_has_a_witness() -> None:
    assert set(WITNESSES) == {controller.name for controller in CONTROLLERS}


@pytest.mark.parametrize("name", WITNESSES)
def test_the_cluster_misses_the_controller(name: str) -> None:
    holds = WITNESSES[name]
    assert holds(shop())
    assert not holds(shop(without=(name,)))


def test_a_name_that_no_controller_has_is_an_error() -> None:
    with pytest.raises(ValueError, match="there is no controller Replicaset; the names are Deployment, ReplicaSet"):
        Cluster(workers=0, without=("Replicaset",))
