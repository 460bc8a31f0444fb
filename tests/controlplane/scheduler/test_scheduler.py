import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.controlplane.scheduler.cache import Cache
from kubelite.objects.errors import conflict
from kubelite.rules.nodeinfo import NodeInfo
from tests.controlplane.scheduler.laboratory import Laboratory
from tests.rules.build import node, pod


def test_it_binds_and_says_so():
    lab = Laboratory(workers=1)
    assert lab.pod("web", cpu="1") == "worker-1"
    assert lab.api.events == [("web", "Normal", "Scheduled", "Successfully assigned default/web to worker-1")]
    assert lab.scheduler.why("web").node == "worker-1"
    assert lab.scheduler.why("unknown") is None


def test_a_pod_without_a_node_says_why_and_writes_it_once():
    lab = Laboratory(workers=2)
    assert lab.pod("big", cpu="5") == ""
    message = lab.scheduler.why("big").message
    assert message.startswith("0/2 nodes are available: 2 Insufficient cpu. ")
    assert lab.api.events == [("big", "Warning", "FailedScheduling", message)]
    assert lab.scheduled_condition("big") == ("False", "Unschedulable", message)
    lab.clock.advance(301)  # tried again, with the same result
    assert len(lab.api.events) == 2
    assert lab.api.status_writes == 1


def test_a_new_message_is_written_and_keeps_the_time():
    lab = Laboratory(workers=1)
    lab.pod("big", cpu="5")
    lab.clock.advance(10)
    lab.node("small", "1")
    assert lab.scheduled_condition("big")[2].startswith("0/2 nodes are available: 2 Insufficient cpu.")
    (condition,) = lab.api.stored["Pod", "big"]["status"]["conditions"]
    assert condition["lastTransitionTime"] == "2026-01-01T09:00:00Z"


@pytest.mark.parametrize(
    ("spec", "help"),
    [
        ({"cpu": "3"}, lambda lab: lab.delete("Pod", "first")),
        ({"cpu": "3"}, lambda lab: lab.change("Pod", "first", "status", phase="Succeeded")),
        ({"cpu": "3"}, lambda lab: lab.node("worker-2")),
        ({"cpu": "3"}, lambda lab: lab.node("worker-1", "8")),
        ({"cpu": "3"}, lambda lab: lab.change("Pod", "web", "spec", containers=[{"name": "small"}])),
        ({"nodeSelector": {"disk": "ssd"}}, lambda lab: lab.node("worker-1", labels={"disk": "ssd"})),
    ],
    ids=["pod deleted", "pod finished", "node added", "node grown", "pod changed", "node labelled"],
)
def test_what_helps_wakes_the_pod(spec, help):
    lab = Laboratory(workers=1)
    lab.pod("first", cpu="3")
    assert lab.pod("web", **spec) == ""
    help(lab)
    assert lab.place("web") != ""


def test_a_taint_taken_away_and_a_node_uncordoned():
    lab = Laboratory()
    lab.node("worker-1", taints=[{"key": "gpu", "effect": "NoSchedule"}], unschedulable=True)
    assert lab.pod("web") == ""
    lab.change("Node", "worker-1", "spec", unschedulable=False)
    assert lab.scheduled_condition("web")[2].startswith("0/1 nodes are available: 1 node(s) had untolerated taint(s).")
    lab.change("Node", "worker-1", "spec", taints=[])
    assert lab.place("web") == "worker-1"


def test_what_cannot_help_is_not_tried():
    lab = Laboratory(workers=1)
    lab.pod("web", nodeSelector={"disk": "ssd"})
    lab.pod("other")
    lab.delete("Pod", "other")
    assert [event[0] for event in lab.api.events].count("web") == 1


def test_without_nodes_a_pod_waits_for_one():
    lab = Laboratory()
    lab.pod("web")
    assert lab.scheduled_condition("web") == ("False", "Unschedulable", "no nodes available to schedule pods")
    lab.node("worker-1")
    assert lab.place("web") == "worker-1"


def test_an_unschedulable_pod_blocks_nobody():
    lab = Laboratory(workers=1)
    lab.submit("big", cpu="9", priority=100)
    assert lab.pod("small") == "worker-1"


def test_higher_priority_gets_the_last_room():
    lab = Laboratory(workers=1)
    lab.submit("first", cpu="3")
    lab.submit("important", cpu="3", priority=10)
    lab.clock.settle()
    assert lab.places() == {"first": "", "important": "worker-1"}


def test_gated_pods_wait_until_the_gate_is_gone():
    lab = Laboratory(workers=1)
    assert lab.pod("web", schedulingGates=[{"name": "example.com/paid"}]) == ""
    assert lab.api.events == []
    lab.change("Pod", "web", "spec", schedulingGates=[])
    assert lab.place("web") == "worker-1"


def test_pods_of_other_schedulers_and_deleted_or_finished_ones_are_left_alone():
    lab = Laboratory(workers=1)
    assert lab.pod("theirs", schedulerName="my-scheduler") == ""
    assert lab.pod("finished", phase="Failed") == ""
    lab.pod("big", cpu="9")
    lab.change("Pod", "big", "metadata", deletionTimestamp="2026-01-01T09:00:00Z")
    lab.node("huge", "16")
    assert lab.place("big") == ""


def test_room_is_taken_from_the_moment_of_the_decision():
    lab = Laboratory(workers=1)
    lab.api.delay = 0.5  # the API is slow to report that the first Pod has got its node
    for name in ("a", "b"):
        lab.submit(name, cpu="3")
    lab.clock.advance(5)
    assert sorted(lab.places().values()) == ["", "worker-1"]


def test_late_news_of_a_pod_that_has_got_its_node_meanwhile_does_no_harm():
    lab = Laboratory(workers=1)
    lab.api.delay = 0.5
    lab.scheduler.use(filter=lambda pod, node: False)
    lab.submit("web")
    lab.clock.advance(0.6)  # refused; the report of its new condition is on its way
    lab.scheduler.use(filter=lambda pod, node: True)
    lab.clock.advance(60)
    assert lab.place("web") == "worker-1"
    assert [event[2] for event in lab.api.events] == ["FailedScheduling", "Scheduled"]


def test_a_refused_binding_is_tried_again_and_gives_the_room_back(monkeypatch):
    lab = Laboratory(workers=1)
    working = lab.api.bind

    def refuse(pod, node_name):
        monkeypatch.setattr(lab.api, "bind", working)
        raise conflict("pods/binding", pod.metadata.name, "not now")

    monkeypatch.setattr(lab.api, "bind", refuse)
    assert lab.pod("web", cpu="3") == ""
    status, reason, message = lab.scheduled_condition("web")
    assert (status, reason) == ("False", "SchedulerError")
    assert message.endswith("not now")
    lab.clock.advance(1)
    assert lab.place("web") == "worker-1"


def test_stopped_it_does_nothing_and_started_again_it_has_lost_nothing():
    lab = Laboratory(workers=2)
    lab.pod("before", cpu="3")
    lab.pod("waiting", cpu="9")
    lab.submit("in-between", cpu="3")
    lab.scheduler.stop()
    lab.clock.settle()
    lab.pod("during", cpu="3")
    lab.node("huge", "9")
    lab.clock.advance(400)
    assert [name for name, place in lab.places().items() if place] == ["before"]
    lab.scheduler.start()
    lab.clock.settle()
    assert lab.place("waiting") == "huge"
    assert sorted(lab.places().values()).count("") == 1  # two workers, each with room for one of the three


def test_a_turn_that_was_planned_before_the_stop_is_not_taken():
    lab = Laboratory(workers=1)
    lab.submit("web")
    lab.clock.soon(lab.scheduler.stop)  # the Pod is in the queue by then
    lab.clock.settle()
    assert (lab.place("web"), lab.api.events) == ("", [])


def test_the_same_seed_gives_the_same_places_another_seed_others():
    def places(seed):
        lab = Laboratory(workers=5, seed=seed)
        return [lab.pod(f"p{n}") for n in range(20)]

    assert places(1) == places(1)
    assert places(1) != places(2)


def test_pods_may_be_known_before_their_node():
    cache = Cache()
    placed = pod("web", cpu="1", nodeName="worker-1")
    cache.put_pod(placed)
    cache.put_node(node("worker-1"))
    assert cache.nodes() == [NodeInfo(node("worker-1"), [placed])]
    cache.remove_node("worker-1")
    assert cache.nodes() == []
    cache.put_node(node("worker-1"))
    assert cache.nodes()[0].requested == {"cpu": 1000, "pods": 1}
    cache.remove_pod(placed)
    assert cache.nodes()[0].requested == {}


def test_a_pod_that_turns_out_to_be_elsewhere_is_counted_there_only():
    cache = Cache()
    for name in ("worker-1", "worker-2"):
        cache.put_node(node(name))
    cache.assume(pod("web", cpu="1"), "worker-1")
    assert cache.is_assumed(pod("web"))
    cache.put_pod(pod("web", cpu="1", nodeName="worker-2"))
    assert not cache.is_assumed(pod("web"))
    assert [info.requested["cpu"] for info in cache.nodes()] == [0, 1000]


CPUS = ["0", "100m", "900m", "1500m", "3", "5"]
CHANGES = ["create", "create", "create", "delete", "finish", "add node", "remove node", "cordon", "wait"]


def check(lab):
    """No node is over-committed, and what the scheduler has counted is what is there."""
    pods = [pod_of(lab, name) for kind, name in lab.api.stored if kind == "Pod"]
    for info in lab.scheduler._cache.nodes():
        fresh = NodeInfo(info.node, [each for each in pods if each.spec.node_name == info.name])
        assert (info.requested, info.scored) == (fresh.requested, fresh.scored)
        assert min(info.free.values(), default=0) >= 0


def pod_of(lab, name):
    manifest = lab.api.stored["Pod", name]
    return pod(name, **manifest["spec"], phase=manifest["status"]["phase"])


@given(st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 9), st.sampled_from(CPUS)), max_size=40))
def test_it_never_overcommits_and_counts_what_is_there(changes):
    lab = Laboratory(workers=2)
    for step, (change, number, cpu) in enumerate(changes):
        name, worker = f"p{number}", f"worker-{number % 4 + 1}"
        if change == "create" and ("Pod", name) not in lab.api.stored:
            lab.submit(name, uid=f"{name}-{step}", cpu=cpu)
        elif change == "delete" and ("Pod", name) in lab.api.stored:
            lab.api.delete("Pod", name)
        elif change == "finish" and ("Pod", name) in lab.api.stored:
            lab.change("Pod", name, "status", phase="Succeeded")
        elif change == "add node" and ("Node", worker) not in lab.api.stored:
            lab.node(worker)
        elif change == "remove node" and ("Node", worker) in lab.api.stored:
            lab.delete("Node", worker)
        elif change == "cordon" and ("Node", worker) in lab.api.stored:
            lab.change("Node", worker, "spec", unschedulable=number % 2 == 0)
        elif change == "wait":
            lab.clock.advance(number)
    lab.clock.advance(400)
    check(lab)


@given(st.lists(st.sampled_from(CPUS[1:]), min_size=1, max_size=12))
def test_removing_pods_frees_everything(cpus):
    lab = Laboratory(workers=2)
    for number, cpu in enumerate(cpus):
        lab.pod(f"p{number}", cpu=cpu)
    for number in range(len(cpus)):
        lab.delete("Pod", f"p{number}")
    assert [info.requested for info in lab.scheduler._cache.nodes()] == [{}, {}]
    assert len(lab.scheduler._queue) == 0
