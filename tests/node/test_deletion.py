"""How Pods go."""

from kubelite.node.behaviour import Behaviour
from kubelite.node.runtime import Run
from kubelite.objects import Pod
from tests.node.conftest import Lab


def test_a_deleted_pod_goes_when_its_containers_have_ended(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web")
    lab.clock.advance(10)
    lab.client.delete("Pod", "web")
    lab.clock.advance(0.5)
    pod = lab.pod("web")
    assert pod.metadata.deletion_grace_period_seconds == 30
    assert lab.conditions("web")["Ready"] == "True"  # it still serves
    assert lab.events("web")[-1] == ("Killing", "Stopping container app")
    lab.clock.advance(0.5)
    assert not lab.is_there("web")
    assert machine.runtime.sandboxes == {}


def test_the_last_report_says_that_the_pod_is_not_ready(lab: Lab) -> None:
    lab.machine()
    lab.run("web")
    lab.clock.advance(10)
    seen: list[tuple[str, str, str]] = []
    lab.client.watch("Pod", lambda event: seen.append((event.type, event.object.status.phase, ready(event.object))))
    lab.client.delete("Pod", "web")
    lab.clock.advance(10)
    assert seen[-2:] == [("MODIFIED", "Succeeded", "False"), ("DELETED", "Succeeded", "False")]


def ready(pod: Pod) -> str:
    return next(each.status for each in pod.status.conditions if each.type == "Ready")


def test_a_stubborn_pod_goes_when_its_grace_period_is_over(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(stop_seconds=1000)
    lab.run("web", terminationGracePeriodSeconds=45)
    lab.clock.advance(10)
    lab.client.delete("Pod", "web")
    lab.clock.advance(44)
    assert lab.is_there("web")
    lab.clock.advance(1)
    assert not lab.is_there("web")


def test_less_patience_brings_the_end_nearer(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(stop_seconds=1000)
    lab.run("web")
    lab.clock.advance(10)
    lab.client.delete("Pod", "web")
    lab.clock.advance(2)
    lab.client.delete("Pod", "web", grace=5)
    lab.clock.advance(2)
    assert lab.is_there("web")
    lab.clock.advance(1)
    assert not lab.is_there("web")


def test_a_pod_whose_image_is_on_its_way_goes_at_once(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web")
    lab.client.delete("Pod", "web")
    lab.clock.settle()
    assert not lab.is_there("web")
    lab.clock.advance(60)
    assert machine.runtime.sandboxes == {}
    assert [reason for reason, _ in lab.events("web")] == ["Pulling"]


def test_a_pod_that_was_removed_by_force_is_stopped_all_the_same(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web")
    lab.clock.advance(10)
    lab.client.delete("Pod", "web", grace=0)
    lab.clock.settle()
    assert not lab.is_there("web")
    assert len(machine.runtime.sandboxes) == 1
    lab.clock.advance(1)
    assert machine.runtime.sandboxes == {}


def test_a_new_pod_of_the_same_name_has_another_address(lab: Lab) -> None:
    lab.machine()
    lab.run("web")
    lab.clock.advance(10)
    lab.client.delete("Pod", "web", grace=0)
    lab.run("web")
    lab.clock.advance(10)
    assert lab.pod("web").status.pod_ip == "10.244.1.2"


def test_nothing_is_started_any_more_in_a_pod_that_goes(lab: Lab) -> None:
    machine = lab.machine()
    lab.images["shop:1"] = Behaviour(stop_seconds=20)
    lab.images["log:1"] = Behaviour(pull_seconds=15)
    lab.run("web", containers=[{"name": "app", "image": "shop:1"}, {"name": "log", "image": "log:1"}])
    lab.clock.advance(10)
    lab.client.delete("Pod", "web")
    lab.clock.advance(15)
    assert lab.is_there("web")
    assert machine.runtime.present.keys() == {"shop:1", "log:1"}
    assert [list(box.runs) for box in machine.runtime.sandboxes.values()] == [["app"]]


def test_a_pod_that_vanishes_at_the_moment_of_a_report(lab: Lab) -> None:
    machine = lab.machine()
    lab.images["shop:1"] = Behaviour(exit_code=1, exit_after=10, start_seconds=0, pull_seconds=0)
    lab.run("web")

    def replace() -> None:
        lab.client.delete("Pod", "web", grace=0)
        container = {"name": "app", "image": "shop:2"}
        spec = {"nodeName": "worker-1", "containers": [container]}
        lab.client.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec})

    lab.clock.after(10, replace)  # after the container's end at this moment, before the kubelet has looked
    lab.clock.advance(20)
    assert (lab.state("web"), lab.pod("web").status.container_statuses[0].image) == ("Running", "shop:2")
    assert len(machine.runtime.sandboxes) == 1


def test_a_finalizer_holds_the_pod_back_and_it_is_asked_only_once(lab: Lab) -> None:
    lab.machine()
    lab.run("web")
    lab.clock.advance(10)
    lab.client.patch("Pod", "web", {"metadata": {"finalizers": ["example.com/wait"]}})
    lab.client.delete("Pod", "web")
    lab.clock.advance(60)
    assert lab.pod("web").status.phase == "Succeeded"
    lab.client.patch("Pod", "web", {"metadata": {"finalizers": None}})
    lab.clock.settle()
    assert not lab.is_there("web")


def test_sidecars_end_after_the_app_the_last_one_first(lab: Lab) -> None:
    machine = lab.machine()
    sidecars = [{"name": name, "image": "log:1", "restartPolicy": "Always"} for name in ("one", "two")]
    lab.run("web", initContainers=sidecars)
    lab.clock.advance(20)
    ended: list[tuple[str, float]] = []
    on_change = machine.runtime.on_change

    def listen(run: Run) -> None:
        ended.append((run.name, lab.clock.now))
        on_change(run)

    machine.runtime.on_change = listen
    lab.client.delete("Pod", "web")
    lab.clock.advance(60)
    assert ended == [("app", 21), ("two", 22), ("one", 23)]
    assert not lab.is_there("web")


def test_no_container_is_restarted_in_a_pod_that_goes(lab: Lab) -> None:
    machine = lab.machine()
    lab.images["shop:1"] = Behaviour(stop_seconds=20)
    lab.run("web", containers=[{"name": "app", "image": "shop:1"}, {"name": "log", "image": "shop:1"}])
    lab.clock.advance(10)
    lab.client.delete("Pod", "web")
    lab.clock.advance(5)
    machine.kubelet.crash("web", container="log")
    lab.clock.advance(5)
    assert [each.started for each in lab.pod("web").status.container_statuses] == [True, True]  # as last reported
    runs = [run for box in machine.runtime.sandboxes.values() for runs in box.runs.values() for run in runs]
    assert [run.name for run in runs if run.is_running] == ["app"]
    assert len(runs) == 2
