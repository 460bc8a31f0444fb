"""What a node costs: writes only when something changes, timers only when something is due."""

from tests.node.conftest import Lab


def test_a_life_takes_few_writes(lab: Lab) -> None:
    lab.machine()

    def live() -> None:
        lab.run("web")
        lab.clock.advance(3600)
        lab.client.delete("Pod", "web")
        lab.clock.advance(60)

    calls: list[int] = []
    # created; creating, with address, running and ready; marked, ended, gone
    assert lab.writes("pods", lambda: calls.append(lab.calls("update_status", live))) == 7
    assert calls == [4 + 1]  # the status of the Pod, and the node's list of images


def test_an_idle_node_does_nothing(lab: Lab) -> None:
    lab.machine()
    probe = {"tcpSocket": {"port": 80}}
    lab.run("web", container={"readinessProbe": probe, "livenessProbe": probe})
    lab.clock.advance(60)
    assert lab.clock.next_due() is None
    before = lab.etcd.revision
    lab.clock.advance(86400)
    assert lab.etcd.revision == before


def test_changes_of_one_moment_are_written_once(lab: Lab) -> None:
    lab.machine()
    lab.run("web", containers=[{"name": f"app{n}", "image": "shop:1"} for n in range(5)])
    # the image is there, and with it the address; the node reports the image, too
    assert lab.calls("update_status", lambda: lab.clock.advance(2.5)) == 2
    assert lab.calls("update_status", lambda: lab.clock.advance(60)) == 1  # all five run
