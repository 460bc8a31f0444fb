"""kubelite/grading/phases.py: random cases for ``pod_phase``."""

from collections import Counter
from random import Random

import pytest

from kubelite.grading import CheckFailed, a_state, agree
from kubelite.grading.phases import Moment, Phases


def reference(container_states, restart_policy):
    """The rule as lesson 02 tells it."""
    if any(state.waiting for state in container_states):
        return "Pending"
    if any(state.running for state in container_states) or restart_policy == "Always":
        return "Running"
    failed = any(state.terminated.exit_code for state in container_states)
    if failed and restart_policy == "OnFailure":
        return "Running"
    return "Failed" if failed else "Succeeded"


def ignores_the_policy(container_states, restart_policy):
    return reference(container_states, "Never")


def drawn(count, seed):
    random = Random(seed)
    return [Phases().draw(random) for _ in range(count)]


@pytest.mark.slow
def test_the_lesson_and_the_kubelet_agree_on_10_000_draws():
    cases = drawn(10_000, "agreement")
    assert all(reference(*case) == Phases().expected(case) for case in cases)
    counted = Counter(map(Phases().expected, cases))
    assert all(counted[phase] > 700 for phase in ("Pending", "Running", "Succeeded", "Failed")), counted


def test_cases_also_agree_when_something_was_taken_out():
    for case in drawn(200, 1):
        for less in Phases().smaller(case):
            assert reference(*less) == Phases().expected(less)
            assert less != case


def test_a_right_function_agrees(capsys):
    agree("pod_phase agrees", reference, Phases())
    assert capsys.readouterr() == ("✓ pod_phase agrees\n", "")


def test_a_counter_example_is_as_small_as_it_can_be():
    with pytest.raises(CheckFailed) as raised:
        agree("pod_phase agrees", ignores_the_policy, Phases())
    message = str(raised.value)
    assert message.count("container 1: terminated, exit code") == 1
    assert "container 2" not in message


def test_a_case_is_told_in_words():
    states = (a_state("waiting"), a_state("running"), a_state("terminated", exit_code=137, reason="OOMKilled"))
    assert Phases().told(Moment(states, "OnFailure")).splitlines() == [
        "The restart policy is OnFailure.",
        "    container 1: waiting, has never run (ContainerCreating)",
        "    container 2: running",
        "    container 3: terminated, exit code 137 (OOMKilled)",
    ]


def test_a_state_has_exactly_one_of_the_three():
    for name in ("waiting", "running", "terminated"):
        state = a_state(name)
        assert [each for each in ("waiting", "running", "terminated") if getattr(state, each)] == [name]
    assert a_state("terminated", exit_code=3).terminated.exit_code == 3
    assert a_state("terminated").terminated.reason == "Completed"
    assert a_state("waiting", reason="ImagePullBackOff").waiting.reason == "ImagePullBackOff"
    with pytest.raises(ValueError, match="a container is waiting, running, terminated"):
        a_state("done")
    with pytest.raises(ValueError, match="only a terminated container has an exit code"):
        a_state("running", exit_code=1)
