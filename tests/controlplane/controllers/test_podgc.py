def test_pods_of_a_node_that_is_gone_fail_and_go_after_a_while(plane, pod) -> None:
    plane.create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1"}})
    plane.create(pod("web", {}, nodeName="n1"))
    plane.delete("Node", "n1")
    plane.clock.advance(39)
    assert len(plane.pods()) == 1
    plane.clock.advance(21)
    assert plane.pods(active=False) == []


def test_a_node_that_comes_back_keeps_its_pods(plane, pod) -> None:
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1"}}
    plane.create(node)
    plane.create(pod("web", {}, nodeName="n1"))
    plane.delete("Node", "n1")
    plane.clock.advance(30)
    plane.create(node)
    plane.clock.advance(120)
    assert len(plane.pods()) == 1


def test_a_pod_for_a_node_that_nobody_knows_goes_too(plane, pod) -> None:
    plane.clock.advance(5)
    plane.create(pod("web", {}, nodeName="nowhere"))
    plane.clock.advance(60)
    assert plane.pods(active=False) == []


def test_nothing_is_forgotten_while_the_controller_is_away(plane, pod) -> None:
    plane.create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1"}})
    plane.create(pod("web", {}, nodeName="n1"))
    plane.manager.stop()
    plane.delete("Node", "n1")
    plane.manager.start()
    plane.clock.advance(60)
    assert plane.pods(active=False) == []


def test_a_deleted_pod_that_never_had_a_node_fails_in_the_next_round(plane, pod) -> None:
    manifest = pod("web", {})
    manifest["metadata"]["finalizers"] = ["example.com/hold"]
    plane.create(manifest)
    plane.clock.advance(5)
    plane.delete("Pod", "web")
    plane.clock.advance(14)
    assert plane.pods(active=False)[0].status.phase == "Pending"
    plane.clock.advance(1)
    assert plane.pods(active=False)[0].status.phase == "Failed"
