"""kubelite/grading: a check calls, compares, and tells a story when it fails."""

import sys
import warnings

import pytest

from kubelite.grading import CheckFailed, Exercise, check
from kubelite.grading.checks import WIDTH, wrapped

STORY = "worker-1 is full. Your filter let web in."


def says(answer):
    def fits(pod, node):
        return answer

    return fits


def failure(function, wanted=False, **words):
    with pytest.raises(CheckFailed) as raised:
        check("Full is full").call(function, "web", "worker-1").expect(wanted, story=STORY, **words)
    return str(raised.value)


def test_a_check_that_holds_prints_one_line(capsys):
    check("Full is full").call(says(False), "web", "worker-1").expect(False, story=STORY)
    assert capsys.readouterr() == ("✓ Full is full\n", "")


def test_a_failed_check_tells_story_answer_and_advice(capsys):
    message = failure(says(True), advice="What takes up room there?")
    assert message.splitlines() == [
        "Full is full",
        "",
        STORY,
        "",
        "    expected     False",
        "    fits said    True",
        "",
        "What takes up room there?",
    ]
    assert capsys.readouterr() == ("", "")


def test_a_number_is_not_a_truth_value():
    message = failure(says(0))
    assert "That is a whole number (int); expected is a truth value (bool)." in message
    assert STORY not in message, "it would tell of the other truth value"


def test_a_right_number_with_a_point_is_told_without_the_story():
    message = failure(says(8.0), wanted=8)
    assert "That is a decimal number (float); expected is a whole number (int)." in message
    assert "The number is right." in message
    assert STORY not in message
    assert STORY in failure(says(8.5), wanted=8)


def test_a_function_that_is_not_written_fails_with_a_friendly_sentence():
    def fits(pod, node):
        raise NotImplementedError()

    message = failure(fits)
    assert "fits is not written yet." in message
    assert STORY not in message


def test_a_result_is_the_answer_or_a_friendly_sentence():
    assert check("There is one").call(says([1, 2]), "web", "worker-1").result() == [1, 2]
    with pytest.raises(CheckFailed, match="gave nothing back"):
        check("There is one").call(says(None), "web", "worker-1").result()


def test_nothing_given_back_asks_for_return():
    assert "Did you forget `return`?" in failure(says(None))


def test_none_is_never_a_right_answer():
    assert "gave nothing back" in failure(says(None), wanted=None)


def test_an_item_that_does_not_belong_into_a_list_is_named():
    assert "fits gave back a list with an object of type object in it." in failure(says([1, object(), print]))
    assert "a list with a tuple with an object of type object in it in it" in failure(says([1, (object(),)]))


def test_what_gives_its_items_one_by_one_is_to_be_a_list():
    def fits(pod, node):
        yield pod

    assert "fits gave back an object of type generator." in failure(fits)
    assert "Make a list of it" in failure(fits)
    assert "Make a list of it" in failure(says({"a": 1}.keys()))
    assert "Make a list of it" not in failure(says(object()))


def test_who_forgot_parentheses_is_asked_about_them_and_nobody_else():
    assert "Did you forget the parentheses" in failure(says([1, print]))
    message = failure(says([object()]))
    assert "Whole objects do not count." in message
    assert "parentheses" not in message


def test_an_exception_is_told_with_the_line_of_the_learner():
    def fits(pod, node):
        return sum(pod) > len(node)

    message = failure(fits)
    assert "fits stopped with TypeError: unsupported operand" in message
    assert "That was at this line of yours:\n\n    return sum(pod) > len(node)" in message
    assert "Traceback" not in message


def test_leaving_python_does_not_end_the_check():
    assert "stopped with SystemExit: 3" in failure(lambda pod, node: sys.exit(3))


def test_an_exception_that_cannot_tell_itself_is_told_by_its_type():
    class Odd(Exception):
        def __str__(self):
            raise RuntimeError

    def fits(pod, node):
        raise Odd

    assert "fits stopped with Odd." in failure(fits)


def test_what_is_no_function_is_named():
    assert "What is to be checked is a truth value (bool), not a function." in failure(True)


def test_an_object_that_equals_everything_gains_nothing():
    class Yes:
        def __eq__(self, other):
            return True

        __hash__ = None

    assert "fits gave back an object of type Yes." in failure(says(Yes()))


def test_nothing_reaches_stderr(capsys):
    def fits(pod, node):
        print("looking", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        return False

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, *_: sys.stderr.write(f"{message}\n")
        check("Full is full").call(fits, 1, 2).expect(False, story=STORY)
    out, err = capsys.readouterr()
    assert err == ""
    assert "looking" in out
    assert "careful" in out


def test_a_notebook_shows_the_message_without_a_traceback():
    with pytest.raises(CheckFailed) as raised:
        check("Full is full").call(says(True), "web", "worker-1").expect(False, story=STORY)
    assert raised.value._render_traceback_() == [f"✗ {raised.value}"]


def test_an_exercise_knows_which_checks_passed(capsys):
    exercise = Exercise("03.fits", checks=2)
    assert not exercise.passed
    assert exercise.summary().endswith("2 of them did not run yet.")

    def fine():
        return True

    exercise.check("One").call(fine).expect(True, story=STORY)
    with pytest.raises(CheckFailed, match=r'hint\("03.fits"\) points you further'):
        exercise.check("Two").call(fine).expect(False, story=STORY)
    assert exercise.failed == ("Two",)
    assert exercise.summary().splitlines()[0].startswith("1 of 2 visible checks pass. Hidden checks run")
    exercise.check("Two").call(fine).expect(True, story=STORY)
    assert exercise.passed
    with pytest.raises(CheckFailed):
        exercise.check("One").call(fine).expect(False, story=STORY)
    assert not exercise.passed


def test_a_notebook_shows_a_story_in_lines_that_end_between_words():
    story = "The containers of web-and-log ask for 128Mi and 64Mi, " * 3
    with pytest.raises(CheckFailed) as raised:
        check("Full is full").call(says("x" * 150), "web", "worker-1").expect("y", story=story.strip())
    (shown,) = raised.value._render_traceback_()
    assert shown.split() == ["✗", *str(raised.value).split()]
    told = [line for line in shown.splitlines() if not line.startswith("    ")]
    assert max(map(len, told)) <= WIDTH
    assert not any(line.endswith("-") for line in told)
    assert any(len(line) > WIDTH for line in shown.splitlines()), "what is indented stays on its line"


@pytest.mark.parametrize("text", ["short", "one\n\n    two   three\nfour", "w" * 200, ""])
def test_lines_that_fit_and_words_that_never_do_stay_as_they_are(text):
    assert wrapped(text) == text


def story_of(answer):
    return "" if answer == "kind: Pod" else f"{answer} is no manifest."


def test_a_look_decides_where_very_different_answers_are_right(capsys):
    check("It is a manifest").call(lambda: "kind: Pod").passes(story_of)
    assert capsys.readouterr().out == "✓ It is a manifest\n"


def test_a_look_tells_what_is_wrong():
    with pytest.raises(CheckFailed, match=r"(?s)It is a manifest.*3 is no manifest\.\n\nTry again\."):
        check("It is a manifest").call(lambda: 3).passes(story_of, advice="Try again.")
    with pytest.raises(CheckFailed, match="is not written yet"):
        check("It is a manifest").call(unwritten).passes(story_of)


def unwritten():
    raise NotImplementedError
