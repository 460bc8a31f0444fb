import pytest

from kubelite.controlplane.scheduler.framework import Code, Rejection
from kubelite.controlplane.scheduler.plugins.defaultpreemption import Candidate, cost, find_victims, protected
from kubelite.objects import PodDisruptionBudget, view
from kubelite.rules.nodeinfo import NodeInfo
from tests.controlplane.scheduler.laboratory import Laboratory
from tests.rules.build import node, pod, pod_manifest

FULL = Rejection("NodeResourcesFit", Code.UNSCHEDULABLE, ("Insufficient cpu",))


def why_not(wanted):
    """Whether ``wanted`` millicores are free on a node."""
    return lambda info: None if info.free["cpu"] >= wanted else FULL


def budget(allowed, **labels):
    made = view(
        {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": "pdb", "namespace": "default"},
            "spec": {"selector": {"matchLabels": labels}},
            "status": {"disruptionsAllowed": allowed, "disruptedPods": {"going": "2026-01-01T09:00:00Z"}},
        }
    )
    assert isinstance(made, PodDisruptionBudget)
    return made


def old(name, hour, **spec):
    made = pod(name, **spec)
    return view(
        {
            "kind": "Pod",
            "metadata": {"name": name, "uid": f"uid-{name}", "namespace": "default", "labels": made.metadata.labels},
            "spec": {"priority": made.spec.priority, "containers": [{"name": "app"}]},
            "status": {"startTime": f"2026-01-01T{hour:02}:00:00Z"},
        }
    )


def names(pods):
    return [each.metadata.name for each in pods]


def test_as_many_as_possible_are_put_back_the_most_important_first():
    # The worked example: 4 cores, 2 wanted; x and y ask for 1.5, z for 1.
    there = [pod("x", cpu="1500m", priority=5), pod("y", cpu="1500m", priority=1), pod("z", cpu="1", priority=1)]
    found = find_victims(pod("new", priority=10), NodeInfo(node(cpu="4"), there), [], why_not(2000))
    assert isinstance(found, Candidate)
    assert sorted(names(found.victims)) == ["y", "z"]


def test_equal_priority_is_nobodys_victim():
    info = NodeInfo(node(cpu="4"), [pod("x", cpu="4", priority=10)])
    found = find_victims(pod("new", priority=10), info, [], why_not(1000))
    assert found.reasons == ("No preemption victims found for incoming pod",)


def test_a_node_that_would_not_do_even_then_says_why():
    info = NodeInfo(node(cpu="4"), [pod("x", cpu="1"), pod("high", cpu="3", priority=50)])
    assert find_victims(pod("new", priority=10), info, [], why_not(2000)) is FULL


def test_budgets_protect_first_those_who_are_put_back_first():
    there = [pod("web-1", cpu="2", priority=1, labels={"app": "web"}), pod("other", cpu="2", priority=5)]
    found = find_victims(pod("new", priority=10), NodeInfo(node(cpu="4"), there), [budget(0, app="web")], why_not(2000))
    assert (names(found.victims), found.violations) == (["other"], 0)


def test_a_budget_lets_as_many_go_as_it_allows():
    pods = [pod(name, labels={"app": "web"}) for name in ("going", "a", "b", "c")]
    breaking, others = protected([*pods, pod("unlabelled"), pod("db", labels={"app": "db"})], [budget(2, app="web")])
    assert names(breaking) == ["c"]
    assert names(others) == ["going", "a", "b", "unlabelled", "db"]
    assert names(protected(pods, [budget(0)])[0]) == [], "a selector that asks for nothing protects nobody"


def candidates(**victims):
    made = {name: Candidate(name, tuple(pods), 0) for name, pods in victims.items()}
    return min(made.values(), key=cost).node


def test_the_least_harm_is_chosen():
    high, mid, low = pod("h", priority=100), pod("m", priority=50), pod("l", priority=10)
    assert candidates(a=[high], b=[mid, mid], c=[mid, low]) == "c"  # the worked example
    assert candidates(a=[high], b=[low, low, low]) == "b"
    assert candidates(a=[mid, low], b=[mid]) == "b"
    assert candidates(early=[old("a", 1), old("b", 9)], late=[old("c", 2), old("d", 3)]) == "late"
    assert min(Candidate("a", (low,), 1), Candidate("b", (high,), 0), key=cost).node == "b"


def test_a_more_important_pod_gets_the_room_and_the_others_go():
    lab = Laboratory(workers=1)
    lab.pod("small", cpu="1")
    lab.pod("big", cpu="3", priority=1)
    lab.submit("urgent", cpu="2", priority=100)
    lab.clock.settle()
    assert lab.api.deleted == ["big"]
    (why,) = [c for c in lab.api.last["big"]["status"]["conditions"] if c["type"] == "DisruptionTarget"]
    assert (why["status"], why["reason"]) == ("True", "PreemptionByScheduler")
    assert ("big", "Normal", "Preempted", "Preempted by pod uid-urgent on node worker-1") in lab.api.events
    lab.clock.advance(2)
    assert lab.place("urgent") == "worker-1"
    assert lab.scheduler.why("urgent").node == "worker-1"


def test_the_message_after_a_successful_preemption_has_no_tail():
    lab = Laboratory(workers=1)
    lab.pod("big", cpu="3")
    lab.submit("urgent", cpu="2", priority=100)
    lab.clock.settle()
    failed = [message for name, _, reason, message in lab.api.events if reason == "FailedScheduling"]
    assert failed == ["0/1 nodes are available: 1 Insufficient cpu."]


def test_a_decision_tells_who_must_go():
    lab = Laboratory(workers=1)
    lab.api.linger = True
    lab.pod("big", cpu="3")
    lab.submit("urgent", cpu="2", priority=100)
    lab.clock.settle()
    decision = lab.scheduler.why("urgent")
    assert (decision.nominated, decision.victims) == ("worker-1", ("default/big",))
    told = "Insufficient cpu. Room for it is being made on worker-1, once it is free of default/big."
    assert told in decision.to_text()
    assert told in decision._repr_html_()


def test_room_that_was_made_is_kept_from_less_important_pods():
    lab = Laboratory(workers=1)
    lab.api.linger = True  # victims take their time to stop
    lab.pod("big", cpu="3")
    lab.submit("urgent", cpu="4", priority=100)
    lab.clock.settle()
    assert lab.api.stored["Pod", "urgent"]["status"]["nominatedNodeName"] == "worker-1"
    assert lab.pod("sneaky", cpu="1") == ""
    assert lab.pod("also-urgent", cpu="1", priority=101) == "worker-1", "for more important ones it is not kept"
    lab.delete("Pod", "also-urgent")
    lab.api.remove("big")
    lab.clock.advance(20)
    assert (lab.place("urgent"), lab.place("sneaky")) == ("worker-1", "")


def test_who_waits_for_victims_to_stop_sends_nobody_else_away():
    lab = Laboratory(workers=1)
    lab.api.linger = True
    lab.pod("big", cpu="3")
    lab.submit("urgent", cpu="2", priority=100)
    lab.clock.settle()
    lab.clock.advance(301)  # tried again, while the victim is still there
    assert lab.api.deleted == ["big"]
    message = lab.scheduler.why("urgent").message
    assert message.endswith("preemption: not eligible due to a terminating pod on the nominated node.")
    assert lab.api.stored["Pod", "urgent"]["status"]["nominatedNodeName"] == "worker-1"


@pytest.mark.parametrize(("policy", "goes"), [("Never", []), ("PreemptLowerPriority", ["big"])])
def test_preemption_policy(policy, goes):
    lab = Laboratory(workers=1)
    lab.pod("big", cpu="3")
    lab.submit("urgent", cpu="2", priority=100, preemptionPolicy=policy)
    lab.clock.settle()
    assert lab.api.deleted == goes


def test_the_nominated_node_is_taken_before_any_other():
    lab = Laboratory(workers=3)
    for number in range(5):
        hopeful = pod_manifest(f"web-{number}")
        hopeful["status"]["nominatedNodeName"] = "worker-2"
        lab.api.put(hopeful)
        lab.clock.settle()
        assert lab.place(f"web-{number}") == "worker-2"
        assert lab.scheduler.why(f"web-{number}").feasible == ("worker-2",)
