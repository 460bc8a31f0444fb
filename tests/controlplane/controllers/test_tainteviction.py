import math

import pytest

from kubelite.controlplane.controllers.tainteviction import seconds_tolerated
from kubelite.objects.core.affinity import Toleration
from kubelite.objects.core.node import Taint
from kubelite.objects.core.pod import Pod, PodSpec

BROKEN = Taint(key="broken", effect="NoExecute")
OLD = Taint(key="old", effect="NoExecute")


def tolerating(*tolerations):
    return Pod(spec=PodSpec(tolerations=tuple(Toleration(operator="Exists", **each) for each in tolerations)))


@pytest.mark.parametrize(
    ("tolerations", "taints", "seconds"),
    [
        ([], [], math.inf),
        ([], [BROKEN], 0),
        ([{"key": "broken"}], [BROKEN], math.inf),
        ([{"key": "broken", "effect": "NoSchedule"}], [BROKEN], 0),
        ([{"key": "broken", "toleration_seconds": 60}, {"toleration_seconds": 15}], [BROKEN], 60),
        ([{"key": "broken", "toleration_seconds": 60}, {"toleration_seconds": 15}], [BROKEN, OLD], 15),
        ([{"key": "broken", "toleration_seconds": 60}], [BROKEN, OLD], 0),
        ([{"toleration_seconds": -5}], [BROKEN], 0),
    ],
)
def test_how_long_a_pod_stays(tolerations, taints, seconds) -> None:
    assert seconds_tolerated(tolerating(*tolerations), taints) == seconds


def taint(plane, *keys):
    taints = [{"key": key, "effect": "NoExecute", "timeAdded": plane.clock.timestamp()} for key in keys]
    plane.patch("Node", "n1", {"spec": {"taints": taints or None}})


@pytest.fixture
def pods(plane, pod):
    plane.create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1"}})
    patient = [{"key": "broken", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 30}]
    plane.create(pod("plain", {}, nodeName="n1"), pod("patient", {}, nodeName="n1", tolerations=patient))
    plane.clock.advance(1)
    return lambda: [each.metadata.name for each in plane.pods()]


def test_pods_go_at_once_or_when_their_time_is_over(plane, pods) -> None:
    taint(plane, "broken")
    assert pods() == ["patient"]
    assert plane.events("TaintManagerEviction") == ["Marking for deletion Pod default/plain"]
    plane.clock.advance(29)
    assert pods() == ["patient"]
    plane.clock.advance(1)
    assert pods() == []


def test_a_taint_that_goes_calls_the_deletion_off(plane, pods) -> None:
    taint(plane, "broken")
    plane.clock.advance(20)
    taint(plane)
    plane.clock.advance(60)
    assert pods() == ["patient"]
    assert "Cancelling deletion of Pod default/patient" in plane.events("TaintManagerEviction")


def test_time_goes_on_while_the_controller_is_away(plane, pods) -> None:
    taint(plane, "broken")
    plane.clock.advance(10)
    plane.manager.stop()
    plane.clock.advance(10)
    plane.manager.start()
    plane.clock.advance(9)
    assert pods() == ["patient"]
    plane.clock.advance(1)
    assert pods() == []


def test_a_pod_that_comes_to_a_tainted_node_has_to_leave_too(plane, pods, pod) -> None:
    taint(plane, "broken")
    plane.create(pod("late", {}, nodeName="n1"))
    plane.clock.advance(1)
    assert "late" not in pods()


def test_the_time_of_a_new_pod_begins_with_it(plane, pods, pod) -> None:
    taint(plane, "broken")
    plane.clock.advance(100)
    patient = [{"key": "broken", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 30}]
    plane.create(pod("late", {}, nodeName="n1", tolerations=patient))
    plane.clock.advance(29)
    assert pods() == ["late"]
    plane.clock.advance(2)
    assert pods() == []


def test_a_pod_whose_time_runs_keeps_it_when_another_taint_comes(plane, pods, pod) -> None:
    tolerations = [
        {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": seconds}
        for key, seconds in (("broken", 30), ("old", 5))
    ]
    plane.create(pod("double", {}, nodeName="n1", tolerations=tolerations))
    plane.clock.advance(1)
    taint(plane, "broken")
    plane.clock.advance(10)
    taint(plane, "broken", "old")
    plane.clock.advance(19)
    assert pods() == ["double"]
    plane.clock.advance(1)
    assert pods() == []
