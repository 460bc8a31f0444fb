"""kubelite/grading/programs.py: random cases for ``can_run``."""

from random import Random

import pytest

from kubelite.grading import CheckFailed, agree
from kubelite.grading.programs import Programs


def reference(image, host):
    """The rule as lesson 01 tells it."""
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    place = image if image.containerised else host
    found = [name in place.dependencies for name in image.needs]
    return all(found) and all(name in place.environment for name in image.reads)


def looks_at_the_host(image, host):
    fits = image.architecture == host.architecture and image.kernel == host.kernel
    return fits and set(image.needs) <= set(host.dependencies) and set(image.reads) <= set(host.environment)


def drawn(count, seed):
    random = Random(seed)
    return [Programs().draw(random) for _ in range(count)]


@pytest.mark.slow
def test_the_lesson_and_the_built_in_rule_agree_on_10_000_draws():
    cases = drawn(10_000, "agreement")
    assert all(reference(*case) is Programs().expected(case) for case in cases)
    for containerised in (True, False):
        answers = [Programs().expected(case) for case in cases if case.image.containerised is containerised]
        assert 0.25 < sum(answers) / len(answers) < 0.75, "both answers must be drawn often"


def test_cases_also_agree_when_something_was_taken_out():
    for case in drawn(200, 1):
        for less in Programs().smaller(case):
            assert reference(*less) is Programs().expected(less)
            assert less != case


def test_a_right_function_agrees(capsys):
    agree("can_run agrees", reference, Programs())
    assert capsys.readouterr() == ("✓ can_run agrees\n", "")


def test_a_counter_example_is_as_small_as_it_can_be():
    with pytest.raises(CheckFailed) as raised:
        agree("can_run agrees", looks_at_the_host, Programs())
    message = str(raised.value)
    assert "program is a container for amd64 and linux." in message
    assert message.count("nothing") >= 3
    with pytest.raises(CheckFailed, match="its code needs  nothing; it reads nothing"):
        agree("can_run agrees", lambda image, host: False, Programs())


def test_a_case_is_told_in_words():
    told = [Programs().told(case) for case in drawn(20, 3)]
    assert any("is a bare program for" in text and "the image has" not in text for text in told)
    assert any("is a container for" in text and "the image has" in text for text in told)
