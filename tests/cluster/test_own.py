"""kubelite/cluster/own.py: in each place where a learner's function may stand it decides, and not the built-in rule."""

import math

import pytest

from kubelite import Behaviour, Cluster, Create, Delete, Host, Image
from kubelite.rules.owners import is_controlled_by

WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 4
  selector: {matchLabels: {app: web}}
  strategy: {rollingUpdate: {maxSurge: "25%", maxUnavailable: "25%"}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "shop/web:1.0", ports: [{containerPort: 8080}], resources: {requests: {cpu: 100m}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
"""


def a_web(**options):
    cluster = Cluster(workers=2, **options)
    cluster.apply(WEB)
    return cluster


def names(cluster):
    return {pod.metadata.name for pod in cluster.get("pods")}


def events(cluster, reason="FunctionFailed"):
    return [event for event in cluster.get("events") if event.reason == reason]


def mine(cluster):
    return [(part.point, part.name, part.replaces, part.note) for part in cluster.parts() if part.owner == "you"]


def test_reconcile_decides_how_many_pods_there_are() -> None:
    def one_more(rs, pods):
        own = [pod for pod in pods if is_controlled_by(pod, rs)]
        return [Create()] * (rs.spec.replicas + 1 - len(own))

    cluster = Cluster(workers=2)
    cluster.use(reconcile=one_more)
    cluster.apply(WEB)
    cluster.run(seconds=10)
    assert len(names(cluster)) == 5
    assert mine(cluster) == [("reconcile", "one_more", "ReplicaSet", "")]


def test_reconcile_names_the_pods_that_go_and_the_nodes_of_those_that_come() -> None:
    cluster = a_web()
    cluster.run(until=cluster.ready)
    last = max(names(cluster))

    def last_goes(rs, pods):
        alive = sorted(pod.metadata.name for pod in pods if pod.metadata.deletion_timestamp is None)
        if len(alive) > 4:
            return [Delete(name) for name in alive[4:]]
        return [Delete(last), Create(node_name="worker-2")] if last in alive else []

    cluster.use(reconcile=last_goes)
    cluster.run(seconds=10)
    assert last not in names(cluster)
    scheduled = events(cluster, "Scheduled")
    assert len(names(cluster)) == 4
    assert len(scheduled) == 4, "the fifth Pod was never scheduled"


def test_a_reconcile_that_counts_wrongly_is_not_asked_without_end() -> None:
    cluster = Cluster(workers=2)
    cluster.use(reconcile=lambda rs, pods: [Create()])
    cluster.apply(WEB)
    assert len(names(cluster)) == 1
    cluster.run(seconds=3)
    assert len(names(cluster)) == 4


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "did you forget `return`?"),
        ([Create], "one Create() or one Delete(name), with parentheses"),
        (["web-1"], "each item is one Create() or one Delete(name)"),
        ([Delete("nobody")], "expected the name of one of the pods"),
        (Create(), "nothing to do is the empty list []"),
    ],
)
def test_an_answer_that_makes_no_sense_becomes_an_event(answer, said) -> None:
    cluster = Cluster(workers=2)
    cluster.use(reconcile=lambda rs, pods: answer)
    cluster.apply(WEB)
    cluster.run(seconds=5)
    (event,) = events(cluster)
    assert event.involved_object.kind == "ReplicaSet"
    assert said in event.message
    assert names(cluster) == set()


def test_endpoints_decides_who_gets_requests() -> None:
    def only_the_first(service, pods):
        ready = sorted(pod.status.pod_ip for pod in pods if pod.metadata.labels.get("app") == "web")
        return [(ip, service.spec.ports[0].target_port) for ip in ready[:1]]

    cluster = a_web()
    cluster.use(endpoints=only_the_first)
    cluster.run(until=cluster.ready)
    (found,) = [each for each in cluster.get("endpointslices") if each.metadata.name.startswith("web-")]
    first = min(pod.status.pod_ip for pod in cluster.get("pods"))
    assert [each.addresses for each in found.endpoints] == [(first,)]
    assert [port.port for port in found.ports] == [8080]
    assert mine(cluster) == [("endpoints", "only_the_first", "EndpointSlice", "")]


def test_endpoints_may_name_pods_of_any_namespace_and_follows_every_change() -> None:
    def everybody(service, pods):
        return [(pod.status.pod_ip, 9) for pod in pods if pod.status.phase == "Running"]

    cluster = a_web()
    cluster.use(endpoints=everybody)
    cluster.run(until=cluster.ready)
    cluster.delete("pod", min(names(cluster)))
    cluster.run(until=cluster.ready)
    cluster.run(seconds=40)
    (found,) = [each for each in cluster.get("endpointslices") if each.metadata.name.startswith("web-")]
    running = {pod.status.pod_ip for pod in cluster.get("pods")}
    assert {address for each in found.endpoints for address in each.addresses} == running


def test_an_address_that_nobody_has_becomes_an_event() -> None:
    cluster = a_web()
    cluster.use(endpoints=lambda service, pods: [("10.9.9.9", 80)])
    cluster.run(seconds=5)
    assert any("the address of a pod is pod.status.pod_ip" in event.message for event in events(cluster))


def test_autoscale_decides_how_large_a_deployment_is() -> None:
    asked = []

    def always_three(current, usage_percent, target_percent, minimum, maximum):
        asked.append((current, target_percent, minimum, maximum))
        return 3

    cluster = a_web()
    cluster.use(autoscale=always_three)
    cluster.apply("""
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 1
  maxReplicas: 8
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
  behavior: {scaleDown: {stabilizationWindowSeconds: 0}}
""")
    cluster.run(seconds=120)
    assert asked[0] == (4, 50, 1, 8)
    assert cluster.get("deployment", "web").spec.replicas == 3
    assert mine(cluster) == [("autoscale", "always_three", "HorizontalPodAutoscaler", "")]


def test_fenceposts_decides_how_far_a_rollout_goes() -> None:
    asked = []

    def both_double(replicas, max_surge, max_unavailable):
        asked.append((replicas, max_surge, max_unavailable))
        return 2 * replicas, replicas

    cluster = a_web()
    cluster.run(until=cluster.ready)
    cluster.use(fenceposts=both_double)
    cluster.apply(WEB.replace("web:1.0", "web:2.0"))
    assert asked[-1] == (4, "25%", "25%")
    assert len(names(cluster)) == 8
    assert mine(cluster) == [("fenceposts", "both_double", "Deployment", "")]


def test_fenceposts_without_any_room_stop_a_rollout() -> None:
    cluster = a_web()
    cluster.run(until=cluster.ready)
    cluster.use(fenceposts=lambda replicas, max_surge, max_unavailable: (replicas, replicas))
    cluster.apply(WEB.replace("web:1.0", "web:2.0"))
    cluster.run(seconds=120)
    images = {pod.spec.containers[0].image for pod in cluster.get("pods")}
    assert images == {"shop/web:1.0"}


def test_evictions_decides_who_leaves_a_dead_node() -> None:
    def after_a_minute(now, taints, pods):
        since = min(taint.time_added for taint in taints)
        return [pod.metadata.name for pod in pods] if (now - since).total_seconds() >= 60 else []

    cluster = a_web()
    cluster.use(evictions=after_a_minute)
    cluster.run(until=cluster.ready)
    cluster.fail("worker-1")
    cluster.run(seconds=160)
    (first, *_) = events(cluster, "TaintManagerEviction")
    node = cluster.get("node", "worker-1")
    added = next(taint.time_added for taint in node.spec.taints if taint.effect == "NoExecute")
    assert (first.first_timestamp - added).total_seconds() == 60
    assert mine(cluster) == [("evictions", "after_a_minute", "TaintEviction", "")]


def test_pod_phase_is_what_the_kubelet_reports() -> None:
    asked = set()

    def never_running(container_states, restart_policy):
        asked.add((len(container_states), restart_policy))
        return "Pending"

    cluster = Cluster(workers=2)
    cluster.use(pod_phase=never_running)
    cluster.apply(WEB)
    cluster.run(seconds=20)
    assert {pod.status.phase for pod in cluster.get("pods")} == {"Pending"}
    assert asked == {(1, "Always")}
    assert mine(cluster) == [("pod_phase", "never_running", "kubelet", "")]


def test_pod_phase_sees_how_a_container_ended_that_waits_for_its_restart() -> None:
    seen = []

    def phase(container_states, restart_policy):
        seen.append(container_states[0])
        return "Running"

    cluster = Cluster(workers=1)
    cluster.use(pod_phase=phase)
    cluster.images["shop/web:1.0"] = Behaviour(exit_code=3, exit_after=1)
    cluster.apply(WEB)
    cluster.run(seconds=60)
    assert seen[0].waiting is not None, "it has never run"
    assert seen[-1].waiting is None
    assert seen[-1].terminated.exit_code == 3


def test_can_run_decides_where_containers_start() -> None:
    asked = set()

    def nowhere_but_on_worker_2(image, host):
        asked.add((type(image), type(host), image.name))
        return host.name == "worker-2"

    cluster = Cluster(workers=2)
    cluster.use(can_run=nowhere_but_on_worker_2)
    cluster.apply(WEB)
    cluster.run(seconds=8)
    good = {pod.spec.node_name for pod in cluster.get("pods") if pod.status.container_statuses[0].ready}
    bad = {pod.spec.node_name for pod in cluster.get("pods") if pod.status.container_statuses[0].restart_count}
    assert (good, bad) == ({"worker-2"}, {"worker-1"})
    assert asked == {(Image, Host, "shop/web:1.0")}
    assert mine(cluster) == [("can_run", "nowhere_but_on_worker_2", "container runtime", "")]


def test_without_a_function_an_image_for_another_processor_does_not_start() -> None:
    cluster = Cluster(workers=1)
    cluster.add_node("arm", architecture="arm64")
    cluster.images["shop/web:1.0"] = Behaviour(package=Image("shop/web:1.0", architecture="arm64"))
    cluster.apply(WEB)
    cluster.run(seconds=8)
    ready = {pod.spec.node_name for pod in cluster.get("pods") if pod.status.container_statuses[0].ready}
    broken = next(pod for pod in cluster.get("pods") if pod.spec.node_name == "worker-1")
    assert ready == {"arm"}
    assert "exec format error" in str(cluster.logs(broken, previous=True))
    assert cluster.get("node", "arm").metadata.labels["kubernetes.io/arch"] == "arm64"


PLACES = ["can_run", "pod_phase", "reconcile", "endpoints", "autoscale", "fenceposts", "evictions"]


@pytest.mark.parametrize("point", ["can_run", "pod_phase", "reconcile", "endpoints", "fenceposts"])
def test_a_function_that_is_not_written_leaves_the_work_to_kubelite(point, capsys) -> None:
    def not_yet(*arguments):
        raise NotImplementedError

    cluster = Cluster(workers=2)
    cluster.use(**{point: not_yet})
    cluster.apply(WEB)
    cluster.run(until=cluster.ready)
    ((_, name, replaces, note),) = mine(cluster)
    assert (name, note) == ("not_yet", "not written yet")
    assert capsys.readouterr().out == f"not_yet is not written yet: kubelite's own {replaces} does its work.\n"


@pytest.mark.parametrize("point", ["can_run", "pod_phase", "reconcile", "endpoints", "fenceposts"])
def test_a_function_that_fails_is_told_of_and_the_cluster_goes_on(point) -> None:
    def broken(*arguments):
        return 1 // 0

    cluster = Cluster(workers=2)
    cluster.use(**{point: broken})
    cluster.apply(WEB)
    cluster.run(seconds=30)
    failed = events(cluster)
    assert failed
    assert all("your function broken failed for" in event.message for event in failed)
    assert all("in broken: return 1 // 0" in event.message.replace("of broken", "in broken") for event in failed)
    cluster.use(**{point: lambda *arguments: _right(point, *arguments)})
    cluster.run(until=cluster.ready)


def _right(point, *arguments):
    """A function that is good enough for WEB."""
    match point:
        case "can_run":
            return True
        case "pod_phase":
            return "Running" if arguments[0][0].running else "Pending"
        case "reconcile":
            return [Create()] * (4 - len(arguments[1]))
        case "fenceposts":
            return arguments[0] + 1, arguments[0]
        case "endpoints":
            return [(pod.status.pod_ip, 8080) for pod in arguments[1] if pod.status.pod_ip]


@pytest.mark.parametrize("point", PLACES)
def test_use_again_replaces_and_what_is_no_function_is_refused(point) -> None:
    cluster = Cluster(workers=1)
    cluster.use(**{point: math.floor})
    cluster.use(**{point: math.ceil})
    assert [name for _, name, _, _ in mine(cluster)] == ["ceil"]
    with pytest.raises(TypeError, match="is not a function; give its name without parentheses"):
        cluster.use(**{point: 7})
    with pytest.raises(ValueError, match="replaces="):
        cluster.use(**{point: math.floor}, replaces="Nothing")
    assert [name for _, name, _, _ in mine(cluster)] == ["ceil"]


def test_use_takes_one_function_at_a_time() -> None:
    with pytest.raises(TypeError, match="one function at a time"):
        Cluster(workers=0).use(reconcile=math.floor, endpoints=math.ceil)
    with pytest.raises(TypeError, match="weight counts for scores only"):
        Cluster(workers=0).use(reconcile=math.floor, weight=2)


def test_use_says_when_the_controller_is_missing() -> None:
    with pytest.raises(ValueError, match="works in the controller ReplicaSet, and this cluster has none"):
        Cluster(workers=0, without=("ReplicaSet",)).use(reconcile=math.floor)


def test_a_filter_that_lets_evicted_pods_in_again_does_not_stop_time() -> None:
    cluster = Cluster(workers=1)
    cluster.client.patch("Node", "worker-1", {"spec": {"taints": [{"key": "gpu", "effect": "NoExecute"}]}}, "")
    cluster.use(filter=lambda pod, node: node.name == "worker-1", replaces="TaintToleration")
    cluster.apply(WEB)
    cluster.run(seconds=20)
    assert 60 <= len(events(cluster, "TaintManagerEviction")) <= 100, "four Pods, one after the other, once a second"
