"""A kubelet refuses what does not fit; the controllers above must neither hurry nor give up."""

from kubelite.cluster import Cluster

SHOP = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "shop:1", resources: {requests: {cpu: 1500m}}}]}
"""


def phases(cluster: Cluster) -> dict[str, int]:
    found = [pod.status.phase for pod in cluster.client.list("Pod", "default")]
    return {phase: found.count(phase) for phase in sorted(set(found))}


def test_a_stub_scheduler_overfills_one_node_and_time_goes_on() -> None:
    cluster = Cluster(workers=2, scheduler="stub")
    cluster.apply(SHOP)
    cluster.run(seconds=9)
    assert phases(cluster) == {"Failed": 1, "Running": 2}
    cluster.run(seconds=3600)
    few = phases(cluster)
    assert few["Running"] == 2
    assert 10 <= few["Failed"] <= 20, "ever more slowly: an hour sees about one refusal in five minutes"
    reasons = {pod.status.reason for pod in cluster.client.list("Pod", "default") if pod.status.phase == "Failed"}
    assert reasons == {"OutOfcpu"}
    assert cluster.controllers.failing() == {}


def test_when_there_is_room_again_the_missing_pod_comes() -> None:
    cluster = Cluster(workers=1, scheduler="stub")
    cluster.apply(SHOP.replace("web", "big").replace("replicas: 3", "replicas: 1"))
    cluster.apply(SHOP.replace("replicas: 3", "replicas: 2"))
    cluster.run(seconds=60)
    assert phases(cluster)["Running"] == 2
    cluster.delete("deployment", "big")
    cluster.run(seconds=300)
    assert cluster.client.get("Deployment", "web").status.ready_replicas == 2
    before = phases(cluster)
    cluster.run(seconds=3600)
    assert phases(cluster) == before, "nothing more is refused"


def test_with_the_default_scheduler_nothing_is_refused() -> None:
    cluster = Cluster(workers=2)
    cluster.apply(SHOP)
    cluster.run(seconds=60)
    assert phases(cluster) == {"Running": 3}
