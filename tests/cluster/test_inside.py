"""Looking into containers through the cluster."""

import pytest

from kubelite import Behaviour, Cluster
from kubelite.objects.errors import BadRequest, NotFound

SHOP = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {greeting: hello}
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes: [{name: shared, emptyDir: {}}]
  containers:
  - name: app
    image: shop/web:1
    env: [{name: GREETING, valueFrom: {configMapKeyRef: {name: settings, key: greeting}}}]
    volumeMounts: [{name: shared, mountPath: /data}]
  - {name: log, image: "shop/log:1", volumeMounts: [{name: shared, mountPath: /logs}]}
"""


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster(workers=1)
    cluster.images["shop/web:1"] = Behaviour(logs=("$(GREETING), world",))
    cluster.apply(SHOP)
    cluster.run(until=cluster.ready)
    return cluster


def test_a_container_prints_and_knows_its_variables(cluster: Cluster) -> None:
    assert cluster.logs("web") == "hello, world"
    assert dict(cluster.environment("pod/web")) == {"GREETING": "hello"}
    assert dict(cluster.environment("web", container="log")) == {}


def test_containers_of_a_pod_share_files(cluster: Cluster) -> None:
    cluster.write("web", "/data/orders", "one")
    cluster.write("web", "/tmp/mine", "secret")
    assert cluster.read("web", "/logs/orders", container="log") == "one"
    assert (cluster.files("web"), cluster.files("web", container="log")) == (
        ["/data/orders", "/tmp/mine"], ["/logs/orders"]
    )  # fmt: skip


def test_what_is_not_there(cluster: Cluster) -> None:
    with pytest.raises(BadRequest, match="cat: /nothing: No such file or directory\nThere are no files yet"):
        cluster.read("web", "/nothing")
    with pytest.raises(NotFound, match='pods "shop" not found'):
        cluster.files("shop")
