import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.rules.nodeinfo import NodeInfo
from tests.rules.build import node, pod

GI = 1024**3


def test_what_is_requested_and_what_is_free():
    info = NodeInfo(node(cpu="4", memory="8Gi", pods="3"), [pod("a", cpu="1", memory="1Gi"), pod("b", cpu="500m")])
    assert info.requested == {"cpu": 1500, "memory": GI, "pods": 2}
    assert info.free == {"cpu": 2500, "memory": 7 * GI, "pods": 1}
    assert info.free["example.com/gpu"] == 0


def test_finished_pods_are_listed_but_have_given_back_what_they_had():
    info = NodeInfo(node(), [pod("done", cpu="1", phase="Succeeded"), pod("web", cpu="1")])
    assert [p.metadata.name for p in info.pods] == ["done", "web"]
    assert (info.requested["cpu"], info.requested["pods"]) == (1000, 1)


def test_an_overcommitted_node_has_less_than_nothing():
    assert NodeInfo(node(cpu="1"), [pod(cpu="3")]).free["cpu"] == -2000


def test_it_never_changes():
    empty = NodeInfo(node())
    full = empty.with_pod(pod(cpu="1"))
    assert empty.pods == ()
    assert full.requested["cpu"] == 1000
    with pytest.raises(AttributeError, match="with_pod"):
        full.requested = {}
    with pytest.raises(TypeError):
        full.requested["cpu"] = 0


def test_a_newer_version_of_a_pod_takes_the_place_of_the_older_one():
    info = NodeInfo(node(), [pod("web", cpu="1")])
    assert info.with_pod(pod("web", cpu="2")).requested["cpu"] == 2000
    assert info.with_pod(pod("web", cpu="1", phase="Failed")).requested["cpu"] == 0


def test_a_newer_version_of_the_node_keeps_the_pods():
    info = NodeInfo(node(cpu="4"), [pod(cpu="1")]).with_node(node(cpu="8", labels={"disk": "ssd"}))
    assert (info.free["cpu"], info.labels["disk"]) == (7000, "ssd")


def test_removing_a_stranger_changes_nothing():
    info = NodeInfo(node(), [pod("web")])
    assert info.without_pod(pod("other")) is info


def test_two_pods_of_one_name_are_a_mistake():
    with pytest.raises(ValueError, match="each its own name"):
        NodeInfo(node(), [pod("web"), pod("web")])


def test_it_pickles():
    info = NodeInfo(node(), [pod("web", cpu="1")])
    assert pickle.loads(pickle.dumps(info)) == info


actions = st.sampled_from(["put", "remove"])
cpus = st.sampled_from(["0", "100m", "2"])
steps = st.lists(st.tuples(st.integers(0, 5), actions, cpus, st.booleans()), max_size=30)


@given(steps)
def test_kept_step_by_step_it_equals_one_built_from_the_pods_that_are_there(changes):
    info, there = NodeInfo(node()), {}
    for number, action, cpu, finished in changes:
        changed = pod(f"p{number}", cpu=cpu, memory="1Mi", phase="Failed" if finished else "Running")
        if action == "put":
            info, there[number] = info.with_pod(changed), changed
        else:
            info, _ = info.without_pod(changed), there.pop(number, None)
    fresh = NodeInfo(node(), there.values())
    assert info == fresh
    assert (info.requested, info.scored, info.free) == (fresh.requested, fresh.scored, fresh.free)
