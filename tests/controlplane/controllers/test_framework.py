from kubelite.controlplane.controllers import CONTROLLERS, Controller
from kubelite.controlplane.controllers.framework import Key
from kubelite.objects.errors import NotFound, conflict


class Recorder(Controller):
    """Writes down the keys that it is woken for, and fails as often as it is told."""

    name = "Recorder"
    kind = "ReplicaSet"
    owns = ("Pod",)

    def __init__(self, client, clock):
        super().__init__(client, clock)
        self.seen: list[Key] = []
        self.errors: list[Exception] = []

    def reconcile(self, key: Key) -> None:
        self.seen.append(key)
        if self.errors:
            raise self.errors.pop()


def recorder(plane) -> Recorder:
    return plane.manager.controllers[0]


def test_every_controller_has_a_name_of_its_own() -> None:
    names = [controller.name for controller in CONTROLLERS]
    assert all(names)
    assert len(set(names)) == len(names)
    assert all(controller.component for controller in CONTROLLERS)


def test_a_change_wakes_the_key_of_the_object(plane_of, replica_set) -> None:
    plane = plane_of(Recorder)
    plane.create(replica_set("web"), replica_set("shop"))
    assert recorder(plane).seen == [Key("default", "web"), Key("default", "shop")]


def test_a_change_of_an_owned_object_wakes_its_owner(plane_of, replica_set, pod) -> None:
    plane = plane_of(Recorder)
    plane.create(replica_set("web"), replica_set("shop"))
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "u", "controller": True}
    manifest = pod("web-1", {"app": "other"})
    manifest["metadata"]["ownerReferences"] = [owner]
    recorder(plane).seen.clear()
    plane.create(manifest)
    assert recorder(plane).seen == [Key("default", "web")]


def test_an_orphan_wakes_those_who_would_adopt_it(plane_of, replica_set, pod) -> None:
    plane = plane_of(Recorder)
    plane.create(replica_set("web"), replica_set("shop"))
    recorder(plane).seen.clear()
    plane.create(pod("stray", {"app": "shop"}))
    assert recorder(plane).seen == [Key("default", "shop")]


def test_an_error_does_not_stop_the_others_and_is_tried_again(plane_of, replica_set) -> None:
    plane = plane_of(Recorder)
    recorder(plane).errors = [ValueError("broken"), ValueError("broken")]
    plane.create(replica_set("web"), replica_set("shop"))
    assert set(plane.manager.failing()) == {("Recorder", Key("default", "web")), ("Recorder", Key("default", "shop"))}
    plane.clock.advance(1)
    assert recorder(plane).seen == [Key("default", "web"), Key("default", "shop")] * 2
    assert plane.manager.failing() == {}


def test_a_conflict_is_tried_again_without_a_word(plane_of, replica_set) -> None:
    plane = plane_of(Recorder)
    recorder(plane).errors = [conflict("replicasets", "web", "the object has been modified")]
    plane.create(replica_set("web"))
    assert plane.manager.failing() == {}
    plane.clock.advance(1)
    assert len(recorder(plane).seen) == 2


def test_an_api_error_shows_in_failing_until_it_is_gone(plane_of, replica_set) -> None:
    plane = plane_of(Recorder)
    recorder(plane).errors = [NotFound("gone"), NotFound("gone"), NotFound("gone")]
    plane.create(replica_set("web"))
    plane.clock.advance(0.006)
    assert [str(error) for error in plane.manager.failing().values()] == ["gone"]
    plane.clock.advance(1)
    assert len(recorder(plane).seen) == 4
    assert plane.manager.failing() == {}


def test_starting_again_looks_at_everything(plane_of, replica_set) -> None:
    plane = plane_of(Recorder)
    plane.manager.stop()
    plane.create(replica_set("web"))
    assert recorder(plane).seen == []
    plane.manager.start()
    plane.manager.start()  # a second start changes nothing
    plane.clock.settle()
    assert recorder(plane).seen == [Key("default", "web")]


def test_what_happens_while_the_controllers_are_stopped_is_not_lost(plane, deployment) -> None:
    plane.create(deployment("web", 3), deployment("shop", 2))
    plane.manager.stop()
    plane.patch("Deployment", "web", {"spec": {"replicas": 5}})
    plane.delete("Deployment", "shop")
    plane.delete("Pod", plane.pods()[0].metadata.name)
    plane.clock.advance(60)
    assert len(plane.pods()) == 4
    plane.manager.start()
    plane.clock.settle()
    assert [pod.metadata.labels["app"] for pod in plane.pods()] == ["web"] * 5
