import pytest

from kubelite.controlplane.scheduler import Unschedulable
from tests.controlplane.scheduler.laboratory import Laboratory

CONTROL_PLANE = {"labels": {"node-role.kubernetes.io/control-plane": ""}}


def fits(pod, node):
    """Room for CPU and nothing else."""
    wanted = sum(int(c.resources.requests.get("cpu", "0")) for c in pod.spec.containers)
    return wanted * 1000 <= node.free["cpu"]


def stub(workers=3, **options):
    lab = Laboratory(plugins=(), **options)
    lab.node("control-plane", **CONTROL_PLANE)
    for number in range(workers, 0, -1):
        lab.node(f"worker-{number}")
    return lab


def parts(lab, owner="you"):
    return [(part.point, part.name, part.replaces) for part in lab.scheduler.parts() if part.owner == owner]


def test_the_stub_puts_everything_on_the_first_worker():
    lab = stub()
    assert {lab.pod(f"p{n}", cpu="3") for n in range(5)} == {"worker-1"}
    assert lab.scheduler.parts() == ()


def test_in_the_stub_a_filter_decides_which_nodes_are_candidates():
    lab = stub()
    lab.scheduler.use(filter=fits)
    assert [lab.pod(f"p{n}", cpu="3") for n in range(4)] == ["worker-1", "worker-2", "worker-3", ""]
    assert lab.scheduler.why("p3").message == "0/3 nodes are available: 3 node(s) didn't pass the filter fits."


def test_in_the_stub_an_unwritten_function_is_left_out(capsys):
    def fits(pod, node):
        raise NotImplementedError

    lab = stub()
    lab.scheduler.use(filter=fits)
    assert [lab.pod("a"), lab.pod("b")] == ["worker-1", "worker-1"]
    assert capsys.readouterr().out == "fits is not written yet: it is left out.\n"


def test_in_the_stub_the_best_score_wins():
    def last_is_best(pod, node):
        return int(node.name[-1])

    lab = stub()
    lab.scheduler.use(score=last_is_best)
    assert lab.pod("web") == "worker-3"


def test_a_filter_replaces_the_built_in_part_and_leaves_the_rest():
    lab = Laboratory(workers=1)
    lab.scheduler.use(filter=lambda pod, node: True, replaces="NodeResourcesFit")
    assert lab.pod("huge", cpu="99") == "worker-1"
    names = [(part.point, part.name) for part in lab.scheduler.parts()]
    assert ("filter", "NodeResourcesFit") not in names
    assert ("score", "NodeResourcesFit") in names
    assert ("filter", "TaintToleration") in names


def test_a_filter_beside_the_built_in_ones_may_name_its_reason():
    def no_databases(pod, node):
        return Unschedulable("node(s) dislike databases") if "db" in pod.metadata.name else True

    lab = Laboratory(workers=1)
    lab.scheduler.use(filter=no_databases)
    assert lab.pod("web") == "worker-1"
    assert lab.pod("db") == ""
    assert lab.scheduler.why("db").message.startswith("0/1 nodes are available: 1 node(s) dislike databases.")


def test_the_reason_may_be_raised_and_counts_as_one_that_other_pods_could_change():
    def full(pod, node):
        raise Unschedulable("Insufficient patience")

    lab = Laboratory(workers=1)
    lab.scheduler.use(filter=full)
    lab.pod("web")
    assert lab.scheduler.why("web").rejected["worker-1"] == ("full", "Unschedulable", ("Insufficient patience",))


def test_scores_are_weighted_and_show_in_the_decision():
    def prefer_two(pod, node):
        return 100 if node.name == "worker-2" else 0

    lab = Laboratory(workers=3)
    lab.scheduler.use(score=prefer_two, weight=2, replaces="NodeResourcesFit")
    assert lab.pod("web") == "worker-2"
    decision = lab.scheduler.why("web")
    assert decision.scores["worker-2"]["prefer_two"] == (100, 100, 200)
    assert "NodeResourcesFit" not in decision.scores["worker-2"]
    assert parts(lab) == [("score", "prefer_two", "NodeResourcesFit")]


def test_using_again_replaces():
    def first(pod, node):
        return False

    lab = Laboratory(workers=1)
    lab.scheduler.use(filter=first, replaces="NodeResourcesFit")
    lab.scheduler.use(filter=first, replaces="NodeResourcesFit")
    assert parts(lab) == [("filter", "first", "NodeResourcesFit")]
    assert lab.pod("web") == ""
    lab.scheduler.use(filter=fits, replaces="NodeResourcesFit")  # the pod is tried again at once
    lab.clock.settle()
    assert lab.place("web") == "worker-1"
    assert parts(lab) == [("filter", "fits", "NodeResourcesFit")]


def test_an_unwritten_function_falls_back_on_the_part_it_replaces_with_one_banner(capsys):
    def fits(pod, node):
        raise NotImplementedError("your turn")

    lab = Laboratory(workers=1)
    lab.scheduler.use(filter=fits, replaces="NodeResourcesFit")
    assert lab.pod("web", cpu="1") == "worker-1"
    assert lab.pod("big", cpu="9") == ""
    assert lab.scheduler.why("big").rejected["worker-1"].plugin == "NodeResourcesFit"
    assert capsys.readouterr().out == "fits is not written yet: kubelite's own NodeResourcesFit does its work.\n"
    assert [part.note for part in lab.scheduler.parts() if part.owner == "you"] == ["not written yet"]


def test_an_unwritten_function_does_not_fall_back_on_an_earlier_one_of_its_author():
    def earlier(pod, node):
        return True

    def later(pod, node):
        raise NotImplementedError

    lab = Laboratory(workers=1)
    lab.scheduler.use(filter=earlier, replaces="NodeResourcesFit")
    lab.scheduler.use(filter=later, replaces="NodeResourcesFit")
    assert lab.pod("big", cpu="9") == ""
    assert parts(lab) == [("filter", "later", "NodeResourcesFit")]


@pytest.mark.parametrize(
    ("point", "answer", "words"),
    [
        ("filter", None, ["returned None", "did you forget `return`?"]),
        ("filter", 1, ["returned 1 (int)", "expected True, False or Unschedulable"]),
        ("filter", "no", ["returned 'no' (str)"]),
        ("score", None, ["returned None", "did you forget `return`?"]),
        ("score", 62.5, ["returned 62.5 (float)", "a whole number from 0 to 100", "`//`"]),
        ("score", 101, ["returned 101 (int)", "a whole number from 0 to 100"]),
        ("score", -1, ["returned -1 (int)"]),
        ("score", True, ["returned True (bool)"]),
    ],
)
def test_a_wrong_answer_is_explained(point, answer, words):
    def mine(pod, node):
        return answer

    lab = Laboratory(workers=2)
    lab.scheduler.use(**{point: mine})
    assert lab.pod("web") == ""
    status, reason, message = lab.scheduled_condition("web")
    assert (status, reason) == ("False", "SchedulerError")
    for part in ["your function mine", "pod web and node worker-1", *words]:
        assert part in message
    assert lab.api.events == [("web", "Warning", "FailedScheduling", message)]


def test_an_exception_is_shown_with_the_learners_own_lines_and_the_pod_comes_back():
    def deeper(pod):
        return pod.spec.colour

    def fits(pod, node):
        return max([deeper(pod)])

    lab = Laboratory(workers=1)
    lab.scheduler.use(filter=fits)
    lab.pod("web")
    message = lab.scheduled_condition("web")[2]
    first, *lines = message.splitlines()
    assert first.startswith("your function fits failed for pod web and node worker-1: AttributeError: ")
    assert [line.split(" of ")[1] for line in lines] == [
        "fits: return max([deeper(pod)])",
        "deeper: return pod.spec.colour",
    ]
    assert lab.scheduler.why("web").message == message
    lab.clock.advance(3.5)  # tried again after 1 s and after 2 s more
    assert len(lab.api.events) == 3


def test_a_mended_function_gets_the_pod_scheduled():
    def mine(pod, node):
        return 1 / 0

    lab = Laboratory(workers=1)
    lab.scheduler.use(filter=mine)
    lab.pod("web")

    def mine(pod, node):
        return True

    lab.scheduler.use(filter=mine)
    lab.clock.advance(1)
    assert lab.place("web") == "worker-1"


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({}, TypeError, "one function at a time"),
        ({"filter": fits, "score": fits}, TypeError, "one function at a time"),
        ({"filter": True}, TypeError, "without parentheses"),
        ({"filter": fits, "replaces": "NodeResourceFit"}, ValueError, "there are NodeUnschedulable, NodeName"),
        ({"score": fits, "replaces": "NodeName"}, ValueError, "no such score part"),
        ({"filter": fits, "weight": 2}, ValueError, "scores only"),
        ({"score": fits, "weight": 0}, ValueError, "from 1 on"),
        ({"score": fits, "weight": 1.5}, ValueError, "from 1 on"),
    ],
)
def test_what_cannot_be_used_changes_nothing(arguments, error, words):
    lab = Laboratory(workers=1)
    before = lab.scheduler.parts()
    with pytest.raises(error, match=words):
        lab.scheduler.use(**arguments)
    assert lab.scheduler.parts() == before


def test_a_name_of_kubelites_own_needs_replaces():
    def NodeName(pod, node):
        return True

    lab = Laboratory(workers=1)
    with pytest.raises(ValueError, match='replaces="NodeName"'):
        lab.scheduler.use(filter=NodeName)
    lab.scheduler.use(filter=NodeName, replaces="NodeName")
    assert parts(lab) == [("filter", "NodeName", "NodeName")]
