"""Images that cannot be had, and when a node asks for them."""

import pytest

from kubelite.node.behaviour import Behaviour
from tests.node.conftest import Lab


def test_an_image_that_nobody_has_is_asked_for_ever_later(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(missing=True)
    lab.run("web")
    lab.clock.advance(0.5)
    waiting = lab.pod("web").status.container_statuses[0].state.waiting
    assert waiting is not None
    assert (waiting.reason, waiting.message.rpartition(": ")[2]) == ("ErrImagePull", "not found")
    lab.clock.advance(1)
    assert (lab.state("web"), lab.pod("web").status.phase) == ("ImagePullBackOff", "Pending")
    lab.clock.advance(200)
    said = [reason for reason, message in lab.events("web") if message.startswith(("Pulling", "Back-off", "Error: "))]
    assert sorted(set(said)) == ["BackOff", "Failed", "Pulling"]
    pulls = next(event for event in lab.client.list("Event") if event.reason == "Pulling")
    assert pulls.count == 5  # after 0, 10, 30, 70 and 150 seconds, and half a second each to hear the answer


def test_an_image_that_appears_is_found_at_the_next_attempt(lab: Lab) -> None:
    lab.machine()
    lab.images["shop:1"] = Behaviour(missing=True)
    lab.run("web")
    lab.clock.advance(5)
    lab.images["shop:1"] = Behaviour()
    lab.clock.advance(20)
    assert lab.state("web") == "Running"
    assert lab.pod("web").status.container_statuses[0].restart_count == 0


@pytest.mark.parametrize(
    ("image", "policy", "state", "pulls"),
    [
        ("shop:1", "", "Running", 0),
        ("shop:1", "IfNotPresent", "Running", 0),
        ("shop:1", "Always", "Running", 1),
        ("shop:latest", "", "Running", 1),
        ("shop:1", "Never", "Running", 0),
        ("other:1", "Never", "ErrImageNeverPull", 0),
        ("other:1", "IfNotPresent", "Running", 1),
    ],
)
def test_pull_policies(lab: Lab, image: str, policy: str, state: str, pulls: int) -> None:
    lab.machine().runtime.present.update({"shop:1": 1, "shop:latest": 1})
    lab.run("web", image=image, container={"imagePullPolicy": policy} if policy else {})
    lab.clock.advance(10)
    assert lab.state("web") == state
    assert [reason for reason, _ in lab.events("web")].count("Pulling") == pulls


def test_a_container_whose_image_is_lost_waits_before_it_is_restarted(lab: Lab) -> None:
    machine = lab.machine()
    lab.run("web", container={"imagePullPolicy": "Always"})
    lab.clock.advance(10)
    lab.images["shop:1"] = Behaviour(missing=True)
    machine.kubelet.crash("web")
    lab.clock.advance(5)
    status = lab.pod("web").status.container_statuses[0]
    assert status.state.waiting is not None
    assert status.last_state.terminated is not None
    assert (status.state.waiting.reason, status.last_state.terminated.exit_code) == ("ImagePullBackOff", 1)
    lab.images["shop:1"] = Behaviour()
    lab.clock.advance(20)
    assert (lab.state("web"), lab.pod("web").status.container_statuses[0].restart_count) == ("Running", 1)
