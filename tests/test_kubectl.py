"""kubelite/kubectl.py: going back to an earlier version, in kubectl's words."""

import pytest

from kubelite import Cluster
from kubelite.objects.errors import BadRequest, NotFound
from kubelite.rules.revisions import REVISION

WEB = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations: {kubernetes.io/change-cause: "VERSION"}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "shop/web:VERSION"}]}
"""


@pytest.fixture
def cluster():
    """A Deployment that had three versions, one after the other."""
    cluster = Cluster()
    for version in ("1.0", "2.0", "3.0"):
        release(cluster, version)
    return cluster


def release(cluster, version):
    cluster.apply(WEB.replace("VERSION", version))
    cluster.run(until=cluster.ready)


def images(cluster):
    return {pod.spec.containers[0].image for pod in cluster.get("pods")}


def test_undo_goes_back_to_the_version_before(cluster):
    before = {rs.metadata.name for rs in cluster.get("replicasets")}
    assert cluster.rollout_undo("deployment/web") == "deployment.apps/web rolled back"
    cluster.run(seconds=60)
    assert images(cluster) == {"shop/web:2.0"}
    assert {rs.metadata.name for rs in cluster.get("replicasets")} == before, "an earlier ReplicaSet is used again"


def test_undo_twice_comes_back_to_where_one_was(cluster):
    for _ in range(2):
        cluster.rollout_undo("deployment", "web")
        cluster.run(seconds=60)
    assert images(cluster) == {"shop/web:3.0"}


def test_undo_goes_to_the_revision_that_is_named_and_takes_its_annotations(cluster):
    cluster.rollout_undo("deployment/web", to_revision=1)
    cluster.run(seconds=60)
    assert images(cluster) == {"shop/web:1.0"}
    metadata = cluster.manifest("deployment/web")["metadata"]
    assert metadata["annotations"]["kubernetes.io/change-cause"] == "1.0"
    assert metadata["annotations"][REVISION] == "4"
    assert "pod-template-hash" not in cluster.get("deployment/web").spec.template.metadata.labels
    assert list(cluster.apply(WEB.replace("VERSION", "1.0"))) == ["deployment.apps/web configured"]


def test_undo_leaves_the_number_of_pods_alone(cluster):
    cluster.scale("deployment/web", replicas=5)
    cluster.rollout_undo("deployment/web")
    assert cluster.get("deployment/web").spec.replicas == 5


def test_undo_to_the_present_version_is_skipped(cluster):
    written = cluster.get("deployment/web").metadata.resource_version
    said = cluster.rollout_undo("deployment/web", to_revision=3)
    assert said == "deployment.apps/web skipped rollback (current template already matches revision 3)"
    assert cluster.get("deployment/web").metadata.resource_version == written


def test_what_cannot_be_undone_is_told_in_kubectls_words(cluster):
    with pytest.raises(NotFound, match="unable to find specified revision 7 in history"):
        cluster.rollout_undo("deployment/web", to_revision=7)
    with pytest.raises(BadRequest, match='no rollbacker has been implemented for "Pod"'):
        cluster.rollout_undo("pod/web")
    with pytest.raises(NotFound, match='"frontend" not found'):
        cluster.rollout_undo("deployment/frontend")
    only_one = Cluster()
    release(only_one, "1.0")
    with pytest.raises(NotFound, match='no rollout history found for deployment "web"'):
        only_one.rollout_undo("deployment/web")
