"""kubelite/view/problems.py: what is not ready, and when everything is."""

import pytest

from kubelite import Behaviour, Cluster

CONTAINER = {"name": "main", "image": "shop/db:1"}


def workload(kind: str, **spec):
    template = {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [CONTAINER]}}
    spec = {"selector": {"matchLabels": {"app": "db"}}, "template": template, **spec}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "db"}, "spec": spec}


@pytest.mark.parametrize(
    ("manifest", "told", "pods"),
    [
        (workload("StatefulSet", replicas=2, serviceName="db"), "statefulset db has 0 of 2 pods available", 2),
        (workload("DaemonSet"), "daemonset db has 0 of 3 pods available", 3),
        (workload("ReplicaSet", replicas=1), "replicaset db has 0 of 1 pods available", 1),
        (workload("Deployment", replicas=1), "deployment db has 0 of 1 pods available", 1),
    ],
)
def test_a_workload_is_ready_when_all_of_its_pods_are(manifest, told, pods) -> None:
    cluster = Cluster(workers=3)
    cluster.apply(manifest)
    (problem,) = cluster.problems()
    assert problem.startswith(told)
    cluster.run(until=cluster.ready)
    assert [pod.status.conditions[2].status for pod in cluster.get("pods")] == ["True"] * pods


def test_a_new_version_is_waited_for() -> None:
    cluster = Cluster(workers=3)
    manifest = workload("StatefulSet", replicas=2, serviceName="db")
    cluster.apply(manifest)
    cluster.run(until=cluster.ready)
    manifest["spec"]["template"]["spec"]["containers"] = [{"name": "main", "image": "shop/db:2"}]
    cluster.apply(manifest)
    assert not cluster.ready()
    cluster.run(until=cluster.ready)
    assert {pod.spec.containers[0].image for pod in cluster.get("pods")} == {"shop/db:2"}


def test_a_job_at_work_is_no_problem_and_one_that_failed_is() -> None:
    cluster = Cluster(workers=1)
    cluster.images["shop/report:1"] = Behaviour(exit_code=1, exit_after=1)
    template = {"spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": "shop/report:1"}]}}
    spec = {"backoffLimit": 0, "template": template}
    cluster.apply({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "report"}, "spec": spec})
    assert cluster.ready()
    cluster.run(seconds=60)
    assert cluster.problems() == ["job report has failed: Job has reached the specified backoff limit"]
