"""kubelite/grading/encounters.py: random Pods and taints, on which lesson 04 and Kubernetes agree."""

from random import Random

import pytest

from kubelite import Cluster
from kubelite.grading import CheckFailed, a_pod, a_taint, agree
from kubelite.grading.encounters import Encounter, Encounters


def reference(pod, taint):
    """The rule as lesson 04 tells it."""
    if taint.effect == "PreferNoSchedule":
        return True
    for toleration in pod.spec.tolerations:
        same_key = toleration.key in ("", taint.key)
        same_effect = toleration.effect in ("", taint.effect)
        if same_key and same_effect and (toleration.operator == "Exists" or toleration.value == taint.value):
            return True
    return False


@pytest.mark.slow
def test_the_lesson_and_kubernetes_agree_on_10_000_draws():
    draws, random = Encounters(), Random("encounters")
    cases = [draws.draw(random) for _ in range(10_000)]
    assert all(reference(*case) is draws.expected(case) for case in cases)
    share = sum(map(draws.expected, cases)) / len(cases)
    assert 0.3 < share < 0.7, "both answers must be drawn often"


def test_cases_also_agree_when_something_was_taken_out():
    draws, random = Encounters(), Random(1)
    for case in (draws.draw(random) for _ in range(300)):
        for less in draws.smaller(case):
            assert reference(*less) is draws.expected(less)
            assert len(less.pod.spec.tolerations) == len(case.pod.spec.tolerations) - 1


def test_the_api_accepts_the_tolerations_that_are_drawn():
    draws, random, cluster = Encounters(), Random(2), Cluster(workers=0)
    for number in range(200):
        tolerations = [
            {"key": each.key, "operator": each.operator, "value": each.value, "effect": each.effect}
            for each in draws.draw(random).pod.spec.tolerations
        ]
        spec = {"containers": [{"name": "web", "image": "web"}], "tolerations": tolerations}
        cluster.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"web-{number}"}, "spec": spec})


def test_a_right_function_agrees(capsys):
    agree("tolerates agrees", reference, Encounters())
    assert capsys.readouterr() == ("✓ tolerates agrees\n", "")


def test_a_counter_example_is_small_and_told_as_in_a_manifest():
    def any_will_do(pod, taint):
        return taint.effect == "PreferNoSchedule" or len(pod.spec.tolerations) > 0

    with pytest.raises(CheckFailed) as raised:
        agree("tolerates agrees", any_will_do, Encounters())
    assert "Kubernetes decides otherwise here." in str(raised.value)
    assert str(raised.value).count("    - {") == 1


def test_an_encounter_is_told_in_the_words_of_manifests():
    second = {"operator": "Exists", "effect": "NoExecute"}
    pod = a_pod("web", tolerations=[{"key": "gpu", "operator": "Exists"}, second])
    assert Encounters().told(Encounter(pod, a_taint("gpu=a100:NoSchedule"))).splitlines() == [
        "The taint is gpu=a100:NoSchedule. The tolerations of the pod are:",
        "    - {key: gpu, operator: Exists}",
        "    - {operator: Exists, effect: NoExecute}",
    ]
    bare = Encounter(a_pod("web"), a_taint("maintenance:NoExecute"))
    assert Encounters().told(bare).endswith("pod are:\n    none")


@pytest.mark.parametrize("text", ["gpu", "gpu=true", ":NoSchedule", "gpu:", "=true:NoSchedule"])
def test_a_taint_that_says_too_little_is_refused(text):
    with pytest.raises(ValueError, match="give a key"):
        a_taint(text)
