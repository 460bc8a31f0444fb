"""What is kept in mind must be what a fresh look would find, and must save looking."""

from hypothesis import given
from hypothesis import strategies as st

from kubelite.controlplane.controllers.podtally import Counts, PodTally
from tests.controlplane.controllers.controlplane import ControlPlane

SERVICE = {"metadata": {"name": "web"}, "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}
NODE = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1"}}


def shop(replicas):
    plane = ControlPlane()
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "main", "image": "shop:1"}]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": {"app": "web"}}, "template": template}
    deployment = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}
    plane.create(NODE, {"apiVersion": "v1", "kind": "Service", **SERVICE}, deployment)
    return plane


def written(plane):
    """Revisions of all that the controllers write."""
    kinds = ("Deployment", "ReplicaSet", "EndpointSlice")
    return {each.metadata.uid: each.metadata.resource_version for kind in kinds for each in plane.client.list(kind)}


ACTS = ["ready", "unready", "failed", "delete", "end", "relabel", "scale"]
STEPS = st.tuples(st.sampled_from(ACTS), st.integers(0, 5))


@given(st.lists(STEPS, max_size=25))
def test_a_fresh_look_finds_nothing_to_change(steps) -> None:
    plane = shop(4)
    for number, (what, choice) in enumerate(steps):
        pods = plane.pods(active=False)
        if what == "scale":
            plane.patch("Deployment", "web", {"spec": {"replicas": choice}})
        elif pods:
            act(plane, pods[choice % len(pods)], what, f"10.0.0.{number + 1}")
        plane.clock.advance(1)
    before = written(plane)
    plane.manager.stop()
    plane.manager.start()
    plane.clock.settle()
    assert written(plane) == before


def act(plane, pod, what, ip):
    if what == "delete":
        plane.delete("Pod", pod.metadata.name)
    elif what == "end":
        plane.delete("Pod", pod.metadata.name, grace=0)
    elif what == "relabel":
        plane.patch("Pod", pod.metadata.name, {"metadata": {"labels": {"app": "other"}}})
    else:
        if not pod.spec.node_name and pod.metadata.deletion_timestamp is None:
            plane.client.bind(pod, "n1")
            pod = plane.client.get("Pod", pod.metadata.name)
        phase = "Failed" if what == "failed" else "Running"
        plane.report(pod, phase, ready=what == "ready", ip=pod.status.pod_ip or ip)


def test_a_pod_that_becomes_ready_is_no_reason_to_look_at_the_others(monkeypatch) -> None:
    plane, looks = shop(30), []
    for pod in plane.pods():
        plane.client.bind(pod, "n1")
    plane.clock.settle()
    pods, listing = plane.pods(), plane.client.list

    def counted(kind, namespace=None, **options):
        looks.extend([kind] if kind == "Pod" else [])
        return listing(kind, namespace, **options)

    monkeypatch.setattr(plane.client, "list", counted)
    for number, pod in enumerate(pods):
        plane.report(pod, ip=f"10.0.0.{number + 1}")
        plane.clock.advance(1)
    assert looks == []
    assert plane.client.get("Deployment", "web").status.ready_replicas == 30


def test_counts_of_nobody_are_nothing() -> None:
    assert PodTally().of("nobody") == Counts(0, 0, 0, 0)
