"""kubelite/grading: random cases from a seed, and the counter-example that is shown."""

from random import Random

import pytest

from kubelite.grading import CheckFailed, a_container, a_node, a_pod, agree
from kubelite.grading.placements import Placement, Placements, told
from kubelite.grading.seed import PUBLIC, VARIABLE, grading_seed
from kubelite.rules.requests import request


def reference(pod, node):
    """The rule as lesson 03 tells it."""
    running = [other for other in node.pods if other.status.phase not in ("Succeeded", "Failed")]
    for resource in ("cpu", "memory"):
        if sum(request(other, resource) for other in running) + request(pod, resource) > node.allocatable[resource]:
            return False
    return len(running) < node.allocatable["pods"]


def cpu_only(pod, node):
    running = [other for other in node.pods if other.status.phase not in ("Succeeded", "Failed")]
    used = sum(request(other, "cpu") for other in running)
    return used + request(pod, "cpu") <= node.allocatable["cpu"] and len(running) < node.allocatable["pods"]


@pytest.mark.slow
def test_the_lesson_and_kubernetes_agree_on_10_000_draws():
    draws, random = Placements(), Random("agreement")
    cases = [draws.draw(random) for _ in range(10_000)]
    assert all(reference(*case) is draws.expected(case) for case in cases)
    share = sum(map(draws.expected, cases)) / len(cases)
    assert 0.2 < share < 0.8, "both answers must be drawn often"


def test_cases_also_agree_when_something_was_taken_out():
    draws, random = Placements(), Random(1)
    for case in (draws.draw(random) for _ in range(200)):
        for less in draws.smaller(case):
            assert reference(*less) is draws.expected(less)


def test_a_right_function_agrees(capsys):
    agree("fits agrees", reference, Placements())
    assert capsys.readouterr() == ("✓ fits agrees\n", "")


def test_a_counter_example_is_as_small_as_it_can_be():
    with pytest.raises(CheckFailed) as raised:
        agree("fits agrees", cpu_only, Placements())
    message = str(raised.value)
    assert "Kubernetes decides otherwise here." in message
    assert "expected         False" in message
    assert "cpu_only said    True" in message
    assert message.count("there:") <= 1


def test_a_counter_example_is_stripped_of_what_does_not_matter():
    def never(pod, node):
        return False

    with pytest.raises(CheckFailed) as raised:
        agree("never agrees", never, Placements())
    message = str(raised.value)
    assert "there:" not in message
    assert "new:   new-pod asks for nothing" in message
    assert "two containers" not in message
    assert "limits" not in message


def test_a_function_that_changes_its_mind_does_not_agree():
    answers = iter([False, True] * 1000)

    def fits(pod, node):
        return reference(pod, node) is next(answers)

    with pytest.raises(CheckFailed):
        agree("fits agrees", fits, Placements())


def test_a_function_that_is_not_written_does_not_agree():
    def fits(pod, node):
        raise NotImplementedError

    with pytest.raises(CheckFailed, match="fits is not written yet"):
        agree("fits agrees", fits, Placements())


def test_cases_follow_from_the_seed_and_the_seed_is_never_shown(monkeypatch, capsys):
    def seen(seed):
        monkeypatch.setenv(VARIABLE, seed)
        with pytest.raises(CheckFailed) as raised:
            agree("fits agrees", cpu_only, Placements())
        return str(raised.value)

    first, again, other = seen("sesame-one"), seen("sesame-one"), seen("sesame-two")
    assert first == again
    assert first != other
    assert "sesame" not in first + other + capsys.readouterr().out


def test_the_seed_comes_from_variable_file_or_is_public(monkeypatch, tmp_path):
    monkeypatch.delenv(VARIABLE, raising=False)
    inner = tmp_path / "autograded" / "ada"
    inner.mkdir(parents=True)
    (tmp_path / "nbgrader_config.py").touch()
    assert grading_seed(inner) == PUBLIC
    (tmp_path / "grading.seed").write_text("from-a-file\n")
    assert grading_seed(inner) == "from-a-file"
    monkeypatch.setenv(VARIABLE, "from-the-environment")
    assert grading_seed(inner) == "from-the-environment"


def test_a_seed_above_the_course_belongs_to_somebody_else(monkeypatch, tmp_path):
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "grading.seed").write_text("another course")
    course = tmp_path / "course"
    course.mkdir()
    (course / "nbgrader_config.py").touch()
    assert grading_seed(course) == PUBLIC


def test_a_scenario_is_told_in_names_and_numbers():
    report = a_pod("report", cpu="1", memory="1Gi", limits={"cpu": "2"}, phase="Succeeded")
    web = a_pod("web", a_container("web", cpu="100m"), a_container("log", memory="64Mi"))
    assert told(*Placement(web, a_node("worker-1", cpu="2", memory="4Gi", max_pods=3, pods=[report]))).splitlines() == [
        "worker-1 offers cpu 2, memory 4Gi, and takes at most 3 pods.",
        "    there: report asks for cpu 1, memory 1Gi; limits: cpu 2000m (Succeeded)",
        "    new:   web asks for cpu 100m and memory 64Mi in its two containers",
    ]
