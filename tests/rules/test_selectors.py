import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.objects.meta import LabelSelector, LabelSelectorRequirement, view_as
from kubelite.rules.selectors import SelectorError, holds, matches, matches_labels, parse

WEB = {"app": "web", "tier": "front", "generation": "4"}


def test_every_wanted_label_must_be_there():
    assert matches_labels({"app": "web", "tier": "front"}, WEB)
    assert not matches_labels({"app": "web", "tier": "back"}, WEB)
    assert not matches_labels({"zone": ""}, WEB)


def test_nothing_wanted_matches_everything_and_no_selector_nothing():
    assert matches(LabelSelector(), WEB)
    assert matches_labels({}, {})
    assert not matches(None, WEB)


def test_labels_and_expressions_must_both_hold():
    selector = view_as(
        LabelSelector,
        {"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["back"]}]},
    )
    assert matches(selector, WEB)
    assert not matches(selector, WEB | {"tier": "back"})
    assert not matches(selector, {"tier": "front"})


@pytest.mark.parametrize(
    ("operator", "values", "with_key", "without_key"),
    [
        ("In", ("4", "5"), True, False),
        ("In", ("5",), False, False),
        ("NotIn", ("5",), True, True),
        ("NotIn", ("4",), False, True),
        ("Exists", (), True, False),
        ("DoesNotExist", (), False, True),
        ("Gt", ("3",), True, False),
        ("Gt", ("4",), False, False),
        ("Lt", ("10",), True, False),
        ("Lt", ("four",), False, False),
        ("Gt", ("1", "2"), False, False),
        ("Like", ("4",), False, False),
    ],
)
def test_operators(operator, values, with_key, without_key):
    requirement = LabelSelectorRequirement(key="generation", operator=operator, values=values)
    assert holds(requirement, WEB) is with_key
    assert holds(requirement, {"app": "web"}) is without_key


@pytest.mark.parametrize("text", ["1_000", " 4", "४", "9223372036854775808", ""])
def test_numbers_are_those_of_kubernetes(text):
    assert not holds(LabelSelectorRequirement(key="n", operator="Gt", values=("0",)), {"n": text})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("app=web", [("app", "In", ("web",))]),
        ("app==web , tier!=db", [("app", "In", ("web",)), ("tier", "NotIn", ("db",))]),
        ("zone in (b, a),!old,new", [("zone", "In", ("a", "b")), ("old", "DoesNotExist", ()), ("new", "Exists", ())]),
        ("zone notin ()", [("zone", "NotIn", ("",))]),
        ("a in (,x)", [("a", "In", ("", "x"))]),
        ("app=", [("app", "In", ("",))]),
        ("in in (in,notin)", [("in", "In", ("in", "notin"))]),
        ("size>3,size<9", [("size", "Gt", ("3",)), ("size", "Lt", ("9",))]),
    ],
)
def test_text_selectors(text, expected):
    assert [(r.key, r.operator, r.values) for r in parse(text).match_expressions] == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a===b", "unable to parse requirement: found '=', expected: identifier"),
        ("a in b", "unable to parse requirement: found 'b' expected: '('"),
        ("a=b c", "found 'c', expected: ',' or 'end of string'"),
        ("!a=b", "found '=', expected: ',' or 'end of string'"),
        ("a=b,", "found '', expected: identifier after ','"),
        ("=b", "found '=', expected: !, identifier, or 'end of string'"),
        ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("a in (b c)", "unable to parse requirement: found 'c', expected: ',' or ')'"),
        ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
        ("a in (!)", "unable to parse requirement: found '!', expected: ',', ')' or identifier"),
    ],
)
def test_errors_of_text_selectors_are_in_the_words_of_kubernetes(text, message):
    with pytest.raises(SelectorError) as caught:
        parse(text)
    assert str(caught.value) == message


@given(st.text(alphabet="ab=!,() <>in\t", max_size=20))
def test_any_text_gives_a_selector_or_a_selector_error(text):
    try:
        selector = parse(text)
    except SelectorError:
        return
    assert all(requirement.key for requirement in selector.match_expressions)
    matches(selector, WEB)
